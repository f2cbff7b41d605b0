//! The heartbeat: a ping when the visitor turns away from a page that was looked at for a while, so that the time on it
//! is known (developer.matomo.org/guides/tracking-javascript-guide, "Accurately measure the time spent on each page").

use crate::effect::Listen;
use crate::port::{self, argument};
use crate::request;
use crate::settings::*;
use crate::text::Turn;
use crate::tracker::call::listen_once;
use crate::tracker::hits::{NOTHING, track};

/// Seconds, unless the site says otherwise, and at least.
const DEFAULT_SECONDS: f64 = 15.0;
const MIN_SECONDS: f64 = 5.0;

/// `enableHeartBeatTimer(seconds)`.
pub fn enable(turn: Turn<'_>) {
    let given = argument(0).number("");
    let seconds = if given == 0.0 || given.is_nan() {
        DEFAULT_SECONDS
    } else {
        given
    };
    turn.set_number(HEARTBEAT, (seconds.max(MIN_SECONDS) * 1000.0) as u32);
    listen_once(turn, FOCUS_ON, Listen::Focus);
}

/// The page came into view.
pub fn on_view(turn: Turn<'_>) {
    turn.set_number(VIEWED_AT, milliseconds());
}

/// The page goes out of view: a ping, if it was in view for long enough and nothing was sent in that time.
pub fn on_turning_away(turn: Turn<'_>) {
    let heartbeat = turn.number(HEARTBEAT);
    let sent_at = turn.number(SENT_AT);
    // What was in view from the start was so since time 0.
    let was_viewed = since(turn.number(VIEWED_AT)) > heartbeat;
    if heartbeat > 0 && sent_at > 0 && was_viewed && since(sent_at) >= heartbeat {
        turn.set_number(SENT_AT, milliseconds()); // Losing the focus and being hidden often come together.
        track(turn, request::ping(turn), "ping", NOTHING, NOTHING);
    }
}

fn since(time: u32) -> u32 {
    milliseconds().wrapping_sub(time)
}

/// Never 0, which says that there was no such time.
fn milliseconds() -> u32 {
    port::elapsed() | 1
}
