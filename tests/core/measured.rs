//! What is measured of page views (issue 17): hits of the view they were measured on, dated back to it.

use crate::support::page::{enter, event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{
    HIDDEN, NAVIGATION, command, flush, plain_tracker, sent, texts, tracker_on, wait,
};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::{Entry, Event};

const MEASURED: u32 = Event::Measured as u32;

/// A page view that something is measured of.
fn measuring(tracker: u32) -> u32 {
    command(tracker, "enableScrollTracking", vec![]);
    run(tracker, "trackPageView", vec![]);
    flush(tracker);
    sent(tracker);
    tracker
}

fn hits(tracker: u32, mut out: Vec<Effect>) -> Vec<String> {
    out.extend(flush(tracker));
    out.extend(sent(tracker));
    all_hits(&out)
}

fn measured(tracker: u32, row: Vec<Js>) -> Vec<String> {
    let out = event(tracker, MEASURED, row);
    hits(tracker, out)
}

fn row(name: &str) -> Vec<Js> {
    let mut row = texts(&["Scroll", "Depth", name]);
    row.extend([Js::Number(73.0), Js::Undefined, Js::from(name)]);
    row
}

fn ping(data: &[(&str, f64)]) -> Vec<Js> {
    let data = data
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Js::Number(*value)));
    vec![
        Js::Undefined,
        Js::Undefined,
        Js::Undefined,
        Js::Undefined,
        Js::Object(data.collect()),
    ]
}

fn begins(effect: &Effect) -> bool {
    matches!(effect, Effect::BeginView { .. })
}

fn is_begun(out: &[Effect]) -> bool {
    out.iter().any(begins)
}

fn facts(hit: &str) -> Vec<Option<String>> {
    ["e_c", "e_a", "e_n", "e_v", "ca"]
        .map(|name| param(hit, name))
        .to_vec()
}

fn some(values: [&str; 5]) -> Vec<Option<String>> {
    values
        .map(|value| Some(value.to_owned()).filter(|value| value != "-"))
        .to_vec()
}

#[test]
fn it_is_an_event_dated_back_to_the_view_and_a_ping_is_not() {
    let tracker = measuring(plain_tracker());
    let id = run(tracker, "getPageViewId", vec![]).0.unwrap();
    wait(12_400.0);
    let [hit] = measured(tracker, row("70%")).try_into().unwrap();
    assert_eq!(facts(&hit), some(["Scroll", "Depth", "70%", "73", "1"]));
    // Rounded up: the view of 12.4 s ago is not before it by a second.
    assert_eq!(param(&hit, "cdo").as_deref(), Some("13"));
    assert_eq!(param(&hit, "pv_id").as_deref(), id.as_str());
    let [hit] = measured(tracker, ping(&[("dimension3", 12.0)]))
        .try_into()
        .unwrap();
    assert_eq!(param(&hit, "ping").as_deref(), Some("1"));
    assert_eq!(param(&hit, "dimension3").as_deref(), Some("12"));
    assert_eq!((param(&hit, "cdo"), param(&hit, "e_c")), (None, None));
}

#[test]
fn what_happens_just_now_is_not_dated_back() {
    let tracker = measuring(plain_tracker());
    wait(20_000.0);
    let mut now = row("signup");
    now.push(Js::Bool(true));
    let [hit] = measured(tracker, now).try_into().unwrap();
    assert_eq!(param(&hit, "cdo"), None);
    // And neither is what the site tracks behind it.
    let out = run(tracker, "trackEvent", texts(&["c", "a"])).1;
    assert_eq!(param(&hits(tracker, out)[0], "cdo"), None);
}

#[test]
fn it_is_of_the_view_whatever_the_page_is_by_then() {
    let tracker = tracker_on("http://site.example/first");
    command(tracker, "setCustomUrl", texts(&["http://site.example/named"]));
    measuring(tracker);
    command(tracker, "setCustomUrl", texts(&["http://site.example/next"]));
    let [hit] = measured(tracker, row("70%")).try_into().unwrap();
    assert_eq!(param(&hit, "url").as_deref(), Some("http://site.example/named"));
    // What the site named in the meantime stays named.
    let out = run(tracker, "trackPageView", vec![]).1;
    let [view] = hits(tracker, out).try_into().unwrap();
    assert_eq!(param(&view, "url").as_deref(), Some("http://site.example/next"));
}

#[test]
fn an_application_says_when_its_page_is_left_and_what_is_measured_comes_before_the_next_view() {
    let tracker = tracker_on("http://site.example/first");
    command(tracker, "enableSpaTracking", vec![]);
    measuring(tracker);
    with_page(|page| {
        page.window
            .set("location.href", Js::from("http://site.example/second"));
        page.window.set("document.title", Js::from("Second"));
    });
    let out = event(tracker, NAVIGATION, vec![Js::from("push")]);
    assert!(out.contains(&Effect::EndView), "{out:?}");
    let mut out = event(tracker, MEASURED, row("70%"));
    out.extend(event(tracker, HIDDEN, vec![]));
    assert!(is_begun(&out), "{out:?}");
    let addresses: Vec<_> = hits(tracker, out).iter().map(|hit| param(hit, "url")).collect();
    let expected = ["http://site.example/first", "http://site.example/second"];
    assert_eq!(addresses, expected.map(|url| Some(url.to_owned())));
}

#[test]
fn a_command_after_the_view_measures_that_one_and_nothing_is_said_where_none_is_called() {
    let tracker = plain_tracker();
    let out = run(tracker, "trackPageView", vec![]).1;
    assert!(!is_begun(&out), "{out:?}");
    let out = run(tracker, "enableWebVitals", vec![]).1;
    assert_eq!(out.iter().filter(|effect| begins(effect)).count(), 1);
    let out = run(tracker, "enableEngagement", vec![]).1;
    assert!(!is_begun(&out), "the view goes on: {out:?}");
    let out = run(tracker, "trackPageView", vec![]).1;
    assert!(is_begun(&out), "{out:?}");
}

