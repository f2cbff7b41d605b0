//! When hits leave, together with which others, and how: the delivery as the shim sees it, by commands and events.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;
#[path = "support/sent.rs"]
mod sent;

use crumbless::fake::{Effect, Js, effects, with_page};
use crumbless::tracker;
use sent::{BEACON, FETCH, IMAGE, POST, all_hits, param, params, requests};
use support::page::{FLUSH, HINTS, SENT, add_tracker, event, open, run};

const BULK_DUE: u32 = 3;
const FIRST_OVERDUE: u32 = 4;
const LEAVING: u32 = 5;
const SHOWN: u32 = 6;

const COLLECTOR: &str = "http://stats.example/matomo.php";

/// A tracker on a page whose browser has no client hints.
fn tracker_on(url: &str) -> u32 {
    open(url, "Title", "");
    with_page(|page| page.has_hints = false);
    add_tracker(Js::from(COLLECTOR), Js::from("7"))
}

fn plain_tracker() -> u32 {
    tracker_on("http://site.example/page")
}

fn with_hints() -> u32 {
    open("http://site.example/page", "Title", "");
    add_tracker(Js::from(COLLECTOR), Js::from("7"))
}

/// Tracks an event whose action is its name, and returns what went out at once.
fn track(tracker: u32, name: &str) -> Vec<Effect> {
    run(tracker, "trackEvent", vec![Js::from("c"), Js::from(name)]).1
}

fn command(tracker: u32, name: &str, arguments: Vec<Js>) {
    let out = run(tracker, name, arguments).1;
    assert_eq!(requests(&out), [], "{name} sends nothing");
}

fn flush(tracker: u32) -> Vec<Effect> {
    event(tracker, FLUSH, vec![])
}

fn sent(tracker: u32) -> Vec<Effect> {
    event(tracker, SENT, vec![])
}

/// Opens the visit: the first hit left and was answered.
fn open_visit(tracker: u32) {
    track(tracker, "first");
    assert_eq!(all_hits(&flush(tracker)).len(), 1);
    assert_eq!(sent(tracker), []);
}

fn names(effects: &[Effect]) -> Vec<String> {
    params(&all_hits(effects), "e_a")
}

fn timers(effects: &[Effect]) -> Vec<(u32, u32)> {
    let timer = |effect: &Effect| match effect {
        Effect::After { milliseconds, event } => Some((*milliseconds, *event)),
        _ => None,
    };
    effects.iter().filter_map(timer).collect()
}

