//! Looking into texts: finding, comparing, cutting. Case means ASCII case, as in hosts and file extensions.
//!
//! What walks over every byte of a request reads the memory itself, within the text's length.

use super::memory::load_byte;
use super::region::Text;

impl<'t> Text<'t> {
    /// Index of the first `byte` at or after `from`; the length if there is none.
    #[inline(never)]
    pub fn find(self, byte: u8, from: u32) -> u32 {
        let (start, len) = (self.address() + 4, self.len());
        let mut index = from.min(len);
        while index < len && load_byte(start + index) != u32::from(byte) {
            index += 1;
        }
        index
    }

    /// Index of the last `byte`; `None` if there is none.
    pub fn find_last(self, byte: u8) -> Option<u32> {
        let mut index = self.len();
        while index > 0 {
            index -= 1;
            if self.byte(index) == u32::from(byte) {
                return Some(index);
            }
        }
        None
    }

    /// Index of the first `needle` at or after `from`; `None` if there is none.
    #[inline(never)]
    pub fn find_text(self, needle: Text<'t>, from: u32) -> Option<u32> {
        (from..=self.len()).find(|&index| self.has_at(index, needle))
    }

    /// Whether `needle` stands at `index`.
    #[inline(never)]
    pub fn has_at(self, index: u32, needle: Text<'t>) -> bool {
        let (len, wanted) = (needle.len(), needle.address() + 4);
        if index + len > self.len() {
            return false;
        }
        let here = self.address() + 4 + index;
        let mut at = 0;
        while at < len && load_byte(here + at) == load_byte(wanted + at) {
            at += 1;
        }
        at == len
    }

    /// Whether the text contains a literal.
    pub fn contains(self, needle: &'static str) -> bool {
        self.find_text(self.turn().literal(needle), 0).is_some()
    }

    /// Whether the text begins with a literal.
    pub fn starts_with(self, prefix: &'static str) -> bool {
        self.has_at(0, self.turn().literal(prefix))
    }

    /// Whether the text ends with another.
    pub fn ends_with(self, suffix: Text<'t>) -> bool {
        self.len() >= suffix.len() && self.has_at(self.len() - suffix.len(), suffix)
    }

    /// Whether both have the same bytes.
    pub fn same(self, other: Text<'t>) -> bool {
        self.len() == other.len() && self.has_at(0, other)
    }

    /// Whether the text is a literal.
    pub fn is(self, literal: &'static str) -> bool {
        self.same(self.turn().literal(literal))
    }

    /// The bytes `from..to` as a text. Cut at ASCII bytes only: UTF-8 must stay whole.
    #[inline(never)]
    pub fn cut(self, from: u32, to: u32) -> Text<'t> {
        self.turn().build().part(self, from, to).done()
    }

    /// The first `most` bytes or less: UTF-8 is cut between letters.
    pub fn start(self, most: u32) -> Text<'t> {
        let mut end = most.min(self.len());
        while self.byte(end) & 0xc0 == 0x80 {
            end -= 1;
        }
        self.cut(0, end)
    }

    /// Everything from an index on.
    pub fn after(self, from: u32) -> Text<'t> {
        self.cut(from, self.len())
    }

    /// The text with `A-Z` in lower case.
    #[inline(never)]
    pub fn lower(self) -> Text<'t> {
        let copy = self.after(0);
        for index in 0..copy.len() {
            let byte = copy.byte(index);
            if byte.wrapping_sub(65) < 26 {
                copy.set_byte(index, byte + 32);
            }
        }
        copy
    }

    /// The whole number the text begins with, as JavaScript's `parseInt(text, 10)` reads small ones: leading space
    /// is skipped; 0 where there is no digit, and for a sign.
    pub fn leading_number(self) -> u32 {
        let (mut index, mut number) = (0, 0_u32);
        while self.byte(index) == u32::from(b' ') {
            index += 1;
        }
        while self.byte(index).wrapping_sub(48) < 10 {
            number = number.wrapping_mul(10).wrapping_add(self.byte(index) - 48);
            index += 1;
        }
        number
    }
}
