//! Whether the server responds, and when it is asked again.

use super::hits;
use crate::effect::{self, Event};
use crate::port;
use crate::settings::*;
use crate::text::Turn;

states! {
    /// Whether the server responds, as far as is known.
    pub(super) ServerState in SERVER {
        /// Nothing was sent yet.
        Unknown = 0,
        /// It has responded.
        Responds = 1,
        /// Others wait for the response to the first or a repeated request.
        Asked = 2,
        /// It fails, and is asked again later.
        Fails = 3,
    }
}

/// How often it is asked while the page stays: for 17 minutes. Then when the page is left, or the network is back.
const MAX_RETRIES: u32 = 10;

/// For how long a server may ask to be left alone, in seconds.
const MAX_PAUSE_SECONDS: f64 = 86_400.0;

/// How long hits wait at most for a response, in milliseconds.
const RESPONSE_TIMEOUT_MS: u32 = 3000;

/// When a failing server is asked for the second time, in milliseconds; from one time to the next it takes twice as long. Each
/// pause is up to a half shorter or longer at random: a server that was down must not get all pages' hits at once.
const RETRY_BASE_MS: u32 = 1000;

/// Others wait for the response to what is sent now.
pub(super) fn ask(turn: Turn<'_>) {
    ServerState::Asked.set(turn);
    effect::after(RESPONSE_TIMEOUT_MS, Event::Overdue);
}

/// Whether the server does not ask to be left alone any more.
pub(super) fn may_ask(turn: Turn<'_>) -> bool {
    let at = turn.number(ASK_AT);
    at == 0 || at.wrapping_sub(port::elapsed()) as i32 <= 0
}

/// No response is to be expected now: it is tried again later.
pub(super) fn fail(turn: Turn<'_>, seconds: f64) {
    ServerState::Fails.set(turn);
    hits::trim(turn);
    // Nobody may have said any.
    let asked_for = if seconds > 0.0 {
        (seconds.min(MAX_PAUSE_SECONDS) * 1000.0) as u32
    } else {
        0
    };
    let at = port::elapsed().wrapping_add(asked_for) | 1; // 0 says now.
    turn.set_number(ASK_AT, if asked_for > 0 { at } else { 0 });
    let retries = turn.number(RETRIES);
    if retries < MAX_RETRIES || asked_for > 0 {
        let pause = RETRY_BASE_MS << retries.min(MAX_RETRIES);
        let pause = pause / 2 + port::random(pause).min(pause);
        effect::after(
            pause.max(asked_for + port::random(RETRY_BASE_MS).min(RETRY_BASE_MS)),
            Event::Retry,
        );
    }
}

/// A request leaves: others wait for the response to the first.
pub(super) fn begin(turn: Turn<'_>) {
    turn.set_number(SENT_AT, port::elapsed() | 1); // 0 says never.
    if ServerState::Unknown.is(turn) {
        ask(turn);
    }
}
