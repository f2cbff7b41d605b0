//! What was counted already for this page view: content and errors. It stands in a set of the shim: to look something up takes
//! the same time whatever the set has, and nothing of it is moved when a turn ends.

use crate::port;
use crate::text::{NumberSlot, Text, Turn};

/// Whether a text was not yet seen; from now on it was.
pub fn is_new<'t>(turn: Turn<'t>, slot: NumberSlot, text: Text<'t>) -> bool {
    is_new_at(are_new(turn, slot, text), 0)
}

/// The same of the texts of a list, for [`is_new_at`]: one question for all.
pub fn are_new<'t>(turn: Turn<'t>, slot: NumberSlot, texts: Text<'t>) -> Text<'t> {
    if turn.number(slot) == 0 {
        turn.set_number(slot, port::fresh_set(0));
    }
    port::are_new(turn.number(slot), texts)
}

/// Whether the text at an index was not yet seen. What could not be looked up is new.
pub fn is_new_at(verdicts: Text<'_>, index: u32) -> bool {
    verdicts.byte(index) != u32::from(port::KNOWN)
}

/// Forgets all of it.
pub fn forget(turn: Turn<'_>, slot: NumberSlot) {
    if turn.number(slot) != 0 {
        turn.set_number(slot, port::fresh_set(turn.number(slot)));
    }
}
