//! Custom dimensions: those set for all hits, and those given with one hit beside its data.

use super::{Query, params};
use crate::port::{self, Kind, Value};
use crate::settings::{self, CUSTOM_DATA, DIMENSIONS};
use crate::text::{Text, Turn};
use crate::url;

/// Appends the dimensions given with this hit, those set for all hits, and what else the hit's data holds, as JSON.
pub fn append<'t>(turn: Turn<'t>, query: Query<'t>, data: Value) -> Query<'t> {
    let has_data = matches!(data.kind(), Kind::Object | Kind::Function);
    let keys = if has_data { data.keys(turn) } else { None };
    let keys = keys.unwrap_or(turn.empty());
    let (mut query, mut given) = (query, turn.empty());
    for key in keys.items().filter(|key| is_dimension(*key)) {
        given = given.joined(key);
        query = query.pair(key, data.property(key).text(turn, "").unwrap_or(turn.empty()));
    }
    for pair in url::pairs(settings::text(turn, DIMENSIONS)) {
        if !given.has_item(name(pair)) {
            query = query.raw(pair);
        }
    }
    let rest = if has_data { data.json(given) } else { None };
    let rest = rest.filter(|json| !json.is("{}"));
    query.opt(params::DATA, rest.or(settings::filled(turn, CUSTOM_DATA)))
}

/// `setCustomDimension`, or `deleteCustomDimension` without a value. An id that is no number above 0 is ignored.
pub fn set<'t>(turn: Turn<'t>, id: Text<'t>, value: Option<Text<'t>>) {
    let Some(wanted) = key(turn, id) else { return };
    let mut query = Query::new(turn);
    for pair in url::pairs(settings::text(turn, DIMENSIONS)).filter(|pair| !name(*pair).same(wanted)) {
        query = query.raw(pair);
    }
    if let Some(value) = value {
        query = query.pair(wanted, value);
    }
    turn.keep(DIMENSIONS, Some(query.done()));
}

/// `getCustomDimension`.
pub fn get<'t>(turn: Turn<'t>, id: Text<'t>) -> Option<Text<'t>> {
    let wanted = key(turn, id)?;
    let pair = url::pairs(settings::text(turn, DIMENSIONS)).find(|pair| name(*pair).same(wanted))?;
    Some(port::decoded(pair.after(wanted.len() + 1)))
}

fn key<'t>(turn: Turn<'t>, id: Text<'t>) -> Option<Text<'t>> {
    let id = url::found("^\\s*0*([1-9]\\d*)", id)?;
    Some(turn.build().literal("dimension").text(id).done())
}

fn is_dimension(key: Text<'_>) -> bool {
    url::found("^dimension\\d+$", key).is_some()
}

fn name(pair: Text<'_>) -> Text<'_> {
    pair.cut(0, pair.find(b'=', 0))
}
