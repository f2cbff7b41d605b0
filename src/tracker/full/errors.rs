//! Uncaught errors, each once for a page view.

use super::seen;
use crate::port::argument;
use crate::request::{self, as_string, truthy};
use crate::settings::SEEN_ERRORS;
use crate::text::Turn;
use crate::tracker::hits::{NOTHING, track};

/// What `window.onerror` gets: message, address, line, column.
pub fn on_error(turn: Turn<'_>) {
    let message = as_string(turn, argument(0));
    let place = turn
        .build()
        .text(as_string(turn, argument(1)))
        .literal(":")
        .text(as_string(turn, argument(2)));
    let place = match truthy(turn, argument(3)) {
        Some(column) => place.literal(":").text(column),
        None => place,
    }
    .done();
    let error = turn.build().text(place).text(message).done();
    if seen::is_new(turn, SEEN_ERRORS, error) {
        track(
            turn,
            request::javascript_error(turn, place, message),
            "event",
            NOTHING,
            NOTHING,
        );
    }
}
