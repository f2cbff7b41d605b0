//! A new tracker: what it remembers of the page as it is now.

use super::consent;
use crate::delivery;
use crate::effect::{self, Event};
use crate::hosts;
#[cfg(feature = "anonymous")]
use crate::port::Kind;
use crate::port::{self, Value, WINDOW, argument};
#[cfg(feature = "full")]
use crate::privacy;
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous;
use crate::privacy::device;
#[cfg(feature = "anonymous")]
use crate::settings;
use crate::settings::*;
use crate::text::{Text, Turn};
use crate::url;

// The arguments that only targets have: each as it was given, and the options for all of them.
#[cfg(feature = "anonymous")]
const TARGET: u32 = 2;
#[cfg(feature = "anonymous")]
const OPTIONS: u32 = 3;

/// Adds a tracker and returns its number, counted from 1; 0 if there is no room for one more, or where it is given as a target
/// that says what nobody knows.
pub fn add(turn: Turn<'_>) -> u32 {
    #[cfg(feature = "anonymous")]
    if argument(TARGET).kind() != Kind::Undefined && !anonymous::is_target(turn, argument(TARGET)) {
        effect::warn(
            turn,
            "a target needs url and siteId, may have anonymous, and nothing else: it gets nothing",
        );
        return 0;
    }
    let detail = device::inherited(turn);
    let number = turn.add_tracker();
    if number > 0 {
        turn.set_number(DEVICE_DETAIL, detail);
        remember(turn);
        #[cfg(feature = "anonymous")]
        if argument(TARGET).kind() != Kind::Undefined {
            secure(turn);
        }
        #[cfg(feature = "anonymous")]
        anonymous::join(turn, argument(TARGET), argument(OPTIONS));
        consent::join(turn);
        #[cfg(feature = "full")]
        {
            privacy::ignored::join(turn);
            privacy::bots::join(turn);
        }
        effect::after(0, Event::Settled);
    }
    number
}

/// A target is asked by https where the page came that way: browsers block the other.
#[cfg(feature = "anonymous")]
fn secure(turn: Turn<'_>) {
    const PLAIN: &str = "http:";
    let url = settings::text(turn, TRACKER_URL);
    let is_secure_page = WINDOW
        .text(turn, "location.protocol")
        .is_some_and(|protocol| protocol.is("https:"));
    if is_secure_page && url.starts_with(PLAIN) {
        let rest = url.after(PLAIN.len() as u32);
        turn.keep(
            TRACKER_URL,
            Some(turn.build().literal("https:").text(rest).done()),
        );
    }
}

/// `setTrackerUrl`: nothing but a web server gets hits.
pub fn set_tracker_url(turn: Turn<'_>, url: Value) {
    let url = url.text(turn, "");
    let is_other = |url| url::found("^(?!https?:)[a-z]+:", port::absolute(url)).is_some();
    if url.is_some_and(is_other) {
        effect::warn(turn, "http or https only");
    } else {
        turn.keep(TRACKER_URL, url);
        delivery::another_server(turn);
    }
}

fn remember(turn: Turn<'_>) {
    set_tracker_url(turn, argument(0));
    turn.keep(SITE_ID, argument(1).text(turn, ""));
    // matomo.js decodes addresses here, so that reports show letters, not their codes.
    let address = WINDOW.text(turn, "location.href");
    turn.keep(PLACE, address);
    turn.keep(LOCATION, address.map(port::decoded));
    turn.keep(REFERRER, referrer(turn).map(port::decoded));
    turn.keep(TITLE, WINDOW.text(turn, "document.title"));
    let charset = WINDOW.text(turn, "document.characterSet");
    turn.keep(CHARSET, charset.filter(|charset| !charset.lower().is("utf-8")));
    turn.keep(HOST, WINDOW.text(turn, "document.domain").map(hosts::bare));
}

/// The referrer of the outermost page that may be asked: a site in a frame of its own pages was not referred by itself.
fn referrer(turn: Turn<'_>) -> Option<Text<'_>> {
    WINDOW
        .text(turn, "top.document.referrer")
        .or_else(|| WINDOW.text(turn, "parent.document.referrer"))
        .filter(|referrer| !referrer.is_empty())
        .or_else(|| WINDOW.text(turn, "document.referrer"))
}
