//! Options that are wrong: nothing is sent.

use super::{hits_of, list, object};
use crate::support::page::{add_tracker, enter, run};
use crate::support::sent::all_hits;
use crate::support::visit::{COLLECTOR, logs, texts, tracker_on};
use crumbless::fake::Js;
use crumbless::protocol::Entry;

/// Options that are wrong, and what the console names.
#[test]
fn wrong_options_stop_all_sending_with_one_warning() {
    for (options, named) in [
        (object(&[("anonymus", Js::Bool(true))]), "anonymus"),
        (object(&[("url", Js::from(""))]), "url"),
        (object(&[("url", Js::from("app.example"))]), "url"),
        (object(&[("url", Js::from("https://a.example/?a=1"))]), "url"),
        (object(&[("url", Js::from("https://"))]), "url"),
        (object(&[("url", Js::Number(1.0))]), "url"),
        (object(&[("title", list(&["a"]))]), "title"),
        (object(&[("categories", object(&[]))]), "categories"),
        (
            object(&[("allowedParameters", Js::Bool(true))]),
            "allowedParameters",
        ),
        (object(&[("preset", Js::from("piwik"))]), "preset"),
        (object(&[("eventNames", Js::Bool(true))]), "eventNames"),
        (Js::from("yes"), "yes"),
        (Js::Bool(true), "true"),
        (Js::Bool(false), "false"),
        (Js::Null, "null"),
        (list(&["a"]), "0"),
    ] {
        let tracker = tracker_on("http://own.example/");
        let out = run(tracker, "trackPageView", vec![]).1;
        assert_eq!(all_hits(&out), [""; 0]);
        let out = run(tracker, "enableAnonymousMeasurement", vec![options.clone()]).1;
        assert_eq!(logs(&out), 1, "{options:?}");
        assert!(format!("{out:?}").contains(&format!(": {named}\"")), "{out:?}");
        assert_eq!(hits_of(tracker, "trackPageView", vec![]), [""; 0], "{options:?}");
        let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
        assert_eq!(hits_of(other, "trackPageView", vec![]), [""; 0], "{options:?}");
    }
}

#[test]
fn unreadable_settings_stop_all_trackers() {
    let tracker = tracker_on("http://own.example/");
    let out = enter(Entry::Close, 0, 0, texts(&["data-require-consent"]));
    assert_eq!(out.len(), 1);
    assert!(
        format!("{out:?}").contains("data-require-consent: nothing is sent"),
        "{out:?}"
    );
    assert_eq!(
        enter(Entry::Close, 0, 0, texts(&["again"])),
        [],
        "it says so once"
    );
    assert_eq!(hits_of(tracker, "trackPageView", vec![]), [""; 0]);
    let other = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    assert_eq!(hits_of(other, "trackPageView", vec![]), [""; 0]);
}
