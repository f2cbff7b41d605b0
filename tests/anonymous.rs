//! Anonymous measurement: the recorded addresses, what passes and what does not.

#![cfg(all(not(target_arch = "wasm32"), feature = "anonymous"))]
#![allow(clippy::restriction)]

mod support;

use crumbless::fake::Js;
use serde_json::Value;
use support::page::run;
use support::sent::{all_hits, param};
use support::visit::{command, flush, sent, texts, tracker_on};

fn object(pairs: &[(&str, Js)]) -> Js {
    Js::Object(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn list(items: &[&str]) -> Js {
    Js::List(texts(items))
}

fn anonymous(url: &str, options: &[(&str, Js)]) -> u32 {
    let tracker = tracker_on(url);
    command(tracker, "enableAnonymousMeasurement", vec![object(options)]);
    tracker
}

/// What leaves for a command.
fn hits_of(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<String> {
    let mut out = run(tracker, name, arguments).1;
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    out.extend(flush(tracker));
    all_hits(&out)
}

fn page_view(url: &str, options: &[(&str, Js)]) -> String {
    let mut hits = hits_of(anonymous(url, options), "trackPageView", vec![]);
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

#[test]
fn the_preset_reproduces_each_recorded_address() {
    let recorded: Vec<Value> = serde_json::from_str(include_str!("vectors/anonymous-urls.json")).unwrap();
    assert!(recorded.len() > 20);
    for entry in &recorded {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let hit = page_view(&text("url"), &[("preset", Js::from("matomo"))]);
        assert_eq!(param(&hit, "url"), Some(text("tracked")), "{entry}");
        assert_eq!(param(&hit, "action_name"), Some(text("title")), "{entry}");
        let popover = Some(text("popover")).filter(|popover| !popover.is_empty());
        let variable = popover.map(|popover| format!(r#"{{"1":["popover","{popover}"]}}"#));
        assert_eq!(param(&hit, "cvar"), variable, "{entry}");
    }
}

#[test]
fn without_options_nothing_of_the_page_is_said() {
    let hit = page_view("http://secret.example/secret/path?secret=1&words#secret", &[]);
    assert!(!hit.contains("secret") || hit.contains("secret%3DXYZ"), "{hit}");
    assert_eq!(
        param(&hit, "url").as_deref(),
        Some("https://anonymous.invalid/?secret=XYZ")
    );
    assert_eq!(param(&hit, "action_name").as_deref(), Some("Anonymous"));
    for name in [
        "urlref",
        "uid",
        "_id",
        "cid",
        "dimension1",
        "_cvar",
        "cvar",
        "data",
        "cs",
        "_ref",
    ] {
        assert_eq!(param(&hit, name), None, "{name}");
    }
}

#[test]
fn the_options_say_what_stays() {
    let options = [
        ("url", Js::from("https://app.example")),
        ("title", Js::from("My app")),
        ("allowedParameters", list(&["view", "token_auth", "a.b", "nonce"])),
        ("numericIds", list(&["id"])),
        ("pathParameters", list(&["area/tab", "module/action"])),
    ];
    for (address, url, title) in [
        ("?view=list&id=4711&q=words", "/?view=list&id=11&q=XYZ", "My app"),
        (
            "?area=editor&tab=fonts&view=a",
            "/editor/fonts/?view=a",
            "Editor Fonts",
        ),
        ("?area=editor&tab=12", "/editor/default/?", "Editor"),
        ("?module=b&area=", "/b/default/?", "B"),
        (
            "?token_auth=t&nonce=n&view=v",
            "/?token_auth=XYZ&nonce=XYZ&view=v",
            "My app",
        ),
        ("?a.b=1&axb=2&VIEW=3", "/?a.b=1&axb=XYZ&VIEW=XYZ", "My app"),
        ("?words&view=1", "/?view=1", "My app"),
        ("?area=a#tab=b&view=1", "/?view=1", "A"),
        ("?view=1#?area=b&tab=c", "/b/c/?", "B C"),
        ("?view=1#section", "/?view=1", "My app"),
        ("?id=0&id2=20", "/?id=20&id2=XYZ", "My app"),
        ("?view=a%26token%3Dsecret", "/?view=a%26token%3Dsecret", "My app"),
        ("?q=a%26secret%3D1", "/?q=XYZ", "My app"),
    ] {
        let hit = page_view(&format!("http://own.example/path{address}"), &options);
        assert_eq!(
            param(&hit, "url"),
            Some(format!("https://app.example{url}")),
            "{address}"
        );
        assert_eq!(param(&hit, "action_name").as_deref(), Some(title), "{address}");
    }
}

#[test]
fn only_declared_events_pass() {
    let tracker = anonymous(
        "http://own.example/",
        &[("categories", list(&["Editor", "A (b) *"]))],
    );
    command(tracker, "measureInteractions", vec![list(&["More"])]);
    for (category, passes) in [
        ("Editor", true),
        ("A (b) *", true),
        ("More", true),
        ("Editor2", false),
        ("editor", false),
        ("A (b) x", false),
        ("A b *", false),
    ] {
        let hits = hits_of(tracker, "trackEvent", texts(&[category, "save", "a name", "3"]));
        assert_eq!(hits.len(), usize::from(passes), "{category}");
        for hit in hits {
            let said = ["e_c", "e_a", "e_n", "e_v"].map(|name| param(&hit, name));
            let expected = [category, "save", "a name", "3"].map(|value| Some(value.to_owned()));
            assert_eq!(said, expected);
        }
    }
}

#[test]
fn what_tells_of_the_visitor_does_not_pass() {
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
fn a_report_says_its_facts() {
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
    run(tracker, "sendUsageReport", vec![Js::Bool(true)]);
    let report = "action_name=System-Report&_cvar=%7B%221%22%3A%5B%22PHP%22%2C%228.1%22%5D%7D";
    let hits = hits_of(tracker, "trackRequest", texts(&[report]));
    assert!(!hits[0].contains("secret"));
    assert_eq!(
        param(&hits[0], "url").as_deref(),
        Some("https://app.example/system-report")
    );
    assert_eq!(param(&hits[0], "action_name").as_deref(), Some("System-Report"));
    assert_eq!(
        param(&hits[0], "_cvar").as_deref(),
        Some(r#"{"1":["PHP","8.1"]}"#)
    );
    let hits = hits_of(
        tracker,
        "trackEvent",
        texts(&["API (count)", "a (count)", "n (count)", "3"]),
    );
    assert_eq!(param(&hits[0], "e_c").as_deref(), Some("API (count)"));
    run(tracker, "sendUsageReport", vec![]);
    assert_eq!(
        hits_of(tracker, "trackEvent", texts(&["API (count)", "a"])).len(),
        0
    );
}
