//! With `disableBundling`, hits leave one by one, at matomo.js's distances.

use super::lost;
use crate::support::page::{FLUSH, event};
use crate::support::sent::requests;
use crate::support::visit::{
    OVERDUE, RETRY, command, flush, names, plain_tracker, sent, timers, track, wait,
};
use crumbless::fake::with_page;

#[test]
fn hits_are_sent_one_by_one_at_a_distance() {
    let tracker = plain_tracker();
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
        "the response does not shorten the distance"
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
fn the_distance_is_right_when_the_clock_exceeds_32_bits() {
    let tracker = plain_tracker();
    command(tracker, "disableBundling", vec![]);
    with_page(|page| page.now = 4_294_967_296.0 * 400.0 - 100.0);
    track(tracker, "one");
    track(tracker, "two");
    assert_eq!(timers(&flush(tracker)), [(3000, OVERDUE), (800, FLUSH)]);
    wait(799.0);
    assert_eq!(timers(&flush(tracker)), [(1, FLUSH)]);
    wait(1.0);
    assert_eq!(names(&flush(tracker)), ["two"]);
}

#[test]
fn a_clock_change_does_not_hold_hits_up() {
    for set_by in [-7_200_000.0, 7_200_000.0] {
        let tracker = plain_tracker();
        command(tracker, "disableBundling", vec![]);
        track(tracker, "one");
        flush(tracker);
        sent(tracker);
        with_page(|page| page.clock_set_by = set_by);
        track(tracker, "two");
        let out = flush(tracker);
        assert_eq!(
            (requests(&out), timers(&out)),
            (vec![], vec![(800, FLUSH)]),
            "{set_by}"
        );
        wait(800.0);
        assert_eq!(names(&flush(tracker)), ["two"], "{set_by}");
    }
}

#[test]
fn later_hits_wait_for_a_failing_server() {
    let tracker = plain_tracker();
    command(tracker, "disableBundling", vec![]);
    track(tracker, "one");
    flush(tracker);
    lost(tracker);
    track(tracker, "two");
    assert_eq!(event(tracker, FLUSH, vec![]), []);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one"]);
    let out = sent(tracker);
    assert!(requests(&out).is_empty() && timers(&out).iter().any(|(_, number)| *number == FLUSH));
}
