//! Requests that the server did not take: what waits, when they are repeated, and what stops that (issue 5).

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::restriction)]

mod support;

use crumbless::fake::{Effect, Js, with_page};
use support::page::{FLUSH, SENT, event, run};
use support::sent::{BEACON, FETCH, requests};
#[cfg(feature = "full")]
use support::visit::RESTORED;
use support::visit::{
    HIDDEN, LEAVING, ONLINE, OVERDUE, RETRY, SHOWN, command, flush, logs, names, open_visit, plain_tracker,
    sent, timers, track,
};

fn lost(tracker: u32) -> Vec<Effect> {
    event(tracker, SENT, vec![Js::Bool(true)])
}

fn agains(effects: &[Effect]) -> Vec<u32> {
    let how = |effect: &Effect| match effect {
        Effect::Again { how } => Some(*how),
        _ => None,
    };
    effects.iter().filter_map(how).collect()
}

fn set_online(is_online: bool) {
    with_page(|page| page.window.set("navigator.onLine", Js::Bool(is_online)));
}

/// A tracker whose last request was lost.
fn failing() -> u32 {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "lost");
    assert_eq!(names(&flush(tracker)), ["lost"]);
    assert_eq!(timers(&lost(tracker)), [(1000, RETRY)]);
    tracker
}

#[test]
fn what_comes_later_waits_until_the_server_answers_again() {
    let tracker = failing();
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    let out = event(tracker, RETRY, vec![]);
    assert_eq!((agains(&out), requests(&out)), (vec![FETCH], vec![]));
    track(tracker, "latest");
    assert_eq!(
        requests(&flush(tracker)),
        [],
        "the repeated request has no answer yet"
    );
    assert_eq!(names(&sent(tracker)), ["later", "latest"]);
    assert!(
        agains(&event(tracker, RETRY, vec![])).is_empty(),
        "nothing is lost any more"
    );
}

#[test]
fn no_more_than_a_thousand_hits_wait_for_it_and_the_oldest_are_kept() {
    let tracker = failing();
    for number in 0..1000 {
        assert_eq!(logs(&track(tracker, &number.to_string())), 0, "{number}");
    }
    assert_eq!(logs(&track(tracker, "too many")), 1);
    event(tracker, RETRY, vec![]);
    let expected: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    assert_eq!(names(&sent(tracker)), expected);
    track(tracker, "after");
    assert_eq!(names(&flush(tracker)), ["after"]);
}

#[test]
fn the_first_request_may_be_lost_too() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    lost(tracker);
    track(tracker, "second");
    assert_eq!(
        requests(&event(tracker, OVERDUE, vec![])),
        [],
        "no answer is still waited for"
    );
    assert_eq!(requests(&flush(tracker)), []);
    event(tracker, RETRY, vec![]);
    assert_eq!(names(&sent(tracker)), ["second"]);
}

#[test]
fn a_repeated_request_without_an_answer_holds_the_others_for_a_while() {
    let tracker = failing();
    track(tracker, "later");
    flush(tracker);
    assert!(timers(&event(tracker, RETRY, vec![])).contains(&(3000, OVERDUE)));
    assert_eq!(names(&event(tracker, OVERDUE, vec![])), ["later"]);
}

#[test]
fn each_time_takes_twice_as_long_until_the_network_is_back() {
    let tracker = failing();
    for power in 1..10 {
        event(tracker, RETRY, vec![]);
        assert_eq!(timers(&lost(tracker)), [(1000 << power, RETRY)]);
    }
    event(tracker, RETRY, vec![]);
    assert_eq!(timers(&lost(tracker)), [], "after 17 minutes by itself no more");
    assert_eq!(agains(&event(tracker, ONLINE, vec![])), [FETCH]);
    assert_eq!(timers(&lost(tracker)), [(2000, RETRY)]);
}

#[test]
fn an_answer_begins_the_times_anew() {
    let tracker = failing();
    for _ in 0..4 {
        event(tracker, RETRY, vec![]);
        lost(tracker);
    }
    event(tracker, RETRY, vec![]);
    sent(tracker);
    track(tracker, "lost again");
    flush(tracker);
    assert_eq!(timers(&lost(tracker)), [(1000, RETRY)]);
}

