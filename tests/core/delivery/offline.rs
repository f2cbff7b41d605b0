//! What a browser that reports that it is offline changes.

use super::{failing, lost, pause, set_online};
use crate::support::page::event;
use crate::support::sent::requests;
use crate::support::visit::{HIDDEN, LEAVING, ONLINE, RETRY, flush, names, plain_tracker, sent, track};

#[test]
fn a_browser_that_reports_offline_is_tried_later() {
    let tracker = plain_tracker();
    set_online(false);
    track(tracker, "one");
    let out = flush(tracker);
    assert_eq!(requests(&out), []);
    pause(&out, 1000);
    track(tracker, "two");
    assert_eq!(flush(tracker), [], "the time is set already");
    assert_eq!(names(&event(tracker, RETRY, vec![])), ["one", "two"]);
    pause(&lost(tracker), 2000);
    event(tracker, RETRY, vec![]);
    sent(tracker);
    track(tracker, "three");
    assert_eq!(
        names(&flush(tracker)),
        ["three"],
        "it was wrong, and is not asked any more"
    );
}

#[test]
fn a_browser_that_reports_offline_is_tried_when_the_page_is_hidden_or_left() {
    for number in [HIDDEN, LEAVING] {
        let tracker = failing();
        set_online(false);
        track(tracker, "offline");
        assert_eq!(requests(&flush(tracker)), []);
        assert_eq!(
            names(&event(tracker, number, vec![])),
            ["lost", "offline"],
            "{number}"
        );
    }
}

#[test]
fn hits_tracked_offline_are_sent_when_the_network_is_back() {
    let tracker = plain_tracker();
    set_online(false);
    track(tracker, "one");
    assert_eq!(requests(&flush(tracker)), []);
    set_online(true);
    assert_eq!(names(&event(tracker, ONLINE, vec![])), ["one"]);
}
