//! A list is one text: its items with the unit separator (U+001F, which no URL, class or host has) between them.

use super::region::Text;
use crate::protocol::LIST_SEPARATOR;

/// What stands between two items.
pub const SEPARATOR: u8 = match LIST_SEPARATOR.as_bytes() {
    [separator] => *separator,
    _ => panic!("one byte"), // While it is compiled.
};

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
