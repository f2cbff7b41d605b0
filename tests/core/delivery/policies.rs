//! What the page's content security policy forbids: hits leave as images, or are given up with one line.

use crate::support::page::event;
use crate::support::sent::{BEACON, FETCH, IMAGE, requests};
use crate::support::visit::{
    COLLECTOR, LEAVING, command, ends, flush, logs, names, open_visit, plain_tracker, sent, texts, through,
    track,
};
use crumbless::effect::{NO_ANSWER, NO_IMAGE, UNREADABLE};
use crumbless::fake::Js;
use crumbless::protocol::Event;

/// The browser reports that a policy has a request to an address in its way.
fn reports(tracker: u32, directive: &str, address: &str, disposition: &str) {
    let mut report = Js::default();
    for (name, value) in [
        ("effectiveDirective", directive),
        ("blockedURI", address),
        ("disposition", disposition),
    ] {
        report.set(name, Js::from(value));
    }
    assert_eq!(event(tracker, Event::PolicyViolation as u32, vec![report]), []);
}

fn forbids(tracker: u32, directive: &str) {
    reports(tracker, directive, &format!("{COLLECTOR}?idsite=7"), "enforce");
}

#[test]
fn forbidden_requests_are_not_tried_again_and_warned_about_once() {
    let tracker = plain_tracker();
    open_visit(tracker);
    forbids(tracker, "connect-src");
    forbids(tracker, "img-src");
    let mut warnings = 0;
    for name in ["one", "two"] {
        track(tracker, name);
        flush(tracker);
        // Neither as a request, nor as an image.
        warnings += logs(&through(tracker, NO_ANSWER));
        flush(tracker);
        warnings += logs(&through(tracker, NO_IMAGE));
    }
    assert_eq!(warnings, 1);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
}

#[test]
fn violations_only_reported_or_of_other_addresses_change_nothing() {
    let tracker = plain_tracker();
    open_visit(tracker);
    reports(tracker, "connect-src", COLLECTOR, "report");
    reports(tracker, "connect-src", &format!("{COLLECTOR}/other"), "enforce");
    reports(tracker, "connect-src", "inline", "enforce");
    reports(tracker, "script-src-elem", COLLECTOR, "enforce");
    reports(tracker, "", "", "");
    forbids(tracker, "img-src");
    track(tracker, "one");
    flush(tracker);
    through(tracker, NO_ANSWER);
    assert_eq!(requests(&event(tracker, LEAVING, vec![]))[0].how, BEACON);
}

#[test]
fn a_request_without_a_readable_response_may_have_been_forbidden() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "one");
    flush(tracker);
    assert_eq!(names(&through(tracker, UNREADABLE)), [""; 0]);
    track(tracker, "two");
    flush(tracker);
    forbids(tracker, "connect-src");
    let mut out = through(tracker, UNREADABLE);
    out.extend(flush(tracker));
    assert_eq!(
        (names(&out), requests(&out)[0].how),
        (vec!["two".to_owned()], IMAGE)
    );
}

#[test]
fn hits_are_sent_as_images_in_order_if_a_policy_forbids_requests() {
    let tracker = plain_tracker();
    track(tracker, "one");
    let first = requests(&flush(tracker))[0].number;
    for name in ["two", "three"] {
        track(tracker, name);
    }
    assert_eq!(requests(&flush(tracker)), [], "they wait for the first response");
    forbids(tracker, "connect-src");
    let mut out = ends(tracker, first, NO_ANSWER);
    out.extend(flush(tracker));
    let left = requests(&out);
    assert!(
        left.iter()
            .all(|request| request.how == IMAGE && request.body.is_empty()),
        "{left:?}"
    );
    assert_eq!(names(&out), ["one", "two", "three"]);
    assert_eq!(logs(&out), 0);
    sent(tracker);
    // As the page goes, and together too.
    track(tracker, "four");
    track(tracker, "five");
    let out = event(tracker, LEAVING, vec![]);
    assert_eq!(
        requests(&out)
            .iter()
            .map(|request| request.how)
            .collect::<Vec<_>>(),
        [IMAGE, IMAGE]
    );
}

#[test]
fn requests_in_flight_are_sent_again_as_images() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let mut numbers = Vec::new();
    for name in ["one", "two"] {
        track(tracker, name);
        numbers.push(requests(&flush(tracker))[0].number);
    }
    forbids(tracker, "connect-src");
    let mut out = Vec::new();
    for number in numbers {
        out.extend(ends(tracker, number, NO_ANSWER));
        out.extend(flush(tracker));
    }
    assert_eq!(names(&out), ["one", "two"]);
    assert!(requests(&out).iter().all(|request| request.how == IMAGE));
}

#[test]
fn a_policy_against_one_server_does_not_affect_another() {
    let tracker = plain_tracker();
    track(tracker, "one");
    let first = requests(&flush(tracker))[0].number;
    forbids(tracker, "connect-src");
    forbids(tracker, "img-src");
    let mut out = ends(tracker, first, NO_ANSWER);
    out.extend(flush(tracker));
    assert_eq!(requests(&out)[0].how, IMAGE);
    through(tracker, NO_IMAGE);
    command(tracker, "setTrackerUrl", texts(&["/matomo.php"]));
    track(tracker, "two");
    assert_eq!(requests(&flush(tracker))[0].how, FETCH);
}
