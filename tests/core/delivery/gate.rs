//! What keeps hits back for good or until it is given: consent, Do Not Track, pages opened from disk.

use crate::support::page::{event, has, run};
use crate::support::sent::{all_hits, params, requests};
use crate::support::visit::{
    BULK_DUE, LEAVING, SHOWN, command, flush, logs, names, plain_tracker, sent, track,
};
use crumbless::fake::{Js, with_page};

#[test]
fn nothing_is_sent_without_consent_even_when_the_page_is_left() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    track(tracker, "one");
    if has("queueRequest") {
        command(tracker, "queueRequest", vec![Js::from("e_a=queued")]);
    }
    assert_eq!(flush(tracker), []);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
    assert_eq!(requests(&track(tracker, "two")), []);
    assert_eq!(event(tracker, SHOWN, vec![]), []);
    event(tracker, BULK_DUE, vec![]);
    assert_eq!(requests(&flush(tracker)), []);

    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(requests(&out).len(), 1);
    let hits = all_hits(&out);
    let mut wanted = vec!["one", "two"];
    wanted.extend(has("queueRequest").then_some("queued"));
    assert_eq!(params(&hits, "consent"), vec!["1"; wanted.len()]);
    let mut left = names(&out);
    left.sort_by_key(|name| wanted.iter().position(|wanted| wanted == name));
    assert_eq!(left, wanted);

    sent(tracker);
    command(tracker, "forgetConsentGiven", vec![]);
    track(tracker, "three");
    assert_eq!(flush(tracker), []);
    assert_eq!(names(&run(tracker, "rememberConsentGiven", vec![]).1), ["three"]);
}

#[test]
fn hits_held_for_consent_are_all_sent_in_order() {
    let tracker = plain_tracker();
    command(tracker, "requireConsent", vec![]);
    let given: Vec<String> = (0..400).map(|number| format!("hit {number}")).collect();
    for name in &given {
        assert_eq!(logs(&track(tracker, name)), 0, "{name}");
    }
    let out = run(tracker, "setConsentGiven", vec![]).1;
    assert_eq!(logs(&out), 0);
    assert!(requests(&out).iter().all(|request| request.body.len() <= 60_000));
    assert_eq!(names(&out), given);
}

#[test]
fn do_not_track_is_respected_if_the_site_asks_for_it() {
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
fn privacy_signals_apply_to_waiting_hits_too() {
    for (command_name, path, value) in [
        ("setDoNotTrack", "navigator.doNotTrack", Js::from("1")),
        (
            "setGlobalPrivacyControl",
            "navigator.globalPrivacyControl",
            Js::Bool(true),
        ),
    ] {
        // Without an argument, as an attribute without a value, it is meant as well.
        for given in [vec![Js::Bool(true)], vec![]] {
            let tracker = plain_tracker();
            with_page(|page| page.window.set(path, value.clone()));
            run(tracker, "requireConsent", vec![]);
            track(tracker, "one");
            command(tracker, command_name, given);
            let mut out = run(tracker, "setConsentGiven", vec![]).1;
            out.extend(flush(tracker));
            out.extend(event(tracker, LEAVING, vec![]));
            assert_eq!(all_hits(&out).len(), 0, "{command_name}");
        }
    }
}

#[cfg(feature = "full")]
#[test]
fn file_urls_are_tracked_only_if_asked_for() {
    let tracker = crate::support::visit::tracker_on("file:///home/me/page.html");
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

#[test]
fn global_privacy_control_is_respected_if_the_site_asks_for_it() {
    for (asked, honours, is_tracked) in [
        (Js::Bool(true), true, false),
        (Js::Bool(true), false, true),
        (Js::Bool(false), true, true),
        (Js::Undefined, true, true),
        (Js::Null, true, true),
    ] {
        let tracker = plain_tracker();
        with_page(|page| page.window.set("navigator.globalPrivacyControl", asked.clone()));
        command(tracker, "setGlobalPrivacyControl", vec![Js::Bool(honours)]);
        assert_eq!(
            track(tracker, "one").is_empty(),
            !is_tracked,
            "{asked:?} {honours}"
        );
        assert_eq!(all_hits(&flush(tracker)).len(), usize::from(is_tracked));
    }
}

#[test]
fn do_not_track_and_global_privacy_control_are_independent() {
    for (first, second) in [
        ("setDoNotTrack", "setGlobalPrivacyControl"),
        ("setGlobalPrivacyControl", "setDoNotTrack"),
    ] {
        let tracker = plain_tracker();
        with_page(|page| {
            page.window.set("navigator.doNotTrack", Js::from("1"));
            page.window.set("navigator.globalPrivacyControl", Js::Bool(true));
        });
        let is_tracked = || {
            track(tracker, "one");
            let is_tracked = !all_hits(&flush(tracker)).is_empty();
            sent(tracker);
            is_tracked
        };
        assert!(is_tracked(), "a site has to honour them");
        command(tracker, first, vec![Js::Bool(true)]);
        assert!(!is_tracked());
        command(tracker, second, vec![Js::Bool(false)]);
        assert!(!is_tracked(), "{second} does not undo {first}");
        command(tracker, second, vec![Js::Bool(true)]);
        command(tracker, first, vec![Js::Bool(false)]);
        assert!(!is_tracked(), "{first} does not undo {second}");
        command(tracker, second, vec![Js::Bool(false)]);
        assert!(is_tracked());
    }
}

fn set_prerendering(is_prerendering: bool) {
    with_page(|page| {
        page.window
            .set("document.prerendering", Js::Bool(is_prerendering))
    });
}

#[test]
fn hits_of_a_prerendered_page_wait_until_it_is_shown() {
    let tracker = plain_tracker();
    set_prerendering(true);
    track(tracker, "one");
    assert_eq!(requests(&flush(tracker)), []);
    track(tracker, "two");
    assert_eq!(requests(&flush(tracker)), []);
    set_prerendering(false);
    assert_eq!(names(&event(tracker, SHOWN, vec![])), ["one", "two"]);
}

#[test]
fn a_prerendered_page_that_is_never_shown_sends_nothing() {
    let tracker = plain_tracker();
    set_prerendering(true);
    track(tracker, "one");
    flush(tracker);
    assert_eq!(requests(&event(tracker, LEAVING, vec![])), []);
}

#[cfg(feature = "full")]
#[test]
fn prerendered_pages_are_counted_if_the_site_asks_for_it() {
    let tracker = plain_tracker();
    set_prerendering(true);
    command(tracker, "setCountPreRendered", vec![Js::Bool(true)]);
    track(tracker, "one");
    assert_eq!(names(&flush(tracker)), ["one"]);
    sent(tracker);
    command(tracker, "setCountPreRendered", vec![Js::Bool(false)]);
    track(tracker, "two");
    assert_eq!(requests(&flush(tracker)), []);
}
