//! A hit that a command or an event asks for: it belongs behind the view of its page, which may still be pending.

use super::drafts;
#[cfg(feature = "full")]
use super::full::spa;
use crate::effect::DraftTarget;
pub use crate::port::NOTHING;
use crate::port::{Value, argument};
use crate::text::{Text, Turn};

/// Tracks a hit: completes its own parameters with the data at one argument, and lets it go its way. `hook` is the plugins'
/// that may append to it, and what is at the other argument is called when it has left.
pub fn track<'t>(turn: Turn<'t>, own: Text<'t>, hook: &'static str, data: u32, callback: u32) {
    let hook = turn.literal(hook);
    submit(
        turn,
        DraftTarget::Send,
        own,
        hook,
        argument(data),
        argument(callback),
    );
}

/// [`track`] for other targets and hooks named by the page. Returns the request; `None` where nothing may be tracked.
pub fn submit<'t>(
    turn: Turn<'t>,
    target: DraftTarget,
    own: Text<'t>,
    hook: Text<'t>,
    data: Value,
    callback: Value,
) -> Option<Text<'t>> {
    #[cfg(feature = "full")]
    spa::on_navigation_settled(turn);
    drafts::submit(turn, target, own, hook, data, callback)
}
