//! What is measured of page views (issue 17): how they loaded, how deep they were read, how long they were used. The shim measures and
//! says it in events; here they become hits of the page view that they were measured on, whatever the page is by then.

use crate::campaign;
use crate::effect;
use crate::port::argument;
use crate::privacy;
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous::{declare, is_on, place};
use crate::request;
#[cfg(feature = "anonymous")]
use crate::request::anonymous::{self, is_event_name};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::tracker::drafts;
use crate::tracker::hits::NOTHING;

/// Which argument has the data.
const DATA: u32 = 4;
/// Which one has the name for anonymous measurement.
#[cfg(feature = "anonymous")]
const ANONYMOUS_NAME: u32 = 5;

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
    if settings::is_set(turn, MEASURING) {
        turn.keep(VIEWED_URL, Some(settings::current_url(turn)));
        let (address, referrer) = shown(turn);
        effect::begin_view(address, referrer);
    }
}

/// Address and referrer of a page view as its hit has them: what measures may name them.
fn shown<'t>(turn: Turn<'t>) -> (Text<'t>, Text<'t>) {
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        return (place::address(turn), turn.empty());
    }
    let referrer = campaign::reported_referrer(turn).map(privacy::sanitize_url);
    (
        privacy::sanitize_url(settings::current_url(turn)),
        referrer.unwrap_or(turn.empty()),
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
    let Some(own) = event(turn) else {
        return;
    };
    // Not behind the view of a page that is pending: it is of the page before. And the site may have named the next page already.
    let named = turn.kept(CUSTOM_URL);
    if let Some(viewed) = settings::filled(turn, VIEWED_URL) {
        turn.keep(CUSTOM_URL, Some(viewed));
    }
    drafts::track(turn, own, "event", DATA, NOTHING);
    turn.keep(CUSTOM_URL, named);
}
