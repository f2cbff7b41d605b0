//! What only the full build asks of the page: elements, JSON, the site's consent store, the page overlay.

use super::{Js, dom, fill, known_path, string, value, with_page};
use crate::text::SEPARATOR;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

pub(crate) fn find(node: i32, selectors: u32, _length: u32, way: i32) -> i32 {
    let body = value(0, "document.body");
    let found = dom::find(&body, &value(node, ""), known_path(selectors), way);
    found.map_or(-1, known)
}

pub(crate) fn find_attribute(node: i32, attribute: u32, _length: u32, at: u32, capacity: u32) -> i32 {
    let name = known_path(attribute);
    let selector = format!("[{name}]:not([{name}=''])");
    let found = dom::find(&Js::Undefined, &value(node, ""), &selector, 0);
    let value = found.map(|element| element.property("attributes").property(name).property("value"));
    let trimmed = value
        .and_then(|value| value.string())
        .map(|value| value.trim().to_owned());
    fill(trimmed, at, capacity)
}

pub(crate) fn contains(node: i32, other: i32) -> i32 {
    i32::from(dom::contains(&value(node, ""), &value(other, "")))
}

pub(crate) fn item(at: u32, capacity: u32) -> i32 {
    let sku = Js::Text(value(1, "").string().unwrap_or_default());
    let others = (2..6).map(|index| value(index, ""));
    let given = core::iter::once(sku).chain(others).collect();
    fill(Js::List(given).json_without(&[]), at, capacity)
}

pub(crate) fn string_of(text: u32) -> i32 {
    known(Js::Text(string(text)))
}

pub(crate) fn json_set(object: u32, key: u32, json: u32, at: u32, capacity: u32) -> i32 {
    let (mut all, key, json) = (parsed(&string(object)), string(key), string(json));
    if key.is_empty() {
        let is_full = |value: &Json| {
            !value
                .as_array()
                .is_some_and(|items| items.contains(&Json::from("")))
        };
        all.retain(|_, value| is_full(value));
    } else if json.is_empty() {
        all.remove(&key);
    } else {
        all.insert(key, serde_json::from_str(&json).unwrap_or_default());
    }
    fill(Some(Json::Object(all).to_string()), at, capacity)
}

pub(crate) fn json_get(object: u32, key: u32, at: u32, capacity: u32) -> i32 {
    let (all, key) = (parsed(&string(object)), string(key));
    fill(all.get(&key).map(Json::to_string), at, capacity)
}

pub(crate) fn json_rows(object: u32, defaults: u32, at: u32, capacity: u32) -> i32 {
    let defaults: Vec<Json> = serde_json::from_str(&string(defaults)).unwrap_or_default();
    let complete = |row: Json| -> Json {
        let values = row
            .as_array()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .zip(&defaults);
        let or_default = |(value, default): (Json, &Json)| {
            let is_given = !value.is_null() && value != "";
            if is_given { value } else { default.clone() }
        };
        values.map(or_default).collect()
    };
    let rows: Json = parsed(&string(object))
        .into_iter()
        .map(|(_, row)| complete(row))
        .collect();
    fill(Some(rows.to_string()), at, capacity)
}

pub(crate) fn are_new(set: u32, texts: u32, at: u32, capacity: u32) -> i32 {
    let texts = string(texts);
    let is_new = |text: &str| {
        with_page(|page| {
            page.sets
                .get_mut((set as usize).wrapping_sub(1))
                .is_none_or(|set| set.insert(text.to_owned()))
        })
    };
    let verdicts = texts
        .split(char::from(SEPARATOR))
        .map(|text| if is_new(text) { '1' } else { '0' });
    fill(Some(verdicts.collect()), at, capacity)
}

pub(crate) fn fresh_set(old: u32) -> i32 {
    with_page(|page| {
        if let Some(old) = page.sets.get_mut((old as usize).wrapping_sub(1)) {
            old.clear();
        }
        page.sets.push(BTreeSet::new());
        page.sets.len() as i32
    })
}

pub(crate) fn load_consent(name: u32) -> i32 {
    let name = string(name);
    let found = with_page(|page| page.store.iter().find(|(own, _)| *own == name).cloned());
    known(found.map_or(Js::Undefined, |(_, value)| value))
}

pub(crate) fn overlay(site: u32, matomo: u32) -> i32 {
    let asked = [string(site), string(matomo)];
    i32::from(with_page(|page| page.overlay.as_ref() == Some(&asked)))
}

fn parsed(json: &str) -> Map<String, Json> {
    serde_json::from_str(json).unwrap_or_default()
}

pub(super) fn known(value: Js) -> i32 {
    with_page(|page| {
        // Behind the arguments, also those nobody gave.
        let given = page.arguments.len().max(64);
        page.arguments.resize(given, Js::Undefined);
        page.arguments.push(value);
        page.arguments.len() as i32
    })
}
