//! Page views, and what the site says of the page: its title and its address.

use super::drafts;
#[cfg(feature = "full")]
use super::full::{content_scan, measured, seen};
#[cfg(feature = "full")]
use crate::effect;
use crate::port::{self, Kind, argument};
use crate::privacy;
use crate::request;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// Tracks a view; its title, data and callback are the arguments with these numbers.
pub fn track(turn: Turn<'_>, [title, data, callback]: [u32; 3]) {
    #[cfg(feature = "full")]
    seen::forget(turn, SEEN_ERRORS);
    turn.set_number(PAGE_VIEWS, turn.number(PAGE_VIEWS) + 1);
    if !settings::is_set(turn, PAGE_VIEW_ID_FIXED) {
        turn.keep(PAGE_VIEW_ID, Some(fresh_id(turn)));
    }
    #[cfg(feature = "full")]
    {
        measured::on_page_view(turn);
        content_scan::on_page_view(turn);
        if content_scan::is_off(turn) {
            return effect::show_overlay(settings::matomo_url(turn), settings::text(turn, SITE_ID));
        }
    }
    drafts::track(
        turn,
        request::page_view(turn, argument(title)),
        "log",
        data,
        callback,
    );
}

/// Six letters and digits at random, as matomo.js makes them.
fn fresh_id(turn: Turn<'_>) -> Text<'_> {
    let mut build = turn.build();
    for _ in 0..6 {
        let digit = port::random(62);
        build = build.byte(
            digit
                + if digit < 10 {
                    48
                } else if digit < 36 {
                    55
                } else {
                    61
                },
        );
    }
    build.done()
}

/// `setDocumentTitle`.
pub fn set_title(turn: Turn<'_>) {
    let title = argument(0);
    let own = match title.kind() {
        Kind::Text => title.text(turn, ""),
        Kind::Object => title.text(turn, "text"),
        _ => None,
    };
    turn.keep(TITLE, own);
}

/// `setCustomUrl`.
pub fn set_url(turn: Turn<'_>) {
    let url = argument(0).text(turn, "");
    turn.keep(CUSTOM_URL, url.map(|url| resolved(turn, url)));
}

/// An address against the page's, as matomo.js resolves it: a path that begins with `/` gets scheme and host but no port.
fn resolved<'t>(turn: Turn<'t>, address: Text<'t>) -> Text<'t> {
    let base = settings::text(turn, LOCATION);
    if url::scheme(address).is_some() {
        return address;
    }
    if address.byte(0) == u32::from(b'/') {
        let scheme = url::scheme(base).unwrap_or(turn.empty());
        return turn
            .build()
            .text(scheme)
            .literal("://")
            .text(url::host(base))
            .text(address)
            .done();
    }
    let base = privacy::sanitize_url(base);
    let base = base.cut(0, base.find(b'?', 0));
    let folder = base.find_last(b'/').map_or(0, |slash| slash + 1);
    turn.build().part(base, 0, folder).text(address).done()
}
