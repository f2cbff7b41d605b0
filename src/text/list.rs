//! A list is one text: its items with the unit separator (U+001F, which no URL, class or host has) between them.

use super::memory::load;
use super::region::Text;

/// What stands between two items.
pub const SEPARATOR: u8 = 0x1f;

/// A list written with spaces, as a literal with separators.
#[macro_export]
macro_rules! list {
    ($items:expr) => {{
        const SPACED: &str = $items;
        const BYTES: [u8; SPACED.len()] = $crate::text::separated(SPACED.as_bytes());
        const LIST: &str = match core::str::from_utf8(&BYTES) {
            Ok(list) => list,
            Err(_) => "",
        };
        LIST
    }};
}

/// The bytes with separators for spaces.
#[doc(hidden)]
#[allow(clippy::indexing_slicing)] // Evaluated by the compiler: an index out of bounds does not build.
pub const fn separated<const N: usize>(spaced: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    let mut index = 0;
    while index < N {
        bytes[index] = if spaced[index] == b' ' {
            SEPARATOR
        } else {
            spaced[index]
        };
        index += 1;
    }
    bytes
}

/// The items of a list, in order. The empty text has none.
#[derive(Clone, Copy, Debug)]
pub struct Items<'t> {
    list: Text<'t>,
    next: u32,
}

impl<'t> Text<'t> {
    /// The text read as a list.
    pub fn items(self) -> Items<'t> {
        Items { list: self, next: 0 }
    }

    /// The list with the items of another behind its own.
    pub fn joined(self, more: Text<'t>) -> Text<'t> {
        if self.is_empty() || more.is_empty() {
            return if self.is_empty() { more } else { self };
        }
        self.turn()
            .build()
            .text(self)
            .byte(u32::from(SEPARATOR))
            .text(more)
            .done()
    }

    /// The text with one more record at its end: a text with its length, as texts stand in the region. Such a list is
    /// searched without reading every byte of it. The record is a text that was built here: one that the page gave as a
    /// number says so in its length.
    pub fn with_record(self, record: Text<'t>) -> Text<'t> {
        self.turn().build().text(self).record(record).done()
    }

    /// Whether a record has the same bytes.
    #[inline(never)]
    pub fn has_record(self, wanted: Text<'t>) -> bool {
        let (mut at, end, len) = (4, self.len(), wanted.len());
        while at <= end {
            let record_len = load(self.address() + at);
            at += 4;
            if record_len == len && self.has_at(at - 4, wanted) {
                return true;
            }
            at += record_len;
        }
        false
    }

    /// Whether the list has this item. Compares in place: the lists of extensions and campaigns are long.
    #[inline(never)]
    pub fn has_item(self, wanted: Text<'t>) -> bool {
        let (mut start, len) = (0, self.len());
        while start < len {
            let end = start + wanted.len();
            if (end == len || self.byte(end) == u32::from(SEPARATOR)) && self.has_at(start, wanted) {
                return true;
            }
            start = self.find(SEPARATOR, start) + 1;
        }
        false
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Text<'t>;

    #[inline(never)]
    fn next(&mut self) -> Option<Text<'t>> {
        if self.next >= self.list.len() {
            return None;
        }
        let end = self.list.find(SEPARATOR, self.next);
        let item = self.list.cut(self.next, end);
        self.next = end + 1;
        Some(item)
    }
}
