//! Reads what a page gave for patterns.

use super::{
    ANY_PORT, EXPRESSION, QUERY, STAR, after_scheme, compared, dotted, ended, mark, name_and_port, split,
};
use crate::effect;
use crate::port::{self, Kind, Value};
use crate::protocol::LIST_SEPARATOR;
use crate::text::{SEPARATOR, Text, Turn};
use crate::url;

/// What patterns are of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Subject {
    /// Addresses: `/go/*` is a path of any host, `*.example.org/go` one of some hosts. A path means what is below it too, as in `setDomains`.
    Address,
    /// Names, without regard to case.
    Name,
    /// Hosts of pages that are to be left out. Of these and of paths none may be missed.
    Host,
    /// Paths of such pages, or routes in their hash.
    Path,
}

/// How many patterns a list may have. No site has so many, and a page is not to hang by a list that is wrong.
const MOST: f64 = 10_000.0;

/// How much of a pattern is shown where it cannot be read, in letters.
const SHOWN: u32 = 80;

/// Reads a pattern or an array of them, as a list is kept. The error is what cannot be read. In an array of addresses or names
/// that is left out, with one line for all of it.
pub fn read(turn: Turn<'_>, given: Value, subject: Subject) -> Result<Text<'_>, Text<'_>> {
    let too_many = || Err(turn.literal("a list that long"));
    let length = given.number("length");
    if length > MOST {
        return too_many();
    }
    let is_list =
        given.kind() == Kind::Object && turn.scratch([], given, |turn, [], given| given.list(turn).is_some());
    let is_strict = matches!(subject, Subject::Host | Subject::Path);
    let count = if is_list { length as u32 } else { 1 };
    let (mut list, mut wrong, mut first) = (turn.build(), 0, turn.empty());
    for index in 0..count {
        let item = if is_list {
            given.property(turn.build().number(index).done())
        } else {
            given
        };
        let (kind, text) = match item.read(turn, "") {
            (Kind::Number, text) if is_list && subject == Subject::Name => (Kind::Text, text),
            read => read,
        };
        let text = text.unwrap_or(turn.literal("null"));
        // It says nothing, as an empty list.
        if is_strict && kind == Kind::Text && text.is_empty() {
            continue;
        }
        match kept(text, kind, subject).filter(|kept| kept.find(SEPARATOR, 0) == kept.len()) {
            Some(kept) => {
                let separator = if list.is_empty() { "" } else { LIST_SEPARATOR };
                list = list.literal(separator).text(kept);
            }
            None => {
                first = if wrong == 0 { text } else { first };
                wrong += 1;
            }
        }
    }
    if turn.is_cut() {
        return too_many();
    }
    if wrong > 0 {
        if is_strict || !is_list {
            return Err(first);
        }
        warn(turn, first, wrong);
    }
    Ok(list.done())
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

/// A pattern as it is kept.
fn kept(text: Text<'_>, kind: Kind, subject: Subject) -> Option<Text<'_>> {
    let is_text = kind == Kind::Text;
    if kind == Kind::Object || is_text && is_expression(text, subject) {
        return expression(text, subject);
    }
    if !is_text || text.is_empty() {
        return None;
    }
    let kept = match subject {
        Subject::Address => address(text),
        Subject::Name => Some(text.folded()),
        Subject::Host => host(text),
        Subject::Path => path(text),
    };
    kept.filter(|kept| kept.byte(0) != u32::from(EXPRESSION))
}

/// Whether a text is a regular expression. A path begins and may end as one: it is none without what no path has.
fn is_expression(text: Text<'_>, subject: Subject) -> bool {
    // Asked one after the other: in one expression the time would grow with the square of the length.
    const END: &str = "/[a-z]*$";
    const SIGNS: &str = "[\\\\^$|\\[\\]{}]|\\.[*+?]";
    text.starts_with("/")
        && match subject {
            Subject::Address => {
                text.find_last(b'/') > Some(0)
                    && url::found(END, text).is_some()
                    && url::found(SIGNS, text).is_some()
            }
            Subject::Path => text.byte(1) == u32::from(b'^'),
            Subject::Name | Subject::Host => true,
        }
}

fn expression(text: Text<'_>, subject: Subject) -> Option<Text<'_>> {
    let turn = text.turn();
    let (source, flags) = split(text);
    // Valid if it matches or nothing does.
    let or_nothing = turn.build().literal("|").text(source).done();
    if !text.starts_with("/")
        || source.is_empty()
        || port::capture(or_nothing, flags, turn.literal("/")).is_none()
    {
        return None;
    }
    let needs_flag = subject == Subject::Name && flags.find(b'i', 0) == flags.len();
    let kept = turn.build().byte(u32::from(EXPRESSION)).text(text);
    Some(kept.literal(if needs_flag { "i" } else { "" }).done())
}

/// A host with its port or any: `.example.org:*`, or `*.example.org:*` for what is below it too, in small letters and as addresses have it.
fn host(text: Text<'_>) -> Option<Text<'_>> {
    const HOST: &str = "^(\\.(?:\\[[0-9a-f:.*]+\\]|[a-z0-9*._-]+):[0-9*]+)$";
    let turn = text.turn();
    let name = text.after(after_scheme(text));
    let star = u32::from(name.starts_with("*."));
    let is_below = name.byte(star) == u32::from(b'.');
    let name = name.after(if is_below { star + 1 } else { 0 });
    let last = name.len().saturating_sub(1);
    let is_slash = name.byte(last) == u32::from(b'/');
    let (name, port) = name_and_port(name.cut(0, if is_slash { last } else { name.len() }));
    let is_foreign = (0..name.len()).any(|index| name.byte(index) > 127);
    let name = if is_foreign && mark(name, 0) == name.len() {
        url::host(port::absolute(turn.build().literal("http://").text(name).done()))
    } else {
        name
    };
    let port = if port.len() > 1 {
        port
    } else {
        turn.literal(ANY_PORT)
    };
    let name = url::found(HOST, dotted(name, port))?;
    Some(
        turn.build()
            .literal(if is_below { "*" } else { "" })
            .text(name)
            .done(),
    )
}

/// A host, or any, and the path from it on.
fn address(text: Text<'_>) -> Option<Text<'_>> {
    let turn = text.turn();
    let start = after_scheme(text);
    let slash = text.find(b'/', start);
    if start == text.len() {
        return None;
    }
    let host = if slash == start {
        turn.literal(".*")
    } else {
        host(text.cut(start, slash))?
    };
    let query = text.find(b'?', slash).min(text.find(b'#', slash));
    let has_query = query < text.len();
    let is_folder = !has_query && query > slash && text.byte(query - 1) == u32::from(b'/');
    let path = text.cut(slash, query - u32::from(is_folder));
    let kept = turn.build().text(host).text(compared(path, b'?', true));
    let kept = if has_query {
        kept.byte(u32::from(QUERY))
    } else {
        kept
    };
    Some(kept.text(compared(text.after(query), b'&', true)).done())
}

/// A path or the route of a hash: with a slash at its end, since with or without it is the same page to most servers. Before a path
/// stands another, so that stars mean no route.
fn path(text: Text<'_>) -> Option<Text<'_>> {
    let is_route = text.starts_with("#");
    let rest = text.after(u32::from(is_route));
    let begins = is_route || text.starts_with("/") || text.starts_with("*");
    let is_path = begins && !url::has_parameters(rest);
    is_path.then(|| ended(compared(text, STAR, true), if is_route { "" } else { "/" }, true))
}
