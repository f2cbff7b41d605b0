//! `setDeviceDetail`: what of a device leaves with each hit, whoever put it there and whenever the site chose.

use crate::support::page::{HINTS, add_tracker, event, has, js, run};
use crate::support::sent::{all_hits, param, param_pairs};
use crate::support::visit::{
    COLLECTOR, LEAVING, command, flush, hit, lines, names, plain_tracker, sent, texts, track, with_hints,
};
use crumbless::fake::{Effect, Js, with_page};
use serde_json::{Value, json};

const DETAILS: [&str; 3] = ["none", "needed", "all"];
const FLAGS: [&str; 8] = ["pdf", "qt", "realp", "wma", "fla", "java", "ag", "cookie"];

/// What `www/device.json`, the table of the documentation and the site, says of each parameter.
fn table() -> Vec<Value> {
    let table: Value = serde_json::from_str(include_str!("../../www/device.json")).unwrap();
    table["parameters"].as_array().unwrap().clone()
}

/// A page whose browser gives low-entropy hints, and more than it should.
fn browser(tracker: u32) -> u32 {
    with_page(|page| {
        let hints = json!({
            "brands": [{"brand": "Not;A \"\\Brand", "version": "8"}, {"brand": "Chromium", "version": "156.0.7204.49", "model": "Pixel"}],
            "mobile": false,
            "platform": "Linux",
            "model": "Pixel",
        });
        page.window.set("navigator.userAgentData", js(&hints));
        page.navigation.set("loadEventEnd", Js::Number(90.0));
    });
    tracker
}

fn choose(tracker: u32, detail: &str) -> Vec<Effect> {
    run(tracker, "setDeviceDetail", texts(&[detail])).1
}

fn page_view(tracker: u32) -> String {
    let mut out = run(tracker, "trackPageView", vec![]).1;
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    let mut hits = all_hits(&out);
    assert_eq!(hits.len(), 1, "{hits:?}");
    hits.remove(0)
}

/// The parameters of a hit as the table names them.
fn details(hit: &str) -> Vec<String> {
    let mut details = Vec::new();
    for (name, value) in param_pairs(hit) {
        if name == "uadata" {
            let hints: Value = serde_json::from_str(&value).unwrap();
            details.extend(
                hints
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(|key| format!("uadata.{key}")),
            );
        } else {
            details.push(name);
        }
    }
    details
}

#[test]
fn each_detail_sends_what_the_table_says() {
    let rows = table();
    for detail in DETAILS {
        let tracker = browser(with_hints());
        choose(tracker, detail);
        let mut out = run(tracker, "trackPageView", vec![]).1;
        out.extend(flush(tracker));
        let high = json!({"brands": [], "mobile": false, "platform": "Linux", "platformVersion": "6", "model": "", "formFactors": ["Desktop"],
            "fullVersionList": [{"brand": "Chromium", "version": "156.0.7204.49"}]});
        out.extend(event(tracker, HINTS, vec![js(&high)]));
        let details = details(&all_hits(&out)[0]);
        for row in &rows {
            let is_sent = row["sent"].as_array().unwrap().contains(&json!(detail));
            for name in row["names"].as_array().unwrap() {
                let name = name.as_str().unwrap();
                // The navigation of this page has no times of these, and its timings are those of the first ports.
                let may_miss = ["pf_dm1", "pf_dm2", "pf_onl", "pf_tfr"].contains(&name);
                let is_there = details.iter().any(|details| details == name);
                assert!(
                    is_there == is_sent || may_miss && !is_there,
                    "{detail}: {name} in {details:?}"
                );
            }
        }
    }
}

