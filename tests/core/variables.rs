//! Custom variables in their scopes, and the site's own data.

use crate::support::cases::{alone, cases};
use crate::support::page::{js, run};
use crate::support::sent::param;
use crate::support::visit::{flush, hit, one_hit, plain_tracker};
use crumbless::fake::Js;
use proptest::prelude::*;
use serde_json::{Value, json};

const VISIT: &str = "_cvar";
const PAGE: &str = "cvar";
const EVENT: &str = "e_cvar";

fn give(tracker: u32, name: &str, given: &Value) -> Option<Value> {
    let given = given.as_array().unwrap().iter().map(js).collect();
    let (returned, out) = run(tracker, name, given);
    assert_eq!(out, [], "{name} only sets");
    returned
}

/// The variables of a scope in the next hit.
fn sent_as(tracker: u32, scope: &str) -> Option<Value> {
    param(&hit(tracker), scope).map(|json| serde_json::from_str(&json).unwrap())
}

/// Each way to name a scope, and the parameter of its variables.
fn scopes() -> [(Value, &'static str); 5] {
    [
        (json!("visit"), VISIT),
        (json!(2), VISIT),
        (json!("page"), PAGE),
        (json!(3), PAGE),
        (json!("event"), EVENT),
    ]
}

#[test]
fn each_scope_has_its_own_variables() {
    for (scope, parameter) in scopes() {
        let tracker = plain_tracker();
        give(tracker, "setCustomVariable", &json!([1, "Plan", "Pro", scope]));
        give(tracker, "setCustomVariable", &json!([5, "Area", "Docs", scope]));
        for _ in 0..2 {
            let hit = hit(tracker);
            for other in [VISIT, PAGE, EVENT] {
                let expected =
                    (other == parameter).then(|| r#"{"1":["Plan","Pro"],"5":["Area","Docs"]}"#.to_owned());
                assert_eq!(param(&hit, other), expected, "{scope}: {other}");
            }
        }
        let get = |scope: &Value| give(tracker, "getCustomVariable", &json!([1, scope]));
        assert_eq!(get(&scope), Some(json!(["Plan", "Pro"])));
        for other in [json!("visit"), json!("page"), json!("event")] {
            let is_same = other == scope || other == "visit" && scope == 2 || other == "page" && scope == 3;
            assert_eq!(get(&other) == Some(json!(false)), !is_same, "{scope}: {other}");
        }
    }
}

#[test]
fn the_default_scope_is_the_visit() {
    let tracker = plain_tracker();
    give(tracker, "setCustomVariable", &json!([1, "Plan", "Pro"]));
    assert_eq!(sent_as(tracker, VISIT), Some(json!({ "1": ["Plan", "Pro"] })));
    assert_eq!(
        give(tracker, "getCustomVariable", &json!([1])),
        Some(json!(["Plan", "Pro"]))
    );
}

#[test]
fn unknown_scopes_are_ignored() {
    let tracker = plain_tracker();
    for scope in [
        json!("all"),
        json!(""),
        json!(4),
        json!(0),
        json!(false),
        json!({}),
    ] {
        give(tracker, "setCustomVariable", &json!([1, "Plan", "Pro", scope]));
        assert_eq!(
            give(tracker, "getCustomVariable", &json!([1, scope])),
            Some(json!(false))
        );
        give(tracker, "deleteCustomVariable", &json!([1, scope]));
        let hit = hit(tracker);
        assert_eq!(
            [VISIT, PAGE, EVENT].map(|name| param(&hit, name)),
            [None, None, None],
            "{scope}"
        );
    }
}

#[test]
fn an_index_is_a_number_above_zero() {
    let tracker = plain_tracker();
    for index in [
        json!(0),
        json!(-1),
        json!("x"),
        json!(null),
        json!(false),
        json!({}),
    ] {
        give(
            tracker,
            "setCustomVariable",
            &json!([index, "Plan", "Pro", "page"]),
        );
        assert_eq!(sent_as(tracker, PAGE), None, "{index}");
    }
    for (index, key) in [(json!(1), "1"), (json!("2"), "2"), (json!(20), "20")] {
        give(
            tracker,
            "setCustomVariable",
            &json!([index, "Plan", "Pro", "page"]),
        );
        assert_eq!(
            sent_as(tracker, PAGE).unwrap()[key],
            json!(["Plan", "Pro"]),
            "{index}"
        );
        assert_eq!(
            give(tracker, "getCustomVariable", &json!([index, "page"])),
            Some(json!(["Plan", "Pro"]))
        );
    }
}

#[test]
fn names_and_values_are_texts() {
    let tracker = plain_tracker();
    for (given, expected) in [
        (json!([1, 7, 0.5, "page"]), json!(["7", "0.5"])),
        (json!([1, true, false, "page"]), json!(["true", "false"])),
        (json!([1, null, null, "page"]), json!(["null", "null"])),
        (
            json!([1, "q\"\\/", "ü✓🦀\n\u{1}\u{2028}", "page"]),
            json!(["q\"\\/", "ü✓🦀\n\u{1}\u{2028}"]),
        ),
    ] {
        give(tracker, "setCustomVariable", &given);
        assert_eq!(sent_as(tracker, PAGE), Some(json!({ "1": expected })), "{given}");
        assert_eq!(
            give(tracker, "getCustomVariable", &json!([1, "page"])),
            Some(expected),
            "{given}"
        );
    }
    let set = |arguments| run(tracker, "setCustomVariable", arguments).1;
    let one = || Js::Number(2.0);
    assert_eq!(
        set(vec![one(), Js::Undefined, Js::from("x"), Js::from("page")]),
        [],
        "no name"
    );
    assert_eq!(sent_as(tracker, PAGE).unwrap().get("2"), None);
    set(vec![one(), Js::from("n"), Js::Undefined, Js::from("page")]);
    assert_eq!(sent_as(tracker, PAGE).unwrap()["2"], json!(["n", ""]));
}

#[test]
fn names_and_values_have_at_most_200_characters() {
    let tracker = plain_tracker();
    give(
        tracker,
        "setCustomVariable",
        &json!([1, "n".repeat(200), "ü".repeat(200), "page"]),
    );
    give(
        tracker,
        "setCustomVariable",
        &json!([2, "n".repeat(201), "ü".repeat(500), "page"]),
    );
    let cut = json!(["n".repeat(200), "ü".repeat(200)]);
    assert_eq!(sent_as(tracker, PAGE), Some(json!({ "1": cut, "2": cut })));
}

#[test]
fn a_deleted_visit_variable_is_sent_once_without_name_and_value() {
    let tracker = plain_tracker();
    give(tracker, "setCustomVariable", &json!([1, "Plan", "Pro"]));
    give(tracker, "setCustomVariable", &json!([2, "Area", "Docs"]));
    give(tracker, "deleteCustomVariable", &json!([1]));
    assert_eq!(
        give(tracker, "getCustomVariable", &json!([1])),
        Some(json!(false))
    );
    assert_eq!(
        sent_as(tracker, VISIT),
        Some(json!({ "1": ["", ""], "2": ["Area", "Docs"] }))
    );
    assert_eq!(sent_as(tracker, VISIT), Some(json!({ "2": ["Area", "Docs"] })));
    for nothing in [json!([1]), json!([3]), json!([])] {
        give(tracker, "deleteCustomVariable", &nothing);
        assert_eq!(
            sent_as(tracker, VISIT),
            Some(json!({ "2": ["Area", "Docs"] })),
            "there is none: {nothing}"
        );
    }
    give(tracker, "deleteCustomVariable", &json!([2, 2]));
    assert_eq!(sent_as(tracker, VISIT), Some(json!({ "2": ["", ""] })));
    assert_eq!(sent_as(tracker, VISIT), None);
}

#[test]
fn a_visit_variable_without_a_value_is_sent_once() {
    let tracker = plain_tracker();
    give(tracker, "setCustomVariable", &json!([1, "Plan", ""]));
    assert_eq!(sent_as(tracker, VISIT), Some(json!({ "1": ["Plan", ""] })));
    assert_eq!(sent_as(tracker, VISIT), None);
    assert_eq!(
        give(tracker, "getCustomVariable", &json!([1])),
        Some(json!(false))
    );
}

#[test]
fn page_and_event_variables_stay() {
    for (scope, parameter) in [("page", PAGE), ("event", EVENT)] {
        let tracker = plain_tracker();
        give(tracker, "setCustomVariable", &json!([1, "Plan", "", scope]));
        give(tracker, "setCustomVariable", &json!([2, "Area", "Docs", scope]));
        give(tracker, "deleteCustomVariable", &json!([2, scope]));
        for _ in 0..2 {
            assert_eq!(
                sent_as(tracker, parameter),
                Some(json!({ "1": ["Plan", ""], "2": ["", ""] })),
                "{scope}"
            );
        }
        assert_eq!(
            give(tracker, "getCustomVariable", &json!([1, scope])),
            Some(json!(["Plan", ""]))
        );
        assert_eq!(
            give(tracker, "getCustomVariable", &json!([2, scope])),
            Some(json!(false))
        );
    }
}

#[test]
fn deleting_a_scope_leaves_nothing_to_send() {
    for (scope, parameter) in scopes() {
        let tracker = plain_tracker();
        for scope in ["visit", "page", "event"] {
            give(tracker, "setCustomVariable", &json!([1, "Plan", "Pro", scope]));
        }
        give(tracker, "deleteCustomVariables", &json!([]));
        give(tracker, "deleteCustomVariables", &json!(["all"]));
        let before = hit(tracker);
        assert!(
            [VISIT, PAGE, EVENT]
                .iter()
                .all(|name| param(&before, name).is_some()),
            "no scope, nothing deleted"
        );
        give(tracker, "deleteCustomVariables", &json!([scope]));
        let after = hit(tracker);
        for name in [VISIT, PAGE, EVENT] {
            assert_eq!(
                param(&after, name).is_none(),
                name == parameter,
                "{scope}: {name}"
            );
        }
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn variables_are_always_json_and_what_was_set(name in any::<String>(), value in any::<String>(), index in 1..30_u32) {
        alone(|| {
            let tracker = plain_tracker();
            give(tracker, "setCustomVariable", &json!([index, name, value, "page"]));
            // The page of plain data cuts by letters; tests/web.rs cuts as the browser does.
            let cut = |text: &str| text.chars().take(200).collect::<String>();
            let expected = json!([cut(&name), cut(&value)]);
            assert_eq!(sent_as(tracker, PAGE).unwrap()[index.to_string()], expected);
            let returned = give(tracker, "getCustomVariable", &json!([index, "page"]));
            assert_eq!(returned, Some(if name.is_empty() { json!(false) } else { expected }));
        });
    }
}

// --- the site's own data ---

fn data(tracker: u32) -> Option<Value> {
    sent_as(tracker, "data").map(as_floats)
}

#[test]
fn data_is_an_object_or_set_key_by_key() {
    let tracker = plain_tracker();
    assert_eq!(
        (give(tracker, "getCustomData", &json!([])), data(tracker)),
        (None, None)
    );
    give(tracker, "setCustomData", &json!([{ "theme": "dark", "n": [2] }]));
    for _ in 0..2 {
        assert_eq!(data(tracker), Some(json!({ "theme": "dark", "n": [2.0] })));
    }
    give(tracker, "setCustomData", &json!(["theme", "light"]));
    give(tracker, "setCustomData", &json!(["extra \"\\", { "a": null }]));
    let expected = json!({ "theme": "light", "n": [2.0], "extra \"\\": { "a": null } });
    assert_eq!(data(tracker), Some(expected.clone()));
    assert_eq!(
        as_floats(give(tracker, "getCustomData", &json!([])).unwrap()),
        expected
    );
    give(tracker, "setCustomData", &json!([{ "only": true }]));
    assert_eq!(
        data(tracker),
        Some(json!({ "only": true })),
        "an object takes the place of all"
    );
    give(tracker, "setCustomData", &json!([7, "by number"]));
    assert_eq!(data(tracker), Some(json!({ "only": true, "7": "by number" })));
}

fn as_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => values.into_iter().map(as_floats).collect(),
        Value::Object(entries) => entries
            .into_iter()
            .map(|(key, value)| (key, as_floats(value)))
            .collect(),
        other => other,
    }
}

#[test]
fn null_removes_the_data() {
    let tracker = plain_tracker();
    give(tracker, "setCustomData", &json!([{ "theme": "dark" }]));
    give(tracker, "setCustomData", &json!([null]));
    assert_eq!(data(tracker), None, "null is an object to matomo.js too");
}

#[test]
fn data_of_one_hit_is_not_sent_with_others() {
    let tracker = plain_tracker();
    give(tracker, "setCustomData", &json!([{ "theme": "dark" }]));
    let with = |given: Value| {
        let given = js(&given);
        let out = run(tracker, "trackGoal", vec![Js::from("1"), Js::Undefined, given]).1;
        param(&one_hit(tracker, out), "data")
    };
    let kept = Some(r#"{"theme":"dark"}"#.to_owned());
    assert_eq!(with(json!({ "own": "1" })), Some(r#"{"own":"1"}"#.to_owned()));
    assert_eq!(
        with(json!({ "own": "1", "dimension3": "x" })),
        Some(r#"{"own":"1"}"#.to_owned())
    );
    for nothing in [
        json!({}),
        json!({ "dimension3": "x" }),
        json!(null),
        json!(false),
        json!(""),
    ] {
        assert_eq!(with(nothing.clone()), kept, "{nothing}");
    }
    assert_eq!(data(tracker), Some(json!({ "theme": "dark" })));
    assert_eq!(flush(tracker), []);
}