#[test]
fn a_browser_that_is_offline_sends_nothing_not_even_when_the_page_is_left() {
    let tracker = failing();
    set_online(false);
    track(tracker, "offline");
    assert_eq!(requests(&flush(tracker)), []);
    for number in [RETRY, HIDDEN, LEAVING] {
        let out = event(tracker, number, vec![]);
        assert!(agains(&out).is_empty() && requests(&out).is_empty(), "{number}");
    }
    event(tracker, SHOWN, vec![]);
    set_online(true);
    assert_eq!(agains(&event(tracker, ONLINE, vec![])), [FETCH]);
    assert_eq!(names(&sent(tracker)), ["offline"]);
}

#[test]
fn what_was_given_offline_leaves_when_the_network_is_back() {
    let tracker = plain_tracker();
    set_online(false);
    track(tracker, "one");
    assert_eq!(requests(&flush(tracker)), []);
    set_online(true);
    assert_eq!(names(&event(tracker, ONLINE, vec![])), ["one"]);
}

#[test]
fn a_page_that_is_hidden_sends_all_by_what_tells_the_outcome_and_one_that_goes_by_beacon() {
    for (number, how) in [(HIDDEN, FETCH), (LEAVING, BEACON)] {
        let tracker = failing();
        track(tracker, "later");
        let out = event(tracker, number, vec![]);
        assert_eq!(agains(&out), [how]);
        assert_eq!(
            (requests(&out)[0].how, names(&out)),
            (how, vec!["later".to_owned()])
        );
    }
}

#[test]
fn a_hidden_page_tries_each_hit_at_once_until_the_server_fails() {
    let tracker = plain_tracker();
    event(tracker, HIDDEN, vec![]);
    assert_eq!(names(&track(tracker, "first")), ["first"]);
    assert_eq!(
        names(&track(tracker, "second")),
        ["second"],
        "nothing waits for the answer to the first"
    );
    lost(tracker);
    assert_eq!(
        requests(&track(tracker, "third")),
        [],
        "a page may be hidden for days"
    );
    let out = event(tracker, RETRY, vec![]);
    assert_eq!(agains(&out), [FETCH]);
    assert_eq!(names(&sent(tracker)), ["third"]);
    lost(tracker);
    track(tracker, "fourth");
    assert_eq!(names(&event(tracker, LEAVING, vec![])), ["fourth"]);
}

#[test]
fn with_bundling_off_later_hits_wait_too() {
    if !cfg!(feature = "full") {
        return;
    }
    let tracker = plain_tracker();
    command(tracker, "disableBundling", vec![]);
    track(tracker, "one");
    flush(tracker);
    lost(tracker);
    track(tracker, "two");
    assert_eq!(event(tracker, FLUSH, vec![]), []);
    event(tracker, RETRY, vec![]);
    let out = sent(tracker);
    assert!(requests(&out).is_empty() && timers(&out).iter().any(|(_, number)| *number == FLUSH));
}

#[cfg(feature = "full")]
#[test]
fn a_page_from_the_back_forward_cache_is_counted_again_only_where_asked() {
    let tracker = plain_tracker();
    open_visit(tracker);
    assert_eq!(event(tracker, RESTORED, vec![]), []);
    command(tracker, "setCountRestored", vec![Js::Bool(true)]);
    event(tracker, RESTORED, vec![]);
    let out = flush(tracker);
    assert!(requests(&out)[0].url.contains("action_name=Title"), "{out:?}");
}

#[test]
fn hits_go_to_web_servers_only() {
    for address in [
        "javascript:alert(1)",
        "data:,x",
        "file:///matomo.php",
        "blob:null/1",
        "ftp://stats.example/",
    ] {
        let tracker = plain_tracker();
        let out = run(tracker, "setTrackerUrl", vec![Js::from(address)]).1;
        assert_eq!(logs(&out), 1, "{address}");
        track(tracker, "goes where hits went");
        assert!(
            requests(&flush(tracker))[0]
                .url
                .starts_with("http://stats.example/"),
            "{address}"
        );
    }
    for address in [
        "https://other.example/m.php",
        "//other.example/m.php",
        "/m.php",
        "m.php",
        "HTTP://other.example/m.php",
    ] {
        let tracker = plain_tracker();
        command(tracker, "setTrackerUrl", vec![Js::from(address)]);
        track(tracker, "event");
        assert!(requests(&flush(tracker))[0].url.starts_with(address), "{address}");
    }
}
