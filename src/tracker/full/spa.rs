//! Page views of an application that changes its address without loading a page (issues 6 and 13).
//!
//! A page that was come to is *pending* until its title is there: applications set it after the address, some only when data has
//! arrived. It counts at the latest after a bound, before the next hit, before the next page and when the page is left.

use super::{content_scan, measured};
use crate::command::{Action, Operation};
use crate::effect::{self, Event, Listen};
use crate::patterns::has_form;
use crate::port::{self, Kind, NOTHING, Value, WINDOW, argument};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::tracker::call::listen_once;
use crate::tracker::page_view;
use crate::url;

/// How long a title that has changed, and one page before another, has to stay as it is before it counts, in milliseconds.
const SETTLE_MS: u32 = 200;

/// How long a page waits for its title, in milliseconds, unless the site says otherwise.
const TITLE_TIMEOUT_MS: u32 = 1500;

/// Longer than any title takes, in milliseconds.
const MAX_TITLE_TIMEOUT_MS: f64 = 60_000.0;

/// What listens calls a change that puts one entry of the history in the place of another.
const REPLACE: &str = "replace";

// OWED, the page's view: what is said of a page before its view is about that page.
const NAMED: u32 = 1;
const TITLED: u32 = 2;

/// `enableSpaTracking(options)`: parameters whose change makes no other page, alone or as an option.
pub fn enable(turn: Turn<'_>) {
    let given = argument(0);
    let is_object = given.kind() == Kind::Object && given.list(turn).is_none();
    let option = |name: &'static str| given.property(turn.literal(name));
    let list = |name| {
        Some(option(name))
            .filter(|_| is_object)
            .and_then(|value: Value| value.list(turn))
    };
    let parameters = if is_object {
        list("ignoredParameters")
    } else {
        given.list(turn)
    };
    turn.keep(IGNORED_PARAMETERS, parameters);
    turn.keep(IGNORED_PATHS, list("ignoredPaths"));
    turn.set_number(
        REPLACING_COUNTS,
        u32::from(is_object && option("replaceState").is_truthy()),
    );
    let timeout = if is_object {
        option("titleTimeout").number("")
    } else {
        f64::NAN
    };
    let timeout = if timeout >= 0.0 {
        timeout.min(MAX_TITLE_TIMEOUT_MS) as u32
    } else {
        TITLE_TIMEOUT_MS
    };
    turn.set_number(TITLE_TIMEOUT, timeout);
    turn.keep(COUNTED_TITLE, title(turn));
    listen_once(turn, SPA_ON, Listen::Navigation);
}

/// The site names the page, by address, title or referrer: the one that is pending, if there is one.
pub fn before(turn: Turn<'_>, operation: Operation) {
    let is_title = operation == Operation::Act(Action::SetDocumentTitle);
    let names_page = is_title
        || operation == Operation::Act(Action::SetCustomUrl)
        || operation == Operation::Keep(REFERRER);
    let owed = turn.number(OWED);
    if names_page && (owed != 0 || came(turn)) {
        turn.set_number(OWED, if is_title { TITLED } else { owed.max(NAMED) });
    }
}

/// The address or the title has changed; argument 0 says how the address did. Until the document is read, that is still the page
/// that was asked for.
pub fn on_change(turn: Turn<'_>) {
    let Some(now) = address(turn) else {
        return;
    };
    let is_replaced = argument(0).text(turn, "").is_some_and(|how| how.is(REPLACE));
    // In the place of a pending page stands the one that replaces it, whatever they differ in.
    if let Some(pending) = settings::filled(turn, PENDING)
        && !is_replaced
        && !is_same(turn, pending, now)
    {
        // A page that nobody saw was only on the way. One behind what is no page is seen still.
        if waited(turn) >= SETTLE_MS || is_ignored(turn, now) {
            on_navigation_settled(turn);
        } else {
            turn.keep(PENDING, None);
        }
    }
    let before = settings::text(turn, PLACE);
    if is_same(turn, before, now) {
        turn.keep(PENDING, None);
        if settings::is_set(turn, OWED) {
            return wait(turn);
        }
        return turn.keep(COUNTED_TITLE, title(turn));
    }
    if settings::is_set(turn, OWED) {
        on_navigation_settled(turn);
    }
    let is_loading = WINDOW
        .text(turn, "document.readyState")
        .is_some_and(|state| state.is("loading"));
    let is_state = is_replaced && !settings::is_set(turn, REPLACING_COUNTS) && is_same_path(before, now);
    if is_loading || is_ignored(turn, now) || is_state && settings::filled(turn, PENDING).is_none() {
        turn.keep(PENDING, None);
        return stand_at(turn, now);
    }
    if settings::filled(turn, PENDING).is_none() {
        turn.set_number(PENDING_SINCE, port::elapsed());
        measured::on_page_left(turn);
    }
    turn.keep(PENDING, Some(now));
    wait(turn);
}