fn logs(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Log(_)))
        .count()
}

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
    assert_eq!(
        (left[0].how, left[0].url.as_str(), left[0].hooks.as_str()),
        (FETCH, COLLECTOR, "0\u{1f}0\u{1f}0\u{1f}0\u{1f}0")
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
fn a_single_hit_leaves_in_the_address() {
    let tracker = plain_tracker();
    track(tracker, "one");
    let left = requests(&flush(tracker));
    assert_eq!(left.len(), 1);
    assert!(left[0].url.starts_with(&format!("{COLLECTOR}?e_c=c&e_a=one&")));
    assert_eq!((left[0].how, left[0].body.as_str()), (FETCH, ""));

    sent(tracker);
    command(tracker, "setTrackerUrl", vec![Js::from("/matomo.php?v=2")]);
    track(tracker, "two");
    assert!(
        requests(&flush(tracker))[0]
            .url
            .starts_with("/matomo.php?v=2&e_c=c")
    );
}

#[test]
fn hits_wait_for_the_first_request_and_leave_as_one() {
    let tracker = plain_tracker();
    track(tracker, "first");
    let out = flush(tracker);
    assert_eq!(timers(&out), [(3000, FIRST_OVERDUE)]);
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
    assert_eq!(
        event(tracker, FIRST_OVERDUE, vec![]),
        [],
        "the timer comes too late"
    );
}

#[test]
fn hits_do_not_wait_for_ever_for_the_first_request() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    track(tracker, "second");
    assert_eq!(flush(tracker), []);
    assert_eq!(names(&event(tracker, FIRST_OVERDUE, vec![])), ["second"]);
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

    let hints = support::page::js(
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
fn a_page_that_is_left_sends_by_beacon_whatever_the_transport() {
    for (name, arguments) in [
        ("disableBundling", vec![]),
        ("disableAlwaysUseSendBeacon", vec![]),
        ("setRequestMethod", vec![Js::from("GET")]),
        ("setRequestMethod", vec![Js::from("POST")]),
    ] {
        let tracker = plain_tracker();
        command(tracker, name, arguments);
        open_visit(tracker);
        track(tracker, "a");
        track(tracker, "b");
        let out = event(tracker, LEAVING, vec![]);
        assert_eq!(
            (requests(&out).len(), requests(&out)[0].how),
            (1, BEACON),
            "{name}"
        );
        assert_eq!(names(&out), ["a", "b"], "{name}");
    }
}

#[test]
fn missing_consent_holds_everything_even_while_leaving() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    track(tracker, "one");
    command(tracker, "queueRequest", vec![Js::from("ping=1")]);
    assert_eq!(flush(tracker), []);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
    assert_eq!(requests(&track(tracker, "two")), []);
    assert_eq!(event(tracker, SHOWN, vec![]), []);
    event(tracker, BULK_DUE, vec![]);
    assert_eq!(requests(&flush(tracker)), []);

    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(requests(&out).len(), 1);
    let hits = all_hits(&out);
    assert_eq!(hits.len(), 3);
    assert_eq!(params(&hits, "consent"), ["1"; 3]);
    assert_eq!(params(&hits, "e_a"), ["one", "two"]);

    sent(tracker);
    command(tracker, "forgetConsentGiven", vec![]);
    track(tracker, "three");
    assert_eq!(flush(tracker), []);
    assert_eq!(names(&run(tracker, "rememberConsentGiven", vec![]).1), ["three"]);
}

#[test]
fn many_hits_held_for_consent_all_leave_in_order() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    let given: Vec<String> = (0..400).map(|number| format!("hit {number}")).collect();
    for name in &given {
        assert_eq!(logs(&track(tracker, name)), 0, "{name}");
    }
    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(logs(&out), 0);
    let sizes: Vec<usize> = requests(&out).iter().map(|request| request.hits.len()).collect();
    assert_eq!(sizes, [50; 8]);
    assert_eq!(names(&out), given);
}

#[test]
fn without_bundling_hits_keep_their_distances() {
    let tracker = plain_tracker();
    let wait = |milliseconds: f64| with_page(|page| page.now += milliseconds);
    command(tracker, "disableBundling", vec![]);
    for name in ["one", "two", "three"] {
        track(tracker, name);
    }
    let out = flush(tracker);
    assert_eq!(names(&out), ["one"]);
    assert_eq!(timers(&out), [(3000, FIRST_OVERDUE), (800, FLUSH)]);

    assert_eq!(
        timers(&sent(tracker)),
        [(800, FLUSH)],
        "the answer shortens nothing"
    );
    wait(300.0);
    let out = flush(tracker);
    assert_eq!((timers(&out), names(&out).len()), (vec![(500, FLUSH)], 0));
    wait(500.0);
    let out = flush(tracker);
    assert_eq!(
        (timers(&out), names(&out).join(" ")),
        (vec![(50, FLUSH)], "two".into())
    );
    wait(50.0);
    let out = flush(tracker);
    assert_eq!((timers(&out), names(&out).join(" ")), (vec![], "three".into()));
    track(tracker, "four");
    let out = flush(tracker);
    assert_eq!((timers(&out), names(&out).join(" ")), (vec![], "four".into()));
}

#[test]
fn distances_survive_a_clock_that_overflows_32_bits() {
    let tracker = plain_tracker();
    command(tracker, "disableBundling", vec![]);
    with_page(|page| page.now = 4_294_967_296.0 * 400.0 - 100.0);
    track(tracker, "one");
    track(tracker, "two");
    assert_eq!(timers(&flush(tracker)), [(3000, FIRST_OVERDUE), (800, FLUSH)]);
    with_page(|page| page.now += 799.0);
    assert_eq!(timers(&flush(tracker)), [(1, FLUSH)]);
    with_page(|page| page.now += 1.0);
    assert_eq!(names(&flush(tracker)), ["two"]);
}

