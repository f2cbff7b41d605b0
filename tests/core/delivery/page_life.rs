//! What leaves when the page is hidden, left or shown again, and how.

use super::{failing, lost, numbered};
use crate::support::page::{FLUSH, HINTS, SENT, enter, event, under_way};
use crate::support::sent::{BEACON, FETCH, IMAGE, PLAIN, params, requests};
use crate::support::visit::{
    HIDDEN, LEAVING, RETRY, SHOWN, ends, flush, names, open_visit, plain_tracker, sent, timers, track,
    with_hints,
};
#[cfg(feature = "full")]
use crate::support::visit::{RESTORED, command};
use crumbless::effect::REFUSED;
use crumbless::fake::{Effect, Js};
use crumbless::protocol::Entry;

#[test]
fn a_page_being_left_waits_for_nothing() {
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
fn waiting_hits_are_sent_in_one_beacon() {
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
    assert_eq!(event(tracker, LEAVING, vec![]), [], "reported twice, sent once");
}

#[test]
fn a_hidden_page_sends_all_by_fetch_and_a_page_being_left_by_beacon() {
    for (number, how) in [(HIDDEN, FETCH), (LEAVING, BEACON)] {
        let tracker = failing();
        track(tracker, "later");
        let out = event(tracker, number, vec![]);
        assert_eq!((requests(&out).len(), requests(&out)[0].how), (1, how));
        assert_eq!(names(&out), ["lost", "later"]);
    }
}

#[test]
fn a_hidden_page_has_at_most_as_much_in_flight_as_may_outlive_it() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let given: Vec<String> = (0..200)
        .map(|number| format!("{number}{}", "x".repeat(1000)))
        .collect();
    given.iter().for_each(|name| drop(track(tracker, name)));
    let mut left = Vec::new();
    let mut out = event(tracker, HIDDEN, vec![]);
    for _ in 0..9 {
        assert!(requests(&out).iter().map(|request| request.bytes).sum::<u32>() <= 60_000);
        left.extend(names(&out));
        out = sent(tracker);
    }
    assert_eq!(left, given);
    track(tracker, &"x".repeat(70_000));
    assert_eq!(
        under_way(tracker).len(),
        1,
        "what never fits leaves where nothing else is under way"
    );
    assert_eq!(names(&track(tracker, "waits")), [""; 0]);
    assert_eq!(names(&event(tracker, LEAVING, vec![])), ["waits"]);
}

#[test]
fn a_hidden_page_sends_each_hit_at_once_until_the_server_fails() {
    let tracker = plain_tracker();
    event(tracker, HIDDEN, vec![]);
    assert_eq!(names(&track(tracker, "first")), ["first"]);
    assert_eq!(
        names(&track(tracker, "second")),
        ["second"],
        "nothing waits for the first response"
    );
    lost(tracker);
    assert_eq!(
        requests(&track(tracker, "third")),
        [],
        "a page may be hidden for days"
    );
    assert_eq!(
        names(&event(tracker, RETRY, vec![])),
        ["first", "second", "third"]
    );
    lost(tracker);
    track(tracker, "fourth");
    assert_eq!(
        names(&event(tracker, LEAVING, vec![])),
        ["first", "second", "third", "fourth"]
    );
}

/// What leaves of a page that goes when its browser takes so many beacons.
fn left_with_the_page(tracker: u32, beacons: usize) -> (Vec<u32>, Vec<String>, usize) {
    let (mut ways, mut left, mut taken, mut by_beacon) = (Vec::new(), Vec::new(), 0, 0);
    let mut asked = requests(&event(tracker, LEAVING, vec![]));
    let mut is_due = false;
    while !asked.is_empty() {
        let request = asked.remove(0);
        let is_refused = request.how == BEACON && taken == beacons;
        taken += usize::from(request.how == BEACON && !is_refused);
        if !is_refused {
            ways.push(request.how);
            by_beacon += if request.how == BEACON {
                request.hits.len()
            } else {
                0
            };
            left.extend(params(&request.hits, "e_a"));
        }
        // The browser says at once whether it takes a beacon; what is to happen soon happens when all were tried.
        let status = if is_refused { REFUSED } else { 0 };
        let outcome = [f64::from(request.number), f64::from(status)].map(Js::Number);
        let out = enter(Entry::Event, tracker, SENT, outcome.to_vec());
        is_due |= out.iter().any(|effect| matches!(effect, Effect::Soon { .. }));
        if asked.is_empty() && is_due {
            is_due = false;
            asked = requests(&event(tracker, FLUSH, vec![]));
        }
    }
    (ways, left, by_beacon)
}

#[test]
fn a_thousand_hits_leave_with_the_page_once_each_however_many_beacons_are_accepted() {
    for beacons in [0, 1, 3, 100] {
        let tracker = plain_tracker();
        open_visit(tracker);
        for number in 0..1000 {
            track(tracker, &number.to_string());
        }
        let (ways, mut left, left_by_beacon) = left_with_the_page(tracker, beacons);
        left.sort_by_key(|name| name.parse::<u32>().unwrap());
        assert_eq!(left, numbered(1000), "{beacons}");
        let count = |how| ways.iter().filter(|way| **way == how).count();
        assert!(count(BEACON) <= beacons);
        // All that the beacons did not take.
        let rest = 1000 - left_by_beacon;
        assert_eq!(
            count(IMAGE),
            rest.min(200),
            "what outlives the page, as far as browsers let"
        );
        assert_eq!(count(PLAIN) > 0, rest > 200);
        assert!(count(PLAIN) < 10, "{}", count(PLAIN));
        assert_eq!(rest == 0, beacons == 100);
        assert_eq!(requests(&event(tracker, SHOWN, vec![])), []);
        track(tracker, "back again");
        assert_eq!(requests(&flush(tracker))[0].how, FETCH);
    }
}

#[test]
fn a_hit_that_no_beacon_takes_is_sent_as_an_image_or_a_plain_request() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, &"x".repeat(50_000));
    let number = requests(&event(tracker, LEAVING, vec![]))[0].number;
    assert_eq!(names(&ends(tracker, number, REFUSED)).len(), 1);
    let out = track(tracker, "short");
    assert_eq!(requests(&out)[0].how, IMAGE);
    let out = track(tracker, &"x".repeat(3000));
    assert_eq!(requests(&out)[0].how, PLAIN, "too long for an address");
}

#[cfg(feature = "full")]
#[test]
fn a_page_from_the_back_forward_cache_is_counted_again_only_if_asked_for() {
    let tracker = plain_tracker();
    open_visit(tracker);
    assert_eq!(event(tracker, RESTORED, vec![]), []);
    command(tracker, "setCountRestored", vec![Js::Bool(true)]);
    event(tracker, RESTORED, vec![]);
    let out = flush(tracker);
    assert!(requests(&out)[0].url.contains("action_name=Title"), "{out:?}");
}
