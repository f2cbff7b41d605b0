//! Page views of an application that changes its address without loading a page (issue 6).

use super::act::{self, listen_once};
use super::content;
use crate::command::Action;
use crate::effect::{self, Event, Listen};
use crate::port::{self, WINDOW, argument};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// How long the title has to stay as it is before the view counts, in milliseconds: applications set it after the address.
const SETTLING: u32 = 200;

/// `enableSpaTracking(ignored)`: parameters whose change makes no other page.
pub fn enable(turn: Turn<'_>) {
    turn.keep(IGNORED_PARAMETERS, argument(0).list(turn));
    listen_once(turn, ROUTES_ON, Listen::Routes);
}

/// The address or the title has changed. Until the document is read, that is still the page that was asked for.
pub fn on_change(turn: Turn<'_>) {
    if is_elsewhere(turn) {
        if WINDOW
            .text(turn, "document.readyState")
            .is_some_and(|state| state.is("loading"))
        {
            turn.keep(LOCATION, address(turn));
        } else {
            effect::after(SETTLING, Event::Arrived);
        }
    }
}

/// The page has settled, or is left before it could: a view of what it shows now, which the page before referred to.
pub fn arrive(turn: Turn<'_>) {
    if !settings::is_set(turn, ROUTES_ON) || !is_elsewhere(turn) {
        return;
    }
    turn.keep(REFERRER, Some(settings::current_url(turn)));
    turn.keep(LOCATION, address(turn));
    turn.keep(CUSTOM_URL, None);
    turn.keep(TITLE, WINDOW.text(turn, "document.title"));
    act::run(turn, Action::TrackPageView);
    if settings::is_set(turn, CONTENT_ON) {
        content::scan_all(turn);
    }
}

fn is_elsewhere(turn: Turn<'_>) -> bool {
    let place = |url| {
        let ignored = settings::text(turn, IGNORED_PARAMETERS);
        let url = url::without(privacy::purified(url), ignored);
        // `#/route` and `#!route` are pages, any other hash is a place on one.
        url::found("^([^#]*(?:#[/!].*)?)", url).unwrap_or(url)
    };
    address(turn).is_some_and(|now| !place(now).same(place(settings::text(turn, LOCATION))))
}

fn address(turn: Turn<'_>) -> Option<Text<'_>> {
    WINDOW.text(turn, "location.href").map(port::decoded)
}
