//! What the shim may call: one function. The arguments of a command or event stand ready on its side as values 1, 2, 3 and on.

use crate::tracker;

/// Runs a command or lets an event happen, by number; it returns a new tracker's number. See [`tracker::enter`].
#[cfg_attr(not(feature = "bindgen"), unsafe(export_name = "enter"))]
pub extern "C" fn enter(entry: u32, tracker: u32, number: u32) -> u32 {
    tracker::enter(entry, tracker, number)
}
