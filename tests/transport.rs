//! How hits leave: in the address or the body, by which way, how many together, at which distances.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "support/sent.rs"]
mod sent;
mod support;
#[path = "support/visit.rs"]
mod visit;

use crumbless::fake::{Js, with_page};
use sent::{BEACON, FETCH, IMAGE, POST, params, requests};
use support::page::{FLUSH, event};
use visit::{
    COLLECTOR, FIRST_OVERDUE, LEAVING, command, flush, names, open_visit, plain_tracker, sent, timers, track,
};

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
    assert!(left.body.starts_with("{\"requests\":[\"?e_c=c&e_a=one&"));

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
fn a_long_hit_leaves_the_page_as_json() {
    let tracker = plain_tracker();
    let long = "x".repeat(3000);
    track(tracker, &long);
    let left = requests(&event(tracker, LEAVING, vec![])).remove(0);
    assert_eq!((left.how, left.url.as_str()), (BEACON, COLLECTOR));
    assert!(
        left.body.starts_with(r#"{"requests":["?"#),
        "a beacon cannot say that its body is a form"
    );
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
