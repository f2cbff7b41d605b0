//! What the site says of its links: whose hosts are its own, what a download is, which clicks count.

use super::call::is_wanted;
use crate::effect::Listen;
use crate::hosts;
use crate::port::argument;
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, TextBuilder, Turn};

/// `setDomains`. The page's own host belongs to the site too, unless a host with a path says which part of it does.
pub fn set_domains(turn: Turn<'_>) {
    let Some(domains) = argument(0).list(turn) else {
        return;
    };
    let own = settings::text(turn, HOST);
    let says_own = |entry| hosts::is_same_host(own, hosts::bare(entry)) || hosts::has_path(entry);
    let is_complete = domains.items().any(says_own);
    turn.keep(
        DOMAINS,
        Some(if is_complete { domains } else { domains.joined(own) }),
    );
}

/// `zip|pdf` or an array, in lower case: links are compared in it.
fn extensions(turn: Turn<'_>) -> Text<'_> {
    let given = argument(0).list(turn).unwrap_or(turn.empty()).lower();
    let (mut list, mut start) = (turn.build(), 0);
    while start < given.len() {
        let end = given.find(b'|', start);
        list = appended(list, given, start, end);
        start = end + 1;
    }
    list.done()
}

/// `removeDownloadExtensions`.
pub fn remove_extensions(turn: Turn<'_>) {
    let (removed, held) = (extensions(turn), settings::list(turn, EXTENSIONS));
    let (mut left, mut start) = (turn.build(), 0);
    while start < held.len() {
        let end = held.find(SEPARATOR, start);
        if !removed.has_item(held.cut(start, end)) {
            left = appended(left, held, start, end);
        }
        start = end + 1;
    }
    turn.keep(EXTENSIONS, Some(left.done()));
}

/// A list with one more item, unless that has no byte.
fn appended<'t>(list: TextBuilder<'t>, text: Text<'t>, from: u32, to: u32) -> TextBuilder<'t> {
    let list = if list.is_empty() || from == to {
        list
    } else {
        list.byte(u32::from(SEPARATOR))
    };
    list.part(text, from, to)
}

/// Which events count, by an argument: those of all buttons unless it is falsy.
pub fn pointer_or_clicks(index: u32) -> Listen {
    if is_wanted(index) {
        Listen::Pointer
    } else {
        Listen::Clicks
    }
}

/// `setDownloadExtensions`.
pub fn set_extensions(turn: Turn<'_>) {
    turn.keep(EXTENSIONS, Some(extensions(turn)));
}

/// `addDownloadExtensions`.
pub fn add_extensions(turn: Turn<'_>) {
    turn.keep(
        EXTENSIONS,
        Some(settings::list(turn, EXTENSIONS).joined(extensions(turn))),
    );
}
