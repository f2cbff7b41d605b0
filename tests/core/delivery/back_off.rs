//! How long a tracker waits before it tries a failing server again.

use super::{failing, lost, pause};
use crate::support::page::event;
use crate::support::visit::{ONLINE, OVERDUE, RETRY, flush, names, plain_tracker, sent, timers, track};
use crumbless::fake::with_page;

#[test]
fn each_pause_is_twice_as_long_until_the_network_is_back() {
    let tracker = failing();
    for power in 1..10 {
        event(tracker, RETRY, vec![]);
        pause(&lost(tracker), 1000 << power);
    }
    event(tracker, RETRY, vec![]);
    assert_eq!(timers(&lost(tracker)), [], "after 17 minutes by itself no more");
    assert_eq!(names(&event(tracker, ONLINE, vec![])), ["lost"]);
    pause(&lost(tracker), 2000);
}

#[test]
fn pauses_are_random_so_that_pages_do_not_return_all_at_once() {
    let mut pauses: Vec<u32> = (0..40)
        .map(|seed| {
            let tracker = plain_tracker();
            with_page(|page| page.seed = seed * 1_000_003);
            track(tracker, "lost");
            flush(tracker);
            pause(&lost(tracker), 1000)
        })
        .collect();
    pauses.sort_unstable();
    pauses.dedup();
    assert!(
        pauses.len() > 30 && pauses[pauses.len() - 1] - pauses[0] > 700,
        "{pauses:?}"
    );
}

#[test]
fn a_response_that_takes_too_long_does_not_reset_the_pause() {
    let tracker = failing();
    for _ in 0..3 {
        event(tracker, RETRY, vec![]);
        lost(tracker);
    }
    event(tracker, RETRY, vec![]);
    event(tracker, OVERDUE, vec![]);
    pause(&lost(tracker), 16_000);
}

#[test]
fn a_response_resets_the_pause() {
    let tracker = failing();
    for _ in 0..4 {
        event(tracker, RETRY, vec![]);
        lost(tracker);
    }
    event(tracker, RETRY, vec![]);
    sent(tracker);
    track(tracker, "lost again");
    flush(tracker);
    pause(&lost(tracker), 1000);
    // So does one that nobody waited for any longer.
    event(tracker, RETRY, vec![]);
    event(tracker, OVERDUE, vec![]);
    sent(tracker);
    track(tracker, "and again");
    flush(tracker);
    pause(&lost(tracker), 1000);
}
