//! The current tracker's hits in the store, and how many there may be.

use super::problem::Problem;
use crate::settings::*;
use crate::text::{Hit, Turn};

/// How many hits a tracker has at most while its server fails: it would get them all when it is back.
pub(super) const MOST_HITS: u32 = 1000;

/// The current tracker's hits, in the order in which they were given; those at the store's front that are under way may be
/// left out.
pub(super) fn own(turn: Turn<'_>) -> impl Iterator<Item = Hit<'_>> {
    let tracker = turn.tracker();
    turn.unsettled_hits().filter(move |hit| hit.tracker() == tracker)
}

/// Those that wait to leave.
pub(super) fn waiting(turn: Turn<'_>) -> impl Iterator<Item = Hit<'_>> {
    own(turn).filter(|hit| hit.is_waiting())
}

/// Those that are under way with a request.
pub(super) fn of_request(turn: Turn<'_>, request: u32) -> impl Iterator<Item = Hit<'_>> {
    turn.hits().filter(move |hit| hit.is_of(request))
}

/// How many bytes the page has under way, whichever tracker's they are.
pub(super) fn bytes_under_way(turn: Turn<'_>) -> u32 {
    let under_way = turn.hits().filter(|hit| hit.is_under_way());
    under_way.map(|hit| hit.request().len()).sum()
}

/// Removes one of the current tracker's hits.
pub(super) fn remove(turn: Turn<'_>, hit: Hit<'_>) {
    hit.remove();
    turn.set_number(HITS, turn.number(HITS).saturating_sub(1));
}

/// The oldest that are under way are left to the browser, of whichever tracker, until there are no more bytes than that: they
/// will arrive, as most do, but are not sent again if not.
pub(super) fn let_go(turn: Turn<'_>, bytes: u32) {
    let current = turn.tracker();
    for hit in turn.hits().filter(|hit| hit.is_under_way()) {
        if turn.hit_bytes() <= bytes {
            break;
        }
        turn.choose_tracker(hit.tracker());
        remove(turn, hit);
    }
    turn.choose_tracker(current);
}

/// The server fails: of more hits than it would want to get at once the oldest are kept.
pub(super) fn trim(turn: Turn<'_>) {
    if turn.number(HITS) <= MOST_HITS {
        return;
    }
    let tracker = turn.tracker();
    let mut left = MOST_HITS;
    for hit in turn.hits().filter(|hit| hit.tracker() == tracker) {
        if left > 0 {
            left -= 1;
        } else if !hit.is_under_way() {
            remove(turn, hit);
            Problem::TooMany.report(turn);
        }
    }
}
