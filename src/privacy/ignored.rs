//! Pages of which nothing is sent: those of the hosts of `setIgnoredHosts`, and those at the paths of `setIgnoredPaths` (issue 17).
//!
//! A hit is asked once, when it is made: what was made on a page that counts still leaves. Compared is where the page really is, by host
//! and path, and also the path of the address that the hit reports (`setCustomUrl`): a page is ignored if either is.
//!
//! A list that cannot be read closes the page: what it was to name could be this very page.

use super::close;
use crate::effect;
use crate::hosts::{has_form, is_same_host};
use crate::port::{self, Kind, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, TextBuilder, TextSlot, Turn};
use crate::url;

/// The tracker whose lists a later one begins with: a script that adds one knows nothing of them.
const LEADER: u32 = 1;

/// What a pattern begins with in a kept list: no host and no path does. Its flags follow, a slash, and the pattern itself.
const PATTERN: u8 = b'~';

/// `setIgnoredHosts`.
pub fn set_hosts(turn: Turn<'_>) {
    take(turn, IGNORED_HOSTS, host, " is no host, such as *.example.org");
}

/// `setIgnoredPaths`.
pub fn set_paths(turn: Turn<'_>) {
    take(turn, IGNORED_PAGES, path, " is no path, such as /admin/*");
}

/// A new tracker ignores what the page's first does.
pub fn join(turn: Turn<'_>) {
    super::inherit(turn, LEADER, IGNORED_HOSTS);
    super::inherit(turn, LEADER, IGNORED_PAGES);
}

/// Makes hits that are about the page at an address which a slot holds, wherever the page is by now.
pub fn of_page(turn: Turn<'_>, place: TextSlot, work: impl FnOnce()) {
    turn.keep(HIT_PLACE, turn.kept(place));
    work();
    turn.keep(HIT_PLACE, None);
}

/// Where the page is that the next hit is about, as the browser has it.
pub fn place(turn: Turn<'_>) -> Option<Text<'_>> {
    settings::filled(turn, HIT_PLACE).or_else(|| WINDOW.text(turn, "location.href"))
}

/// Whether the page that the next hit is about is ignored; says so to whoever develops it.
pub fn is_here(turn: Turn<'_>) -> bool {
    let found = entry_of_page(turn);
    if let Some((list, entry)) = found {
        let (source, flags) = parts(entry).unwrap_or((entry, turn.empty()));
        let slash = if source.same(entry) { "" } else { "/" };
        let line = turn.build().literal(list).literal(slash).text(source);
        effect::explain(line.literal(slash).text(flags).done());
    }
    found.is_some()
}

/// Whether the page at an address that a slot holds is ignored. It refers to no other then: its address would leave all the same.
pub fn is_at(turn: Turn<'_>, place: TextSlot) -> bool {
    let mut found = false;
    of_page(turn, place, || found = entry_of_page(turn).is_some());
    found
}

/// Whether a referrer is a page of this site that is ignored.
pub fn is_referrer<'t>(turn: Turn<'t>, referrer: Text<'t>) -> bool {
    let Some(paths) = settings::filled(turn, IGNORED_PAGES) else {
        return false;
    };
    let Some(origin) = WINDOW.text(turn, "location.origin") else {
        return true;
    };
    let is_at = |entry| is_at_path([referrer, referrer], entry);
    referrer.has_any_case_at(0, origin, 0, origin.len()) && paths.items().any(is_at)
}

/// The entry that the page is ignored for, behind what its list is called. Where it cannot be read where the page is, that is the first.
fn entry_of_page<'t>(turn: Turn<'t>) -> Option<(&'static str, Text<'t>)> {
    let of_host = || {
        let hosts = settings::filled(turn, IGNORED_HOSTS)?;
        let host = WINDOW.text(turn, "location.host");
        hosts
            .items()
            .find(|entry| host.is_none_or(|host| is_of_host(host, *entry)))
    };
    let at_path = || {
        let paths = settings::filled(turn, IGNORED_PAGES)?;
        let (place, reported) = (place(turn), settings::current_url(turn));
        let is_at = |entry| place.is_none_or(|place| is_at_path([place, reported], entry));
        paths.items().find(|entry| is_at(*entry))
    };
    let host = of_host().map(|entry| ("setIgnoredHosts has ", entry));
    host.or_else(|| at_path().map(|entry| ("setIgnoredPaths has ", entry)))
}