#[test]
fn needed_sends_low_entropy_hints_in_the_form_that_matomo_reads() {
    let tracker = browser(with_hints());
    choose(tracker, "needed");
    let hit = page_view(tracker);
    assert_eq!(
        param(&hit, "uadata").as_deref(),
        Some(r#"{"brands":[{"brand":"Chromium","version":"156"}],"mobile":false,"platform":"Linux"}"#)
    );
    assert_eq!(
        (param(&hit, "pdf").as_deref(), param(&hit, "cookie").as_deref()),
        (Some("1"), Some("1"))
    );
    for name in ["h", "m"] {
        assert!(param(&hit, name).is_some(), "{hit}");
    }
}

#[test]
fn substituted_hints_say_no_more_than_the_browser_would() {
    for (hints, expected) in [
        (json!(null), "{}"),
        (json!("text"), "{}"),
        (json!({"brands": [], "mobile": true}), "{}"),
        (json!({"platform": {"model": "Pixel"}}), "{}"),
        (json!({"platform": "A", "brands": []}), "{}"),
        (
            json!({"platform": "http://own.example/secret", "brands": []}),
            "{}",
        ),
        (
            json!({"platform": "Linux", "brands": "x", "mobile": "Pixel"}),
            r#"{"brands":[],"mobile":false,"platform":"Linux"}"#,
        ),
        (
            json!({"platform": "Linux", "mobile": true, "brands": [null, 5, {"brand": "Brave"}, {"brand": {}, "version": "1"}, {"brand": "Brave", "version": 7}]}),
            r#"{"brands":[],"mobile":true,"platform":"Linux"}"#,
        ),
        // What is no brand, and no number of a version, is somebody's.
        (
            json!({"platform": "Linux", "brands": [
                {"brand": "secret", "version": "1"}, {"brand": "Brave", "version": "secret"}, {"brand": "Brave", "version": "1secret"},
                {"brand": "Brave", "version": "49170"}, {"brand": "brave", "version": "1"}, {"brand": "Brave\u{1f}Opera", "version": "1"},
                {"brand": "Brave", "version": "1.secret"},
            ]}),
            r#"{"brands":[{"brand":"Brave","version":"1"}],"mobile":false,"platform":"Linux"}"#,
        ),
    ] {
        let tracker = plain_tracker();
        with_page(|page| page.window.set("navigator.userAgentData", js(&hints)));
        choose(tracker, "needed");
        assert_eq!(
            param(&page_view(tracker), "uadata").as_deref(),
            Some(expected),
            "{hints}"
        );
    }
    let tracker = plain_tracker();
    let many = vec![json!({"brand": "Opera", "version": "1"}); 100];
    with_page(|page| {
        page.window.set(
            "navigator.userAgentData",
            js(&json!({"platform": "Linux", "brands": many})),
        )
    });
    choose(tracker, "needed");
    assert_eq!(
        param(&page_view(tracker), "uadata")
            .unwrap()
            .matches("brand\"")
            .count(),
        8
    );
}

#[test]
fn hints_are_asked_for_and_waited_for_with_all_alone() {
    for detail in DETAILS {
        let tracker = with_hints();
        choose(tracker, detail);
        let out = track(tracker, "one");
        let is_asked = out.contains(&Effect::AskHints);
        assert_eq!(
            (is_asked, names(&flush(tracker)).len()),
            if detail == "all" { (true, 0) } else { (false, 1) },
            "{detail}"
        );
    }
}

#[test]
fn an_unknown_detail_sends_nothing_about_the_device_with_one_warning() {
    let wrong = [
        Js::from("nedeed"),
        Js::from("None"),
        Js::from("all "),
        Js::from(""),
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Bool(false),
        Js::Number(2.0),
        Js::Function,
        Js::List(texts(&["all"])),
        js(&json!({"toString": "all"})),
    ];
    for value in wrong {
        let tracker = browser(plain_tracker());
        let (_, out) = run(tracker, "setDeviceDetail", vec![value.clone()]);
        let lines = lines(&out);
        assert_eq!(lines.len(), 1, "{value:?}");
        assert!(lines[0].contains("'none', 'needed' or 'all'"), "{lines:?}");
        let hit = page_view(tracker);
        assert_eq!(param(&hit, "uadata").as_deref(), Some("{}"), "{value:?}");
        for name in FLAGS.into_iter().chain(["res", "s", "pf_net", "pf_srv"]) {
            assert_eq!(param(&hit, name), None, "{value:?}: {name}");
        }
    }
    let tracker = plain_tracker();
    assert_eq!(choose(tracker, "none"), [], "a right one says nothing");
}

#[test]
fn hits_that_wait_for_hints_leave_at_once_with_the_chosen_details() {
    // Each on a page of its own: a tracker made later would begin with what the first one chose.
    let page = |detail: &'static str| {
        let tracker = browser(with_hints());
        run(tracker, "trackPageView", vec![]);
        assert_eq!(flush(tracker), []);
        let hits = all_hits(&choose(tracker, detail));
        assert_eq!(hits.len(), 1);
        for name in ["s", "res", "pf_net", "pf_srv"] {
            assert_eq!(param(&hits[0], name), None, "{detail}: {name}");
        }
        assert!(!hits[0].contains("156.0"), "{hits:?}");
        assert_eq!(
            event(tracker, HINTS, vec![js(&json!({"model": "Pixel"}))]),
            [],
            "late hints send nothing"
        );
        sent(tracker);
        assert!(!hit(tracker).contains("Pixel"));
    };
    for detail in ["none", "needed"] {
        std::thread::spawn(move || page(detail)).join().unwrap();
    }
}

