//! Patterns that a site gives of addresses and of names: with `*` for any letters, or regular expressions.
//!
//! They are kept as a list of `/source/flags`. Those with `*` are written as regular expressions, many in one, so that the page is asked a
//! few times for thousands of them; the site's own stay as they are.

use crate::effect;
use crate::port::{self, Kind, NOTHING, Value};
use crate::text::{SEPARATOR, Text, TextBuilder, Turn};
use crate::url;

/// What patterns are of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Subject {
    /// Addresses. `/go/*` is a path of any host, `*.example.org/go` one of some hosts. A path means what is below it too, as in `setDomains`.
    Address,
    /// Names, compared whole and without regard to case.
    Name,
}

/// How many patterns a list may have. No site has so many, and a page is not to hang by a list that is wrong.
const MOST: f64 = 10_000.0;

/// After so many bytes another expression begins: engines refuse very long ones.
const LONG: u32 = 8192;

/// How much of a pattern is shown where it cannot be read, in letters.
const SHOWN: u32 = 80;

/// Reads what the page gave: a pattern or an array of them. What is no pattern is left out, with one line for all of them. `None` where it is
/// neither.
pub fn read(turn: Turn<'_>, given: Value, subject: Subject) -> Option<Text<'_>> {
    let is_array = given.kind() == Kind::Object && given.number("length") >= 0.0;
    if is_array && given.number("length") > MOST {
        return None;
    }
    let expression = || given.text(turn, "").filter(|text| text.starts_with("/"));
    let (list, count) = match given.list(turn) {
        Some(list) if is_array => (list, given.number("length") as u32),
        Some(text) => (text, 1),
        None if given.kind() == Kind::Object && !is_array => (expression()?, 1),
        None => return None,
    };
    let mut compiled = Compiled::new(turn, subject);
    let (mut start, mut wrong, mut first) = (0, 0, turn.empty());
    for index in 0..count {
        let item = list.cut(start, list.find(SEPARATOR, start));
        let of_array = if is_array { index } else { NOTHING };
        let kind = turn.scratch([], (given, of_array), |turn, [], (given, index)| {
            let is_item = index != NOTHING;
            if is_item {
                given.property(turn.build().number(index).done())
            } else {
                given
            }
            .kind()
        });
        start += item.len() + 1;
        compiled = match compiled.add(item, kind) {
            Ok(more) => more,
            Err(same) => {
                first = if wrong == 0 { item } else { first };
                wrong += 1;
                same
            }
        };
    }
    if start != list.len() + 1 && count > 0 {
        return None; // The separator is in an item: which is which cannot be said.
    }
    if wrong > 0 {
        warn(turn, first, wrong);
    }
    Some(compiled.done())
}

/// Whether one of the patterns that [`read`] has made means a text.
pub fn matches<'t>(patterns: Text<'t>, text: Text<'t>) -> bool {
    let mut start = 0;
    while start < patterns.len() {
        let end = patterns.find(SEPARATOR, start);
        let is_match = patterns.turn().scratch(
            [patterns, text],
            (start, end),
            |_, [patterns, text], (start, end)| {
                let (source, flags) = split(patterns.cut(start, end));
                port::capture(source, flags, text).is_some()
            },
        );
        if is_match {
            return true;
        }
        start = end + 1;
    }
    false
}

fn warn<'t>(turn: Turn<'t>, first: Text<'t>, wrong: u32) {
    let mut line = turn
        .build()
        .literal("no pattern, left out: \"")
        .text(url::start(first, SHOWN))
        .literal("\"");
    if wrong > 1 {
        line = line.literal(" and ").number(wrong - 1).literal(" more");
    }
    effect::log(line.done());
}

/// Source and flags of `/source/flags`.
fn split(expression: Text<'_>) -> (Text<'_>, Text<'_>) {
    let slash = expression.find_last(b'/').unwrap_or(0);
    (expression.cut(1, slash), expression.after(slash + 1))
}

/// Patterns as they are kept, while they are put together.
struct Compiled<'t> {
    list: TextBuilder<'t>,
    subject: Subject,
    turn: Turn<'t>,
    /// How many bytes of patterns with `*` the last expression has; 0 where that is one of the site's.
    open: u32,
}

