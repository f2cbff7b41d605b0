//! Hits that wait to leave, and when they do.

use super::gate::PageState;
use super::problem::Problem;
use super::server::{self, ServerState};
use super::{gate, hits, transport};
use crate::effect::{self, Event};
use crate::port;
use crate::settings::{self, *};
use crate::text::{HIT_HEADER_BYTES, MOST_BYTES, Text, Turn};

/// How many bytes a hidden page has under way. Browsers let no more than 64 KiB outlive a page, and it may end at any time.
const OUTLIVING_BYTES: u32 = 60_000;

/// How much room is made at least, where the store is full of hits that are under way.
const ROOM_MADE: u32 = MOST_BYTES / 4;

/// With so many bytes kept there is room for many more hits at once.
const ROOM: u32 = MOST_BYTES / 2;

/// matomo.js's distances with bundling off: after the first hit, and between those that had to wait, in milliseconds.
const AFTER_FIRST_MS: u32 = 800;
const BETWEEN_MS: u32 = 50;

/// Takes a finished request. It leaves at the end of the page's turn.
pub fn enqueue<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32) {
    if add(turn, request, callback, false) {
        flush_soon(turn);
    }
}

/// Adds a hit to the store; false where it cannot be kept.
pub(super) fn add<'t>(turn: Turn<'t>, request: Text<'t>, callback: u32, is_collected: bool) -> bool {
    add_made(turn, request, callback, is_collected, None)
}

/// [`add`] for one of many that are made together, as [`made_now`] said before the first.
pub(super) fn add_made<'t>(
    turn: Turn<'t>,
    request: Text<'t>,
    callback: u32,
    is_collected: bool,
    made: Option<u32>,
) -> bool {
    // Without an address the page itself would get it: js/page/start.js says so.
    if request.is_empty() || settings::filled(turn, TRACKER_URL).is_none() {
        return false;
    }
    if ServerState::Fails.is(turn) && turn.number(HITS) >= hits::MOST_HITS {
        Problem::TooMany.report(turn);
        return false;
    }
    let made = made.unwrap_or_else(|| made_now(turn));
    let add = || turn.add_hit(request, callback, is_collected, made);
    let is_added = add() || {
        make_room(turn, request.len());
        add()
    };
    if is_added {
        turn.set_number(HITS, turn.number(HITS) + 1);
    } else {
        Problem::Full.report(turn);
    }
    is_added
}

/// When a hit that comes now is made. On a page that nobody has seen it waits.
pub fn made_now(turn: Turn<'_>) -> u32 {
    if gate::is_unseen(turn) {
        turn.set_number(UNSEEN, 1);
    }
    match turn.number(DUE_AT) {
        0 => port::elapsed(),
        due => due,
    }
}

/// Sends what may leave now.
pub fn flush(turn: Turn<'_>) {
    turn.set_number(FLUSH_DUE, 0);
    if hits::waiting(turn).next().is_none() || !gate::is_open(turn, false) {
        return;
    }
    let (server, leaving) = (turn.number(SERVER), turn.number(LEAVING));
    let is_spaced = most_together(turn) == 1;
    // A hidden page tries at once, but not again and again what a server refuses: it may be hidden for days.
    let held = if leaving != 0 || is_spaced {
        ServerState::Fails
    } else {
        ServerState::Asked
    };
    if leaving != PageState::Gone as u32 && server >= held as u32 {
        return;
    }
    if leaving == 0 && gate::is_offline() && !settings::is_set(turn, OFFLINE_IS_WRONG) {
        return server::fail(turn, 0.0);
    }
    if is_spaced {
        return flush_spaced(turn);
    }
    turn.set_number(FORCE_BATCH, 0);
    match PageState::of(turn) {
        PageState::Gone => transport::send_with_the_page(turn),
        PageState::Hidden => flush_outliving(turn),
        PageState::Shown => while transport::send_next(turn, transport::limit(turn), u32::MAX).hits > 0 {},
    }
}

/// How many hits may share a request.
pub(super) fn most_together(turn: Turn<'_>) -> u32 {
    let is_together = settings::is_set(turn, LEAVING) || settings::is_set(turn, FORCE_BATCH);
    if cfg!(feature = "full") && !is_together && !transport::may_bundle(turn) {
        1
    } else {
        u32::MAX
    }
}

/// Lets [`flush`] happen after what the page does now, so that the hits of one turn leave together.
pub(super) fn flush_soon(turn: Turn<'_>) {
    gate::ask_hints(turn);
    if settings::is_set(turn, FLUSH_DUE) {
        return;
    }
    turn.set_number(FLUSH_DUE, 1);
    if settings::is_set(turn, LEAVING) {
        effect::soon(Event::Flush);
    } else {
        effect::after(0, Event::Flush);
    }
}

/// What hits wait for may have changed: the hints that they were to say may not be wanted any more, or more of them may.
pub fn on_less_to_wait_for(turn: Turn<'_>) {
    if hits::waiting(turn).next().is_some() {
        gate::ask_hints(turn);
        flush(turn);
    }
}

/// Whether so little is kept that many more hits at once will not be given up, even if the server begins to fail.
pub fn has_room(turn: Turn<'_>) -> bool {
    turn.hit_bytes() < ROOM && turn.number(HITS) < hits::MOST_HITS / 4 * 3
}

/// What would not outlive the page waits until there is room again: a hidden page may be ended without a word, or left, and
/// then what waits leaves by other ways.
fn flush_outliving(turn: Turn<'_>) {
    let mut under_way = hits::bytes_under_way(turn);
    while let Some(next) = hits::waiting(turn).next() {
        let left = OUTLIVING_BYTES.saturating_sub(under_way);
        if under_way > 0 && next.request().len() > left {
            return;
        }
        under_way += transport::send_next(turn, transport::limit(turn).min(left.max(1)), u32::MAX).bytes;
    }
}

/// With bundling off: one hit now, the others at matomo.js's distances.
fn flush_spaced(turn: Turn<'_>) {
    while hits::waiting(turn).next().is_some() {
        let has_begun = settings::is_set(turn, SERVER);
        let wait = turn.number(NEXT_AT).wrapping_sub(port::elapsed()) as i32;
        if has_begun && wait > 0 {
            return effect::after(wait as u32, Event::Flush);
        }
        transport::send_next(turn, u32::MAX, 1);
        if !has_begun || hits::waiting(turn).next().is_some() {
            let distance = if has_begun { BETWEEN_MS } else { AFTER_FIRST_MS };
            turn.set_number(NEXT_AT, port::elapsed().wrapping_add(distance));
        }
    }
}

/// The store is full: what waits leaves without waiting for anything that only makes it better, and what has left is the
/// browser's alone. With a server that fails all of it is kept.
fn make_room(turn: Turn<'_>, length: u32) {
    if !ServerState::Fails.is(turn) {
        if gate::is_open(turn, true) && hits::waiting(turn).next().is_some() {
            while transport::send_next(turn, transport::limit(turn), u32::MAX).hits > 0 {}
        }
        // A hit may be longer than what is let go at once to have room for many.
        hits::let_go(
            turn,
            MOST_BYTES.saturating_sub(ROOM_MADE.max(length + HIT_HEADER_BYTES)),
        );
    }
}
