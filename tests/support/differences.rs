//! The expected differences of `tests/vectors/expected-differences.json`, applied to what the reference sent.

use super::scenario::Scenario;
use serde_json::{Map, Value};

/// What our requests must be. An entry that does not fit the recording is an error.
pub fn applied(area: &str, scenario: &Scenario) -> Result<Vec<Map<String, Value>>, String> {
    let entries: Vec<Value> = serde_json::from_str(include_str!("../vectors/expected-differences.json"))
        .map_err(|error| error.to_string())?;
    let mut expected = scenario.expected.clone();
    for entry in entries
        .iter()
        .filter(|entry| entry["area"] == area && entry["scenario"] == scenario.name.as_str())
    {
        let change = &entry["change"];
        let index = change["hit"].as_u64().unwrap_or(u64::MAX) as usize;
        let (Some(hit), Some(param)) = (expected.get_mut(index), change["param"].as_str()) else {
            return Err(format!("a difference names no hit or parameter: {entry}"));
        };
        if hit.get(param).unwrap_or(&Value::Null) != &change["reference"] {
            return Err(format!(
                "the reference does not send what the difference says: {entry}"
            ));
        }
        match &change["ours"] {
            Value::Null => drop(hit.remove(param)),
            ours => drop(hit.insert(param.to_owned(), ours.clone())),
        }
    }
    Ok(expected)
}
