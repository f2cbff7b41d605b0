//! Patterns that a site gives of addresses, hosts, paths and names: with `*` for any letters, or regular expressions.
//!
//! A list keeps them as they are compared ([`read()`]). They are compared byte by byte, since a page may have replaced what the browser's own
//! patterns need, and then nothing would be found. Only a regular expression of the site's is for the browser.

mod read;

pub use read::{Subject, read};

use crate::port;
use crate::text::{SEPARATOR, Text};

/// What a kept regular expression begins with, as `/source/flags` behind it: nothing else that is kept does.
const EXPRESSION: u8 = 1;

/// What a kept address has before its query or hash: behind it marks that were encoded are no marks.
const QUERY: u8 = 2;

/// The port of a kept host that names none.
const ANY_PORT: &str = ":*";

/// What stands for any letters.
const STAR: u8 = b'*';

/// A star of an address, which is none of a pattern.
const ENCODED_STAR: &str = "%2a";

/// What patterns are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'t> {
    /// What regular expressions are tried on: either of them. The second may be empty.
    written: [Text<'t>; 2],
    /// What other patterns have to be the form of: either of them. The second may be empty.
    forms: [Text<'t>; 2],
    /// Path, and query with hash, of an address, of whose host the forms are.
    place: Option<[Text<'t>; 2]>,
}

impl<'t> Asked<'t> {
    /// A name, without regard to case.
    pub fn name(name: Text<'t>) -> Asked<'t> {
        Asked::text(name, name.folded())
    }

    fn text(written: Text<'t>, form: Text<'t>) -> Asked<'t> {
        let none = written.turn().empty();
        Asked {
            written: [written, none],
            forms: [form, none],
            place: None,
        }
    }

    /// A host with its port, if it has one; without, it has that of `https:` or `http:`.
    pub fn host(host: Text<'t>, is_secure: bool) -> Asked<'t> {
        let turn = host.turn();
        let (name, port) = name_and_port(host);
        let port = match (port.is_empty(), is_secure) {
            (false, _) => port,
            (_, true) => turn.literal(":443"),
            _ => turn.literal(":80"),
        };
        Asked::text(name, dotted(name, port))
    }

    /// The path of an address, and the route in its hash.
    pub fn path(address: Text<'t>) -> Asked<'t> {
        let [_, start, end] = parts(address);
        let whole = address.after(start);
        let path = whole.cut(0, end - start);
        let route = whole.after(whole.find(b'#', 0));
        let form = |part, begin| ended(compared(part, STAR, false), begin, false);
        Asked {
            written: [path.turn().build().decoded(path).done(), whole],
            forms: [form(path, "/"), form(route.cut(0, route.find(b'?', 0)), "")],
            place: None,
        }
    }

    /// A whole address, as it is written and as one reads it.
    pub fn address(address: Text<'t>) -> Asked<'t> {
        let [_, path, query] = parts(address);
        Asked {
            written: [address, port::decoded(address)],
            place: Some([
                compared(address.cut(path, query), b'?', false),
                compared(address.after(query), b'&', false),
            ]),
            ..Asked::host_of(address)
        }
    }

    /// The host of an address; where it has none, no pattern is of it.
    pub fn host_of(address: Text<'t>) -> Asked<'t> {
        let [start, path, _] = parts(address);
        let authority = address.cut(start, path);
        let user = authority.find_last(b'@').map_or(0, |at| at + 1);
        let is_secure = address.has_any_case_at(0, address.turn().literal("https"), 0, 5);
        let mut asked = Asked::host(authority.after(user), is_secure);
        if start == 0 {
            asked.forms[0] = asked.forms[1];
        }
        asked
    }

    /// Whether a list has a pattern of it.
    pub fn is_in(&self, list: Text<'t>) -> bool {
        self.found_in(list).is_some()
    }

    /// The first pattern of a list that is one of it, as it is kept.
    pub fn found_in(&self, list: Text<'t>) -> Option<Text<'t>> {
        let mut start = 0;
        while start < list.len() {
            let end = list.find(SEPARATOR, start);
            if self.is_meant_by(list, start, end) {
                return Some(list.cut(start, end));
            }
            start = end + 1;
        }
        None
    }

    fn is_meant_by(&self, list: Text<'t>, start: u32, end: u32) -> bool {
        let [one, other] = self.written;
        if list.byte(start) == u32::from(EXPRESSION) {
            return list.turn().scratch(
                [list, one, other],
                (start, end),
                |_, [list, one, other], (start, end)| {
                    let (source, flags) = split(list.cut(start + 1, end));
                    let finds = |text| port::capture(source, flags, text).is_some();
                    finds(one) || finds(other)
                },
            );
        }
        let [one, other] = self.forms;
        let is = |end| has_part(one, list, start, end, 0) || has_part(other, list, start, end, 0);
        let Some([path, rest]) = self.place else {
            return is(end);
        };
        let slash = list.find_before(b'/', start, end);
        let query = list.find_before(QUERY, slash, end);
        // A path means what is below it too, a query what has more parameters.
        let bound = if query == end { b'/' } else { 0 };
        is(slash)
            && has_part(path, list, slash, query, bound)
            && (query == end || has_part(rest, list, query + 1, end, b'&'))
    }
}

/// Whether a text has one of some forms of ours.
#[inline(never)]
pub fn is_one_of(text: Text<'_>, forms: &'static str) -> bool {
    Asked::text(text, text).is_in(text.turn().literal(forms))
}

/// A kept pattern as one writes it.
pub fn shown(pattern: Text<'_>) -> Text<'_> {
    let begins = |mark: u8| pattern.byte(0) == u32::from(mark);
    let is_whole = begins(STAR) || begins(b'#');
    let any = pattern.turn().literal(ANY_PORT);
    let is_of_any = (begins(STAR) || begins(b'.')) && pattern.ends_with(any);
    pattern.cut(
        u32::from(!is_whole),
        pattern.len() - if is_of_any { any.len() } else { 0 },
    )
}

/// Whether a text has a form in which `*` stands for any letters.
pub fn has_form<'t>(text: Text<'t>, form: Text<'t>) -> bool {
    has_part(text, form, 0, form.len(), 0)
}

/// [`has_form`] with a part of a list, which may end before a byte of the text that bounds it, or a hash.
#[inline(never)]
fn has_part<'t>(text: Text<'t>, list: Text<'t>, from: u32, to: u32, bound: u8) -> bool {
    // Behind the last star, and how far that reaches: farther where what follows does not fit.
    let (mut star, mut reach) = (u32::MAX, 0);
    let (mut at, mut next) = (0, from);
    loop {
        let byte = text.byte(at);
        if next < to && list.byte(next) == u32::from(STAR) {
            next += 1;
            (star, reach) = (next, at);
        } else if at == text.len() {
            return next == to;
        } else if next < to && list.byte(next) == byte {
            (at, next) = (at + 1, next + 1);
        } else if next == to
            && (star == to || bound != 0 && [u32::from(bound), u32::from(b'#')].contains(&byte))
        {
            return true;
        } else if star < to {
            reach += 1;
            (at, next) = (reach, star);
        } else {
            return false;
        }
    }
}

/// Source and flags of `/source/flags`.
fn split(expression: Text<'_>) -> (Text<'_>, Text<'_>) {
    let slash = expression.find_last(b'/').unwrap_or(0);
    (expression.cut(1, slash), expression.after(slash + 1))
}

/// Where host, path and query begin in an address; the host at 0 where there is none.
fn parts(address: Text<'_>) -> [u32; 3] {
    let start = after_scheme(address);
    let path = if start > 0 { mark(address, start) } else { 0 };
    let query = address.find(b'?', path).min(address.find(b'#', path));
    [start, path, query]
}

/// Where the host begins behind a scheme or two slashes; 0 where there is none.
#[inline(never)]
fn after_scheme(address: Text<'_>) -> u32 {
    let slash = mark(address, 0);
    let is_begun = slash == 0 || address.byte(slash - 1) == u32::from(b':');
    if is_begun && address.has_at(slash, address.turn().literal("//")) {
        slash + 2
    } else {
        0
    }
}

/// Where a host ends: before a slash, a question mark or a hash.
fn mark(address: Text<'_>, from: u32) -> u32 {
    let end = address.find(b'?', from).min(address.find(b'#', from));
    address.find_before(b'/', from, end)
}

/// A host without the dot at its end, and its port with the colon. An address in brackets has colons of its own.
fn name_and_port(host: Text<'_>) -> (Text<'_>, Text<'_>) {
    let colon = host.find_last(b':').unwrap_or(host.len());
    let is_port = host.find(b']', colon) == host.len();
    let end = if is_port { colon } else { host.len() };
    let is_dotted = end > 0 && host.byte(end - 1) == u32::from(b'.');
    (host.cut(0, end - u32::from(is_dotted)), host.after(end))
}

/// A host as it is compared: the dot is where one below it goes on.
fn dotted<'t>(name: Text<'t>, port: Text<'t>) -> Text<'t> {
    name.turn()
        .build()
        .literal(".")
        .text(name)
        .text(port)
        .done()
        .lower()
}

/// A part of an address, or of a pattern, as it is compared: in small letters and decoded, but for stars and what else would be a mark.
/// `mark` is that of the part, with [`STAR`] there is no other.
#[inline(never)]
fn compared(part: Text<'_>, mark: u8, is_pattern: bool) -> Text<'_> {
    let (mut build, mut index) = (part.turn().build(), 0);
    while index < part.len() {
        let mut byte = part.byte(index);
        let is_star = byte == u32::from(STAR);
        index += 1;
        if is_star && !is_pattern {
            build = build.literal(ENCODED_STAR);
            continue;
        }
        if let Some(encoded) = part.encoded_at(index - 1) {
            let is_mark = |mark: u8| encoded == u32::from(mark);
            if !(is_mark(STAR) || is_mark(mark) || mark != STAR && (is_mark(b'#') || is_mark(QUERY))) {
                (byte, index) = (encoded, index + 2);
            }
        }
        build = build.byte(byte);
    }
    build.done().folded()
}

/// A path as it is compared: however many slashes stand at its end, with one. A star at the end of a pattern stays there, one of an
/// address is none.
fn ended<'t>(path: Text<'t>, start: &'static str, is_pattern: bool) -> Text<'t> {
    let mut end = path.len();
    let is_last = |end: u32, mark: u8| end > 0 && path.byte(end - 1) == u32::from(mark);
    while is_last(end, b'/') {
        end -= 1;
    }
    let is_open = is_pattern && end == path.len() && is_last(end, STAR);
    let path = path.turn().build().literal(start).part(path, 0, end);
    path.literal(if is_open { "" } else { "/" }).done()
}
