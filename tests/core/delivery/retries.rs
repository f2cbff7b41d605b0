//! Requests that fail are sent again: with which others, in which order, how often.

use super::{failing, lost};
use crate::support::page::{event, run};
use crate::support::sent::{FETCH, requests};
use crate::support::visit::{
    HIDDEN, LEAVING, ONLINE, OVERDUE, RETRY, SHOWN, command, ends, flush, logs, names, open_visit,
    plain_tracker, sent, through, timers, track, wait,
};
use crumbless::effect::NO_ANSWER;

#[test]
fn lost_and_later_hits_are_sent_together_in_order() {
    let tracker = failing();
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    let out = event(tracker, RETRY, vec![]);
    assert_eq!(names(&out), ["lost", "later"]);
    assert_eq!((requests(&out).len(), requests(&out)[0].how), (1, FETCH));
    track(tracker, "latest");
    assert_eq!(
        requests(&flush(tracker)),
        [],
        "the repeated request has no response yet"
    );
    assert_eq!(names(&sent(tracker)), ["latest"]);
    assert_eq!(event(tracker, RETRY, vec![]), [], "nothing is lost any more");
}

#[test]
fn a_failing_server_is_tried_with_one_request_before_it_gets_the_rest() {
    let tracker = failing();
    let long = "x".repeat(700);
    for number in 0..300 {
        track(tracker, &format!("{number}{long}"));
    }
    let out = event(tracker, RETRY, vec![]);
    let asked = names(&out).len();
    assert_eq!(requests(&out).len(), 1);
    assert!((20..200).contains(&asked), "{asked}");
    let out = sent(tracker);
    assert_eq!(names(&out).len(), 301 - asked);
    assert!((2..7).contains(&requests(&out).len()), "few requests");
    assert_eq!(sent(tracker), []);
}

#[test]
fn requests_that_fail_out_of_order_are_repeated_in_order() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let mut numbers = Vec::new();
    for name in ["one", "two", "three"] {
        track(tracker, name);
        numbers.push(requests(&flush(tracker))[0].number);
    }
    ends(tracker, numbers[1], 503);
    ends(tracker, numbers[0], NO_ANSWER);
    track(tracker, "four");
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one", "two", "four"]);
    ends(tracker, numbers[2], 0);
    assert_eq!(requests(&lost(tracker)), []);
    assert_eq!(
        names(&event(tracker, RETRY, vec![])),
        ["one", "two", "four"],
        "not what succeeded meanwhile"
    );
}

#[test]
fn a_lost_first_request_is_repeated() {
    let tracker = plain_tracker();
    track(tracker, "first");
    flush(tracker);
    lost(tracker);
    track(tracker, "second");
    assert_eq!(
        requests(&event(tracker, OVERDUE, vec![])),
        [],
        "no response is awaited any more"
    );
    assert_eq!(requests(&flush(tracker)), []);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["first", "second"]);
}

#[test]
fn a_repeated_request_without_a_response_delays_the_others() {
    let tracker = failing();
    assert!(timers(&event(tracker, RETRY, vec![])).contains(&(3000, OVERDUE)));
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    assert_eq!(names(&event(tracker, OVERDUE, vec![])), ["later"]);
}

#[test]
fn an_outcome_of_an_unknown_request_is_ignored() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, "one");
    flush(tracker);
    for (number, status) in [(0, 200), (1, 413), (999_999, 200)] {
        assert_eq!(requests(&ends(tracker, number, status)), []);
    }
    lost(tracker);
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one"]);
}

#[test]
fn hits_that_a_server_may_have_stored_are_sent_again_once() {
    for (status, slow, most) in [
        (500, 0.0, 2),
        (502, 0.0, 2),
        (504, 0.0, 2),
        (NO_ANSWER, 10_001.0, 2),
        (NO_ANSWER, 0.0, 5),
        (503, 60_000.0, 5),
        (429, 0.0, 5),
    ] {
        let tracker = plain_tracker();
        open_visit(tracker);
        track(tracker, "doubted");
        let (mut times, mut warnings) = (0, 0);
        let mut out = flush(tracker);
        for _ in 0..5 {
            times += names(&out).len();
            wait(slow);
            warnings += logs(&through(tracker, status));
            out = event(tracker, RETRY, vec![]);
        }
        assert_eq!(
            (times, warnings),
            (most, usize::from(most == 2)),
            "{status} after {slow} ms"
        );
        // Whatever became of it holds nobody up.
        sent(tracker);
        track(tracker, "next");
        assert!(names(&flush(tracker)).contains(&"next".to_owned()), "{status}");
    }
}

#[test]
fn hits_of_a_bulk_request_that_fails_are_tried_one_by_one() {
    for (status, alone) in [(500, true), (502, false), (503, false)] {
        let tracker = plain_tracker();
        open_visit(tracker);
        for name in ["one", "bad", "two"] {
            track(tracker, name);
        }
        assert_eq!(names(&flush(tracker)), ["one", "bad", "two"]);
        through(tracker, status);
        let mut left = Vec::new();
        for _ in 0..4 {
            let mut under_way = std::collections::VecDeque::from(event(tracker, RETRY, vec![]));
            while let Some(effect) = under_way.pop_front() {
                let own = names(std::slice::from_ref(&effect));
                if let [request] = &requests(&[effect])[..] {
                    let is_refused = own.contains(&"bad".to_owned());
                    under_way.extend(ends(
                        tracker,
                        request.number,
                        if is_refused { status } else { 204 },
                    ));
                    under_way.extend(flush(tracker));
                    left.push(own);
                }
            }
        }
        let together: &[&str] = &["one", "bad", "two"];
        let expected: &[&[&str]] = match (alone, status) {
            (true, _) => &[&["one"], &["bad"], &["two"]],
            (false, 502) => &[together],
            _ => &[together; 4], // Refused, not taken: again each time.
        };
        assert_eq!(left, expected, "{status}");
    }
}

#[test]
fn hits_are_tried_one_by_one_on_a_hidden_page_too() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for name in ["one", "bad", "two"] {
        track(tracker, name);
    }
    flush(tracker);
    through(tracker, 500);
    let mut out = event(tracker, HIDDEN, vec![]);
    out.extend(sent(tracker));
    let each: Vec<_> = requests(&out)
        .iter()
        .map(|request| request.body.matches("idsite").count())
        .collect();
    assert_eq!(names(&out), ["one", "bad", "two"]);
    assert!(each.iter().all(|hits| *hits <= 1), "{each:?}");
}

#[test]
fn nothing_is_repeated_without_consent() {
    let tracker = failing();
    command(tracker, "requireConsent", vec![]);
    for number in [RETRY, ONLINE, HIDDEN, LEAVING, SHOWN] {
        assert_eq!(requests(&event(tracker, number, vec![])), [], "{number}");
    }
    assert_eq!(names(&run(tracker, "setConsentGiven", vec![]).1), ["lost"]);
}
