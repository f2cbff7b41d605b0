//! Custom dimensions: those set for all hits, and those given with one hit beside its data.

use super::{Query, params};
use crate::port::{self, Kind, Value};
use crate::settings::{self, CUSTOM_DATA, DIMENSIONS};
use crate::text::{SEPARATOR, Text, Turn};
use crate::url;

/// Appends the dimensions given with this hit, those set for all hits, and what else the hit's data holds, as JSON.
pub fn append<'t>(turn: Turn<'t>, query: Query<'t>, data: Value) -> Query<'t> {
    let has_data = matches!(data.kind(), Kind::Object | Kind::Function);
    let keys = if has_data { data.keys(turn) } else { None };
    let keys = keys.unwrap_or(turn.empty());
    let (mut query, mut given) = (query, turn.build());
    for key in keys.items().filter(|key| is_dimension(*key)) {
        given = if given.is_empty() {
            given
        } else {
            given.byte(u32::from(SEPARATOR))
        };
        given = given.text(key);
        query = query.pair(key, data.property(key).text(turn, "").unwrap_or(turn.empty()));
    }
    let given = given.done();
    let query = query.raw(url::wanted(settings::text(turn, DIMENSIONS), given));
    let rest = if has_data { data.json(given) } else { None };
    let rest = rest.filter(|json| !json.is("{}"));
    query.opt(params::DATA, rest.or(settings::filled(turn, CUSTOM_DATA)))
}

/// `setCustomDimension`, or `deleteCustomDimension` without a value. An id that is no number above 0 is ignored.
pub fn set<'t>(turn: Turn<'t>, id: Text<'t>, value: Option<Text<'t>>) {
    let Some(wanted) = key(turn, id) else { return };
    let held = settings::text(turn, DIMENSIONS);
    let (start, end) = place(held, wanted).unwrap_or((held.len(), held.len()));
    // Where it stands it is cut out, with one of the `&` around it.
    let before = held.cut(
        0,
        if end == held.len() {
            start.saturating_sub(1)
        } else {
            start
        },
    );
    let before = if start == held.len() { held } else { before };
    let left = turn.build().text(before).part(held, end + 1, held.len()).done();
    let mut query = Query::new(turn).raw(left);
    if let Some(value) = value {
        query = query.pair(wanted, value);
    }
    turn.keep(DIMENSIONS, Some(query.done()));
}

/// `getCustomDimension`.
pub fn get<'t>(turn: Turn<'t>, id: Text<'t>) -> Option<Text<'t>> {
    let wanted = key(turn, id)?;
    let held = settings::text(turn, DIMENSIONS);
    let (start, end) = place(held, wanted)?;
    Some(port::decoded(held.cut(start + wanted.len() + 1, end)))
}

fn key<'t>(turn: Turn<'t>, id: Text<'t>) -> Option<Text<'t>> {
    let id = url::found("^\\s*0*([1-9]\\d*)", id)?;
    Some(turn.build().literal(params::DIMENSION).text(id).done())
}

/// `dimension` and digits, in any case.
fn is_dimension(key: Text<'_>) -> bool {
    let word = key.turn().literal(params::DIMENSION);
    let is_digit = |index| key.byte(index).wrapping_sub(48) < 10;
    key.len() > word.len()
        && key.has_any_case_at(0, word, 0, word.len())
        && (word.len()..key.len()).all(is_digit)
}

/// Where the pair of a name stands. Looked for in place: there may be many.
fn place<'t>(query: Text<'t>, name: Text<'t>) -> Option<(u32, u32)> {
    let mut start = 0;
    while start < query.len() {
        let end = query.find(b'&', start);
        if query.byte(start + name.len()) == u32::from(b'=') && query.has_at(start, name) {
            return Some((start, end));
        }
        start = end + 1;
    }
    None
}
