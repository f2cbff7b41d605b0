//! Hits leave by the way the site asks for, and at matomo.js's distances where it wants no bundles.

use crate::support::page::{FLUSH, event};
use crate::support::sent::{BEACON, FETCH, IMAGE, POST, params, requests};
use crate::support::visit::{
    COLLECTOR, LEAVING, OVERDUE, command, flush, names, open_visit, plain_tracker, sent, timers, track,
};
use crumbless::fake::{Js, with_page};

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
    assert_eq!(timers(&out), [(3000, OVERDUE), (800, FLUSH)]);

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
    assert_eq!(timers(&flush(tracker)), [(3000, OVERDUE), (800, FLUSH)]);
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
fn a_hit_too_long_for_an_image_goes_into_a_body() {
    let long = "x".repeat(3000);
    let tracker = plain_tracker();
    command(tracker, "setRequestMethod", vec![Js::from("GET")]);
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (POST, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), [long]);
}
