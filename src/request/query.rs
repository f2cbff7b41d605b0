//! A query string under construction.

use crate::text::{Text, TextBuilder, Turn};

/// `name=value&name=value`, values percent-encoded. Taken and returned by value, like [`TextBuilder`].
#[derive(Debug)]
pub struct Query<'t>(TextBuilder<'t>);

impl<'t> Query<'t> {
    /// The empty query.
    pub fn new(turn: Turn<'t>) -> Query<'t> {
        Query(turn.build())
    }

    /// Appends a parameter whose name is a literal.
    #[inline(never)]
    pub fn param(self, name: &'static str, value: Text<'t>) -> Query<'t> {
        self.pair(value.turn().literal(name), value)
    }

    /// Appends a parameter if there is a value.
    pub fn opt(self, name: &'static str, value: Option<Text<'t>>) -> Query<'t> {
        match value {
            Some(value) => self.param(name, value),
            None => self,
        }
    }

    /// Appends a parameter with a whole number.
    #[inline(never)]
    pub fn number(self, name: &'static str, value: u32) -> Query<'t> {
        Query(self.begin().literal(name).byte(u32::from(b'=')).number(value))
    }

    /// Appends a parameter whose name is a text.
    #[inline(never)]
    pub fn pair(self, name: Text<'t>, value: Text<'t>) -> Query<'t> {
        Query(self.begin().encoded(name).byte(u32::from(b'=')).encoded(value))
    }

    /// Appends a parameter whose value is percent-encoded already.
    pub fn encoded(self, name: &'static str, value: Text<'t>) -> Query<'t> {
        Query(self.begin().literal(name).byte(u32::from(b'=')).text(value))
    }

    /// The same if there is a value.
    pub fn encoded_opt(self, name: &'static str, value: Option<Text<'t>>) -> Query<'t> {
        match value {
            Some(value) => self.encoded(name, value),
            None => self,
        }
    }

    /// Appends a query string as it is, if it has a byte.
    #[inline(never)]
    pub fn raw(self, query: Text<'t>) -> Query<'t> {
        if query.is_empty() {
            self
        } else {
            Query(self.begin().text(query))
        }
    }

    /// The query string.
    pub fn done(self) -> Text<'t> {
        self.0.done()
    }

    fn begin(self) -> TextBuilder<'t> {
        if self.0.is_empty() {
            self.0
        } else {
            self.0.byte(u32::from(b'&'))
        }
    }
}
