//! How hits leave: in the address or the body, and how many together.

use crate::support::page::event;
use crate::support::sent::{BEACON, FETCH, params, requests};
use crate::support::visit::{COLLECTOR, LEAVING, command, flush, names, plain_tracker, sent, track};
use crumbless::fake::Js;

#[test]
fn a_single_hit_leaves_in_the_address() {
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
fn a_long_hit_goes_into_the_body() {
    let long = "x".repeat(3000);
    let tracker = plain_tracker();
    track(tracker, &long);
    let left = requests(&flush(tracker)).remove(0);
    assert_eq!((left.how, left.url.as_str()), (FETCH, COLLECTOR));
    assert_eq!(params(&left.hits, "e_a"), [long]);
}

#[test]
fn a_long_hit_leaves_the_page_as_json() {
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

#[test]
fn a_bulk_request_has_any_number_of_short_hits() {
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
fn a_bulk_request_has_sixty_thousand_bytes_at_most() {
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
