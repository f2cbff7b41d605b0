//! Trackers: the only place where a command or an event changes state. Everything below is called from here, and
//! everything that comes in comes in here.

mod call;
mod clicks;
mod commands;
mod consent;
mod drafts;
#[cfg(feature = "full")]
mod full;
mod heartbeat;
mod hits;
mod links;
mod page_view;
mod start;

use self::call::{is_truthy, return_bool, return_if_any};
#[cfg(feature = "full")]
use self::full::{content, errors, measured, spa};
use crate::command::{self, Operation};
use crate::delivery;
use crate::effect::{self, Event};
use crate::port::argument;
use crate::privacy;
use crate::protocol::Entry;
use crate::settings;
use crate::text::{Turn, recover, turn};

/// What one turn, or all that the trackers keep, has no room for: [`Turn::is_cut`].
const TOO_LONG: &str =
    "more than 16 MB of text at once: it is cut, and hits with it are not sent; give shorter texts";

/// The one way in. Opens a turn of a tracker and does what the number says. Returns the tracker's number; 0 if there is
/// none, and then nothing is done: only the shim gives numbers out.
pub fn enter(entry: u32, tracker: u32, number: u32) -> u32 {
    recover();
    let tracker = turn(|turn| {
        if entry == Entry::Add as u32 {
            return start::add(turn);
        }
        if entry == Entry::Close as u32 {
            privacy::close(turn, argument(0).text(turn, "").unwrap_or(turn.empty()));
            return 0;
        }
        if !turn.choose_tracker(tracker) {
            return 0;
        }
        #[cfg(feature = "anonymous")]
        turn.set_number(settings::REPORTING, 0); // A report that did not come to its end is over.
        if entry == Entry::Command as u32 {
            on_command(turn, number);
        } else if entry == Entry::Event as u32 {
            on_event(turn, number);
        } else if cfg!(feature = "full") {
            drafts::accept_processed(turn, number);
        }
        tracker
    });
    // In a turn of its own: the one that was full has no room for the line either, and its end may find no room for all it keeps.
    turn(|turn| {
        if turn.overflowed() {
            effect::warn(turn, TOO_LONG);
        }
    });
    tracker
}

fn on_command(turn: Turn<'_>, command: u32) {
    let operation = command::operation(command);
    #[cfg(feature = "full")]
    spa::before(turn, operation);
    match operation {
        Operation::Keep(slot) => turn.keep(slot, argument(0).text(turn, "")),
        Operation::KeepList(slot) => turn.keep(slot, argument(0).list(turn)),
        Operation::Forget(slot) => turn.keep(slot, None),
        Operation::Set(flag) => turn.set_number(flag, 1),
        Operation::Clear(flag) => turn.set_number(flag, 0),
        Operation::SetIf(flag) => turn.set_number(flag, u32::from(is_truthy(0))),
        Operation::Return(slot) => effect::return_text(settings::text(turn, slot)),
        Operation::ReturnKept(slot) => return_if_any(turn.kept(slot)),
        Operation::ReturnList(slot) => effect::return_list(settings::list(turn, slot)),
        Operation::ReturnIsSet(flag) => return_bool(settings::is_set(turn, flag)),
        Operation::ReturnIsClear(flag) => return_bool(!settings::is_set(turn, flag)),
        Operation::Act(action) => commands::run(turn, action),
        Operation::Nothing | Operation::Shim => {}
    }
}

fn on_event(turn: Turn<'_>, event: u32) {
    let Some(event) = Event::from_number(event) else {
        return;
    };
    match event {
        Event::Flush => delivery::flush(turn),
        Event::Sent => {
            delivery::sent(turn);
            drafts::close_checked_window(turn);
        }
        Event::Overdue => delivery::overdue(turn),
        Event::PolicyViolation => delivery::on_violation(turn, argument(0)),
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
            spa::on_navigation_settled(turn);
            heartbeat::on_turning_away(turn);
            if matches!(event, Event::Hidden) {
                delivery::hidden(turn);
            } else {
                delivery::leaving(turn);
            }
        }
        Event::Shown => {
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
        Event::Focus => heartbeat::on_view(turn),
        #[cfg(feature = "full")]
        Event::Restored => {
            if settings::is_set(turn, settings::COUNT_RESTORED) {
                commands::run(turn, command::Action::TrackPageView);
            }
        }
        #[cfg(feature = "full")]
        Event::Navigation => spa::on_change(turn),
        #[cfg(feature = "full")]
        Event::NavigationSettled => spa::on_navigation_settled(turn),
        #[cfg(feature = "full")]
        Event::Measured => measured::on_measured(turn),
        Event::Blur => heartbeat::on_turning_away(turn),
        #[cfg(not(feature = "full"))]
        _ => {}
    }
}
