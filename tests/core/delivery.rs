//! When hits leave, and together with which others: the delivery as the shim sees it, by commands and events.

use crate::support::page::{FLUSH, HINTS, add_tracker, event, run};
use crate::support::sent::{BEACON, FETCH, all_hits, param, params, requests};
use crate::support::visit::{
    COLLECTOR, LEAVING, OVERDUE, SHOWN, command, flush, names, plain_tracker, sent, timers, track, with_hints,
};
use crumbless::fake::{Effect, Js};

#[test]
fn five_commands_of_one_turn_leave_as_one_request_in_order() {
    let tracker = plain_tracker();
    let mut out = Vec::new();
    for (name, arguments) in [
        ("trackPageView", vec![]),
        ("trackEvent", vec!["c", "a"]),
        ("trackGoal", vec!["1"]),
        ("trackSiteSearch", vec!["word"]),
        ("trackLink", vec!["http://a.example/", "link"]),
    ] {
        out.extend(run(tracker, name, arguments.into_iter().map(Js::from).collect()).1);
    }
    assert_eq!(timers(&out), [(0, FLUSH)], "one flush for all of them");
    assert_eq!(requests(&out), []);

    let left = requests(&flush(tracker));
    assert_eq!(left.len(), 1);
    let hooks = if cfg!(feature = "full") {
        ["0"; 5].join("\u{1f}")
    } else {
        String::new()
    };
    assert_eq!(
        (left[0].how, left[0].url.as_str(), left[0].hooks.as_str()),
        (FETCH, COLLECTOR, hooks.as_str())
    );
    let hits = &left[0].hits;
    let first_parameters: Vec<&str> = hits.iter().filter_map(|hit| hit.split('=').next()).collect();
    assert_eq!(
        first_parameters,
        ["action_name", "e_c", "idgoal", "search", "link"]
    );
    assert_eq!(params(hits, "idsite"), ["7"; 5]);
    let page_view = param(&hits[0], "pv_id").expect("a page view has an id");
    assert_eq!(page_view.len(), 6);
    assert_eq!(
        params(hits, "pv_id"),
        vec![page_view; 5],
        "the hits of a page view share its id"
    );
    assert_eq!(requests(&flush(tracker)), [], "nothing is left to send");
}

#[test]
fn hits_wait_for_the_first_request_and_leave_as_one() {
    let tracker = plain_tracker();
    track(tracker, "first");
    let out = flush(tracker);
    assert_eq!(timers(&out), [(3000, OVERDUE)]);
    assert_eq!(names(&out), ["first"]);

    track(tracker, "second");
    assert_eq!(flush(tracker), []);
    track(tracker, "third");
    assert_eq!(flush(tracker), []);
    let out = sent(tracker);
    assert_eq!(
        (requests(&out).len(), names(&out)),
        (1, vec!["second".into(), "third".into()])
    );

    track(tracker, "fourth");
    assert_eq!(
        names(&flush(tracker)),
        ["fourth"],
        "the visit is open: no waiting any more"
    );
    track(tracker, "fifth");
    assert_eq!(names(&flush(tracker)), ["fifth"]);
    assert_eq!(event(tracker, OVERDUE, vec![]), [], "the timer comes too late");
}

#[test]
fn hits_do_not_wait_for_ever_for_the_first_request() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    track(tracker, "second");
    assert_eq!(flush(tracker), []);
    assert_eq!(names(&event(tracker, OVERDUE, vec![])), ["second"]);
    assert_eq!(sent(tracker), []);
    track(tracker, "third");
    assert_eq!(names(&flush(tracker)), ["third"]);
}

#[test]
fn hints_are_asked_for_once_and_hits_wait_for_them() {
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

    let hints = crate::support::page::js(
        &serde_json::json!({"brands": [1], "platform": "Linux", "uaFullVersion": "1", "fullVersionList": {"a": 1}}),
    );
    let out = event(tracker, HINTS, vec![hints]);
    assert_eq!((requests(&out).len(), names(&out).len()), (1, 2));
    let told = r#"{"fullVersionList":{"a":1},"platform":"Linux"}"#;
    assert_eq!(params(&all_hits(&out), "uadata"), [told; 2]);
    sent(tracker);
    assert_eq!(asked(&track(tracker, "three")), 0);
    assert_eq!(params(&all_hits(&flush(tracker)), "uadata"), [told]);
}

#[test]
fn a_browser_that_refuses_its_hints_holds_nothing() {
    let tracker = with_hints();
    track(tracker, "one");
    let out = event(tracker, HINTS, vec![Js::Undefined]);
    assert_eq!(params(&all_hits(&out), "uadata"), ["{}"]);
}

#[test]
fn without_feature_detection_nothing_is_asked_and_nothing_waits() {
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
fn turning_feature_detection_off_releases_what_waits_for_hints() {
    let tracker = with_hints();
    track(tracker, "one");
    assert_eq!(flush(tracker), []);
    assert_eq!(
        names(&run(tracker, "disableBrowserFeatureDetection", vec![]).1),
        ["one"]
    );
}

#[test]
fn a_page_that_is_left_waits_for_nothing() {
    let tracker = with_hints();
    track(tracker, "waits for hints");
    assert_eq!(flush(tracker), []);
    let out = event(tracker, LEAVING, vec![]);
    assert_eq!(requests(&out)[0].how, BEACON);
    assert_eq!(names(&out), ["waits for hints"]);

    // The first request is under way; while the page is being left there is no later turn to wait for.
    let out = track(tracker, "given while leaving");
    assert_eq!(requests(&out)[0].how, BEACON);
    assert_eq!(names(&out), ["given while leaving"]);
    assert_eq!(timers(&out), []);

    assert_eq!(event(tracker, SHOWN, vec![]), []);
    event(tracker, HINTS, vec![Js::Undefined]);
    let out = track(tracker, "after return");
    assert_eq!(timers(&out), [(0, FLUSH)]);
    assert_eq!(flush(tracker), [], "the first request is still under way");
    let out = sent(tracker);
    assert_eq!(
        (requests(&out)[0].how, names(&out)),
        (FETCH, vec!["after return".into()])
    );
}

#[test]
fn what_waits_leaves_as_one_beacon() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    for name in ["a", "b", "c"] {
        track(tracker, name);
    }
    let out = event(tracker, LEAVING, vec![]);
    assert_eq!(
        (requests(&out).len(), requests(&out)[0].how, names(&out).join(" ")),
        (1, BEACON, "a b c".into())
    );
    assert_eq!(event(tracker, LEAVING, vec![]), [], "told twice, sent once");
}

#[test]
fn each_tracker_has_its_own_queue() {
    let one = plain_tracker();
    let two = add_tracker(Js::from("http://other.example/matomo.php"), Js::from("8"));
    track(one, "for one");
    track(two, "for two");
    let out = flush(two);
    assert_eq!(names(&out), ["for two"]);
    assert_eq!(params(&all_hits(&out), "idsite"), ["8"]);
    assert!(requests(&out)[0].url.starts_with("http://other.example/"));
    sent(two);
    assert_eq!(names(&flush(one)), ["for one"]);
}
