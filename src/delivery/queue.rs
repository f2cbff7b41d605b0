//! Hits that wait to leave: a list of hits, each a callback's number, `?`, and the request.

use super::{gate, transport};
use crate::effect::{self, Event};
use crate::port;
use crate::privacy::{self, device};
#[cfg(feature = "anonymous")]
use crate::request::anonymous;
use crate::request::features;
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, TextSlot, Turn};

// SERVER: nothing was sent yet (0), the server has answered, others wait for the answer to the first or a repeated request,
// or there was none and it is to be repeated.
const ANSWERS: u32 = 1;
const ASKED: u32 = 2;
const FAILS: u32 = 3;

/// How long hits wait at most for an answer, in milliseconds.
const PATIENCE: u32 = 3000;

/// When a request is repeated for the first time, in milliseconds; from one time to the next it takes twice as long.
const SOON: u32 = 1000;

/// How often a request is repeated while the page stays: for 17 minutes. Then when the page is left, or the network is back.
const MOST_RETRIES: u32 = 10;

// LEAVING: the page is shown (0), hidden or asked whether it may be left, or gone.
const HIDDEN: u32 = 1;
pub(super) const GONE: u32 = 2;

/// How many bytes of hits wait at most. What leaves is longer by the browser's features and must fit into one turn.
const QUEUE_BYTES: u32 = 4 << 20;

/// How many hits wait at most for a server that fails: it would have them all at once when it is back.
const QUEUE_HITS: usize = 1000;

/// matomo.js's distances with bundling off: after the first hit, and between those that had to wait, in milliseconds.
const AFTER_FIRST: u32 = 800;
const BETWEEN: u32 = 50;

/// Takes a finished request into the queue. It leaves at the end of the turn, or at once while the page is being left.
pub fn enqueue<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32) {
    append(turn, QUEUE, request, callback);
    flush_soon(turn);
}

/// Appends a hit to one of the queues.
pub(super) fn append<'t>(turn: Turn<'t>, queue: TextSlot, request: Text<'t>, callback: u32) {
    let request = device::reduced(turn, request);
    // A plugin, the site's own processing or `appendToTrackingUrl` may have put anything into the request.
    let hit = turn
        .build()
        .number(callback)
        .literal("?")
        .quotable(request)
        .done();
    let waiting = settings::text(turn, queue);
    let has_too_many = || turn.number(SERVER) == FAILS && waiting.items().count() >= QUEUE_HITS;
    if waiting.len() + hit.len() > QUEUE_BYTES || has_too_many() {
        return effect::complain(turn, "queue full");
    }
    turn.keep(queue, Some(waiting.joined(hit)));
}

/// Sends what may leave now.
pub fn flush(turn: Turn<'_>) {
    turn.set_number(FLUSH_DUE, 0);
    if settings::text(turn, QUEUE).is_empty() || !gate::is_open(turn) {
        return;
    }
    let is_leaving = settings::is_set(turn, LEAVING);
    let is_together = is_leaving || settings::is_set(turn, TOGETHER);
    let is_spaced = cfg!(feature = "full") && !is_together && !transport::may_bundle(turn);
    // A hidden page tries at once, but not again and again what a server refuses: it may be hidden for days.
    let held = if is_leaving || is_spaced { FAILS } else { ASKED };
    if turn.number(LEAVING) != GONE && turn.number(SERVER) >= held {
        return;
    }
    if is_spaced {
        return flush_spaced(turn);
    }
    let hits = may_leave(turn, settings::text(turn, QUEUE));
    turn.keep(QUEUE, None);
    turn.set_number(TOGETHER, 0);
    begin_first(turn);
    transport::send_together(turn, hits, suffix(turn));
}

/// Lets [`flush`] happen after this turn, so that the hits of one turn leave together.
pub(super) fn flush_soon(turn: Turn<'_>) {
    gate::ask_hints(turn);
    if settings::is_set(turn, LEAVING) {
        flush(turn);
    } else if !settings::is_set(turn, FLUSH_DUE) {
        turn.set_number(FLUSH_DUE, 1);
        effect::after(0, Event::Flush);
    }
}

