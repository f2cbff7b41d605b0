//! Pages of which nothing is sent: those of the hosts of `setIgnoredHosts`, and those at the paths of `setIgnoredPaths` (issue 17).
//!
//! A hit is asked once, when it is made: what was made on a page that counts still leaves. Compared is where the page really is, by host
//! and path, and also the path of the address that the hit reports (`setCustomUrl`): a page is ignored if either is.
//!
//! A list that cannot be read closes the page: what it was to name could be this very page.

use super::{LEADER, close, inherit};
use crate::campaign;
use crate::effect;
use crate::patterns::{self, Asked, Subject};
use crate::port::{WINDOW, argument};
use crate::settings::{self, *};
use crate::text::{Text, TextSlot, Turn};

/// `setIgnoredHosts`.
pub fn set_hosts(turn: Turn<'_>) {
    take(
        turn,
        IGNORED_HOSTS,
        Subject::Host,
        " is no host, such as *.example.org",
    );
}

/// `setIgnoredPaths`.
pub fn set_paths(turn: Turn<'_>) {
    take(
        turn,
        IGNORED_PAGES,
        Subject::Path,
        " is no path, such as /admin/*",
    );
}

fn take(turn: Turn<'_>, slot: TextSlot, subject: Subject, needs: &'static str) {
    match patterns::read(turn, argument(0), subject) {
        Ok(list) => turn.keep(slot, Some(list)),
        Err(wrong) => close(turn, turn.build().text(wrong).literal(needs).done()),
    }
}

/// A new tracker ignores what the page's first does: a script that adds one knows nothing of it.
pub fn join(turn: Turn<'_>) {
    inherit(turn, LEADER, IGNORED_HOSTS);
    inherit(turn, LEADER, IGNORED_PAGES);
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
        let line = turn.build().literal("setIgnored").literal(list).literal(" has ");
        effect::explain(line.text(patterns::shown(entry)).done());
    }
    found.is_some()
}

/// Whether the page at an address that a slot holds is ignored. It refers to no other then: its address would leave all the same.
pub fn is_at(turn: Turn<'_>, place: TextSlot) -> bool {
    let mut found = false;
    of_page(turn, place, || found = entry_of_page(turn).is_some());
    found
}

/// Whether a referrer is a page that is ignored: of an ignored host, or at an ignored path of this site.
pub fn is_referrer(referrer: Text<'_>) -> bool {
    let turn = referrer.turn();
    let hosts = settings::filled(turn, IGNORED_HOSTS);
    let paths = settings::filled(turn, IGNORED_PAGES);
    // `setReferrerUrl` takes a page of the site without its scheme and host too. Where those of this page cannot be read, any may be its own.
    let is_relative = referrer.find(b'/', 0) <= referrer.find(b':', 0);
    let is_own = || is_relative || campaign::is_own(referrer) || WINDOW.text(turn, "location.host").is_none();
    hosts.is_some_and(|hosts| Asked::host_of(referrer).is_in(hosts))
        || paths.is_some_and(|paths| Asked::path(referrer).is_in(paths) && is_own())
}

/// The entry that the page is ignored for, behind what its list is called. Where it cannot be read where the page is, that is the first.
fn entry_of_page<'t>(turn: Turn<'t>) -> Option<(&'static str, Text<'t>)> {
    let first = |list: Text<'t>| list.items().next();
    let hosts = settings::filled(turn, IGNORED_HOSTS);
    let of_host = hosts.and_then(|list| match WINDOW.text(turn, "location.host") {
        Some(host) => {
            let protocol = WINDOW.text(turn, "location.protocol");
            let is_secure = protocol.is_none_or(|protocol| !protocol.is("http:"));
            Asked::host(host, is_secure).found_in(list)
        }
        None => first(list),
    });
    if let Some(entry) = of_host {
        return Some(("Hosts", entry));
    }
    let list = settings::filled(turn, IGNORED_PAGES)?;
    let entry = match place(turn) {
        Some(place) => {
            let at = |address| Asked::path(address).found_in(list);
            at(place).or_else(|| at(settings::current_url(turn)))
        }
        None => first(list),
    };
    entry.map(|entry| ("Paths", entry))
}