#[test]
fn by_get_hits_leave_one_by_one_as_images() {
    for (name, arguments) in [
        ("setRequestMethod", vec![Js::from("GET")]),
        ("disableAlwaysUseSendBeacon", vec![]),
    ] {
        let tracker = plain_tracker();
        command(tracker, name, arguments);
        track(tracker, "one");
        track(tracker, "two");
        let first = flush(tracker);
        with_page(|page| page.now += 800.0);
        let second = flush(tracker);
        for (out, action) in [(first, "one"), (second, "two")] {
            let left = requests(&out);
            assert_eq!(
                (left.len(), left[0].how, left[0].body.as_str()),
                (1, IMAGE, ""),
                "{name}"
            );
            assert_eq!(names(&out), [action]);
            assert_eq!(params(&left[0].hits, "send_image"), ["1"]);
        }
    }
}

#[test]
fn by_post_hits_leave_in_the_body() {
    let tracker = plain_tracker();
    command(tracker, "setRequestMethod", vec![Js::from("post")]);
    command(tracker, "setRequestContentType", vec![Js::from("text/csv")]);
    track(tracker, "one");
    let form = "application/x-www-form-urlencoded; charset=UTF-8";
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!(
        (left.how, left.url.as_str(), left.content_type.as_str()),
        (FETCH, COLLECTOR, form)
    );
    assert!(left.body.starts_with("e_c=c&e_a=one&"));

    sent(tracker);
    command(tracker, "disableAlwaysUseSendBeacon", vec![]);
    track(tracker, "two");
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!(
        (left.how, left.content_type.as_str()),
        (POST, "text/csv"),
        "XMLHttpRequest"
    );
    assert_eq!(params(&left.hits, "send_image"), ["0"]);
    track(tracker, "three");
    track(tracker, "four");
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.hits.len()), (POST, 2));
}

#[test]
fn a_long_hit_goes_into_the_body() {
    let long = "x".repeat(3000);
    let tracker = plain_tracker();
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (FETCH, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), std::slice::from_ref(&long));

    let tracker = plain_tracker();
    command(tracker, "setRequestMethod", vec![Js::from("GET")]);
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (POST, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), [long]);
}

#[test]
fn a_bulk_request_has_fifty_hits_at_most() {
    let tracker = plain_tracker();
    let given: Vec<String> = (0..120).map(|number| number.to_string()).collect();
    for name in &given {
        track(tracker, name);
    }
    let out = flush(tracker);
    let sizes: Vec<usize> = requests(&out).iter().map(|request| request.hits.len()).collect();
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(names(&out), given);
}

#[test]
fn a_bulk_request_has_sixty_thousand_bytes_at_most() {
    let tracker = plain_tracker();
    let lengths = [20_000, 20_000, 19_000, 100, 70_000, 30_000, 29_000, 500, 500];
    for length in lengths {
        track(tracker, &"x".repeat(length));
    }
    let out = flush(tracker);
    let left = requests(&out);
    let sizes: Vec<usize> = left.iter().map(|request| request.hits.len()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), lengths.len());
    assert!(
        sizes.len() >= 4,
        "{sizes:?}: what belongs together was torn or put together"
    );
    for request in &left {
        assert!(
            request.hits.len() == 1 || request.body.len() <= 61_000,
            "{} bytes for {} hits",
            request.body.len(),
            request.hits.len()
        );
    }
    let lengths_sent: Vec<usize> = names(&out).iter().map(String::len).collect();
    assert_eq!(lengths_sent, lengths, "in order, whole");
}

#[test]
fn queued_requests_collect_until_nothing_was_added() {
    let tracker = plain_tracker();
    let queue = |request: &str| run(tracker, "queueRequest", vec![Js::from(request)]).1;
    open_visit(tracker);
    assert_eq!(timers(&queue("e_c=c&e_a=one")), [(2500, BULK_DUE)]);
    assert_eq!(
        timers(&queue("e_c=c&e_a=two")),
        [(2500, BULK_DUE)],
        "the interval begins anew"
    );
    assert_eq!(flush(tracker), [], "a flush of other hits leaves them alone");
    let out = event(tracker, BULK_DUE, vec![]);
    assert_eq!((requests(&out).len(), timers(&out)), (0, vec![(0, FLUSH)]));
    let out = flush(tracker);
    assert_eq!(
        (requests(&out).len(), names(&out).join(" ")),
        (1, "one two".into())
    );
    assert_eq!(params(&all_hits(&out), "idsite"), ["7", "7"]);
    assert_eq!(event(tracker, BULK_DUE, vec![]), []);
}

