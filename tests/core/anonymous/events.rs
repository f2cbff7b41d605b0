//! Which events, and which other hits, are sent.

use super::{anonymous, events_of, hits_of, list, some};
use crate::support::sent::param;
use crate::support::visit::{command, texts};
use crumbless::fake::Js;

#[test]
fn only_declared_events_are_sent() {
    let tracker = anonymous(
        "http://own.example/",
        &[
            ("categories", list(&["Editor", "A (b) *"])),
            ("eventNames", list(&["save", "a name", "50%"])),
        ],
    );
    command(tracker, "measureInteractions", texts(&["More", "more & more"]));
    command(tracker, "measureInteractions", texts(&["More", "named", "n"]));
    for (given, expected) in [
        (
            ["Editor", "save", "a name", "3"],
            Some(["Editor", "save", "a name", "3"]),
        ),
        (
            ["A (b) *", "50%", "save", "-1.5"],
            Some(["A (b) *", "50%", "save", "-1.5"]),
        ),
        (
            ["Editor", "ann@example.org", "save", "3"],
            Some(["Editor", "XYZ", "save", "3"]),
        ),
        (
            ["Editor", "save", "ann@example.org", "3"],
            Some(["Editor", "save", "-", "3"]),
        ),
        (
            ["Editor", "save", "a name", "3 secrets"],
            Some(["Editor", "save", "a name", "-"]),
        ),
        (["Editor2", "save", "a name", "3"], None),
        (["editor", "save", "a name", "3"], None),
        (["A (b) x", "save", "a name", "3"], None),
        (["A b *", "save", "a name", "3"], None),
        (["More", "named", "n", "3"], Some(["More", "named", "n", "3"])),
        (["More", "named", "other", "3"], None),
        (["More", "more & more", "n", "3"], None),
    ] {
        let hits = hits_of(tracker, "trackEvent", texts(&given));
        let expected: Vec<_> = expected.iter().map(|texts| some(texts)).collect();
        assert_eq!(events_of(&hits), expected, "{given:?}");
    }
    let hits = hits_of(tracker, "trackEvent", texts(&["More", "more & more"]));
    assert_eq!(events_of(&hits), [some(&["More", "more & more", "-", "-"])]);
}

#[test]
fn all_event_names_are_sent_if_the_options_say_so() {
    for options in [
        vec![("categories", list(&["Editor"])), ("eventNames", Js::from("all"))],
        vec![("categories", list(&["Editor"])), ("preset", Js::from("matomo"))],
    ] {
        let tracker = anonymous("http://own.example/", &options);
        let hits = hits_of(tracker, "trackEvent", texts(&["Editor", "any", "other", "3"]));
        assert_eq!(events_of(&hits), [some(&["Editor", "any", "other", "3"])]);
    }
    let options = [
        ("categories", list(&["Editor"])),
        ("preset", Js::from("matomo")),
        ("eventNames", list(&["one"])),
    ];
    let hits = hits_of(
        anonymous("http://own.example/", &options),
        "trackEvent",
        texts(&["Editor", "any", "one"]),
    );
    assert_eq!(events_of(&hits), [some(&["Editor", "XYZ", "one", "-"])]);
}

