//! The heartbeat: when it is sent that a page was looked at.

use crate::support::page::{event, run};
use crate::support::sent::{BEACON, all_hits, param, params, requests};
use crate::support::visit::{BLUR, FOCUS, LEAVING, SHOWN, command, flush, open_visit, plain_tracker, sent};
use crumbless::fake::{Effect, Js, with_page};

fn wait(seconds: f64) {
    with_page(|page| page.now += seconds * 1000.0);
}

/// A page that is seen, with a hit that has just left.
fn beating(seconds: Js) -> u32 {
    let tracker = plain_tracker();
    run(tracker, "enableHeartBeatTimer", vec![seconds]);
    run(tracker, "trackPageView", vec![]);
    flush(tracker);
    sent(tracker);
    tracker
}

/// How many pings leave at an event.
fn pings(tracker: u32, number: u32) -> usize {
    let mut out = event(tracker, number, vec![]);
    out.extend(flush(tracker));
    sent(tracker);
    let hits = all_hits(&out);
    assert_eq!(params(&hits, "ping").len(), hits.len(), "{hits:?}");
    hits.len()
}

#[test]
fn a_ping_is_sent_if_the_page_was_looked_at_for_long_enough() {
    for (given, seconds) in [
        (Js::Undefined, 15.0),
        (Js::Null, 15.0),
        (Js::Number(0.0), 15.0),
        (Js::Number(f64::NAN), 15.0),
        (Js::from("soon"), 15.0),
        (Js::Number(30.0), 30.0),
        (Js::from("20"), 20.0),
        (Js::Number(5.0), 5.0),
        (Js::Number(1.0), 5.0),
        (Js::Number(-3.0), 5.0),
    ] {
        for number in [BLUR, LEAVING] {
            let tracker = beating(given.clone());
            wait(seconds - 1.0);
            assert_eq!(pings(tracker, number), 0, "{given:?}: too short");
            wait(1.5);
            assert_eq!(pings(tracker, number), 1, "{given:?}");
            assert_eq!(pings(tracker, number), 0, "{given:?}: sent already");
        }
    }
}

#[test]
fn a_ping_has_the_page_views_id() {
    let tracker = beating(Js::Number(5.0));
    let id = run(tracker, "getPageViewId", vec![]).0.unwrap();
    wait(6.0);
    event(tracker, BLUR, vec![]);
    let hits = all_hits(&flush(tracker));
    assert_eq!(param(&hits[0], "ping").as_deref(), Some("1"));
    assert_eq!(param(&hits[0], "pv_id").as_deref(), id.as_str());
}

#[test]
fn a_ping_is_sent_at_once_when_the_page_is_hidden() {
    let tracker = beating(Js::Number(5.0));
    wait(6.0);
    let out = event(tracker, LEAVING, vec![]);
    assert_eq!((requests(&out)[0].how, all_hits(&out).len()), (BEACON, 1));
}

#[test]
fn the_time_restarts_when_the_page_is_shown() {
    for number in [FOCUS, SHOWN] {
        let tracker = beating(Js::Number(5.0));
        wait(60.0);
        event(tracker, number, vec![]);
        wait(3.0);
        assert_eq!(pings(tracker, BLUR), 0, "looked through, not at");
        wait(60.0);
        event(tracker, number, vec![]);
        wait(6.0);
        assert_eq!(pings(tracker, BLUR), 1);
    }
}

#[test]
fn another_hit_in_that_time_replaces_the_ping() {
    let tracker = beating(Js::Number(5.0));
    wait(60.0);
    run(tracker, "trackEvent", vec![Js::from("c"), Js::from("a")]);
    flush(tracker);
    wait(4.0);
    assert_eq!(pings(tracker, BLUR), 0);
    wait(2.0);
    assert_eq!(pings(tracker, BLUR), 1);
}

#[test]
fn losing_the_focus_while_being_hidden_sends_one_ping() {
    let tracker = beating(Js::Number(5.0));
    wait(6.0);
    let mut out = event(tracker, BLUR, vec![]);
    out.extend(event(tracker, LEAVING, vec![]));
    out.extend(flush(tracker));
    assert_eq!(
        params(&all_hits(&out), "ping"),
        ["1"],
        "browsers tell both before any timer"
    );
}

#[test]
fn no_ping_is_sent_before_the_first_hit() {
    let tracker = plain_tracker();
    run(tracker, "enableHeartBeatTimer", vec![Js::Number(5.0)]);
    wait(60.0);
    assert_eq!(pings(tracker, BLUR), 0);
}

#[test]
fn it_can_be_disabled_and_enabled() {
    let tracker = beating(Js::Number(5.0));
    command(tracker, "disableHeartBeatTimer", vec![]);
    wait(60.0);
    assert_eq!(pings(tracker, BLUR), 0);
    command(tracker, "enableHeartBeatTimer", vec![]);
    assert_eq!(pings(tracker, BLUR), 1);
    let tracker = plain_tracker();
    open_visit(tracker);
    wait(60.0);
    assert_eq!(
        pings(tracker, BLUR) + pings(tracker, LEAVING),
        0,
        "never turned on"
    );
}

#[test]
fn focus_is_listened_to_once() {
    let tracker = plain_tracker();
    let listen = Effect::Listen { what: 4 };
    assert_eq!(run(tracker, "enableHeartBeatTimer", vec![]).1, [listen]);
    assert_eq!(run(tracker, "enableHeartBeatTimer", vec![]).1, []);
}

#[test]
fn no_ping_is_sent_without_consent() {
    let tracker = beating(Js::Number(5.0));
    command(tracker, "requireConsent", vec![]);
    wait(60.0);
    assert_eq!(pings(tracker, BLUR), 0);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
}
