//! What keeps hits back for good or until it is given: consent, Do Not Track, pages opened from disk.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "support/sent.rs"]
mod sent;
mod support;
#[path = "support/visit.rs"]
mod visit;

use crumbless::fake::{Js, with_page};
use sent::{all_hits, params, requests};
use support::page::{event, run};
use visit::{BULK_DUE, LEAVING, SHOWN, command, flush, logs, names, plain_tracker, sent, track, tracker_on};

#[test]
fn missing_consent_holds_everything_even_while_leaving() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    track(tracker, "one");
    command(tracker, "queueRequest", vec![Js::from("ping=1")]);
    assert_eq!(flush(tracker), []);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
    assert_eq!(requests(&track(tracker, "two")), []);
    assert_eq!(event(tracker, SHOWN, vec![]), []);
    event(tracker, BULK_DUE, vec![]);
    assert_eq!(requests(&flush(tracker)), []);

    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(requests(&out).len(), 1);
    let hits = all_hits(&out);
    assert_eq!(hits.len(), 3);
    assert_eq!(params(&hits, "consent"), ["1"; 3]);
    assert_eq!(params(&hits, "e_a"), ["one", "two"]);

    sent(tracker);
    command(tracker, "forgetConsentGiven", vec![]);
    track(tracker, "three");
    assert_eq!(flush(tracker), []);
    assert_eq!(names(&run(tracker, "rememberConsentGiven", vec![]).1), ["three"]);
}

#[test]
fn many_hits_held_for_consent_all_leave_in_order() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    let given: Vec<String> = (0..400).map(|number| format!("hit {number}")).collect();
    for name in &given {
        assert_eq!(logs(&track(tracker, name)), 0, "{name}");
    }
    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(logs(&out), 0);
    let sizes: Vec<usize> = requests(&out).iter().map(|request| request.hits.len()).collect();
    assert_eq!(sizes, [50; 8]);
    assert_eq!(names(&out), given);
}

#[test]
fn do_not_track_is_honoured_where_site_and_browser_agree() {
    for (asked, honours, is_tracked) in [
        (Js::from("1"), true, false),
        (Js::from("yes"), true, false),
        (Js::from("1"), false, true),
        (Js::from("0"), true, true),
        (Js::from("unspecified"), true, true),
        (Js::Null, true, true),
        (Js::Undefined, true, true),
    ] {
        let tracker = plain_tracker();
        with_page(|page| page.window.set("navigator.doNotTrack", asked.clone()));
        command(tracker, "setDoNotTrack", vec![Js::Bool(honours)]);
        let out = track(tracker, "one");
        assert_eq!(out.is_empty(), !is_tracked, "{asked:?} {honours}");
        assert_eq!(all_hits(&flush(tracker)).len(), usize::from(is_tracked));
    }
}

#[test]
fn pages_opened_from_disk_are_tracked_only_when_asked() {
    let tracker = tracker_on("file:///home/me/page.html");
    assert_eq!(track(tracker, "one"), []);
    command(
        tracker,
        "setCustomUrl",
        vec![Js::from("http://site.example/page")],
    );
    assert_eq!(track(tracker, "two"), []);
    command(tracker, "enableFileTracking", vec![]);
    track(tracker, "three");
    assert_eq!(names(&flush(tracker)), ["three"]);

    let tracker = plain_tracker();
    command(
        tracker,
        "setCustomUrl",
        vec![Js::from("file:///home/me/page.html")],
    );
    assert_eq!(track(tracker, "one"), []);
}