#[test]
fn hits_about_the_visitor_are_not_sent() {
    let tracker = anonymous("http://own.example/", &[("categories", list(&["Shown"]))]);
    for (name, given) in [
        ("trackLink", texts(&["http://secret.example/", "link"])),
        ("trackLink", texts(&["http://secret.example/a.zip", "download"])),
        ("trackSiteSearch", texts(&["secret"])),
        ("trackEcommerceCartUpdate", vec![Js::Number(5.0)]),
        ("trackEcommerceOrder", vec![Js::from("secret"), Js::Number(5.0)]),
        ("trackContentImpression", texts(&["secret", "secret", "secret"])),
        ("trackRequest", texts(&["anything=secret"])),
        ("trackRequest", texts(&["e_a=secret"])),
        ("trackRequest", texts(&["action_name=a&e_a=secret"])),
        ("trackRequest", texts(&["e_c=&e_a=secret"])),
        ("trackRequest", texts(&["e_c=secret&e_a=secret&e_c=secret"])),
        (
            "queueRequest",
            vec![Js::from("action_name=x&search=secret&uid=secret"), Js::Bool(true)],
        ),
    ] {
        let hits = hits_of(tracker, name, given.clone());
        assert!(!hits.concat().contains("secret"), "{name} {given:?}: {hits:?}");
    }
    let hits = hits_of(
        tracker,
        "trackContentInteraction",
        texts(&["use", "Shown", "secret", "http://secret"]),
    );
    assert_eq!(hits.len(), 0, "content waits for others");
    let hits = hits_of(tracker, "trackGoal", vec![Js::Number(3.0), Js::Number(9.0)]);
    assert_eq!(param(&hits[0], "idgoal").as_deref(), Some("3"));
    assert_eq!(param(&hits[0], "revenue"), None);
    assert_eq!(hits_of(tracker, "ping", vec![]).len(), 1);
}

#[test]
fn the_site_is_the_one_that_was_set() {
    let tracker = anonymous("http://own.example/", &[]);
    for site in ["Xy7-_.!~*'()", "ab.d", "a b&c=d", "ü", ""] {
        command(tracker, "setSiteId", texts(&[site]));
        let [hit] = &hits_of(tracker, "trackPageView", vec![])[..] else {
            panic!("one hit for {site:?}")
        };
        assert_eq!(param(hit, "idsite").as_deref(), Some(site));
    }
    command(tracker, "setSiteId", texts(&["ab.d"]));
    for other in ["secret", "abcd", "ab.d1", "1ab.d"] {
        let request = format!("action_name=a&idsite={other}");
        let hits = hits_of(tracker, "trackRequest", texts(&[request.as_str()]));
        assert_eq!(hits.len(), 1);
        assert!(
            !hits[0].contains(&format!("idsite={other}&")),
            "{other}: {hits:?}"
        );
    }
}

#[test]
fn a_usage_report_sends_its_facts_and_calls_and_allows_nothing_else() {
    let tracker = anonymous("http://own.example/", &[("url", Js::from("https://app.example"))]);
    let variable = |value: &str| {
        vec![
            Js::Number(1.0),
            Js::from("plan"),
            Js::from(value),
            Js::from("visit"),
        ]
    };
    command(tracker, "setCustomVariable", variable("secret"));
    let facts = Js::List(vec![
        list(&["PHP", "8.1"]),
        list(&["a \"quoted\\ name", "two\nlines"]),
    ]);
    let call = Js::List(vec![
        Js::from("API"),
        Js::from("a"),
        Js::from("n"),
        Js::Number(3.0),
        Js::Number(12.5),
    ]);
    let hits = hits_of(tracker, "sendUsageReport", vec![facts, call]);
    assert_eq!(hits.len(), 3, "{hits:?}");
    for hit in &hits {
        assert!(!hit.contains("secret"));
        assert_eq!(
            param(hit, "url").as_deref(),
            Some("https://app.example/system-report")
        );
    }
    assert_eq!(param(&hits[0], "action_name").as_deref(), Some("System-Report"));
    assert_eq!(
        param(&hits[0], "_cvar").as_deref(),
        Some(r#"{"1":["PHP","8.1"],"2":["a \"quoted\\ name","two lines"]}"#)
    );
    assert_eq!(
        events_of(&hits[1..]),
        [
            some(&["API (count)", "a (count)", "n (count)", "3"]),
            some(&["API (speed)", "a (speed)", "n (speed)", "12.5"])
        ]
    );
    for event in [["API (count)", "other", "n"], ["API", "a", "n"]] {
        assert_eq!(
            hits_of(tracker, "trackEvent", texts(&event)).len(),
            0,
            "{event:?}"
        );
    }
    let forged = r#"action_name=a&_cvar=%7B%221%22%3A%5B%22PHP%22%2C%22secret%22%5D%7D"#;
    let hits = hits_of(tracker, "trackRequest", texts(&[forged]));
    assert_eq!(param(&hits[0], "_cvar"), None);
}
