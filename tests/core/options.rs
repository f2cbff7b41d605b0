//! The options of the ES module, from the outside: what is taken, what is refused and in which words, what is done then.

use crate::support::cases::cases;
use crumbless::options::{Options, Problem, read};
use proptest::prelude::*;
use serde_json::{Value, json};

const URL: &str = "https://stats.example/matomo.php";

/// Options that are good, with one field more.
fn with(field: &str, value: Value) -> Value {
    let mut options = json!({ "url": URL, "siteId": 7 });
    options
        .as_object_mut()
        .expect("is an object")
        .insert(field.to_owned(), value);
    options
}

fn refused(options: Value) -> String {
    let shown = options.to_string();
    let outcome = read(options).map_err(|problem: Problem| problem.to_string());
    outcome.expect_err(&shown)
}

/// The commands that options lead to.
fn rows(options: Value) -> Value {
    let options = read(options).expect("good options");
    let setup = serde_json::to_value(options.setup()).expect("plain data");
    setup.get("rows").expect("has rows").clone()
}

#[test]
fn an_address_and_a_site_are_enough() {
    for id in [json!(7), json!("7"), json!("aB3xY9")] {
        let text = id.as_str().map_or("7".to_owned(), str::to_owned);
        let setup = read(json!({ "url": URL, "siteId": id }))
            .expect("good options")
            .setup();
        assert_eq!((setup.url.as_str(), setup.site_id.as_str()), (URL, text.as_str()));
        assert!(setup.rows.is_empty());
    }
}

#[test]
fn null_options_are_left_out() {
    for field in ["anonymous", "deviceDetail", "targets", "interactions", "commands"] {
        assert_eq!(rows(with(field, Value::Null)), json!([]), "{field}");
    }
}

#[test]
fn every_option_is_passed_on_as_it_is() {
    let anonymous = json!({
        "preset": "matomo",
        "url": "https://app.invalid",
        "title": "My app",
        "allowedParameters": ["view"],
        "numericIds": ["idSite"],
        "pathParameters": ["category/subcategory", "view"],
        "categories": ["Editor"],
        "eventNames": ["save"],
    });
    let interactions = json!([
        { "selector": ".save", "on": "submit", "category": "Editor", "action": "save", "name": "button" },
        { "selector": ".undo", "category": "Editor", "action": "undo" },
    ]);
    let options = json!({
        "url": URL,
        "siteId": 7,
        "anonymous": anonymous,
        "deviceDetail": "needed",
        "targets": [{ "url": "/own/matomo.php", "siteId": "8" }],
        "interactions": interactions,
        "commands": [["trackPageView"], ["trackEvent", "Videos", null, { "a": [1] }]],
    });
    assert_eq!(
        rows(options),
        json!([
            ["enableAnonymousMeasurement", anonymous],
            ["addTargets", [{ "url": "/own/matomo.php", "siteId": "8" }]],
            ["setDeviceDetail", "needed"],
            ["measureInteractions", interactions],
        ])
    );
    for detail in ["none", "needed", "all"] {
        assert_eq!(
            rows(with("deviceDetail", json!(detail))),
            json!([["setDeviceDetail", detail]])
        );
    }
}

#[test]
fn each_target_may_be_anonymous_on_its_own() {
    let target = |anonymous: Value| json!({ "url": "/t", "siteId": 1, "anonymous": anonymous });
    let added = |anonymous: Value| json!({ "url": "/t", "siteId": "1", "anonymous": anonymous });
    let targets = json!([
        target(json!(false)),
        target(Value::Null),
        target(json!(true)),
        target(json!({ "title": "Own" })),
        target(json!({})),
    ]);
    let row = json!([
        "addTargets",
        [
            added(json!(false)),
            { "url": "/t", "siteId": "1" },
            added(json!(true)),
            added(json!({ "title": "Own" })),
            added(json!({})),
        ]
    ]);
    assert_eq!(rows(with("targets", targets.clone())), json!([row]));
    let mut options = with("targets", targets);
    options
        .as_object_mut()
        .expect("is an object")
        .insert("anonymous".to_owned(), json!({ "preset": "matomo" }));
    assert_eq!(
        rows(options),
        json!([["enableAnonymousMeasurement", { "preset": "matomo" }], row])
    );
}

