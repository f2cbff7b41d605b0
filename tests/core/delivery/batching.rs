//! Which hits leave together, and what they wait for.

use crate::support::page::{FLUSH, add_tracker, event, run};
use crate::support::sent::{FETCH, all_hits, param, params, requests};
use crate::support::visit::{COLLECTOR, OVERDUE, flush, names, plain_tracker, sent, timers, track};
use crumbless::fake::Js;

#[test]
fn five_commands_of_one_turn_are_sent_in_one_request_in_order() {
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
fn hits_wait_for_the_first_request_and_are_sent_together() {
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
fn hits_do_not_wait_forever_for_the_first_request() {
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

#[test]
fn a_bulk_request_takes_any_number_of_short_hits() {
    let tracker = plain_tracker();
    let given: Vec<String> = (0..120).map(|number| number.to_string()).collect();
    for name in &given {
        track(tracker, name);
    }
    let out = flush(tracker);
    let sizes: Vec<usize> = requests(&out).iter().map(|request| request.hits.len()).collect();
    assert_eq!(sizes, [120]);
    assert_eq!(names(&out), given);
}

#[test]
fn a_bulk_request_has_at_most_60_000_bytes() {
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
