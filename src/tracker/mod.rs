//! Trackers: the only place where a command or an event changes state. Everything below is called from here, and
//! everything that comes in comes in here.

mod act;
mod clicks;
mod consent;
#[cfg(feature = "full")]
mod content;
mod drafts;
#[cfg(feature = "full")]
mod errors;
#[cfg(feature = "full")]
mod heartbeat;
#[cfg(feature = "full")]
mod more;
#[cfg(feature = "full")]
mod routes;
#[cfg(feature = "full")]
mod seen;
mod start;
#[cfg(feature = "anonymous")]
mod usage;

use crate::command::{self, Does};
use crate::delivery;
use crate::effect::{self, Event};
use crate::port::argument;
use crate::privacy;
use crate::settings;
use crate::text::{Turn, recover, turn};

/// What one turn, or all that the trackers keep, has no room for: [`Turn::is_cut`].
const TOO_LONG: &str =
    "more than 16 MB of text at once: it is cut, and hits with it are not sent; give shorter texts";

/// What [`enter`] is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Door {
    /// A command, by its place in the table. The arguments stand ready as [`argument`]s.
    Command = 0,
    /// Something a tracker asked for or listens to has happened: an [`Event`]. Its particulars stand ready as arguments.
    Event = 1,
    /// A new tracker for argument 0, the address of `matomo.php`, and argument 1, the site's id; for `addTargets` also with argument
    /// 2, the target as it was given, and argument 3, the options for all of them.
    Add = 2,
    /// A draft is back from the plugins and the site's own processing, for a [`crate::effect::Route`]: argument 0 is the
    /// request, argument 1 the callback, argument 2 the draft as it went out.
    Draft = 3,
    /// What was to keep hits back cannot be read: nothing leaves any more. Argument 0 says what it is.
    Close = 4,
}

/// The one way in. Opens a turn of a tracker and does what the number says. Answers the tracker's number; 0 where there is
/// none, and then nothing is done: only the shim gives numbers out.
pub fn enter(door: u32, tracker: u32, number: u32) -> u32 {
    recover();
    let tracker = turn(|turn| {
        if door == Door::Add as u32 {
            return start::add(turn);
        }
        if door == Door::Close as u32 {
            privacy::close(turn, argument(0).text(turn, "").unwrap_or(turn.empty()));
            return 0;
        }
        if !turn.choose_tracker(tracker) {
            return 0;
        }
        #[cfg(feature = "anonymous")]
        turn.set_number(settings::REPORTING, 0); // A report that did not come to its end is over.
        if door == Door::Command as u32 {
            on_command(turn, number);
        } else if door == Door::Event as u32 {
            on_event(turn, number);
        } else if cfg!(feature = "full") {
            drafts::take_back(turn, number);
        }
        tracker
    });
    // In a turn of its own: the one that was full has no room for the line either, and its end may find no room for all it keeps.
    turn(|turn| {
        if turn.overflowed() {
            effect::complain(turn, TOO_LONG);
        }
    });
    tracker
}

fn on_command(turn: Turn<'_>, command: u32) {
    // A fault of our own, for tests/e2e/trap.test.mjs alone: no file that is shipped is built with this cfg.
    #[cfg(all(crumbless_trap, target_arch = "wasm32"))]
    if argument(0)
        .text(turn, "")
        .is_some_and(|text| text.is("trap the core"))
    {
        core::arch::wasm32::unreachable();
    }
    let does = command::does(command);
    #[cfg(feature = "full")]
    routes::before(turn, does);
    match does {
        Does::Keep(slot) => turn.keep(slot, argument(0).text(turn, "")),
        Does::KeepList(slot) => turn.keep(slot, argument(0).list(turn)),
        Does::Forget(slot) => turn.keep(slot, None),
        Does::Set(flag) => turn.set_number(flag, 1),
        Does::Clear(flag) => turn.set_number(flag, 0),
        Does::SetIf(flag) => turn.set_number(flag, u32::from(act::is_truthy(0))),
        Does::Answer(slot) => effect::answer(settings::text(turn, slot)),
        Does::AnswerKept(slot) => act::answer_if_any(turn.kept(slot)),
        Does::AnswerList(slot) => effect::answer_list(settings::list(turn, slot)),
        Does::AnswerSet(flag) => act::answer_bool(settings::is_set(turn, flag)),
        Does::AnswerClear(flag) => act::answer_bool(!settings::is_set(turn, flag)),
        Does::Act(action) => act::run(turn, action),
        Does::Nothing | Does::Shim => {}
    }
}

fn on_event(turn: Turn<'_>, event: u32) {
    const EVENTS: [Event; 21] = [
        Event::Flush,
        Event::Sent,
        Event::Hints,
        Event::BulkDue,
        Event::Overdue,
        Event::Leaving,
        Event::Shown,
        Event::Pointer,
        Event::Error,
        Event::Settled,
        Event::Content,
        Event::ListContent,
        Event::ContentClick,
        Event::Focus,
        Event::Blur,
        Event::Hidden,
        Event::Retry,
        Event::Online,
        Event::Restored,
        Event::Route,
        Event::Arrived,
    ];
    let Some(event) = EVENTS.get(event as usize) else {
        return;
    };
    match event {
        Event::Flush => delivery::flush(turn),
        Event::Sent => delivery::sent(turn),
        Event::Overdue => delivery::overdue(turn),
        Event::Retry => delivery::retry(turn),
        Event::Online => delivery::online(turn),
        Event::Hints => {
            delivery::hints_are_known(turn, argument(0));
            delivery::flush(turn);
        }
        Event::BulkDue => {
            if cfg!(feature = "full") {
                delivery::bulk_due(turn);
            }
        }
        Event::Leaving | Event::Hidden => {
            #[cfg(feature = "full")]
            routes::arrive(turn);
            #[cfg(feature = "full")]
            heartbeat::on_turning_away(turn);
            if matches!(event, Event::Hidden) {
                delivery::hidden(turn);
            } else {
                delivery::leaving(turn);
            }
        }
        Event::Shown => {
            #[cfg(feature = "full")]
            heartbeat::on_view(turn);
            delivery::shown(turn);
        }
        Event::Pointer => clicks::on_pointer(turn, argument(0)),
        Event::Settled => turn.set_number(settings::SETTLED, 1),
        #[cfg(feature = "full")]
        Event::Error => errors::on_error(turn),
        #[cfg(feature = "full")]
        Event::Content => content::on_blocks(turn),
        #[cfg(feature = "full")]
        Event::ListContent => content::list_blocks(turn),
        #[cfg(feature = "full")]
        Event::ContentClick => content::on_click(turn),
        #[cfg(feature = "full")]
        Event::Focus => heartbeat::on_view(turn),
        #[cfg(feature = "full")]
        Event::Restored => {
            if settings::is_set(turn, settings::COUNT_RESTORED) {
                act::run(turn, command::Action::TrackPageView);
            }
        }
        #[cfg(feature = "full")]
        Event::Route => routes::on_change(turn),
        #[cfg(feature = "full")]
        Event::Arrived => routes::arrive(turn),
        #[cfg(feature = "full")]
        Event::Blur => heartbeat::on_turning_away(turn),
        #[cfg(not(feature = "full"))]
        _ => {}
    }
}