#[test]
fn an_error_names_the_field_and_what_was_expected() {
    const TEXT: &str = "expected a string that is not empty";
    const SITE: &str = "expected a site id: a whole number above 0, or a string that is not empty";
    const FIELDS: &str =
        "expected one of `url`, `siteId`, `anonymous`, `deviceDetail`, `targets`, `interactions`, `commands`";
    let anonymous = |field: &str, value: Value| with("anonymous", json!({ field: value }));
    let cases = [
        // the address and the site
        (json!({ "siteId": 7 }), "missing field `url`".to_owned()),
        (json!({ "url": URL }), "missing field `siteId`".to_owned()),
        (with("url", json!("")), format!("url: invalid value: string \"\", {TEXT}")),
        (with("url", json!(" \n")), format!("url: invalid value: string \" \\n\", {TEXT}")),
        (with("url", json!(5)), format!("url: invalid type: integer `5`, {TEXT}")),
        (with("url", json!(-5)), format!("url: invalid value: integer `-5`, {TEXT}")),
        (with("url", Value::Null), format!("url: no value given, {TEXT}")),
        (with("url", json!(["a"])), format!("url: invalid type: sequence, {TEXT}")),
        (with("siteId", json!("")), format!("siteId: invalid value: string \"\", {SITE}")),
        (with("siteId", json!(0)), format!("siteId: invalid value: integer `0`, {SITE}")),
        (with("siteId", json!(-1)), format!("siteId: invalid value: integer `-1`, {SITE}")),
        (with("siteId", json!(1.5)), format!("siteId: invalid type: floating point `1.5`, {SITE}")),
        (with("siteId", json!(true)), format!("siteId: invalid type: boolean `true`, {SITE}")),
        (with("siteId", Value::Null), format!("siteId: no value given, {SITE}")),
        // the whole
        (json!(null), "no value given, expected an object with `url` and `siteId`".to_owned()),
        (json!([URL, 7]), "invalid type: sequence, expected an object with `url` and `siteId`".to_owned()),
        (with("siteID", json!(7)), format!("siteID: unknown field `siteID`, {FIELDS}")),
        // anonymous measurement
        (
            with("anonymous", json!(true)),
            "anonymous: invalid type: boolean `true`, expected an object with options for anonymous measurement".to_owned(),
        ),
        (
            anonymous("preset", json!("piwik")),
            "anonymous.preset: unknown variant `piwik`, expected `matomo`".to_owned(),
        ),
        (anonymous("title", json!("")), format!("anonymous.title: invalid value: string \"\", {TEXT}")),
        (
            anonymous("allowedParameters", json!("view")),
            "anonymous.allowedParameters: invalid type: string \"view\", expected an array".to_owned(),
        ),
        (
            anonymous("numericIds", json!(["idSite", 4])),
            format!("anonymous.numericIds[1]: invalid type: integer `4`, {TEXT}"),
        ),
        (
            anonymous("categories", json!([""])),
            format!("anonymous.categories[0]: invalid value: string \"\", {TEXT}"),
        ),
        (
            anonymous("eventNames", json!("save")),
            "anonymous.eventNames: invalid value: string \"save\", expected an array of strings, or `all`".to_owned(),
        ),
        (
            anonymous("eventNames", json!([1])),
            format!("anonymous.eventNames[0]: invalid type: integer `1`, {TEXT}"),
        ),
        (
            anonymous("allowed", json!([])),
            "anonymous.allowed: unknown field `allowed`, expected one of `preset`, `url`, `title`, `allowedParameters`, `numericIds`, \
             `pathParameters`, `categories`, `eventNames`"
                .to_owned(),
        ),
        // the device
        (
            with("deviceDetail", json!("nedeed")),
            "deviceDetail: unknown variant `nedeed`, expected one of `none`, `needed`, `all`".to_owned(),
        ),
        (
            with("deviceDetail", json!(false)),
            "deviceDetail: invalid type: boolean `false`, expected string or map".to_owned(),
        ),
        // receivers
        (with("targets", json!({ "url": URL })), "targets: invalid type: map, expected an array".to_owned()),
        (
            with("targets", json!([{ "url": "/a", "siteId": 1 }, { "url": "/b" }])),
            "targets[1]: missing field `siteId`".to_owned(),
        ),
        (
            with("targets", json!([["/a", 1]])),
            "targets[0]: invalid type: sequence, expected an object with `url` and `siteId`".to_owned(),
        ),
        (
            with("targets", json!([{ "url": "/a", "siteId": 1, "anonymous": "yes" }])),
            "targets[0].anonymous: invalid type: string \"yes\", expected true, false or an object with options for anonymous \
             measurement"
                .to_owned(),
        ),
        (
            with("targets", json!([{ "url": "/a", "siteId": 1, "anonymous": { "title": 1 } }])),
            format!("targets[0].anonymous.title: invalid type: integer `1`, {TEXT}"),
        ),
        // interactions
        (
            with("interactions", json!([{ "selector": "a", "category": "Links" }])),
            "interactions[0]: missing field `action`".to_owned(),
        ),
        (
            with("interactions", json!([{ "selector": "", "category": "a", "action": "b" }])),
            format!("interactions[0].selector: invalid value: string \"\", {TEXT}"),
        ),
        (
            with("interactions", json!([{ "selector": "a", "category": "a", "action": "b", "value": 1 }])),
            "interactions[0].value: unknown field `value`, expected one of `selector`, `on`, `category`, `action`, `name`".to_owned(),
        ),
        // commands
        (
            with("commands", json!([["trackPageView"], []])),
            "commands[1]: invalid length 0, expected an array of a command and its arguments, such as [\"trackPageView\"]".to_owned(),
        ),
        (
            with("commands", json!(["trackPageView"])),
            "commands[0]: invalid type: string \"trackPageView\", expected an array of a command and its arguments, such as \
             [\"trackPageView\"]"
                .to_owned(),
        ),
    ];
    for (options, message) in cases {
        assert_eq!(refused(options), message);
    }
}

