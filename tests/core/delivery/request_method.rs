//! The transport that a site asks for with `setRequestMethod` and the like.

use crate::support::page::event;
use crate::support::sent::{BEACON, FETCH, IMAGE, POST, params, requests};
use crate::support::visit::{
    COLLECTOR, LEAVING, command, flush, names, open_visit, plain_tracker, sent, track, wait,
};
use crumbless::fake::Js;

#[test]
fn a_page_being_left_sends_by_beacon_whatever_the_transport() {
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
fn with_get_each_hit_is_sent_as_an_image() {
    for (name, arguments) in [
        ("setRequestMethod", vec![Js::from("GET")]),
        ("disableAlwaysUseSendBeacon", vec![]),
    ] {
        let tracker = plain_tracker();
        command(tracker, name, arguments);
        track(tracker, "one");
        track(tracker, "two");
        let first = flush(tracker);
        wait(800.0);
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
fn with_post_hits_are_sent_in_the_body() {
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
fn a_hit_too_long_for_an_image_is_sent_in_a_body() {
    let long = "x".repeat(3000);
    let tracker = plain_tracker();
    command(tracker, "setRequestMethod", vec![Js::from("GET")]);
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (POST, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), [long]);
}
