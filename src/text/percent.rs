//! Percent-encoding as the browser's `encodeURIComponent` does it.
//!
//! Decoding is the browser's (`decodeURIComponent`, and `unescape` where that refuses): see [`crate::port::decoded`].

use super::Build;

/// Appends one byte of UTF-8 as `encodeURIComponent` writes it: itself if it is one of
/// `A-Z a-z 0-9 - _ . ! ~ * ' ( )`, else `%` and two upper-case hex digits.
/// Source: ECMA-262, `encodeURIComponent` (the class *uriUnescaped*).
pub(super) fn append(build: Build<'_>, byte: u32) -> Build<'_> {
    if is_unescaped(byte) {
        return build.byte(byte);
    }
    build.byte(u32::from(b'%')).byte(hex_digit(byte >> 4)).byte(hex_digit(byte & 15))
}

fn is_unescaped(byte: u32) -> bool {
    // One bit a byte value, 32 a word, from 0x20 on: "!'()*-." and digits, letters and "_", letters and "~".
    let set = match byte >> 5 {
        1 => 0x03ff_6782,
        2 => 0x87ff_fffe,
        3 => 0x47ff_fffe,
        _ => 0_u32,
    };
    set >> (byte & 31) & 1 != 0
}

fn hex_digit(value: u32) -> u32 {
    value + if value < 10 { 48 } else { 55 }
}