#[test]
fn the_interval_of_queued_requests_is_a_second_at_least() {
    let tracker = plain_tracker();
    let set = |value: Js| run(tracker, "setRequestQueueInterval", vec![value]).1;
    let due = || timers(&run(tracker, "queueRequest", vec![Js::from("ping=1")]).1);
    assert_eq!(logs(&set(Js::Number(1500.0))), 0);
    assert_eq!(due()[0], (1500, BULK_DUE));
    for wrong in [Js::Number(999.0), Js::from("soon"), Js::Undefined, Js::Null] {
        assert_eq!(logs(&set(wrong)), 1);
        assert_eq!(due()[0], (1500, BULK_DUE));
    }
}

#[test]
fn a_full_queued_request_stays_as_it_is() {
    let tracker = plain_tracker();
    open_visit(tracker);
    run(
        tracker,
        "queueRequest",
        vec![Js::from("idsite=9&rec=1&e_a=full"), Js::Bool(true)],
    );
    event(tracker, BULK_DUE, vec![]);
    let hits = all_hits(&flush(tracker));
    assert!(
        hits[0].starts_with("idsite=9&rec=1&e_a=full&uadata="),
        "{}",
        hits[0]
    );
    assert_eq!(params(&hits, "url"), [""; 0]);
}

#[test]
fn queued_requests_leave_with_the_page() {
    let tracker = plain_tracker();
    run(tracker, "queueRequest", vec![Js::from("e_a=queued")]);
    track(tracker, "other");
    let out = event(tracker, LEAVING, vec![]);
    let mut left = names(&out);
    left.sort();
    assert_eq!(
        (requests(&out).len(), left),
        (1, vec!["other".into(), "queued".into()])
    );
    let out = run(tracker, "queueRequest", vec![Js::from("e_a=late")]).1;
    assert_eq!(
        (requests(&out)[0].how, names(&out)),
        (BEACON, vec!["late".into()])
    );
}

#[test]
fn without_the_queue_a_queued_request_leaves_like_any_hit() {
    let tracker = plain_tracker();
    command(tracker, "disableQueueRequest", vec![]);
    let out = run(tracker, "queueRequest", vec![Js::from("e_a=one")]).1;
    assert_eq!(timers(&out), [(0, FLUSH)]);
    assert_eq!(names(&flush(tracker)), ["one"]);
}

#[test]
fn do_not_track_is_honoured_where_site_and_browser_agree() {
    for (asked, honours, is_tracked) in [
        (Js::from("1"), true, false),
        (Js::from("yes"), true, false),
        (Js::from("1"), false, true),
        (Js::from("0"), true, true),
        (Js::from("unspecified"), true, true),
        (Js::Null, true, true),
        (Js::Undefined, true, true),
    ] {
        let tracker = plain_tracker();
        with_page(|page| page.window.set("navigator.doNotTrack", asked.clone()));
        command(tracker, "setDoNotTrack", vec![Js::Bool(honours)]);
        let out = track(tracker, "one");
        assert_eq!(out.is_empty(), !is_tracked, "{asked:?} {honours}");
        assert_eq!(all_hits(&flush(tracker)).len(), usize::from(is_tracked));
    }
}

#[test]
fn pages_opened_from_disk_are_tracked_only_when_asked() {
    let tracker = tracker_on("file:///home/me/page.html");
    assert_eq!(track(tracker, "one"), []);
    command(
        tracker,
        "setCustomUrl",
        vec![Js::from("http://site.example/page")],
    );
    assert_eq!(track(tracker, "two"), []);
    command(tracker, "enableFileTracking", vec![]);
    track(tracker, "three");
    assert_eq!(names(&flush(tracker)), ["three"]);

    let tracker = plain_tracker();
    command(
        tracker,
        "setCustomUrl",
        vec![Js::from("file:///home/me/page.html")],
    );
    assert_eq!(track(tracker, "one"), []);
}

