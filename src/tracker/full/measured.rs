//! What is measured of page views (issue 17): how they loaded, how deep they were read, how long they were used. The shim measures and
//! says it in events; here they become hits of the page view that they were measured on, whatever the page is by then.

#[cfg(feature = "anonymous")]
use super::usage;
use crate::effect;
use crate::request;
use crate::settings::{self, *};
use crate::text::Turn;
#[cfg(feature = "anonymous")]
use crate::tracker::call::is_truthy;
use crate::tracker::drafts;
use crate::tracker::hits::NOTHING;

/// Which argument says that the event's words are ours.
#[cfg(feature = "anonymous")]
const OURS: u32 = 5;
/// Which one has the data.
const DATA: u32 = 4;

/// `enableScrollTracking` and its kin: from now on the address of each page view is kept.
pub fn enable(turn: Turn<'_>) {
    turn.set_number(MEASURING, 1);
    if turn.number(PAGE_VIEWS) > 0 {
        on_page_view(turn);
    }
}

/// A page view is tracked.
pub fn on_page_view(turn: Turn<'_>) {
    if settings::is_set(turn, MEASURING) {
        turn.keep(VIEWED_URL, Some(settings::current_url(turn)));
        effect::begin_view();
    }
}

/// An application has left the page.
pub fn on_page_left(turn: Turn<'_>) {
    if settings::is_set(turn, MEASURING) {
        effect::end_view();
    }
}

/// Something was measured: see [`crate::protocol::Event::Measured`].
pub fn on_measured(turn: Turn<'_>) {
    let Some(own) = request::event(turn) else {
        return;
    };
    #[cfg(feature = "anonymous")]
    if is_truthy(OURS) {
        usage::declare_interaction(turn);
    }
    // Not behind the view of a page that is pending: it is of the page before. And the site may have named the next page already.
    let named = turn.kept(CUSTOM_URL);
    if let Some(viewed) = settings::filled(turn, VIEWED_URL) {
        turn.keep(CUSTOM_URL, Some(viewed));
    }
    drafts::track(turn, own, "event", DATA, NOTHING);
    turn.keep(CUSTOM_URL, named);
}
