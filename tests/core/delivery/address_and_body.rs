//! Whether a hit is sent in the address or the body.

use crate::support::page::event;
use crate::support::sent::{BEACON, FETCH, params, requests};
use crate::support::visit::{COLLECTOR, LEAVING, command, flush, plain_tracker, sent, track};
use crumbless::fake::Js;

#[test]
fn a_single_hit_is_sent_in_the_address() {
    let tracker = plain_tracker();
    track(tracker, "one");
    let left = requests(&flush(tracker));
    assert_eq!(left.len(), 1);
    assert!(left[0].url.starts_with(&format!("{COLLECTOR}?e_c=c&e_a=one&")));
    assert_eq!((left[0].how, left[0].body.as_str()), (FETCH, ""));

    sent(tracker);
    command(tracker, "setTrackerUrl", vec![Js::from("/matomo.php?v=2")]);
    track(tracker, "two");
    assert!(
        requests(&flush(tracker))[0]
            .url
            .starts_with("/matomo.php?v=2&e_c=c")
    );
}

#[test]
fn a_long_hit_is_sent_in_the_body() {
    let long = "x".repeat(3000);
    let tracker = plain_tracker();
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (FETCH, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), [long]);
}

#[test]
fn a_long_hit_is_sent_as_json_by_beacon() {
    let tracker = plain_tracker();
    let long = "x".repeat(3000);
    track(tracker, &long);
    let left = requests(&event(tracker, LEAVING, vec![])).remove(0);
    assert_eq!((left.how, left.url.as_str()), (BEACON, COLLECTOR));
    assert!(
        left.body.starts_with(r#"{"requests":["?"#),
        "a beacon cannot say that its body is a form"
    );
    assert_eq!(params(&left.hits, "e_a"), [long]);
}