/// A command or a draft as the shim gives it, without the shim's part of the work.
fn turn(arguments: Vec<Js>, work: impl FnOnce()) -> Vec<Effect> {
    with_page(|page| page.arguments = arguments);
    work();
    effects()
}

fn raw_command(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<Effect> {
    let number = crumbless::command::table::COMMANDS
        .iter()
        .position(|row| row.name == name)
        .expect("a command");
    turn(arguments, || tracker::on_command(tracker, number as u32))
}

fn take_back(tracker: u32, arguments: Vec<Js>) -> Vec<Effect> {
    turn(arguments, || tracker::on_draft(tracker, 0))
}

fn draft(effects: &[Effect]) -> (u32, &str, &str, &str) {
    let [
        Effect::Draft {
            route,
            plugin,
            head,
            tail,
            ..
        },
    ] = effects
    else {
        panic!("not one draft: {effects:?}");
    };
    (*route, plugin, head, tail)
}

#[test]
fn plugins_see_every_request_and_may_change_or_drop_it() {
    let tracker = plain_tracker();
    with_page(|page| page.is_hooked = true);
    command(tracker, "appendToTrackingUrl", vec![Js::from("own=1")]);
    let out = raw_command(tracker, "trackEvent", vec![Js::from("c"), Js::from("a")]);
    let (route, hook, head, tail) = draft(&out);
    assert_eq!((route, hook, tail), (0, "event", "own=1"));
    assert!(head.starts_with("e_c=c&e_a=a&") && !head.contains("own=1"));

    assert_eq!(
        timers(&take_back(tracker, vec![Js::from("e_a=changed\"\n")])),
        [(0, FLUSH)]
    );
    assert!(all_hits(&flush(tracker))[0].starts_with("e_a=changed%22%0A&"));
    sent(tracker);
    for dropped in [
        Js::from(""),
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Number(4.0),
        Js::List(vec![]),
    ] {
        assert_eq!(take_back(tracker, vec![dropped.clone()]), [], "{dropped:?}");
    }
    assert_eq!(flush(tracker), []);
}

#[test]
fn each_kind_of_hit_names_its_hook() {
    let tracker = plain_tracker();
    with_page(|page| page.is_hooked = true);
    for (name, arguments, hook) in [
        ("trackPageView", vec![], "log"),
        ("trackGoal", vec!["1"], "goal"),
        ("trackSiteSearch", vec!["word"], "sitesearch"),
        ("trackLink", vec!["http://a.example/", "link"], "link"),
        ("ping", vec![], "ping"),
        ("trackRequest", vec!["a=1", "", "", "own"], "own"),
        ("trackRequest", vec!["a=1"], ""),
    ] {
        let out = raw_command(tracker, name, arguments.into_iter().map(Js::from).collect());
        assert_eq!(draft(&out).1, hook, "{name}");
    }
    let out = raw_command(tracker, "queueRequest", vec![Js::from("a=1")]);
    assert_eq!(draft(&out).0, 1, "to the queue of queueRequest");
}

#[test]
fn callbacks_travel_with_their_hits() {
    let tracker = plain_tracker();
    let out = raw_command(
        tracker,
        "trackPageView",
        vec![Js::Undefined, Js::Undefined, Js::Function],
    );
    let Effect::Draft { callback, head, .. } = &out[0] else {
        panic!("{out:?}");
    };
    assert_eq!(*callback, 3, "the third argument");
    // The fake's hooks are numbered by their place among the arguments.
    take_back(tracker, vec![Js::Text(head.clone()), Js::Function]);
    track(tracker, "without");
    let left = requests(&flush(tracker));
    assert_eq!((left.len(), left[0].hooks.as_str()), (1, "2\u{1f}0"));
}

#[test]
fn a_request_that_is_only_answered_does_not_leave() {
    let tracker = plain_tracker();
    let (answer, out) = run(tracker, "getRequest", vec![Js::from("a=1")]);
    let answer = answer
        .and_then(|answer| answer.as_str().map(str::to_owned))
        .unwrap();
    assert!(answer.starts_with("a=1&idsite=7&"), "{answer}");
    assert_eq!((out, flush(tracker)), (vec![], vec![]));
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
