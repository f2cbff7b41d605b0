//! The queue of `queueRequest`: hits that are not urgent collect until nothing was added for an interval.

use super::queue;
use crate::effect::{self, Event};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// Milliseconds, unless `setRequestQueueInterval` says otherwise.
const INTERVAL: u32 = 2500;

/// With this many bytes nothing is gained by collecting more: it is what a request may have, but for the browser's features.
const BYTES: u32 = 28 << 10;

/// Takes a request of `queueRequest`.
pub fn collect<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32) {
    if settings::is_set(turn, BULK_OFF) || settings::is_set(turn, LEAVING) {
        return queue::enqueue(turn, request, callback);
    }
    queue::append(turn, BULK, request, callback);
    if settings::text(turn, BULK).len() > BYTES {
        return bulk_due(turn);
    }
    let interval = turn.number(BULK_INTERVAL);
    effect::after(if interval == 0 { INTERVAL } else { interval }, Event::BulkDue);
}

/// The interval is over: the collected hits join those that leave next, together also where those leave one by one.
pub fn bulk_due(turn: Turn<'_>) {
    let collected = settings::text(turn, BULK);
    if !collected.is_empty() {
        turn.keep(QUEUE, Some(settings::text(turn, QUEUE).joined(collected)));
        turn.keep(BULK, None);
        turn.set_number(TOGETHER, 1);
        queue::flush_soon(turn);
    }
}
