//! A list is one text: its items with the unit separator (U+001F, which no URL, class or host has) between them.

use super::region::Text;

/// What stands between two items.
pub const SEPARATOR: u8 = 0x1f;

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
        self.turn().build().text(self).byte(u32::from(SEPARATOR)).text(more).done()
    }

    /// Whether the list has this item.
    pub fn has_item(self, wanted: Text<'t>) -> bool {
        self.items().any(|item| item.same(wanted))
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
