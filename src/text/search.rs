//! Looking into texts: finding, comparing, cutting. Case means ASCII case, as in hosts and file extensions.
//!
//! What walks over every byte of a request reads the memory itself, within the text's length.

use super::memory::load_byte;
use super::region::Text;

impl<'t> Text<'t> {
    /// Index of the first `byte` at or after `from`; the length if there is none.
    #[inline(never)]
    pub fn find(self, byte: u8, from: u32) -> u32 {
        self.find_before(byte, from, self.len())
    }

    /// Index of the first `byte` in `from..end`; `end` if there is none. What is looked for in each of many parts must not be
    /// looked for behind it.
    #[inline(never)]
    pub fn find_before(self, byte: u8, from: u32, end: u32) -> u32 {
        let (start, len) = (self.address() + 4, self.len().min(end));
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

    /// Whether `needle` stands at `index`.
    #[inline(never)]
    pub fn has_at(self, index: u32, needle: Text<'t>) -> bool {
        let (len, wanted) = (needle.len(), needle.address() + 4);
        if index + len > self.len() {
            return false;
        }
        let here = self.address() + 4 + index;
        // From the end: what is compared in long lists, addresses and names with numbers, differs there.
        let mut at = len;
        while at > 0 && load_byte(here + at - 1) == load_byte(wanted + at - 1) {
            at -= 1;
        }
        at == 0
    }

    /// [`Text::has_at`] without regard to case, for the bytes `from..to` of a needle.
    #[inline(never)]
    pub fn has_any_case_at(self, index: u32, needle: Text<'t>, from: u32, to: u32) -> bool {
        let to = to.min(needle.len());
        let len = to.saturating_sub(from);
        index + len <= self.len()
            && (0..len).all(|at| lower(self.byte(index + at)) == lower(needle.byte(from + at)))
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
            if lower(byte) != byte {
                copy.set_byte(index, lower(byte));
            }
        }
        copy
    }
}

fn lower(byte: u32) -> u32 {
    if byte.wrapping_sub(65) < 26 {
        byte + 32
    } else {
        byte
    }
}
