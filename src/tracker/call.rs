//! What a command was given, and what it returns.

use crate::effect::{self, Listen};
use crate::port::{Kind, WINDOW, argument};
use crate::settings;
use crate::text::{NumberSlot, Text, Turn};

/// An argument as a text, the empty text where there is none.
pub fn text(turn: Turn<'_>, index: u32) -> Text<'_> {
    argument(index).text(turn, "").unwrap_or(turn.empty())
}

/// Whether JavaScript takes an argument for true.
pub fn is_truthy(index: u32) -> bool {
    argument(index).is_truthy()
}

/// Whether something is wanted: also where nobody says, as with an attribute without a value.
pub fn is_wanted(index: u32) -> bool {
    argument(index).kind() == Kind::Undefined || is_truthy(index)
}

/// Returns a text, `undefined` if there is none.
pub fn return_if_any(text: Option<Text<'_>>) {
    if let Some(text) = text {
        effect::return_text(text);
    }
}

/// Returns `true` or `false`.
pub fn return_bool(value: bool) {
    effect::return_constant(if value { Kind::True } else { Kind::False });
}

/// Returns a whole number.
pub fn return_number(turn: Turn<'_>, number: u32) {
    effect::return_text(turn.build().number(number).done().as_number());
}

/// Keeps a whole number so that 0 says it was never set.
pub fn set_plus_one(turn: Turn<'_>, slot: NumberSlot) {
    turn.set_number(slot, (argument(0).number("") as u32).saturating_add(1));
}

/// Listens on the whole page, once.
pub fn listen_once(turn: Turn<'_>, flag: NumberSlot, what: Listen) {
    if !settings::is_set(turn, flag) {
        turn.set_number(flag, 1);
        effect::listen(what, WINDOW);
    }
}