impl<'t> Compiled<'t> {
    fn new(turn: Turn<'t>, subject: Subject) -> Compiled<'t> {
        Compiled {
            list: turn.build(),
            subject,
            turn,
            open: 0,
        }
    }

    /// Adds a pattern; the error is what was there before.
    fn add(self, pattern: Text<'t>, kind: Kind) -> Result<Compiled<'t>, Compiled<'t>> {
        let is_text = kind == Kind::Text || kind == Kind::Number && self.subject == Subject::Name;
        let is_object = kind == Kind::Object && pattern.starts_with("/");
        if !is_text && !is_object {
            return Err(self);
        }
        if is_object || self.is_expression(pattern) {
            return self.add_expression(pattern);
        }
        let is_address = self.subject == Subject::Address;
        let says_nothing = pattern.is_empty() || is_address && after_scheme(pattern) >= pattern.len();
        if says_nothing {
            Err(self)
        } else {
            Ok(self.add_stars(pattern))
        }
    }

    /// Whether a text is a regular expression. A path begins and may end as one: it is none without what no path has.
    fn is_expression(&self, pattern: Text<'_>) -> bool {
        const SIGNS: &str = "^/.*([\\\\^$|\\[\\]{}]|\\.[*+?]).*/[a-z]*$";
        pattern.starts_with("/") && (self.subject == Subject::Name || url::found(SIGNS, pattern).is_some())
    }

    fn add_expression(self, pattern: Text<'t>) -> Result<Compiled<'t>, Compiled<'t>> {
        let is_valid = self.turn.scratch([pattern], (), |turn, [pattern], ()| {
            let (source, flags) = split(pattern);
            // Valid if it matches or nothing does.
            let or_nothing = turn.build().literal("|").text(source).done();
            !source.is_empty() && port::capture(or_nothing, flags, turn.literal("/")).is_some()
        });
        if !is_valid {
            return Err(self);
        }
        let ignores_case = split(pattern).1.find(b'i', 0) < split(pattern).1.len();
        let needs_flag = self.subject == Subject::Name && !ignores_case;
        let flag = if needs_flag { "i" } else { "" };
        let closed = self.closed();
        Ok(Compiled {
            list: separated(closed.list).text(pattern).literal(flag),
            ..closed
        })
    }

    fn add_stars(self, pattern: Text<'t>) -> Compiled<'t> {
        let this = if self.open > LONG { self.closed() } else { self };
        let (subject, turn, open) = (this.subject, this.turn, this.open);
        let list = if open > 0 {
            this.list.literal("|")
        } else {
            separated(this.list).literal(match subject {
                Subject::Address => "/^[a-z]+://(?:[^@/?#]*@)?(?:",
                Subject::Name => "/^(?:",
            })
        };
        let list = match subject {
            Subject::Address => address(list, pattern),
            Subject::Name => escaped(list, pattern, 0, pattern.len(), "[^]*"),
        };
        Compiled {
            list,
            subject,
            turn,
            open: open + pattern.len(),
        }
    }

    /// What comes now is an expression of its own.
    fn closed(self) -> Compiled<'t> {
        let end = match (self.open, self.subject) {
            (0, _) => "",
            (_, Subject::Address) => ")/i",
            (_, Subject::Name) => ")$/i",
        };
        Compiled {
            list: self.list.literal(end),
            open: 0,
            ..self
        }
    }

    fn done(self) -> Text<'t> {
        self.closed().list.done()
    }
}

/// A list to which one more item comes.
fn separated(list: TextBuilder<'_>) -> TextBuilder<'_> {
    if list.is_empty() {
        list
    } else {
        list.byte(u32::from(SEPARATOR))
    }
}

/// Host, path and query as a part of an expression, from where the host begins in an address.
fn address<'t>(list: TextBuilder<'t>, pattern: Text<'t>) -> TextBuilder<'t> {
    let host = after_scheme(pattern);
    let path = first_of(pattern, b"/?#", host);
    let list = if path == host {
        list.literal("[^/?#]*")
    } else {
        self::host(list, pattern, host, path)
    };
    let query = first_of(pattern, b"?#", path);
    let mut end = pattern.len();
    while pattern.byte(end - 1) == u32::from(b'*') && end > path {
        end -= 1;
    }
    let is_start = end < pattern.len();
    if !is_start && query == end && pattern.byte(end - 1) == u32::from(b'/') && end > path {
        end -= 1;
    }
    let list = escaped(list, pattern, path, query.min(end), "[^?#]*");
    let list = escaped(list, pattern, query, end, "[^]*");
    list.literal(if is_start {
        ""
    } else if query < end {
        "(?:[&#]|$)"
    } else {
        "(?:[/?#]|$)"
    })
}

/// A leading `*.` or `.` means the host and those below it, as in `setDomains`; any port is meant where none is said.
fn host<'t>(list: TextBuilder<'t>, pattern: Text<'t>, start: u32, end: u32) -> TextBuilder<'t> {
    let star =
        u32::from(pattern.byte(start) == u32::from(b'*') && pattern.byte(start + 1) == u32::from(b'.'));
    let is_dotted = pattern.byte(start + star) == u32::from(b'.');
    let list = list.literal(if is_dotted { "(?:[^/?#@]*\\.)?" } else { "" });
    let end_of_name = end - u32::from(pattern.byte(end - 1) == u32::from(b'.'));
    let start = if is_dotted { start + star + 1 } else { start };
    let has_port = pattern.find_before(b':', start, end) < end;
    let list = escaped(list, pattern, start, end_of_name, "[^/?#@:]*");
    list.literal(if has_port { "" } else { "\\.?(?::\\d+)?" })
}

/// Where the host begins: it does not matter by which scheme.
fn after_scheme(pattern: Text<'_>) -> u32 {
    let slash = pattern.find(b'/', 0);
    let is_double = pattern.byte(slash + 1) == u32::from(b'/');
    let has_scheme = slash == 0 || pattern.byte(slash - 1) == u32::from(b':');
    if is_double && has_scheme { slash + 2 } else { 0 }
}

/// The first place of one of some bytes from another on; the length if there is none.
fn first_of(text: Text<'_>, bytes: &[u8], from: u32) -> u32 {
    bytes
        .iter()
        .fold(text.len(), |end, byte| text.find_before(*byte, from, end))
}

/// A part of a pattern as an expression, with another for its stars.
fn escaped<'t>(
    mut list: TextBuilder<'t>,
    pattern: Text<'t>,
    from: u32,
    to: u32,
    star: &'static str,
) -> TextBuilder<'t> {
    const SPECIAL: &[u8] = b"\\^$.|?+()[]{}/";
    let mut was_star = false;
    for index in from..to {
        let byte = pattern.byte(index);
        let is_star = byte == u32::from(b'*');
        if is_star {
            list = list.literal(if was_star { "" } else { star });
        } else {
            let is_special = SPECIAL.iter().any(|special| u32::from(*special) == byte);
            list = list.literal(if is_special { "\\" } else { "" }).byte(byte);
        }
        was_star = is_star;
    }
    list
}
