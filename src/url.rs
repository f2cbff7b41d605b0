//! Parts of addresses and their parameters, as matomo.js reads them: by patterns, since many of the addresses a page gives
//! (`setCustomUrl`, `setReferrerUrl`) are not valid URLs. The browser has an engine for patterns; its price is a crossing.

use crate::port;
use crate::text::{Text, Turn};

/// The scheme without its colon.
pub fn scheme(url: Text<'_>) -> Option<Text<'_>> {
    found("^([a-z]+):", url)
}

/// The host without user and port, or the whole text where there is none. An `@` behind the host is no user's, and a question mark
/// ends it (matomo-org/matomo#19634).
pub fn host(url: Text<'_>) -> Text<'_> {
    found("^(?:https?|ftp):/*(?:[^@/?#]+@)?([^:/?#]+)", url).unwrap_or(url)
}

/// The path of an address, or of a host with a path as in `setDomains`; `/` where there is none.
pub fn path(url: Text<'_>) -> Text<'_> {
    found("^(?:[^/?#]*//)?[^/?#]*(/(?:[^/?#][^?#]*)?)(?:[?#]|$)", url)
        .unwrap_or_else(|| url.turn().literal("/"))
}

/// Whether there is a part that may hold parameters.
pub fn has_parameters(url: Text<'_>) -> bool {
    url.find(b'?', 0).min(url.find(b'#', 0)) < url.len()
}

/// The part that may hold parameters: query and hash. Most addresses have neither, and are done with here.
pub fn parameters(url: Text<'_>) -> Text<'_> {
    url.after(url.find(b'?', 0).min(url.find(b'#', 0)))
}

/// The first value of a parameter in query or hash, still encoded.
pub fn parameter<'t>(url: Text<'t>, name: Text<'t>) -> Option<Text<'t>> {
    let turn = url.turn();
    let pattern = turn
        .build()
        .literal("[?&#]")
        .text(name)
        .literal("=([^&#]*)")
        .done();
    port::capture(pattern, turn.empty(), url)
}

/// The first letters of a text, as many as `slice(0, most)` gives of a string.
pub fn start(text: Text<'_>, most: u32) -> Text<'_> {
    let turn = text.turn();
    let pattern = turn.build().literal("^([^]{0,").number(most).literal("})").done();
    port::capture(pattern, turn.empty(), text).unwrap_or(text)
}

/// What the first group of a pattern matches; the empty text where it has none.
pub fn found<'t>(pattern: &'static str, text: Text<'t>) -> Option<Text<'t>> {
    let turn: Turn<'t> = text.turn();
    port::capture(turn.literal(pattern), turn.literal("i"), text)
}

/// The address without the parameters that one of some exclusions means, in the query and in a hash that carries parameters
/// (`#a=b`, `#?a=b`). An exclusion is a name or a `/pattern/flags`. An address that has none of them stays as it is, to the byte.
///
/// The page is asked once for all parameters of a part, and no text is made of any one: an address may have thousands.
pub fn without<'t>(url: Text<'t>, exclusions: Text<'t>) -> Text<'t> {
    let hash = url.find(b'#', 0);
    let mark = url.find(b'?', 0).min(hash);
    if mark == url.len() || exclusions.is_empty() {
        return url;
    }
    let query = url.cut(mark + 1, hash);
    let fragment_start = if url.byte(hash + 1) == u32::from(b'?') {
        hash + 2
    } else {
        hash + 1
    };
    let fragment = url.after(fragment_start);
    let (kept_query, kept_fragment) = (wanted(query, exclusions), wanted(fragment, exclusions));
    let is_fragment_kept = fragment.find(b'=', 0) == fragment.len() || kept_fragment.len() == fragment.len();
    if kept_query.len() == query.len() && is_fragment_kept {
        return url;
    }
    let mut build = url.turn().build().part(url, 0, mark);
    if !kept_query.is_empty() {
        build = build.byte(u32::from(b'?')).text(kept_query);
    }
    if is_fragment_kept {
        build = build.part(url, hash, url.len());
    } else if !kept_fragment.is_empty() {
        build = build.part(url, hash, fragment_start).text(kept_fragment);
    }
    build.done()
}

/// `a=1&b=2` without the parameters that one of some exclusions means. What was not judged is unwanted.
#[inline(never)]
pub fn wanted<'t>(query: Text<'t>, exclusions: Text<'t>) -> Text<'t> {
    if query.is_empty() || exclusions.is_empty() {
        return query;
    }
    let turn = query.turn();
    let (mut names, mut start) = (turn.build(), 0);
    while start <= query.len() {
        let end = query.find(b'&', start);
        names = names
            .part(query, start, query.find_before(b'=', start, end))
            .byte(u32::from(b'&'));
        start = end + 1;
    }
    let verdicts = port::verdicts(names.done(), exclusions);
    let (mut build, mut index, mut is_first) = (turn.build(), 0, true);
    start = 0;
    while start <= query.len() {
        let end = query.find(b'&', start);
        if verdicts.byte(index) == u32::from(port::WANTED) {
            build = if is_first {
                build
            } else {
                build.byte(u32::from(b'&'))
            };
            build = build.part(query, start, end);
            is_first = false;
        }
        (start, index) = (end + 1, index + 1);
    }
    build.done()
}

/// The parameters of a query string, each `name=value`, in order; empty ones are none.
pub fn pairs(query: Text<'_>) -> impl Iterator<Item = Text<'_>> {
    let mut start = 0;
    core::iter::from_fn(move || {
        while start < query.len() {
            let end = query.find(b'&', start);
            let pair = query.cut(start, end);
            start = end + 1;
            if !pair.is_empty() {
                return Some(pair);
            }
        }
        None
    })
}

/// A parameter's name and value, as they stand; the value is empty where there is no `=`.
pub fn name_and_value(pair: Text<'_>) -> (Text<'_>, Text<'_>) {
    let equals = pair.find(b'=', 0);
    (pair.cut(0, equals), pair.after(equals + 1))
}

/// The first value of a parameter of a query string, as it stands. Unlike [`parameter`] it asks nothing of the browser.
pub fn value_in<'t>(query: Text<'t>, name: Text<'t>) -> Option<Text<'t>> {
    let wanted = |pair: &Text<'t>| pair.byte(name.len()) == u32::from(b'=') && pair.has_at(0, name);
    let found = pairs(query).find(wanted)?;
    Some(found.after(name.len() + 1))
}