#[test]
fn hits_that_wait_for_consent_leave_with_the_details_chosen_last() {
    let tracker = browser(plain_tracker());
    command(tracker, "requireConsent", vec![]);
    run(tracker, "trackPageView", vec![]);
    track(tracker, "a\"b\\c&s=7");
    choose(tracker, "none");
    choose(tracker, "needed");
    let mut out = run(tracker, "setConsentGiven", vec![]).1;
    out.extend(flush(tracker));
    let hits = all_hits(&out);
    assert_eq!(names(&out), ["a\"b\\c&s=7"]);
    assert_eq!(hits.len(), 2);
    for hit in &hits {
        assert_eq!(
            (param(hit, "s"), param(hit, "pf_net"), param(hit, "res")),
            (None, None, None)
        );
        assert_eq!(FLAGS.map(|name| param(hit, name).is_some()), [true; 8]);
        assert!(
            param(hit, "idsite").is_some() && param(hit, "url").is_some(),
            "{hit}"
        );
    }
}

#[test]
fn hits_tracked_before_more_is_allowed_leave_first() {
    let tracker = browser(plain_tracker());
    choose(tracker, "none");
    track(tracker, "before");
    let out = choose(tracker, "all");
    assert_eq!(names(&out), ["before"]);
    assert_eq!(param(&all_hits(&out)[0], "uadata").as_deref(), Some("{}"));
    assert!(param(&all_hits(&out)[0], "res").is_none());
}

#[test]
fn the_flags_of_all_hits_are_the_same() {
    for detail in DETAILS {
        let tracker = browser(plain_tracker());
        choose(tracker, detail);
        let features = |hit: &str| hit.split_once("uadata=").unwrap().1.to_owned();
        let first = features(&hit(tracker));
        with_page(|page| {
            page.window.set("navigator.cookieEnabled", Js::Bool(false));
            page.window.set("screen.width", Js::Number(5.0));
            page.window.set("navigator.userAgentData", Js::Null);
        });
        assert_eq!(features(&hit(tracker)), first, "{detail}");
        let out = track(tracker, "leaving");
        let last = all_hits(&[out, event(tracker, LEAVING, vec![])].concat());
        assert_eq!(features(&last[0]), first, "{detail}");
    }
}

