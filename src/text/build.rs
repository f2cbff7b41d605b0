//! The one way to put texts together: a builder that is taken and returned by value, so that nobody can append to a
//! text somebody else holds.

use super::region::{Text, Turn, bump};
use super::{memory, percent};
use core::marker::PhantomData;

/// A text under construction. Its methods take it and give it back; [`TextBuilder::done`] makes it a [`Text`].
///
/// ```compile_fail
/// use crumbless::text::turn;
/// turn(|turn| {
///     let begun = turn.build();
///     let first = begun.literal("a");
///     let second = begun.literal("b"); // `begun` was moved: two builders never share bytes
/// });
/// ```
#[derive(Debug)]
pub struct TextBuilder<'t> {
    at: u32,
    // How far it may grow where it stands.
    end: u32,
    turn: PhantomData<Turn<'t>>,
}

impl<'t> Turn<'t> {
    /// Starts a text.
    pub fn build(self) -> TextBuilder<'t> {
        let at = bump::begin();
        TextBuilder {
            at,
            end: at + 4,
            turn: PhantomData,
        }
    }
}

impl<'t> TextBuilder<'t> {
    /// Appends a literal.
    #[inline(never)]
    pub fn literal(self, more: &'static str) -> TextBuilder<'t> {
        self.grow(more.len() as u32, |end| memory::write(end, more.as_bytes()))
    }

    /// Appends a text.
    pub fn text(self, more: Text<'t>) -> TextBuilder<'t> {
        self.part(more, 0, more.len())
    }

    /// Appends the bytes `from..to` of a text; ends beyond its length are its length.
    #[inline(never)]
    pub fn part(self, more: Text<'t>, from: u32, to: u32) -> TextBuilder<'t> {
        let to = to.min(more.len());
        let from = from.min(to);
        self.grow(to - from, |end| {
            memory::copy(more.address() + 4 + from, end, to - from)
        })
    }

    /// Appends one byte.
    #[inline(never)]
    pub fn byte(self, byte: u32) -> TextBuilder<'t> {
        self.grow(1, |end| memory::write(end, &[byte as u8]))
    }

    /// Appends a whole number in decimal.
    pub fn number(self, number: u32) -> TextBuilder<'t> {
        let begun = if number > 9 {
            self.number(number / 10)
        } else {
            self
        };
        begun.byte(u32::from(b'0') + number % 10)
    }

    /// Appends a text as `encodeURIComponent` writes it.
    pub fn encoded(self, more: Text<'t>) -> TextBuilder<'t> {
        self.escaped(more, Escape::Component)
    }

    /// Appends a query string that may stand between quotes and in a list: what may not is percent-encoded.
    pub fn quotable(self, more: Text<'t>) -> TextBuilder<'t> {
        self.escaped(more, Escape::Query)
    }

    /// Appends a text with its percent-encoding undone once. What is no encoding stays as it is, and the bytes need not be
    /// UTF-8: this is for comparing.
    pub fn decoded(self, more: Text<'t>) -> TextBuilder<'t> {
        let (mut build, mut index) = (self, 0);
        while index < more.len() {
            let start = index;
            index = more.find(b'%', start);
            build = build.part(more, start, index);
            if index < more.len() {
                match percent::decoded(more.byte(index + 1), more.byte(index + 2)) {
                    Some(byte) => (build, index) = (build.byte(byte), index + 3),
                    None => (build, index) = (build.byte(u32::from(b'%')), index + 1),
                }
            }
        }
        build
    }

    /// Whether nothing was appended yet.
    pub fn is_empty(&self) -> bool {
        bump::text(self.at).is_empty()
    }

    /// Ends the construction.
    pub fn done(self) -> Text<'t> {
        bump::text(self.at)
    }

    /// Appends a text: runs of bytes that may stand as they are, the others one by one.
    #[inline(never)]
    fn escaped(self, more: Text<'t>, escape: Escape) -> TextBuilder<'t> {
        let (mut build, mut index, len) = (self, 0, more.len());
        while index < len {
            let start = index;
            while index < len && escape.leaves(memory::load_byte(more.address() + 4 + index)) {
                index += 1;
            }
            build = build.part(more, start, index);
            if index < len {
                build = build.percent(more.byte(index));
                index += 1;
            }
        }
        build
    }

    /// Appends `more` bytes that `write` puts at the given address; nothing if the region is full.
    #[inline(always)]
    /// Appends a byte of UTF-8 as `%` and two upper-case hex digits.
    fn percent(self, byte: u32) -> TextBuilder<'t> {
        self.byte(u32::from(b'%'))
            .byte(percent::hex_digit(byte >> 4))
            .byte(percent::hex_digit(byte & 15))
    }

    fn grow(self, more: u32, write: impl FnOnce(u32)) -> TextBuilder<'t> {
        match bump::extend(self.at, self.end, more) {
            Some((at, end)) => {
                write(at + 4 + bump::text(at).len() - more);
                TextBuilder { at, end, ..self }
            }
            None => self,
        }
    }
}

impl Text<'_> {
    /// How many bytes [`TextBuilder::quotable`] makes of it.
    #[inline(never)]
    pub fn quotable_len(self) -> u32 {
        let (start, len) = (self.address() + 4, self.len());
        let (mut index, mut bytes) = (0, len);
        while index < len {
            bytes += u32::from(!Escape::Query.leaves(memory::load_byte(start + index))) * 2;
            index += 1;
        }
        bytes
    }
}

/// Which bytes a text may hold where it is to stand; the others are percent-encoded.
#[derive(Clone, Copy, PartialEq)]
enum Escape {
    Component,
    Query,
}

impl Escape {
    fn leaves(self, byte: u32) -> bool {
        match self {
            Escape::Component => percent::is_unescaped(byte),
            Escape::Query => byte >= 32 && byte != u32::from(b'"') && byte != u32::from(b'\\'),
        }
    }
}
