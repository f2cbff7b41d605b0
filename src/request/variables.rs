//! Custom variables, and the site's own data. Both are kept as JSON objects for the page's life.
//!
//! Source: developer.matomo.org/guides/tracking-javascript-guide, "Custom Variables". In the scopes page and event they go
//! with every hit, as matomo.js sends them.

use super::{Query, as_string, params};
use crate::port::{self, Kind, Value, argument};
use crate::settings::{self, *};
use crate::text::{Text, TextSlot, Turn};
use crate::url;

/// Letters of a name or value.
const LENGTH: u32 = 200;

/// `setCustomVariable(index, name, value, scope)`. Without a name, or with an index that is no number above 0, nothing is set.
pub fn set(turn: Turn<'_>) {
    if argument(1).kind() != Kind::Undefined && argument(0).number("") > 0.0 {
        let value = match argument(2).kind() {
            Kind::Undefined => turn.empty(),
            _ => as_string(turn, argument(2)),
        };
        put(turn, argument(3), as_string(turn, argument(1)), value);
    }
}

/// `deleteCustomVariable(index, scope)`: it is sent empty once, so that the server deletes it too.
pub fn delete(turn: Turn<'_>) {
    if get(turn).is_some() {
        put(turn, argument(1), turn.empty(), turn.empty());
    }
}

/// `deleteCustomVariables(scope)`; matomo.js deletes none where no scope is given.
pub fn delete_all(turn: Turn<'_>) {
    let scope = Some(argument(0)).filter(|scope| scope.kind() != Kind::Undefined);
    if let Some(slot) = scope.and_then(|scope| slot(turn, scope)) {
        turn.keep(slot, None);
    }
}

/// `getCustomVariable(index, scope)`: name and value as a JSON array; `None` for one that is not set.
pub fn get(turn: Turn<'_>) -> Option<Text<'_>> {
    let variables = turn.kept(slot(turn, argument(1))?)?;
    port::json_get(variables, as_string(turn, argument(0))).filter(|variable| !variable.starts_with("[\"\""))
}

/// Appends the variables of all scopes. Deleted ones and those without a value leave once.
pub fn append<'t>(turn: Turn<'t>, query: Query<'t>) -> Query<'t> {
    let variables = |slot| settings::filled(turn, slot).filter(|json| !json.is("{}"));
    let visit = variables(VISIT_VARIABLES);
    // A usage report has facts in their place.
    #[cfg(feature = "anonymous")]
    let visit = visit.filter(|_| !settings::is_set(turn, REPORTING));
    let query = query
        .opt(params::PAGE_VARIABLES, variables(PAGE_VARIABLES))
        .opt(params::EVENT_VARIABLES, variables(EVENT_VARIABLES))
        .opt(params::VISIT_VARIABLES, visit);
    if let Some(visit) = visit {
        turn.keep(
            VISIT_VARIABLES,
            Some(port::json_set(visit, turn.empty(), turn.empty())),
        );
    }
    query
}

/// `setCustomData(object)` or `setCustomData(key, value)`.
pub fn set_data(turn: Turn<'_>) {
    let given = argument(0);
    let json = |value: Value| value.json(turn.empty()).unwrap_or(turn.empty());
    let data = match given.kind() {
        Kind::Object => json(given),
        Kind::Null => turn.empty(),
        _ => port::json_set(
            settings::text(turn, CUSTOM_DATA),
            as_string(turn, given),
            json(argument(1)),
        ),
    };
    turn.keep(CUSTOM_DATA, Some(data));
}

fn put<'t>(turn: Turn<'t>, scope: Value, name: Text<'t>, value: Text<'t>) {
    let Some(slot) = slot(turn, scope) else { return };
    let json = |text: Text<'t>| {
        Value::of(url::start(text, LENGTH))
            .json(turn.empty())
            .unwrap_or(turn.empty())
    };
    let (name, value) = (json(name), json(value));
    let variable = turn.build().literal("[").text(name).literal(",").text(value);
    let key = as_string(turn, argument(0));
    let variables = port::json_set(settings::text(turn, slot), key, variable.literal("]").done());
    turn.keep(slot, Some(variables));
}

/// The scope's place: `visit` (also 2, and where none is given), `page` (also 3) or `event`.
fn slot(turn: Turn<'_>, scope: Value) -> Option<TextSlot> {
    match scope.text(turn, "").map_or(b'v', |scope| scope.byte(0) as u8) {
        b'v' | b'2' => Some(VISIT_VARIABLES),
        b'p' | b'3' => Some(PAGE_VARIABLES),
        b'e' => Some(EVENT_VARIABLES),
        _ => None,
    }
}
