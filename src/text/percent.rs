//! Percent-encoding as the browser's `encodeURIComponent` does it.
//!
//! Decoding what a page shows is the browser's (`decodeURIComponent`, and `unescape` where that refuses, see
//! [`crate::port::decoded`]); what a check must not leave to a page is decoded here, byte by byte.

/// Whether `encodeURIComponent` leaves a byte as it is: `A-Z a-z 0-9 - _ . ! ~ * ' ( )`.
/// Source: ECMA-262, `encodeURIComponent`, which calls them *uriUnescaped*.
pub(super) fn is_unescaped(byte: u32) -> bool {
    // One bit a byte value, 32 a word, from 0x20 on: "!'()*-." and digits, letters and "_", letters and "~".
    let set = match byte >> 5 {
        1 => 0x03ff_6782,
        2 => 0x87ff_fffe,
        3 => 0x47ff_fffe,
        _ => 0_u32,
    };
    set >> (byte & 31) & 1 != 0
}

#[cfg(feature = "full")]
impl super::Text<'_> {
    /// The byte that is encoded at an index, as `%2A`; `None` where none is.
    pub fn encoded_at(self, index: u32) -> Option<u32> {
        let is_begun = self.byte(index) == u32::from(b'%');
        is_begun.then(|| decoded(self.byte(index + 1), self.byte(index + 2)))?
    }
}

/// The value of two hexadecimal digits; `None` where they are none.
pub(super) fn decoded(high: u32, low: u32) -> Option<u32> {
    Some(hex_value(high)? << 4 | hex_value(low)?)
}

fn hex_value(digit: u32) -> Option<u32> {
    char::from_u32(digit)?.to_digit(16)
}

/// The upper-case digit of a value below 16.
pub(super) fn hex_digit(value: u32) -> u32 {
    value + if value < 10 { 48 } else { 55 }
}
