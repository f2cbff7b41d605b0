//! What was counted already for this page view: content and errors. It stands in a set of the shim: to look something up takes
//! the same time whatever the set has, and nothing of it is moved when a turn ends.

use crate::port;
use crate::text::{NumberSlot, Text, Turn};

/// Whether a text was not yet seen; from now on it was.
pub fn is_new(turn: Turn<'_>, slot: NumberSlot, text: Text<'_>) -> bool {
    if turn.number(slot) == 0 {
        turn.set_number(slot, port::fresh_set(0));
    }
    port::is_new(turn.number(slot), text)
}

/// Forgets all of it.
pub fn forget(turn: Turn<'_>, slot: NumberSlot) {
    if turn.number(slot) != 0 {
        turn.set_number(slot, port::fresh_set(turn.number(slot)));
    }
}
