//! Replays the recorded scenarios (`tests/vectors`) that need no browser: plain commands on a page given as data.
//!
//! `npm run vectors` replays all of them against the shipped file in Chromium; here they run in milliseconds, so a wrong
//! request is found before anything is built. Scenarios that need a DOM or run JavaScript are named in `NEEDS_BROWSER`,
//! and the list is exact.

use crate::support::scenario::{Scenario, areas};
use crate::support::{differences, replay};
use crumbless::command::Row;
use crumbless::command::table::{ALL, COMMANDS};
use serde_json::{Value, json};

const AREAS: [&str; 13] = [
    "core",
    "links",
    "transport",
    "performance",
    "errors",
    "spa",
    "trackers",
    "ecommerce",
    "variables",
    "consent",
    "content",
    "cross-domain",
    "heartbeat",
];

/// Scenarios a page of plain data cannot play.
const NEEDS_BROWSER: [&str; 44] = [
    "callback-after-send",
    "campaign-allowed",
    "content-all",
    "content-interaction-clicks",
    "content-visible-on-scroll",
    "content-within-node",
    "cross-domain-link",
    "custom-request-processing",
    "js-errors",
    "link-added-later",
    "link-anchor",
    "link-attr",
    "link-button",
    "link-classes",
    "link-dlclass",
    "link-domains-wildcard",
    "link-download-extensions-add-remove",
    "link-download-extensions-set",
    "link-ftp",
    "link-ignored",
    "link-inner",
    "link-internal",
    "link-keyboard",
    "link-linkclass",
    "link-mailto",
    "link-middle-button",
    "link-middle-button-off",
    "link-outlink",
    "link-outpdf",
    "link-patterns",
    "link-pdf",
    "link-pdfquery",
    "link-script",
    "link-tel",
    "link-void",
    "link-younger-extensions",
    "pagehide-event",
    "plugin-hooks",
    "push-function",
    "spa-manual",
    "trackers-async-init",
    "trackers-get-tracker",
    "trackers-two",
    "unknown-command",
];

#[test]
fn recorded_requests_are_reproduced() {
    let (mut failures, mut replayed) = (Vec::new(), 0);
    for (area, scenario) in areas(&AREAS)
        .into_iter()
        .filter(|(_, scenario)| has_all(scenario))
    {
        let difference = equals_expected(&area, &scenario).err();
        let needs_browser = NEEDS_BROWSER.contains(&scenario.name.as_str());
        let problem = match difference {
            None if needs_browser => Some("needs no browser any more".to_owned()),
            Some(difference) if !needs_browser => Some(difference),
            _ => None,
        };
        replayed += usize::from(!needs_browser);
        failures.extend(problem.map(|problem| format!("{area}/{}: {problem}", scenario.name)));
    }
    assert!(
        failures.is_empty(),
        "{} of {replayed} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    let least = if cfg!(feature = "full") { 65 } else { 35 };
    assert!(replayed >= least, "only {replayed} scenarios were replayed");
}

/// Whether this build has every command of a scenario.
fn has_all(scenario: &Scenario) -> bool {
    let words = scenario.words();
    let is_elsewhere = |row: &&Row| !COMMANDS.iter().any(|own| own.name == row.name);
    let mut elsewhere = ALL.iter().filter(is_elsewhere);
    !elsewhere.any(|row| words.iter().any(|word| word == row.name))
}

fn equals_expected(area: &str, scenario: &Scenario) -> Result<(), String> {
    let played = replay::replay(scenario)?;
    let expected = differences::applied(area, scenario)?;
    replay::compare(&expected.hits, &played.hits, &scenario.ignored)?;
    for (name, wanted) in &expected.results {
        let found = played.results.get(name).unwrap_or(&Value::Null);
        if found != wanted {
            return Err(format!("{name} is {found}, expected {wanted}"));
        }
    }
    Ok(())
}

#[test]
fn a_wrong_request_is_noticed() {
    let (_, scenario) = areas(&["core"]).into_iter().next().unwrap_or_default();
    let mut played = replay::replay(&scenario)
        .map(|played| played.hits)
        .unwrap_or_default();
    let expected = differences::applied("core", &scenario).unwrap_or_default().hits;
    let is_same = |played: &[_]| replay::compare(&expected, played, &[]);
    assert_eq!(is_same(&played), Ok(()));
    if let Some(hit) = played.first_mut() {
        hit.insert("action_name".to_owned(), "another title".to_owned());
    }
    assert!(is_same(&played).is_err());
}

#[test]
fn an_expected_difference_must_match_the_recording() {
    let hits = json!([{ "a": "1", "b": "2" }, { "a": "3" }]);
    let scenario = Scenario {
        expected: serde_json::from_value(hits).unwrap_or_default(),
        results: serde_json::from_value(json!({ "found": 1 })).unwrap_or_default(),
        ignored: vec!["b".to_owned()],
        ..Scenario::default()
    };
    let changed = |change: Value| {
        let expected = differences::changed(&scenario, [&change].into_iter())?;
        Ok::<_, String>(json!([expected.hits, expected.results]))
    };
    for (change, expected) in [
        (
            json!({ "hit": 0, "param": "a", "reference": "1", "ours": null }),
            json!([[{ "b": "2" }, { "a": "3" }], { "found": 1 }]),
        ),
        (
            json!({ "hit": 1, "param": "c", "reference": null, "ours": "4" }),
            json!([[{ "a": "1", "b": "2" }, { "a": "3", "c": "4" }], { "found": 1 }]),
        ),
        (
            json!({ "onlyReference": 0 }),
            json!([[{ "a": "3" }], { "found": 1 }]),
        ),
        (
            json!({ "onlyOurs": { "d": "5" } }),
            json!([[{ "a": "1", "b": "2" }, { "a": "3" }, { "d": "5" }], { "found": 1 }]),
        ),
        (
            json!({ "result": "found", "reference": 1, "ours": 2 }),
            json!([[{ "a": "1", "b": "2" }, { "a": "3" }], { "found": 2 }]),
        ),
        (
            json!({ "result": "found", "reference": 1 }),
            json!([[{ "a": "1", "b": "2" }, { "a": "3" }], {}]),
        ),
    ] {
        assert_eq!(changed(change.clone()), Ok(expected), "{change}");
    }
    for wrong in [
        json!({ "hit": 2, "param": "a", "reference": null, "ours": "1" }),
        json!({ "hit": 0, "param": "a", "reference": "9", "ours": "1" }),
        json!({ "hit": 0, "param": "a", "reference": "1", "ours": "1" }),
        json!({ "hit": 0, "param": "b", "reference": "2", "ours": "1" }),
        json!({ "onlyReference": 2 }),
        json!({ "result": "found", "reference": 2, "ours": 3 }),
        json!({ "result": "found", "ours": 3 }),
        json!({ "result": "other", "reference": null, "ours": 3 }),
    ] {
        assert!(changed(wrong.clone()).is_err(), "{wrong}");
    }
}
