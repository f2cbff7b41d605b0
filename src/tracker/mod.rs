//! Trackers: the only place where a command or an event changes state. Everything below is called from here, and
//! everything that comes in comes in here.

mod act;
mod clicks;
mod drafts;
mod errors;
mod start;

pub use start::add;

use crate::command::{self, Does};
use crate::delivery;
use crate::effect::{self, Event};
use crate::port::argument;
use crate::settings;
use crate::text::{Turn, recover, turn};

/// Runs a command (its place in the table) on a tracker. The arguments stand ready as [`argument`]s.
pub fn on_command(tracker: u32, command: u32) {
    on(tracker, |turn| match command::does(command) {
        Does::Keep(slot) => turn.keep(slot, argument(0).text(turn, "")),
        Does::KeepList(slot) => turn.keep(slot, argument(0).list(turn)),
        Does::Forget(slot) => turn.keep(slot, None),
        Does::Set(flag) => turn.set_number(flag, 1),
        Does::Clear(flag) => turn.set_number(flag, 0),
        Does::SetIf(flag) => turn.set_number(flag, u32::from(act::is_truthy(turn, 0))),
        Does::Answer(slot) => effect::answer(settings::text(turn, slot)),
        Does::AnswerSet(flag) => act::answer_bool(settings::is_set(turn, flag)),
        Does::AnswerClear(flag) => act::answer_bool(!settings::is_set(turn, flag)),
        Does::Act(action) => act::run(turn, action),
        Does::Nothing | Does::Shim => {}
        Does::Elsewhere => effect::complain(turn, "not in this build"),
    });
}

/// Something a tracker asked for or listens to has happened. Its particulars stand ready as [`argument`]s.
pub fn on_event(tracker: u32, event: u32) {
    const EVENTS: [Event; 10] = [
        Event::Flush,
        Event::Sent,
        Event::Hints,
        Event::BulkDue,
        Event::FirstOverdue,
        Event::Leaving,
        Event::Shown,
        Event::Pointer,
        Event::Error,
        Event::Settled,
    ];
    let Some(event) = EVENTS.get(event as usize) else {
        return;
    };
    on(tracker, |turn| match event {
        Event::Flush => delivery::flush(turn),
        Event::Sent | Event::FirstOverdue => delivery::sent(turn),
        Event::Hints => {
            delivery::hints_are_known(turn, argument(0));
            delivery::flush(turn);
        }
        Event::BulkDue => delivery::bulk_due(turn),
        Event::Leaving => delivery::leaving(turn),
        Event::Shown => delivery::shown(turn),
        Event::Pointer => clicks::on_pointer(turn, argument(0)),
        Event::Error => errors::on_error(turn),
        Event::Settled => turn.set_number(settings::SETTLED, 1),
    });
}

/// A draft is back from the plugins and the site's own processing: argument 0 is the request, argument 1 the callback.
pub fn on_draft(tracker: u32, route: u32) {
    on(tracker, |turn| drafts::take_back(turn, route));
}

/// Opens a turn of a tracker. A number no tracker has is ignored: only the shim gives them out.
fn on(tracker: u32, work: impl for<'t> FnOnce(Turn<'t>)) {
    recover();
    turn(|turn| {
        if turn.choose_tracker(tracker) {
            work(turn);
        }
        if turn.overflowed() {
            effect::complain(turn, "too long, cut");
        }
    });
}
