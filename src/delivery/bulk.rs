//! The queue of `queueRequest`: hits that are not urgent collect until nothing was added for an interval.

use super::{hits, queue};
use crate::effect::{self, Event};
use crate::port;
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// Milliseconds, unless `setRequestQueueInterval` says otherwise.
const INTERVAL_MS: u32 = 2500;

/// With this many bytes nothing is gained by collecting more: it is what a request may have, but for the browser's features.
const COLLECTED_BYTES_MAX: u32 = 28 << 10;

/// Takes a request of `queueRequest`.
pub fn collect<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32) {
    if keep_for_more(turn, request, callback, None) {
        wait_for_more(turn);
    }
}

/// [`collect`] for one of many, made when [`queue::made_now`] said: returns whether to [`wait_for_more`] behind the last.
pub fn keep_for_more<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32, made: Option<u32>) -> bool {
    if settings::is_set(turn, BULK_OFF) || settings::is_set(turn, LEAVING) {
        queue::enqueue(turn, request, callback);
        return false;
    }
    if !queue::add_made(turn, request, callback, true, made) {
        return false;
    }
    let bytes = turn.number(COLLECTED_BYTES) + request.len();
    turn.set_number(COLLECTED_BYTES, bytes);
    if bytes > COLLECTED_BYTES_MAX {
        bulk_due(turn);
        return false;
    }
    true
}

/// What is collected leaves when nothing was added for an interval.
pub fn wait_for_more(turn: Turn<'_>) {
    let interval = turn.number(BULK_INTERVAL);
    effect::after(if interval == 0 { INTERVAL_MS } else { interval }, Event::BulkDue);
}

/// The interval is over: the collected hits join those that leave next, together also where those leave one by one.
pub fn bulk_due(turn: Turn<'_>) {
    if !settings::is_set(turn, COLLECTED_BYTES) {
        return;
    }
    for hit in hits::own(turn).filter(|hit| hit.is_collected()) {
        hit.wait();
        hit.make(port::elapsed()); // To have collected it is nobody's delay.
    }
    turn.set_number(COLLECTED_BYTES, 0);
    turn.set_number(FORCE_BATCH, 1);
    queue::flush_soon(turn);
}