/// A title that is there has to stay for a while, one that is not is waited for. One that never stays holds nothing up.
fn wait(turn: Turn<'_>) {
    let most = (turn.number(TITLE_TIMEOUT) + SETTLE_MS).saturating_sub(waited(turn));
    let has_title = title(turn)
        .is_some_and(|title| !title.is_empty() && !title.same(settings::text(turn, COUNTED_TITLE)));
    effect::after(
        if has_title { most.min(SETTLE_MS) } else { most },
        Event::NavigationSettled,
    );
}

fn waited(turn: Turn<'_>) -> u32 {
    port::elapsed().wrapping_sub(turn.number(PENDING_SINCE))
}

/// A page that is pending counts now, with the title that there is.
pub fn on_navigation_settled(turn: Turn<'_>) {
    if came(turn) {
        turn.set_number(DUE_AT, turn.number(PENDING_SINCE) | 1); // 0 says now.
        privacy::ignored::of_page(turn, PLACE, || page_view::track(turn, [NOTHING; 3]));
        turn.set_number(DUE_AT, 0);
        if settings::is_set(turn, CONTENT_ON) {
            content_scan::scan_all(turn);
        }
    }
}

/// What is said from now on is about the page that was pending, which the one before referred to. Returns whether its view is to
/// come, which is then the caller's.
pub fn came(turn: Turn<'_>) -> bool {
    let owed = turn.number(OWED);
    turn.set_number(OWED, 0);
    if let Some(url) = settings::filled(turn, PENDING) {
        if !privacy::ignored::is_at(turn, PLACE) {
            turn.keep(REFERRER, Some(settings::current_url(turn)));
        }
        stand_at(turn, url);
        turn.keep(PENDING, None);
        turn.keep(CUSTOM_URL, None);
    } else if owed == 0 {
        return false;
    }
    if owed != TITLED {
        turn.keep(TITLE, title(turn));
    }
    turn.keep(COUNTED_TITLE, title(turn));
    true
}

fn stand_at<'t>(turn: Turn<'t>, address: Text<'t>) {
    turn.keep(PLACE, Some(address));
    turn.keep(LOCATION, Some(port::decoded(address)));
}

fn title(turn: Turn<'_>) -> Option<Text<'_>> {
    WINDOW.text(turn, "document.title")
}

fn is_same<'t>(turn: Turn<'t>, one: Text<'t>, other: Text<'t>) -> bool {
    let place = |url| {
        let ignored = settings::text(turn, IGNORED_PARAMETERS);
        let url = url::without(privacy::sanitize_url(url), ignored);
        // `#/route` and `#!route` are pages, any other hash is a place on one.
        url::found("^([^#]*(?:#[/!].*)?)", url).unwrap_or(url)
    };
    place(one).same(place(other))
}

/// Whether two addresses differ in their parameters alone, of their routes too.
fn is_same_path<'t>(one: Text<'t>, other: Text<'t>) -> bool {
    // Many a router adds the last slash.
    let document = |url: Text<'t>| url::found("^([^?#]*?)/?(?:[?#]|$)", url).unwrap_or(url);
    let route = |url: Text<'t>| url::found("#([/!][^?]*)", url).unwrap_or(url.turn().empty());
    document(one).same(document(other)) && route(one).same(route(other))
}

/// Whether the site says that a path is no page.
fn is_ignored<'t>(turn: Turn<'t>, address: Text<'t>) -> bool {
    let path = url::path(address);
    let path = port::decoded(path.cut(0, path.find(b'?', 0).min(path.find(b'#', 0))));
    let mut paths = settings::text(turn, IGNORED_PATHS).items();
    paths.any(|pattern| has_form(path, port::decoded(pattern)))
}

fn address(turn: Turn<'_>) -> Option<Text<'_>> {
    WINDOW.text(turn, "location.href")
}
