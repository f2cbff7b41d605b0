//! A hit that a command or an event asks for: it belongs behind the view of its page, which may still be pending.

#[cfg(feature = "full")]
use super::{drafts, full::spa};
#[cfg(feature = "full")]
use crate::effect::DraftTarget;
pub use crate::port::NOTHING;
#[cfg(feature = "full")]
use crate::port::Value;
#[cfg(feature = "full")]
use crate::text::{Text, Turn};

// Without `full` no view is pending.
#[cfg(not(feature = "full"))]
pub use super::drafts::track;

/// [`drafts::track`], behind the view.
#[cfg(feature = "full")]
pub fn track<'t>(turn: Turn<'t>, own: Text<'t>, hook: &'static str, data: u32, callback: u32) {
    spa::on_navigation_settled(turn);
    drafts::track(turn, own, hook, data, callback);
}

/// [`drafts::submit`], behind the view.
#[cfg(feature = "full")]
pub fn submit<'t>(
    turn: Turn<'t>,
    target: DraftTarget,
    own: Text<'t>,
    hook: Text<'t>,
    data: Value,
    callback: Value,
) -> Option<Text<'t>> {
    spa::on_navigation_settled(turn);
    drafts::submit(turn, target, own, hook, data, callback)
}
