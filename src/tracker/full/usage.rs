//! Usage reports and interactions: events that the site's own code declares by naming them (issue 4).

use crate::port::{Kind, Value, argument};
use crate::privacy::anonymous::{declare, is_on};
use crate::request::{Query, anonymous::event, params};
use crate::settings::{REPORTED_FACTS, REPORTING};
use crate::text::{Text, TextBuilder, Turn};
use crate::tracker::hits::{NOTHING, track};

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

/// `sendUsageReport`: argument 0 are the facts, a list of pairs, and each further one is a recorded call: category, action, name, how
/// often, and how many milliseconds on average.
pub fn send_report(turn: Turn<'_>) {
    turn.set_number(REPORTING, 1);
    let facts = facts(turn, argument(0));
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

/// The facts as visit variables in JSON: pairs by number from 1 on. Written here, for the page's `JSON` may be another, and what the
/// page has on `Object.prototype` is none of them.
fn facts(turn: Turn<'_>, pairs: Value) -> Text<'_> {
    let mut json = turn.build().literal("{");
    for index in 0..pairs.number("length") as u32 {
        let pair = pairs.property(turn.build().number(index).done());
        let part = |name| {
            pair.property(turn.literal(name))
                .text(turn, "")
                .unwrap_or(turn.empty())
        };
        json = json
            .literal(if index == 0 { "\"" } else { ",\"" })
            .number(index + 1)
            .literal("\":[\"");
        json = in_quotes(json, part("0")).literal("\",\"");
        json = in_quotes(json, part("1")).literal("\"]");
    }
    json.literal("}").done()
}

/// A text between the quotes of a JSON string; a control character in it is a space.
fn in_quotes<'t>(mut build: TextBuilder<'t>, text: Text<'t>) -> TextBuilder<'t> {
    for index in 0..text.len() {
        let byte = text.byte(index);
        if byte == u32::from(b'"') || byte == u32::from(b'\\') {
            build = build.literal("\\");
        }
        build = build.byte(byte.max(u32::from(b' ')));
    }
    build
}

fn encoded<'t>(turn: Turn<'t>, value: Value, suffix: &'static str) -> Text<'t> {
    let text = value.text(turn, "").unwrap_or(turn.empty());
    turn.build().encoded(text).encoded(turn.literal(suffix)).done()
}
