//! What a status says of the server: to be left alone, a limit of length, another address.

use super::{failing, numbered};
use crate::support::page::{FLUSH, SENT, event, run};
use crate::support::sent::{params, requests};
use crate::support::visit::{
    HIDDEN, LEAVING, ONLINE, RETRY, ends, flush, logs, names, open_visit, plain_tracker, sent, texts,
    through, timers, track,
};
use crumbless::fake::{Effect, Js};

#[test]
fn retry_after_is_respected() {
    for (status, seconds, expected) in [
        (429, 60.0, 60_000..=61_000),
        (503, 5.0, 5000..=6000),
        (429, 0.0, 500..=1500),
        (503, f64::NAN, 500..=1500),
        (503, -7.0, 500..=1500),
        (503, 1e12, 86_400_000..=86_401_000),
    ] {
        let tracker = plain_tracker();
        open_visit(tracker);
        track(tracker, "refused");
        let number = requests(&flush(tracker))[0].number;
        let outcome = [f64::from(number), f64::from(status), seconds].map(Js::Number);
        let out = event(tracker, SENT, outcome.to_vec());
        let [(pause, RETRY)] = timers(&out)[..] else {
            panic!("{out:?}")
        };
        assert!(expected.contains(&pause), "{status} {seconds}: {pause}");
        let is_asked_for = seconds >= 1.0;
        track(tracker, "later");
        assert_eq!(
            requests(&event(tracker, HIDDEN, vec![])).is_empty(),
            is_asked_for,
            "{seconds}"
        );
        assert_eq!(requests(&event(tracker, ONLINE, vec![])), [], "{seconds}");
        assert_eq!(
            requests(&event(tracker, LEAVING, vec![])).is_empty(),
            !is_asked_for,
            "{seconds}"
        );
    }
}

#[test]
fn a_request_too_large_for_the_server_is_halved_and_later_ones_are_shorter() {
    let tracker = plain_tracker();
    open_visit(tracker);
    for number in 0..48 {
        track(tracker, &number.to_string());
    }
    let mut taken = Vec::new();
    let mut asked = requests(&flush(tracker));
    assert_eq!(asked.len(), 1, "only one request keeps their order");
    let mut count = 0;
    while !asked.is_empty() {
        let request = asked.remove(0);
        count += 1;
        let status = if request.bytes > 5000 { 413 } else { 200 };
        if status == 200 {
            taken.extend(params(&request.hits, "e_a"));
        }
        asked.extend(requests(&ends(tracker, request.number, status)));
        asked.extend(requests(&flush(tracker)));
    }
    assert_eq!(taken, numbered(48));
    assert!(count < 32, "{count} requests");
    for number in 0..48 {
        track(tracker, &number.to_string());
    }
    let later = requests(&flush(tracker));
    assert!(later.len() > 1 && later.iter().all(|request| request.bytes <= 5000));
}

#[test]
fn a_single_hit_too_large_for_the_server_is_dropped_with_a_warning() {
    let tracker = plain_tracker();
    open_visit(tracker);
    track(tracker, &"x".repeat(5000));
    flush(tracker);
    track(tracker, "later");
    assert_eq!(logs(&through(tracker, 413)), 1);
    assert_eq!(names(&flush(tracker)), ["later"]);
    sent(tracker);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
}

#[test]
fn hits_that_wait_for_a_failing_server_are_sent_to_a_new_one() {
    let tracker = failing();
    track(tracker, "later");
    assert_eq!(requests(&flush(tracker)), []);
    let out = run(
        tracker,
        "setTrackerUrl",
        texts(&["https://other.example/matomo.php"]),
    )
    .1;
    assert_eq!(timers(&out), [(0, FLUSH)]);
    let left = requests(&flush(tracker));
    assert_eq!(
        (left.len(), left[0].url.as_str()),
        (1, "https://other.example/matomo.php")
    );
    assert_eq!(names(&through(tracker, 200)), Vec::<String>::new());
    track(tracker, "next");
    assert_eq!(names(&flush(tracker)), ["next"]);
}

#[test]
fn a_redirect_that_may_have_lost_hits_is_warned_about_once_with_its_address() {
    let tracker = plain_tracker();
    open_visit(tracker);
    let mut lines = Vec::new();
    for _ in 0..2 {
        track(tracker, &"x".repeat(3000));
        let number = requests(&flush(tracker))[0].number;
        let outcome = vec![
            Js::Number(f64::from(number)),
            Js::Number(204.0),
            Js::Number(0.0),
            Js::from("https://moved.example/matomo.php"),
        ];
        lines.extend(event(tracker, SENT, outcome));
    }
    let [Effect::Log(line)] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert!(line.contains("setTrackerUrl") && line.contains("https://moved.example/matomo.php"));
}
