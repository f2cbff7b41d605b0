//! Recorded scenarios as `tests/vectors/README.md` describes them.

use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, Default)]
pub struct Scenario {
    pub name: String,
    pub search: String,
    pub title: Option<String>,
    pub paq: Vec<Value>,
    pub steps: Vec<Vec<Value>>,
    pub keeps_cookies: bool,
    pub referrer: Option<String>,
    pub ignored: Vec<String>,
    pub expected: Vec<Map<String, Value>>,
    pub results: Map<String, Value>,
}

/// All scenarios of some areas, with the area of each.
pub fn areas(names: &[&str]) -> Vec<(String, Scenario)> {
    names
        .iter()
        .flat_map(|area| {
            read(area)
                .into_iter()
                .map(|scenario| ((*area).to_owned(), scenario))
        })
        .collect()
}

fn read(area: &str) -> Vec<Scenario> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(format!("{area}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<Value> = serde_json::from_str(&text).expect("a vector file is a list");
    rows.iter().map(scenario).collect()
}

fn scenario(row: &Value) -> Scenario {
    let text = |name: &str| row[name].as_str().map(str::to_owned);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    Scenario {
        name: text("name").unwrap_or_default(),
        search: text("search").unwrap_or_default(),
        title: text("title"),
        paq: list(&row["paq"]),
        steps: list(&row["steps"]).iter().map(list).collect(),
        keeps_cookies: row["keepCookies"] == true,
        referrer: text("referrer"),
        ignored: list(&row["ignore"])
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        expected: list(&row["expect"]["requests"])
            .iter()
            .filter_map(|hit| hit.as_object().cloned())
            .collect(),
        results: row["expect"]["results"].as_object().cloned().unwrap_or_default(),
    }
}
