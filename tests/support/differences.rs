//! The expected differences of `tests/vectors/expected-differences.json`, applied to what the reference did. The changes are
//! those of `tests/vectors/player/differences.mjs`.

use super::scenario::Scenario;
use serde_json::{Map, Value};

/// What a scenario must lead to.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    pub hits: Vec<Map<String, Value>>,
    pub results: Map<String, Value>,
}

/// What we must do. An entry that does not fit the recording is an error.
pub fn applied(area: &str, scenario: &Scenario) -> Result<Expected, String> {
    let entries: Vec<Value> = serde_json::from_str(include_str!("../vectors/expected-differences.json"))
        .map_err(|error| error.to_string())?;
    let own = |entry: &&Value| entry["area"] == area && entry["scenario"] == scenario.name.as_str();
    changed(scenario, entries.iter().filter(own).map(|entry| &entry["change"]))
}

/// The recording with some changes made.
pub fn changed<'c>(
    scenario: &Scenario,
    changes: impl Iterator<Item = &'c Value>,
) -> Result<Expected, String> {
    let mut hits: Vec<Option<_>> = scenario.expected.iter().cloned().map(Some).collect();
    let (mut results, mut added) = (scenario.results.clone(), Vec::new());
    for change in changes {
        let problem = if let Some(hit) = change["onlyOurs"].as_object() {
            added.push(hit.clone());
            None
        } else if let Some(number) = change.get("onlyReference") {
            let hit = hits.get_mut(index(number)).and_then(Option::take);
            hit.is_none().then_some("there is no such hit")
        } else if let Some(name) = change["result"].as_str() {
            change_result(&mut results, name, change)
        } else {
            let hit = hits.get_mut(index(&change["hit"])).and_then(Option::as_mut);
            hit.map_or(Some("there is no such hit"), |hit| {
                change_parameter(hit, change, &scenario.ignored)
            })
        };
        if let Some(problem) = problem {
            return Err(format!(
                "the expected difference {change} does not fit: {problem}"
            ));
        }
    }
    let hits = hits.into_iter().flatten().chain(added).collect();
    Ok(Expected { hits, results })
}

fn index(number: &Value) -> usize {
    number.as_u64().map_or(usize::MAX, |number| number as usize)
}

/// A side that is left out has no such result.
fn change_result(results: &mut Map<String, Value>, name: &str, change: &Value) -> Option<&'static str> {
    let (was, is_now) = (change.get("reference"), change.get("ours"));
    if was == is_now {
        return Some("both sides are the same");
    }
    if results.get(name) != was {
        return Some("the reference has another result");
    }
    match is_now {
        Some(value) => results.insert(name.to_owned(), value.clone()),
        None => results.remove(name),
    };
    None
}

/// A side that is `null` has no such parameter.
fn change_parameter(
    hit: &mut Map<String, Value>,
    change: &Value,
    ignored: &[String],
) -> Option<&'static str> {
    let Some(name) = change["param"].as_str() else {
        return Some("it names no parameter");
    };
    let (was, is_now) = (&change["reference"], &change["ours"]);
    if was == is_now {
        return Some("both sides are the same");
    }
    if ignored.iter().any(|other| other == name) {
        return Some("the scenario does not compare the parameter");
    }
    if hit.get(name).unwrap_or(&Value::Null) != was {
        return Some("the reference sends something else");
    }
    match is_now {
        Value::Null => hit.remove(name),
        value => hit.insert(name.to_owned(), value.clone()),
    };
    None
}
