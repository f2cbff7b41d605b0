//! What is measured of page views (issue 17): how they loaded, how deep they were read, how long they were used. The shim measures and
//! says it in events; here they become hits of the page view that they were measured on, whatever the page is by then.
//!
//! Matomo takes the time on a page from the next action's, and an event is an action: one that is tracked as a view ends would leave
//! nothing of that view's time. So such events are dated back to the view (`cdo`), and a ping behind them says how long it was (Matomo,
//! `core/Tracker/Visit.php` and `plugins/CoreHome/Columns/VisitTotalTime.php`: the last hit decides, a ping is no action).

use crate::effect;
use crate::port::{self, Kind, NOTHING, argument};
use crate::privacy;
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous::{declare, is_on, place};
use crate::request;
#[cfg(feature = "anonymous")]
use crate::request::anonymous::{self, is_event_name};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::tracker::call::is_truthy;
use crate::tracker::drafts;

/// Which argument has the data.
const DATA: u32 = 4;
/// Which one has the name for anonymous measurement.
#[cfg(feature = "anonymous")]
const ANONYMOUS_NAME: u32 = 5;
/// Which one says that it happened just now.
const IS_NOW: u32 = 6;
/// Matomo reads whole seconds: what is dated back is rounded up, else it may come behind its view by one, in milliseconds.
const ROUND_UP: u32 = 999;

/// `enableScrollTracking` and its kin: from now on the address of each page view is kept.
pub fn enable(turn: Turn<'_>) {
    if settings::is_set(turn, MEASURING) {
        return;
    }
    turn.set_number(MEASURING, 1);
    if turn.number(PAGE_VIEWS) > 0 {
        on_page_view(turn);
    }
}

/// A page view is tracked.
pub fn on_page_view(turn: Turn<'_>) {
    if !settings::is_set(turn, MEASURING) {
        return;
    }
    // What is not to be tracked is not measured either, and what was measured before is of no page any more.
    if !privacy::may_track(turn) {
        return effect::end_view();
    }
    turn.keep(VIEWED_URL, Some(settings::current_url(turn)));
    let due = turn.number(DUE_AT);
    turn.set_number(VIEW_DUE_AT, if due == 0 { port::elapsed() } else { due });
    turn.keep(VIEWED_PLACE, privacy::ignored::place(turn));
    turn.keep(VIEWED_CUSTOM_URL, turn.kept(CUSTOM_URL));
    let (address, referrer) = shown(turn);
    effect::begin_view(address, referrer);
}

/// Address and referrer of a page view as its hit has them: what measures may name them.
fn shown<'t>(turn: Turn<'t>) -> (Text<'t>, Text<'t>) {
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        return (place::address(turn), turn.empty());
    }
    (
        privacy::sanitize_url(settings::current_url(turn)),
        request::referrer(turn).unwrap_or(turn.empty()),
    )
}

/// An application has left the page.
pub fn on_page_left(turn: Turn<'_>) {
    if settings::is_set(turn, MEASURING) {
        effect::end_view();
    }
}

/// An event as it may be said. Its category and action are ours; in anonymous measurement its name has to be ours too, or one that the
/// options allow.
fn event<'t>(turn: Turn<'t>) -> Option<Text<'t>> {
    let name = argument(2).text(turn, "");
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        let encoded = |text: Text<'t>| turn.build().encoded(text).done();
        let name = name
            .filter(|name| is_event_name(encoded(*name)))
            .or_else(|| argument(ANONYMOUS_NAME).text(turn, ""));
        let part = |index| encoded(argument(index).text(turn, "").unwrap_or(turn.empty()));
        declare(turn, anonymous::event(part(0), part(1), name.map(encoded)));
        return request::event_named(turn, || name);
    }
    request::event_named(turn, || name)
}

/// Something was measured: see [`crate::protocol::Event::Measured`].
pub fn on_measured(turn: Turn<'_>) {
    // Not behind the view of a page that is pending: it is of the page before. And the site may have named the next page already.
    let named = turn.kept(CUSTOM_URL);
    if let Some(viewed) = viewed(turn) {
        turn.keep(CUSTOM_URL, Some(viewed));
    }
    privacy::ignored::of_page(turn, VIEWED_PLACE, || track(turn));
    turn.keep(CUSTOM_URL, named);
}

/// The address of the view. For anonymous measurement as the browser had it: in one that was decoded, values can look like names.
fn viewed(turn: Turn<'_>) -> Option<Text<'_>> {
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        return settings::filled(turn, VIEWED_CUSTOM_URL).or_else(|| settings::filled(turn, VIEWED_PLACE));
    }
    settings::filled(turn, VIEWED_URL)
}

fn track(turn: Turn<'_>) {
    if argument(0).kind() == Kind::Undefined {
        drafts::track(turn, request::ping(turn), "ping", DATA, NOTHING);
    } else if let Some(own) = event(turn) {
        if !is_truthy(IS_NOW) {
            turn.set_number(DUE_AT, turn.number(VIEW_DUE_AT).saturating_sub(ROUND_UP) | 1); // 0 says now.
        }
        drafts::track(turn, own, "event", DATA, NOTHING);
        turn.set_number(DUE_AT, 0);
    }
}