#[test]
fn addresses_and_path_groups_have_a_form() {
    let problem = |field: &str, value: &str| {
        read(with(
            "anonymous",
            json!({ field: if field == "url" { json!(value) } else { json!([value]) } }),
        ))
        .err()
        .map(|problem| problem.to_string())
    };
    for good in ["https://app.invalid", "app://x", "https://app.invalid/path"] {
        assert_eq!(problem("url", good), None, "{good}");
    }
    for bad in [
        "",
        "app.invalid",
        "://",
        "https://",
        "https://app.invalid/",
        "https://a?b",
        "https://a#b",
    ] {
        let message = problem("url", bad).unwrap_or_default();
        assert!(
            message.starts_with("anonymous.url: invalid value") && message.contains("https://app.invalid"),
            "{bad}: {message}"
        );
    }
    for good in ["view", "module/action"] {
        assert_eq!(problem("pathParameters", good), None, "{good}");
    }
    for bad in ["", "/", "a/", "/b", "a/b/c"] {
        let message = problem("pathParameters", bad).unwrap_or_default();
        assert!(
            message.starts_with("anonymous.pathParameters[0]: ") && message.contains("`module/action`"),
            "{bad}: {message}"
        );
    }
}

/// The types for TypeScript are written by hand: each field stands there.
#[test]
fn the_types_name_every_field() {
    let types = include_str!("../../src/options/types.d.ts");
    let fields = |options: Value| {
        let message = refused(options);
        let (_, list) = message
            .split_once("expected one of ")
            .expect("a list of fields")
            .to_owned();
        list.split(", ")
            .map(|field| field.trim_matches('`').to_owned())
            .collect::<Vec<_>>()
    };
    let of_target = {
        let message = refused(with("targets", json!([{ "x": 1 }])));
        message
            .split('`')
            .skip(3)
            .step_by(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // js/module needs these before there is a core that could read them.
    let mut of_all = fields(with("x", json!(1)));
    of_all.extend(["beforeSend", "debug", "enabled", "strict", "wasm"].map(str::to_owned));
    let interfaces = [
        ("Options", of_all),
        ("AnonymousOptions", fields(with("anonymous", json!({ "x": 1 })))),
        ("Target", of_target),
        ("Interaction", fields(with("interactions", json!([{ "x": 1 }])))),
    ];
    for (name, fields) in interfaces {
        let start = types.find(&format!("interface {name} {{")).expect(name);
        let body = types
            .get(start..)
            .and_then(|rest| rest.split("\n}").next())
            .expect(name);
        let declared: Vec<_> = body
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| line.split([':', '?']).next())
            .collect();
        assert_eq!(declared, fields, "{name}");
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever is given, it is read or refused; and what is taken once is taken again, unchanged.
    #[test]
    fn options_that_were_accepted_can_be_serialised_and_read_again(options in any_options()) {
        if let Ok(taken) = read(options) {
            let written = serde_json::to_value(&taken).expect("plain data");
            let again = read(written);
            prop_assert_eq!(again, Ok(Options { commands: None, ..taken }));
        }
    }
}

/// Options that are mostly good, with something odd here and there.
fn any_options() -> impl Strategy<Value = Value> {
    let odd = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
    ]
    .boxed();
    let or_odd = |good: BoxedStrategy<Value>| prop_oneof![20 => good, 1 => odd.clone()].boxed();
    let text = or_odd("[a-z]{1,8}".prop_map(Value::from).boxed());
    let site = or_odd(
        prop_oneof![
            (1..u32::MAX).prop_map(Value::from),
            "[a-zA-Z0-9]{1,8}".prop_map(Value::from)
        ]
        .boxed(),
    );
    let list =
        |of: BoxedStrategy<Value>| or_odd(prop::collection::vec(of, 0..4).prop_map(Value::from).boxed());
    let anonymous = or_odd(
        (list(text.clone()), list(text.clone()), text.clone())
            .prop_map(|(allowed, groups, title)| json!({ "allowedParameters": allowed, "pathParameters": groups, "title": title }))
            .boxed(),
    );
    let target = or_odd(
        (
            text.clone(),
            site.clone(),
            prop_oneof![any::<bool>().prop_map(Value::from).boxed(), anonymous.clone()],
        )
            .prop_map(|(url, site, anonymous)| json!({ "url": url, "siteId": site, "anonymous": anonymous }))
            .boxed(),
    );
    let interaction = or_odd(
        (text.clone(), text.clone(), text.clone())
            .prop_map(|(selector, category, action)| json!({ "selector": selector, "category": category, "action": action }))
            .boxed(),
    );
    (text, site, anonymous, list(target), list(interaction)).prop_map(|(url, site, anonymous, targets, interactions)| {
        json!({ "url": url, "siteId": site, "anonymous": anonymous, "targets": targets, "interactions": interactions })
    })
}