#[test]
fn a_parameter_of_the_device_is_removed_whoever_adds_it() {
    if !has("trackRequest") {
        return;
    }
    let secrets = "s=9&res=1x1&pf_net=9&pf_anything=9&uadata=%7B%22model%22%3A%22Pixel%22%7D&pdf=9&cookie=9&gears=9&gt_ms=9&%73=9&+s=9&pf.net=9&res[]=9&s%00x=9";
    for detail in ["none", "needed"] {
        let tracker = plain_tracker();
        choose(tracker, detail);
        command(tracker, "appendToTrackingUrl", texts(&[secrets]));
        let raw = format!("e_c=c&e_a=raw&{secrets}&e_n=s%3D9%26res&dimension1=kept&fa_vid=kept");
        let mut out = run(tracker, "trackRequest", texts(&[raw.as_str()])).1;
        out.extend(
            run(
                tracker,
                "queueRequest",
                vec![Js::Text(raw.clone()), Js::Bool(true)],
            )
            .1,
        );
        out.extend(event(tracker, LEAVING, vec![]));
        let hits = all_hits(&out);
        assert_eq!(hits.len(), 2);
        for hit in &hits {
            assert!(
                !hit.contains("=9") && !hit.contains("Pixel") && !hit.contains("1x1"),
                "{hit}"
            );
            assert_eq!(
                ["e_a", "e_n", "dimension1", "fa_vid"].map(|name| param(hit, name).unwrap()),
                ["raw", "s=9&res", "kept", "kept"]
            );
        }
    }
    let tracker = plain_tracker();
    choose(tracker, "all");
    let raw = run(tracker, "trackRequest", texts(&["e_c=c&e_a=raw&%73=9&res=1x1"])).1;
    let hits = all_hits(&[raw, flush(tracker)].concat());
    assert!(
        hits[0].contains("%73=9&res=1x1"),
        "with all nothing is looked at: {hits:?}"
    );
}

#[test]
fn feature_detection_that_is_off_stays_off() {
    for detail in DETAILS {
        let tracker = browser(with_hints());
        choose(tracker, detail);
        command(tracker, "disableBrowserFeatureDetection", vec![]);
        let hit = page_view(tracker);
        assert_eq!(param(&hit, "uadata").as_deref(), Some("{}"), "{detail}");
        assert_eq!(
            (param(&hit, "cookie"), param(&hit, "res")),
            (None, None),
            "{detail}"
        );
        assert_eq!(param(&hit, "s").is_some(), detail == "all");
        assert_eq!(param(&hit, "pf_net").is_some(), detail == "all");
    }
}

#[test]
fn a_later_tracker_begins_with_the_same_details_or_fewer() {
    let first = browser(plain_tracker());
    let add = || add_tracker(Js::from(COLLECTOR), Js::from("8"));
    for (detail, is_less) in [("needed", true), ("none", true), ("all", false)] {
        choose(first, detail);
        let later = add();
        let hit = page_view(later);
        assert_eq!(param(&hit, "res").is_none(), is_less, "{detail}");
        assert_eq!(param(&hit, "cookie").is_none(), detail == "none", "{detail}");
        choose(later, "all");
        assert!(param(&self::hit(later), "res").is_some(), "its own choice counts");
    }
    if cfg!(feature = "anonymous") {
        let later = add();
        command(later, "enableAnonymousMeasurement", vec![]);
        assert!(
            param(&page_view(later), "res").is_none(),
            "the first one's `all` is not for an anonymous one"
        );
    }
}

#[test]
fn attribution_timestamps_count_as_clock_details() {
    for detail in DETAILS {
        crate::support::page::open("http://site.example/?mtm_campaign=a", "Title", "");
        with_page(|page| {
            page.has_hints = false;
            page.now = 1.8e12 + 37_000.0;
        });
        let tracker = add_tracker(Js::from(COLLECTOR), Js::from("7"));
        choose(tracker, detail);
        let expected = if detail == "all" {
            "1800000037"
        } else {
            "1800000000"
        };
        assert_eq!(param(&page_view(tracker), "_refts").as_deref(), Some(expected));
    }
}

#[cfg(feature = "anonymous")]
#[test]
fn anonymous_measurement_sends_what_is_needed_unless_the_site_chose() {
    for (chosen, detail) in [
        (None, "needed"),
        (Some("none"), "none"),
        (Some("all"), "all"),
        (Some("nedeed"), "none"),
    ] {
        for is_first in [true, false] {
            let tracker = browser(plain_tracker());
            let choose = || {
                if let Some(chosen) = chosen {
                    choose(tracker, chosen);
                }
            };
            if is_first {
                choose();
            }
            command(tracker, "enableAnonymousMeasurement", vec![]);
            if !is_first {
                choose();
            }
            let hit = page_view(tracker);
            let said = ["s", "res", "pf_net", "cookie"].map(|name| param(&hit, name).is_some());
            let expected = [
                detail == "all",
                detail == "all",
                detail == "all",
                detail != "none",
            ];
            assert_eq!(said, expected, "{chosen:?} {is_first}: {hit}");
        }
    }
}