/// The server answered a request, or takes too long to wait for any longer: what waited for it may leave.
pub fn sent(turn: Turn<'_>) {
    if turn.number(SERVER) == ASKED {
        turn.set_number(SERVER, ANSWERS);
        turn.set_number(RETRIES, 0);
        flush(turn);
    }
}

/// A request got no answer, or one that the server is broken. The shim has it; what comes now waits behind it.
pub fn lost(turn: Turn<'_>) {
    turn.set_number(SERVER, FAILS);
    let retries = turn.number(RETRIES);
    if retries < MOST_RETRIES {
        effect::after(SOON << retries, Event::Retry);
    }
}

/// Sends again what the server did not answer.
pub fn retry(turn: Turn<'_>) {
    if turn.number(SERVER) == FAILS && !gate::is_offline() {
        turn.set_number(RETRIES, turn.number(RETRIES) + 1);
        ask(turn);
        effect::again(transport::fetch_or_beacon(turn));
    }
}

/// The network is back.
pub fn online(turn: Turn<'_>) {
    turn.set_number(RETRIES, 0);
    retry(turn);
    flush(turn);
}

/// The page is hidden, or may be left soon: everything leaves at once.
pub fn hidden(turn: Turn<'_>) {
    leave(turn, HIDDEN);
}

/// The page is being left for good.
pub fn leaving(turn: Turn<'_>) {
    leave(turn, GONE);
}

fn leave(turn: Turn<'_>, how: u32) {
    turn.set_number(LEAVING, how);
    retry(turn);
    if cfg!(feature = "full") {
        super::bulk_due(turn);
    }
    flush(turn);
}

/// The page is shown again.
pub fn shown(turn: Turn<'_>) {
    turn.set_number(LEAVING, 0);
    flush(turn);
}

/// With bundling off: one hit now, the others at matomo.js's distances.
fn flush_spaced(turn: Turn<'_>) {
    loop {
        let waiting = may_leave(turn, settings::text(turn, QUEUE));
        if waiting.is_empty() {
            return;
        }
        let has_begun = settings::is_set(turn, SERVER);
        let wait = turn.number(NEXT_AT).wrapping_sub(milliseconds()) as i32;
        if has_begun && wait > 0 {
            return effect::after(wait as u32, Event::Flush);
        }
        let end = waiting.find(SEPARATOR, 0);
        let rest = waiting.after(end + 1);
        turn.keep(QUEUE, Some(rest));
        begin_first(turn);
        transport::send(turn, waiting, 0, end, suffix(turn));
        if !has_begun || !rest.is_empty() {
            let distance = if has_begun { BETWEEN } else { AFTER_FIRST };
            turn.set_number(NEXT_AT, milliseconds().wrapping_add(distance));
        }
    }
}

/// Of the hits that wait those that may leave, as they may leave.
fn may_leave<'t>(turn: Turn<'t>, hits: Text<'t>) -> Text<'t> {
    if privacy::is_closed(turn) {
        return turn.empty();
    }
    #[cfg(feature = "anonymous")]
    if privacy::anonymous::is_on(turn) {
        let mut left = turn.empty();
        for hit in hits.items() {
            let mark = hit.find(b'?', 0) + 1;
            let request = anonymous::leaving(turn, hit.after(mark));
            if !request.is_empty() {
                left = left.joined(turn.build().part(hit, 0, mark).text(request).done());
            }
        }
        return left;
    }
    hits
}

fn begin_first(turn: Turn<'_>) {
    turn.set_number(SENT_AT, milliseconds() | 1); // 0 says never.
    if turn.number(SERVER) == 0 {
        ask(turn);
    }
}

fn ask(turn: Turn<'_>) {
    turn.set_number(SERVER, ASKED);
    effect::after(PATIENCE, Event::Overdue);
}

/// What is only known when hits leave: consent, client hints, browser features.
fn suffix(turn: Turn<'_>) -> Text<'_> {
    let has_consent = settings::is_set(turn, CONSENT_REQUIRED);
    turn.build()
        .literal(if has_consent { "&consent=1&" } else { "&" })
        .text(features::query(turn))
        .done()
}

fn milliseconds() -> u32 {
    port::now() as u64 as u32
}
