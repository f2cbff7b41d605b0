//! Recorded scenarios as `tests/vectors/README.md` describes them.

use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, Default)]
pub struct Scenario {
    pub name: String,
    pub search: String,
    pub title: Option<String>,
    pub init: Option<String>,
    pub paq: Vec<Value>,
    pub steps: Vec<Vec<Value>>,
    pub referrer: Option<String>,
    pub ignored: Vec<String>,
    pub expected: Vec<Map<String, Value>>,
    pub results: Map<String, Value>,
}

impl Scenario {
    /// The commands that it gives, also those in its JavaScript: all words in quotes, and all methods.
    pub fn words(&self) -> Vec<String> {
        let given = self.paq.iter().map(Value::to_string);
        let steps = self.steps.iter().flatten().map(Value::to_string);
        let code = given.chain(steps).collect::<Vec<_>>().join(" ");
        let is_part = |letter: char| !letter.is_alphanumeric();
        code.split(is_part).map(str::to_owned).collect()
    }
}

/// All scenarios of some areas, with the area of each.
pub fn areas(names: &[&str]) -> Vec<(String, Scenario)> {
    let with_area = |area: &&str| {
        let area = (*area).to_owned();
        let all = read(&area).into_iter();
        all.map(move |scenario| (area.clone(), scenario))
    };
    names.iter().flat_map(with_area).collect()
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
        init: text("init"),
        paq: list(&row["paq"]),
        steps: list(&row["steps"]).iter().map(list).collect(),
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
