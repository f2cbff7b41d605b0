//! The options of anonymous measurement, as the core reads them (the ES module's are read by `src/options` before). What is left
//! out is as strict as can be; what is misspelt or of the wrong kind closes the tracker.

use super::Anonymity;
use crate::effect;
use crate::list;
use crate::port::{Kind, Value};
use crate::settings::*;
use crate::text::{Text, TextSlot, Turn};

/// Options that are one text, in the order of the slots from ANONYMOUS_URL on, and then those that are lists.
const OPTIONS: &str =
    list!("url title allowedParameters numericIds pathParameters categories eventNames preset");
const TEXTS: u32 = 2;
const LISTS: u32 = 5;

/// What the texts and lists are where a site does not say. The items of a list have `|` between them here.
const STANDARD: &str = list!("https://anonymous.invalid Anonymous");
const OF_MATOMO: &str = "http://demo.matomo.org\x1fMatomo Web Analytics\x1fperiod|date|pluginName\x1fidSite|idGoal|idDashboard\x1fcategory/subcategory|module/action";

const WRONG: &str = "wrong option, nothing is sent: ";

/// Reads the options into the settings of the current tracker.
pub(super) fn take(turn: Turn<'_>, options: Value) {
    let mode = match read(turn, options) {
        Ok(mode) => mode,
        Err(wrong) => {
            effect::log(turn.build().literal(WRONG).text(wrong).done());
            Anonymity::ByWrongOptions
        }
    };
    mode.set(turn);
    super::forget_chosen_id(turn);
}

/// Reads them; the error is the name of what is wrong.
fn read<'t>(turn: Turn<'t>, options: Value) -> Result<Anonymity, Text<'t>> {
    let is_given = options.kind() != Kind::Undefined;
    let keys = if !is_given {
        turn.empty()
    } else if options.kind() == Kind::Object {
        options.keys(turn).unwrap_or(turn.literal("?"))
    } else {
        return Err(options.text(turn, "").unwrap_or(turn.literal("null")));
    };
    let known = turn.literal(OPTIONS);
    if let Some(unknown) = keys.items().find(|key| !known.has_item(*key)) {
        return Err(unknown);
    }
    // Only what the object itself has: a page may have put anything on `Object.prototype`.
    let given = |name: Text<'t>| {
        let value = Some(options.property(name)).filter(|_| keys.has_item(name));
        value.filter(|value| !matches!(value.kind(), Kind::Undefined | Kind::Null))
    };

    let preset = given(turn.literal("preset"));
    let is_matomo = preset.is_some();
    if preset.is_some_and(|preset| !preset.text(turn, "").is_some_and(|name| name.is("matomo"))) {
        return Err(turn.literal("preset"));
    }
    let mut standards = turn.literal(if is_matomo { OF_MATOMO } else { STANDARD }).items();
    for (name, place) in known.items().zip(0..TEXTS + LISTS) {
        let standard = listed(standards.next().unwrap_or(turn.empty()));
        let read = match given(name) {
            None => Some(standard),
            Some(value) if place < TEXTS => text(turn, value),
            Some(value) => value.list(turn),
        };
        keep(turn, place, read.ok_or(name)?);
    }
    check_address(turn)?;
    let names = given(turn.literal("eventNames")).and_then(|names| names.text(turn, ""));
    let all_pass = names.map_or(is_matomo, |names| names.is("all"));
    turn.set_number(ALL_EVENT_NAMES, u32::from(all_pass));
    Ok(if is_matomo {
        Anonymity::AsMatomo
    } else {
        Anonymity::ByOptions
    })
}

fn text(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    let text = value.text(turn, "").filter(|text| !text.is_empty());
    text.filter(|_| value.kind() == Kind::Text)
}

/// Categories and names are kept as requests have them.
fn keep<'t>(turn: Turn<'t>, place: u32, value: Text<'t>) {
    let slot = TextSlot(ANONYMOUS_URL.0 + place as u8);
    let is_encoded = slot == CATEGORIES || slot == EVENT_NAMES;
    let mut kept = value;
    if is_encoded {
        kept = turn.empty();
        for item in value.items() {
            kept = kept.joined(turn.build().encoded(item).done());
        }
    }
    turn.keep(slot, Some(kept));
}

/// The address stands before a path and a query: with one of its own, or a slash at its end, it would not.
fn check_address(turn: Turn<'_>) -> Result<(), Text<'_>> {
    let url = crate::settings::text(turn, ANONYMOUS_URL);
    let mut colon = url.find(b':', 0);
    while colon < url.len() && !url.has_at(colon, turn.literal("://")) {
        colon = url.find(b':', colon + 1);
    }
    let is_address = colon > 0 && colon + 3 < url.len();
    let has_more = url.find(b'?', 0).min(url.find(b'#', 0)) < url.len();
    if !is_address || has_more {
        return Err(turn.literal("url"));
    }
    let mut end = url.len();
    while url.byte(end - 1) == u32::from(b'/') {
        end -= 1;
    }
    turn.keep(ANONYMOUS_URL, Some(url.cut(0, end)));
    Ok(())
}

/// A list written with `|`.
fn listed(text: Text<'_>) -> Text<'_> {
    let (mut list, mut start) = (text.turn().empty(), 0);
    while start < text.len() {
        let end = text.find(b'|', start);
        list = list.joined(text.cut(start, end));
        start = end + 1;
    }
    list
}
