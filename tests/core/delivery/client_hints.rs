//! Hits wait for the client hints of the browser, if it has any.

use crate::support::page::{FLUSH, HINTS, event, js, run};
use crate::support::sent::{all_hits, param, params, requests};
use crate::support::visit::{command, flush, names, sent, timers, track, with_hints};
use crumbless::fake::{Effect, Js};

#[test]
fn hits_wait_for_the_client_hints_which_are_asked_for_once() {
    let tracker = with_hints();
    let asked = |out: &[Effect]| {
        out.iter()
            .filter(|effect| matches!(effect, Effect::AskHints))
            .count()
    };
    assert_eq!(asked(&track(tracker, "one")), 1);
    assert_eq!(flush(tracker), []);
    assert_eq!(asked(&track(tracker, "two")), 0);
    assert_eq!(flush(tracker), []);

    let hints = js(
        &serde_json::json!({"brands": [1], "platform": "Linux", "uaFullVersion": "1", "fullVersionList": {"a": 1}}),
    );
    let out = event(tracker, HINTS, vec![hints]);
    assert_eq!((requests(&out).len(), names(&out).len()), (1, 2));
    let expected = r#"{"fullVersionList":{"a":1},"platform":"Linux"}"#;
    assert_eq!(params(&all_hits(&out), "uadata"), [expected; 2]);
    sent(tracker);
    assert_eq!(asked(&track(tracker, "three")), 0);
    assert_eq!(params(&all_hits(&flush(tracker)), "uadata"), [expected]);
}

#[test]
fn hits_leave_without_hints_if_the_browser_refuses_them() {
    let tracker = with_hints();
    track(tracker, "one");
    let out = event(tracker, HINTS, vec![Js::Undefined]);
    assert_eq!(params(&all_hits(&out), "uadata"), ["{}"]);
}

#[test]
fn without_feature_detection_no_hit_waits_for_hints() {
    let tracker = with_hints();
    command(tracker, "disableBrowserFeatureDetection", vec![]);
    assert_eq!(
        track(tracker, "one"),
        [Effect::After {
            milliseconds: 0,
            event: FLUSH
        }]
    );
    let hits = all_hits(&flush(tracker));
    assert_eq!(params(&hits, "e_a"), ["one"]);
    assert_eq!((param(&hits[0], "res"), param(&hits[0], "cookie")), (None, None));
}

#[test]
fn disabling_feature_detection_releases_hits_that_wait_for_hints() {
    let tracker = with_hints();
    track(tracker, "one");
    assert_eq!(flush(tracker), []);
    assert_eq!(
        names(&run(tracker, "disableBrowserFeatureDetection", vec![]).1),
        ["one"]
    );
}

#[test]
fn hits_wait_a_second_for_hints_and_later_hits_have_late_ones() {
    let tracker = with_hints();
    let out = track(tracker, "one");
    assert!(timers(&out).contains(&(1000, HINTS)), "{out:?}");
    assert_eq!(names(&flush(tracker)), [""; 0]);
    // The time is over, and the browser has said nothing.
    assert_eq!(names(&event(tracker, HINTS, vec![])), ["one"]);
    let mut hints = Js::default();
    hints.set("model", Js::from("Pixel"));
    event(tracker, HINTS, vec![hints]);
    // So is it for one that has said something: that stays.
    event(tracker, HINTS, vec![]);
    sent(tracker);
    track(tracker, "two");
    let hit = requests(&flush(tracker)).remove(0).url;
    assert!(hit.contains("Pixel"), "{hit}");
}