/// Reads a list of texts and patterns, or one of them, and keeps it.
fn take(turn: Turn<'_>, slot: TextSlot, read: for<'t> fn(Text<'t>) -> Option<Text<'t>>, needs: &'static str) {
    match entries(turn, argument(0), read) {
        Ok(list) => turn.keep(slot, Some(list)),
        Err(wrong) => close(turn, turn.build().text(wrong).literal(needs).done()),
    }
}

/// The error is the entry that cannot be read, as far as it is a text.
fn entries<'t>(
    turn: Turn<'t>,
    given: Value,
    read: fn(Text<'t>) -> Option<Text<'t>>,
) -> Result<Text<'t>, Text<'t>> {
    let is_list = given.kind() == Kind::Object && given.list(turn).is_some();
    let count = if is_list { given.number("length") as u32 } else { 1 };
    let mut list = turn.build();
    for index in 0..count {
        let entry = if is_list {
            given.property(turn.build().number(index).done())
        } else {
            given
        };
        let text = entry.text(turn, "").unwrap_or(turn.literal("null"));
        let kept = match entry.kind() {
            // It says nothing, as an empty list.
            Kind::Text if text.is_empty() => continue,
            Kind::Text => read(text),
            Kind::Object => pattern(text),
            _ => None,
        };
        let kept = kept.filter(|kept| kept.find(SEPARATOR, 0) == kept.len());
        list = add(list, kept.ok_or(text)?);
    }
    if turn.is_cut() {
        return Err(turn.literal("a list of so many megabytes"));
    }
    Ok(list.done())
}

fn add<'t>(list: TextBuilder<'t>, entry: Text<'t>) -> TextBuilder<'t> {
    let list = if list.is_empty() {
        list
    } else {
        list.byte(u32::from(SEPARATOR))
    };
    list.text(entry)
}

/// `/pattern/flags` as it is kept; `None` where the browser can make no pattern of it.
fn pattern(text: Text<'_>) -> Option<Text<'_>> {
    let turn = text.turn();
    let end = text
        .find_last(b'/')
        .filter(|end| *end > 1 && text.byte(0) == u32::from(b'/'))?;
    let (source, flags) = (text.cut(1, end), text.after(end + 1));
    // With nothing as the other choice a valid pattern matches anything.
    let or_nothing = turn.build().literal("|").text(source).done();
    port::capture(or_nothing, flags, turn.literal("x"))?;
    Some(
        turn.build()
            .byte(u32::from(PATTERN))
            .text(flags)
            .literal("/")
            .text(source)
            .done(),
    )
}

/// A host with or without port, scheme and wildcards, as it is kept: in small letters and as addresses have it.
fn host(text: Text<'_>) -> Option<Text<'_>> {
    const HOST: &str = "^(?:https?://)?([a-z0-9*._:\\[\\]-]+?)\\.?/?$";
    if text.byte(0) == u32::from(b'/') {
        return pattern(text);
    }
    let turn = text.turn();
    let is_foreign = (0..text.len()).any(|index| text.byte(index) > 127);
    let start = if text.starts_with("*.") { 2 } else { 0 };
    let ascii = if is_foreign {
        let address = turn
            .build()
            .literal("http://")
            .part(text, start, text.len())
            .done();
        let host = url::host(port::absolute(address));
        turn.build().part(text, 0, start).text(host).done()
    } else {
        text
    };
    let host = url::found(HOST, ascii)?.lower();
    // `*.example.org` is that host too, as for `setDomains`.
    Some(if host.starts_with("*.") {
        host.after(1)
    } else {
        host
    })
}

/// A path with or without wildcards, or the route of a hash, as it is kept.
fn path(text: Text<'_>) -> Option<Text<'_>> {
    if text.starts_with("/^") {
        return pattern(text);
    }
    let is_route = text.starts_with("#");
    let begins = is_route || text.starts_with("/") || text.starts_with("*");
    let rest = text.after(u32::from(is_route));
    let is_path = begins && rest.find(b'?', 0).min(rest.find(b'#', 0)) == rest.len();
    Some(text.turn().build().decoded(text).done().lower()).filter(|_| is_path)
}

/// Whether a host, with its port, is one of an entry.
fn is_of_host<'t>(with_port: Text<'t>, entry: Text<'t>) -> bool {
    with_port
        .turn()
        .scratch([with_port, entry], (), |_, [with_port, entry], ()| {
            let host = without_port(with_port);
            if let Some(found) = found_by_pattern(entry, host, host) {
                return found;
            }
            let is = |host| is_same_host(host, entry) || has_form(host.lower(), entry);
            is(host) || is(with_port)
        })
}

/// The host alone, without the dot at its end. An address in brackets has colons of its own.
fn without_port(host: Text<'_>) -> Text<'_> {
    let colon = host.find_last(b':').unwrap_or(host.len());
    let is_port = host.find(b']', colon) == host.len();
    let host = if is_port { host.cut(0, colon) } else { host };
    let last = host.len().saturating_sub(1);
    if host.byte(last) == u32::from(b'.') {
        host.cut(0, last)
    } else {
        host
    }
}

/// Whether one of two addresses is at a path of an entry.
fn is_at_path<'t>(addresses: [Text<'t>; 2], entry: Text<'t>) -> bool {
    let [one, other] = addresses;
    entry
        .turn()
        .scratch([one, other, entry], (), |_, [one, other, entry], ()| {
            has_path(one, entry) || has_path(other, entry)
        })
}

/// The browser's patterns are not asked: a page may have replaced what they need, and then nothing would be found.
fn has_path<'t>(address: Text<'t>, entry: Text<'t>) -> bool {
    let turn = address.turn();
    let colon = address.find(b':', 0);
    let is_absolute = address.has_at(colon, turn.literal("://"));
    let end = |text: Text<'t>, from| text.find(b'?', from).min(text.find(b'#', from));
    let whole = if is_absolute {
        let behind = colon + 3;
        address.after(address.find(b'/', behind).min(end(address, behind)))
    } else {
        address
    };
    let hash = whole.find(b'#', 0);
    let decoded = |text| turn.build().decoded(text).done();
    let path = decoded(whole.cut(0, end(whole, 0)));
    if let Some(found) = found_by_pattern(entry, path, whole) {
        return found;
    }
    let compared = if entry.starts_with("#") {
        let route = whole.after(hash);
        decoded(route.cut(0, route.find(b'?', 0)))
    } else {
        path
    };
    // With or without a slash at the end it is the same page to most servers.
    let compared = compared.lower();
    let last = compared.len().saturating_sub(1);
    let has_slash = compared.byte(last) == u32::from(b'/');
    let other = if has_slash {
        compared.cut(0, last)
    } else {
        turn.build().text(compared).literal("/").done()
    };
    has_form(compared, entry) || has_form(other, entry)
}

/// Whether an entry that is a pattern finds something in one of two texts; `None` for one that is none.
fn found_by_pattern<'t>(entry: Text<'t>, one: Text<'t>, other: Text<'t>) -> Option<bool> {
    let (source, flags) = parts(entry)?;
    let finds = |text| port::capture(source, flags, text).is_some();
    Some(finds(one) || finds(other))
}

/// The pattern and the flags of an entry that is one.
fn parts<'t>(entry: Text<'t>) -> Option<(Text<'t>, Text<'t>)> {
    let slash = entry.find(b'/', 0);
    (entry.byte(0) == u32::from(PATTERN)).then(|| (entry.after(slash + 1), entry.cut(1, slash)))
}
