//! Cross-domain linking: a link to another of the site's domains hands the visitor's id over, as
//! `pk_vid=<16 digits of the id><seconds since 1970><6 digits of the browser>`, and the page there takes it if it comes from
//! the same browser and is not too old. Only an id that the site set is handed over: none is made up.
//!
//! Source: developer.matomo.org/guides/tracking-javascript-guide, "Accurately measure the same visitor across domains".

use crate::hosts;
use crate::port::{self, Value, WINDOW};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// The parameter.
const PARAMETER: &str = "pk_vid";

/// How many seconds a handed-over id is good, unless `setCrossDomainLinkingTimeout` says otherwise.
const TIMEOUT_SECONDS: u32 = 180;

/// Digits of a visitor's id and of a time (from 2001 to 2286); six of the browser follow.
const ID: u32 = 16;
const TIME: u32 = 10;

/// The visitor's id: what the site set, or what another of its domains handed over; empty else.
pub fn visitor_id(turn: Turn<'_>) -> Text<'_> {
    if settings::is_set(turn, CROSS_DOMAIN) && turn.kept(VISITOR_ID).is_none() {
        turn.keep(VISITOR_ID, Some(handed_over(turn).unwrap_or(turn.empty())));
    }
    settings::text(turn, VISITOR_ID)
}

/// `getCrossDomainLinkingUrlParameter`.
pub fn parameter(turn: Turn<'_>) -> Text<'_> {
    turn.build()
        .literal(PARAMETER)
        .literal("=")
        .text(visitor_id(turn))
        .number(seconds())
        .text(browser(turn))
        .done()
}

/// The address that a link to another of the site's domains is to have instead; `None` where it may stay.
pub fn address<'t>(turn: Turn<'t>, link: Value) -> Option<Text<'t>> {
    let written = link.text(turn, "attributes.href.value")?;
    let leads_out = url::found("^(https?:)?//", written).is_some();
    let href = link.text(turn, "href")?;
    let host = url::host(href);
    let is_own = hosts::is_listed(settings::list(turn, DOMAINS), host, url::path(href));
    let is_here = hosts::is_same_host(settings::text(turn, HOST), host);
    if !leads_out || !is_own || is_here || visitor_id(turn).is_empty() {
        return None;
    }
    let bare = privacy::without_excluded(written, true);
    let hash = bare.find(b'#', 0);
    let mark = bare.find(b'?', 0);
    let joint = if mark >= hash {
        "?"
    } else if mark + 1 == hash {
        ""
    } else {
        "&"
    };
    let begun = turn.build().part(bare, 0, hash).literal(joint);
    Some(begun.text(parameter(turn)).part(bare, hash, bare.len()).done())
}

fn handed_over(turn: Turn<'_>) -> Option<Text<'_>> {
    let address = url::parameters(settings::text(turn, LOCATION));
    let given = url::found(
        "^([a-z0-9]{32})$",
        url::parameter(address, turn.literal(PARAMETER))?,
    )?;
    let time = Value::of(given.cut(ID, ID + TIME)).number("") as u32;
    let timeout = turn.number(CROSS_DOMAIN_TIMEOUT);
    let timeout = if timeout == 0 {
        TIMEOUT_SECONDS
    } else {
        timeout - 1
    };
    let is_fresh = timeout == 0 || seconds().wrapping_sub(time) <= timeout;
    let is_same_browser = given.after(ID + TIME).same(browser(turn));
    (is_fresh && is_same_browser).then(|| given.cut(0, ID))
}

/// Six digits that are the same in the same browser, and in many others: what shows whether a link was passed on.
fn browser(turn: Turn<'_>) -> Text<'_> {
    // FNV-1a (draft-eastlake-fnv) over the browser's name, begun with the screen's width.
    let mut hash = WINDOW.number("screen.width") as u32;
    let name = WINDOW.text(turn, "navigator.userAgent").unwrap_or(turn.empty());
    for index in 0..name.len() {
        hash = (hash ^ name.byte(index)).wrapping_mul(0x0100_0193);
    }
    turn.build().number(100_000 + hash % 900_000).done()
}

fn seconds() -> u32 {
    (port::now() / 1000.0) as u32
}
