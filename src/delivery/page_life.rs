//! The page is hidden, left or shown again.

use super::gate::{self, PageState};
use super::server::{self, ServerState};
use super::{hits, queue};
use crate::port;
use crate::settings::{self, *};
use crate::text::Turn;

/// The page is hidden, or may be left soon: everything leaves at once.
pub fn hidden(turn: Turn<'_>) {
    leave(turn, PageState::Hidden);
}

/// The page is being left for good.
pub fn leaving(turn: Turn<'_>) {
    leave(turn, PageState::Gone);
}

fn leave(turn: Turn<'_>, how: PageState) {
    how.set(turn);
    if ServerState::Fails.is(turn) && (how == PageState::Gone || server::may_ask(turn)) {
        server::ask(turn);
    }
    if cfg!(feature = "full") {
        super::bulk::bulk_due(turn);
    }
    queue::flush(turn);
}

/// The page is shown again.
pub fn shown(turn: Turn<'_>) {
    for slot in [LEAVING, BEACONS_REFUSED, IMAGES_ASKED] {
        turn.set_number(slot, 0);
    }
    // A page that was made ready before is one from now on, unless that is shown to nobody still: such a page hears of its loading.
    if settings::is_set(turn, UNSEEN) && !gate::is_unseen(turn) {
        turn.set_number(UNSEEN, 0);
        for hit in hits::waiting(turn) {
            hit.make(port::elapsed());
        }
    }
    queue::flush(turn);
}