#[test]
fn plugins_get_it_too_and_it_comes_back_with_its_date() {
    let tracker = measuring(plain_tracker());
    wait(30_000.0);
    with_page(|page| page.is_hooked = true);
    let out = enter(Entry::Event, tracker, MEASURED, row("70%"));
    let [
        Effect::Draft {
            head, due, plugin, ..
        },
    ] = out.as_slice()
    else {
        panic!("{out:?}");
    };
    assert_eq!(plugin, "event");
    let back = vec![
        Js::from(head.as_str()),
        Js::Undefined,
        Js::from(head.as_str()),
        Js::Number(f64::from(*due)),
    ];
    let out = enter(Entry::Draft, tracker, 0, back);
    let [hit] = hits(tracker, out).try_into().unwrap();
    assert_eq!(param(&hit, "cdo").as_deref(), Some("30"));
}

#[test]
fn consent_and_opting_out_stop_it_like_any_hit() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    command(tracker, "enableScrollTracking", vec![]);
    run(tracker, "trackPageView", vec![]);
    assert_eq!(measured(tracker, row("70%")), Vec::<String>::new());
    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(hits(tracker, out).len(), 2);
    let tracker = measuring(plain_tracker());
    run(tracker, "optUserOut", vec![]);
    assert_eq!(measured(tracker, row("70%")), Vec::<String>::new());
}

#[cfg(feature = "anonymous")]
mod anonymous {
    use super::*;

    fn anonymous(options: &[(&str, Js)]) -> u32 {
        let options = options
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let tracker = tracker_on("http://own.example/secret");
        command(
            tracker,
            "enableAnonymousMeasurement",
            vec![Js::Object(options.collect())],
        );
        measuring(tracker)
    }

    fn named(name: Js, ours: Js) -> Vec<Js> {
        let mut row = texts(&["Form", "Submit"]);
        row.extend([name, Js::Number(5.0), Js::Undefined, ours]);
        row
    }

    #[test]
    fn words_of_ours_pass_and_a_name_of_the_page_does_only_where_the_options_allow_it() {
        let cases = [
            (Js::from("secret"), Js::Undefined, "-"),
            (Js::from("secret #secret"), Js::from("good"), "good"),
            (Js::from("allowed & so"), Js::Undefined, "allowed & so"),
            (Js::Undefined, Js::Undefined, "-"),
        ];
        for (name, ours, expected) in cases {
            let tracker = anonymous(&[("eventNames", Js::List(texts(&["allowed & so"])))]);
            let [hit] = measured(tracker, named(name.clone(), ours)).try_into().unwrap();
            assert_eq!(
                facts(&hit),
                some(["Form", "Submit", expected, "5", "1"]),
                "{name:?}"
            );
            assert!(!hit.contains("secret"), "{hit}");
        }
    }

    #[test]
    fn its_address_is_read_as_the_browser_had_it() {
        // Decoded, the value of one parameter would be two, and a name may pass.
        let preset = [("preset", Js::from("matomo"))];
        for (address, expected) in [
            ("?q=a%26secret%3D1", "/?q=XYZ"),
            ("?q=1#?tab=a%26secret%3D1%23", "/?tab=XYZ"),
            ("?q=%3Fsecret%3D1&tab=%2526secret", "/?q=XYZ&tab=XYZ"),
        ] {
            let tracker = tracker_on(&format!("http://own.example/{address}"));
            let options = preset
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()));
            command(
                tracker,
                "enableAnonymousMeasurement",
                vec![Js::Object(options.collect())],
            );
            measuring(tracker);
            with_page(|page| {
                page.window
                    .set("location.href", Js::from("http://own.example/next?later=1"))
            });
            let [hit] = measured(tracker, named(Js::Undefined, Js::Undefined))
                .try_into()
                .unwrap();
            assert_eq!(
                param(&hit, "url"),
                Some(format!("http://demo.matomo.org{expected}")),
                "{address}"
            );
        }
    }

    #[test]
    fn its_address_is_what_the_site_said_at_its_view() {
        let tracker = tracker_on("http://own.example/secret");
        let options = vec![("preset".to_owned(), Js::from("matomo"))];
        command(tracker, "enableAnonymousMeasurement", vec![Js::Object(options)]);
        command(
            tracker,
            "setCustomUrl",
            vec!["http://own.example/?tab=a%26secret%3D1".into()],
        );
        measuring(tracker);
        command(
            tracker,
            "setCustomUrl",
            vec!["http://own.example/?later=1".into()],
        );
        let [hit] = measured(tracker, named(Js::Undefined, Js::Undefined))
            .try_into()
            .unwrap();
        assert_eq!(
            param(&hit, "url").as_deref(),
            Some("http://demo.matomo.org/?tab=XYZ")
        );
    }

    #[test]
    fn it_is_dated_back_and_data_stay_here() {
        let tracker = anonymous(&[]);
        wait(9_500.0);
        let mut row = named(Js::Undefined, Js::Undefined);
        row[4] = Js::Object(vec![("dimension1".to_owned(), Js::from("secret"))]);
        let [hit] = measured(tracker, row).try_into().unwrap();
        assert_eq!(
            (param(&hit, "cdo").as_deref(), param(&hit, "dimension1")),
            (Some("10"), None)
        );
        let [hit] = measured(tracker, ping(&[("dimension1", 9.0)]))
            .try_into()
            .unwrap();
        assert_eq!(
            (param(&hit, "ping").as_deref(), param(&hit, "dimension1")),
            (Some("1"), None)
        );
    }
}
