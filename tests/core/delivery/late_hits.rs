//! `cdo`: by how many seconds a hit is late.

use super::failing;
use crate::support::page::{event, has, run};
use crate::support::sent::{all_hits, param, requests};
use crate::support::visit::{
    BULK_DUE, RETRY, SHOWN, command, flush, open_visit, plain_tracker, texts, track, wait,
};
use crumbless::fake::{Effect, Js, with_page};

/// How many seconds each hit says it is late.
fn lateness(effects: &[Effect]) -> Vec<Option<String>> {
    let hits = all_hits(effects);
    hits.iter().map(|hit| param(hit, "cdo")).collect()
}

#[test]
fn a_late_hit_says_by_how_many_seconds_up_to_what_the_server_accepts() {
    for (milliseconds, seconds) in [
        (0.0, None),
        (1_999.0, None),
        (2_000.0, Some("2")),
        (60_900.0, Some("60")),
        (86_399_000.0, Some("86399")),
        (86_400_000.0, None),
    ] {
        let tracker = plain_tracker();
        command(tracker, "requireConsent", vec![]);
        track(tracker, "held");
        wait(milliseconds);
        let mut out = run(tracker, "setConsentGiven", vec![]).1;
        out.extend(flush(tracker));
        assert_eq!(lateness(&out), [seconds.map(str::to_owned)], "{milliseconds}");
    }
    let tracker = failing();
    wait(5_000.0);
    track(tracker, "later");
    assert_eq!(
        lateness(&event(tracker, RETRY, vec![])),
        [Some("5".to_owned()), None]
    );
}

#[test]
fn queued_requests_and_hits_of_a_prerendered_page_are_not_late() {
    if has("queueRequest") {
        let tracker = plain_tracker();
        open_visit(tracker);
        run(tracker, "queueRequest", texts(&["e_c=c&e_a=a"]));
        wait(2_500.0);
        let mut out = event(tracker, BULK_DUE, vec![]);
        out.extend(flush(tracker));
        assert_eq!(lateness(&out), [None]);
    }

    let tracker = plain_tracker();
    let prerender = |is: bool| with_page(|page| page.window.set("document.prerendering", Js::Bool(is)));
    prerender(true);
    track(tracker, "made ready");
    // Such a page hears that it has loaded.
    wait(1_000.0);
    assert_eq!(requests(&event(tracker, SHOWN, vec![])), []);
    wait(60_000.0);
    prerender(false);
    assert_eq!(lateness(&event(tracker, SHOWN, vec![])), [None]);
}
