//! Replays the recorded scenarios (`tests/vectors`) that need no browser: plain commands on a page given as data.
//!
//! `npm run vectors` replays all of them against the shipped file in Chromium; here they run in milliseconds, so a wrong
//! request is found before anything is built. Scenarios that need a DOM or run JavaScript are named in `NEEDS_BROWSER`,
//! and the list is exact.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::Value;
use support::scenario::{Scenario, areas};
use support::{differences, replay};

/// Scenarios a page of plain data cannot play.
const NEEDS_BROWSER: [&str; 39] = [
    "callback-after-send",
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
    "link-pdf",
    "link-pdfquery",
    "link-script",
    "link-tel",
    "link-void",
    "pagehide-event",
    "plugin-hooks",
    "push-function",
    "push-several-at-once",
    "queue-bulk",
    "queue-disabled",
    "spa-manual",
    "trackers-async-init",
    "trackers-get-tracker",
    "trackers-two",
    "unknown-command",
];

#[test]
fn recorded_requests_are_reproduced() {
    let mut failures = Vec::new();
    let mut replayed = 0;
    for (area, scenario) in areas(&[
        "core",
        "links",
        "transport",
        "performance",
        "errors",
        "spa",
        "trackers",
    ]) {
        if NEEDS_BROWSER.contains(&scenario.name.as_str()) {
            assert!(
                equals_expected(&area, &scenario).is_err(),
                "{} needs no browser any more",
                scenario.name
            );
            continue;
        }
        replayed += 1;
        if let Err(difference) = equals_expected(&area, &scenario) {
            failures.push(format!("{area}/{}: {difference}", scenario.name));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {replayed} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(replayed > 45, "only {replayed} scenarios were replayed");
}

fn equals_expected(area: &str, scenario: &Scenario) -> Result<(), String> {
    let played = replay::replay(scenario)?;
    let expected = differences::applied(area, scenario)?;
    replay::compare(&expected, &played.hits)?;
    for (name, wanted) in &scenario.results {
        let found = played.answers.get(name).unwrap_or(&Value::Null);
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
    let expected = differences::applied("core", &scenario).unwrap_or_default();
    assert_eq!(replay::compare(&expected, &played), Ok(()));
    if let Some(hit) = played.first_mut() {
        hit.insert("action_name".to_owned(), "another title".to_owned());
    }
    assert!(replay::compare(&expected, &played).is_err());
}
