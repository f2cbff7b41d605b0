//! What the shim may call. The arguments of a command or event stand ready on its side as values 1, 2, 3 and on.

use crate::tracker;

/// Adds a tracker and returns its number: see [`tracker::add`].
#[cfg_attr(feature = "embedded", unsafe(export_name = "add"))]
pub extern "C" fn add() -> u32 {
    tracker::add()
}

/// Runs a command by its number: see [`tracker::on_command`].
#[cfg_attr(feature = "embedded", unsafe(export_name = "command"))]
pub extern "C" fn command(tracker: u32, command: u32) {
    tracker::on_command(tracker, command);
}

/// Something happened: see [`tracker::on_event`].
#[cfg_attr(feature = "embedded", unsafe(export_name = "event"))]
pub extern "C" fn event(tracker: u32, event: u32) {
    tracker::on_event(tracker, event);
}

/// A draft is back: see [`tracker::on_draft`].
#[cfg_attr(feature = "embedded", unsafe(export_name = "draft"))]
pub extern "C" fn draft(tracker: u32, route: u32) {
    tracker::on_draft(tracker, route);
}
