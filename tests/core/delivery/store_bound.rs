//! How many hits are kept while a server fails, and how many bytes.

use super::{failing, lost, numbered};
use crate::support::page::event;
use crate::support::sent::requests;
use crate::support::visit::{
    HIDDEN, RETRY, SHOWN, flush, lines, logs, names, open_visit, plain_tracker, sent, track,
};
use crumbless::fake::Effect;

#[test]
fn the_oldest_thousand_hits_are_kept_for_a_failing_server() {
    let tracker = failing();
    let mut warnings = 0;
    for round in 0..8 {
        for number in 0..900 {
            warnings += logs(&track(tracker, &(round * 900 + number).to_string()));
        }
        event(tracker, HIDDEN, vec![]);
        lost(tracker);
        event(tracker, SHOWN, vec![]);
        flush(tracker);
    }
    assert_eq!(warnings, 1);
    let mut out = event(tracker, RETRY, vec![]);
    out.extend(sent(tracker));
    let mut expected = numbered(999);
    expected.insert(0, "lost".to_owned());
    assert_eq!(names(&out), expected);
    assert!(requests(&out).len() < 20, "{}", requests(&out).len());
    sent(tracker);
    track(tracker, "after");
    assert_eq!(names(&flush(tracker)), ["after"]);
}

#[test]
fn hits_in_flight_count_towards_the_bound() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for number in 0..1500 {
        track(tracker, &number.to_string());
    }
    assert_eq!(names(&flush(tracker)).len(), 1500, "a server that works gets all");
    assert_eq!(logs(&lost(tracker)), 1);
    let mut out = event(tracker, RETRY, vec![]);
    out.extend(sent(tracker));
    assert_eq!(names(&out), numbered(1000));
}

/// matomo.js sends what it is given at once, whatever is under way.
#[test]
fn a_long_hit_has_room_while_a_slow_server_has_others() {
    const MIB: usize = 1 << 20;
    for (under_way, length) in [(vec![100_000; 41], 3 * MIB / 2), (vec![3 * MIB / 2; 2], 2 * MIB)] {
        let tracker = plain_tracker();
        open_visit(tracker);
        let before: Vec<Effect> = under_way
            .iter()
            .flat_map(|length| [track(tracker, &"x".repeat(*length)), flush(tracker)].concat())
            .collect();
        let out = [track(tracker, &"y".repeat(length)), flush(tracker)].concat();
        let arrived: Vec<usize> = names(&out).iter().map(String::len).collect();
        let warnings = [lines(&before), lines(&out)].concat();
        assert_eq!(
            (arrived, warnings),
            (vec![length], vec![]),
            "behind {}",
            under_way.len()
        );
    }
}
