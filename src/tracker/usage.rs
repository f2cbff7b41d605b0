//! Usage reports and interactions: events that the site's own code declares by naming them (issue 4).

use super::drafts::{NOTHING, track};
use crate::port::{Kind, Value, argument};
use crate::privacy::anonymous::{declare, is_on};
use crate::request::{Query, anonymous::event, params};
use crate::settings::{REPORTED_FACTS, REPORTING};
use crate::text::{Text, Turn};

/// What a report says of each call: how often it was recorded, and how long it took on average.
const SUFFIXES: [&str; 2] = [" (count)", " (speed)"];

/// `measureInteractions`, a rule at a time: category, action and name, if there is one.
pub fn declare_interaction(turn: Turn<'_>) {
    if is_on(turn) {
        let part = |index| encoded(turn, argument(index), "");
        let name = Some(part(2)).filter(|_| argument(2).kind() != Kind::Undefined);
        declare(turn, event(part(0), part(1), name));
    }
}

/// `sendUsageReport`: argument 0 are the facts, an object of pairs by number, and each further one is a recorded call: category,
/// action, name, how often, and how many milliseconds on average.
pub fn send_report(turn: Turn<'_>) {
    turn.set_number(REPORTING, 1);
    let facts = argument(0).json(turn.empty()).unwrap_or(turn.literal("{}"));
    turn.keep(REPORTED_FACTS, Some(turn.build().encoded(facts).done()));
    // In the hit itself: the site's own visit variables stay as they are.
    let view = Query::new(turn)
        .param(params::TITLE, turn.literal("System-Report"))
        .param(params::VISIT_VARIABLES, facts);
    track(turn, view.done(), "log", NOTHING, NOTHING);
    let calls = (1..)
        .map(argument)
        .take_while(|call| call.kind() != Kind::Undefined);
    for call in calls {
        for (index, suffix) in SUFFIXES.iter().enumerate() {
            let part = |name| encoded(turn, call.property(turn.literal(name)), suffix);
            let own = event(part("0"), part("1"), Some(part("2")));
            if is_on(turn) {
                declare(turn, own);
            }
            let value = call.property(turn.literal(if index == 0 { "3" } else { "4" }));
            let own = Query::new(turn)
                .raw(own)
                .opt(params::EVENT_VALUE, value.text(turn, ""));
            track(
                turn,
                own.number(params::CUSTOM_ACTION, 1).done(),
                "event",
                NOTHING,
                NOTHING,
            );
        }
    }
    turn.set_number(REPORTING, 0);
}

fn encoded<'t>(turn: Turn<'t>, value: Value, suffix: &'static str) -> Text<'t> {
    let text = value.text(turn, "").unwrap_or(turn.empty());
    turn.build().encoded(text).encoded(turn.literal(suffix)).done()
}
