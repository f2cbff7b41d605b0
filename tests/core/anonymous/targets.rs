//! Which trackers and targets of a page are anonymous.

use super::{hits_of, object};
use crate::support::page::{add_tracker, run};
use crate::support::sent::param;
use crate::support::visit::{COLLECTOR, command, tracker_on};
use crumbless::fake::{Js, effects, with_page};
use crumbless::protocol::Entry;
use crumbless::tracker;

/// A target as `addTargets` adds it; none where it is refused.
fn target(given: Js, options: Js) -> Option<u32> {
    let (url, site) = (given.property("url"), given.property("siteId"));
    with_page(|page| page.arguments = vec![url, site, given, options]);
    let number = tracker::enter(Entry::Add as u32, 0, 0);
    effects();
    Some(number).filter(|number| *number > 0)
}

fn title_of(tracker: u32) -> Option<String> {
    let hits = hits_of(tracker, "trackPageView", vec![]);
    hits.first().and_then(|hit| param(hit, "action_name"))
}

#[test]
fn the_mode_applies_to_all_trackers_except_targets_with_full_hits() {
    let place = |pairs: &[(&str, Js)]| {
        let own = [("url", Js::from(COLLECTOR)), ("siteId", Js::Number(3.0))];
        object(&[&own[..], pairs].concat())
    };
    let before = tracker_on("http://own.example/?view=secret");
    let main = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    let options = |title: &str| object(&[("title", Js::from(title))]);
    command(main, "enableAnonymousMeasurement", vec![options("Page")]);
    let after = add_tracker(Js::from(COLLECTOR), Js::from("9"));
    for tracker in [before, main, after] {
        assert_eq!(title_of(tracker).as_deref(), Some("Page"));
    }
    for (pairs, for_all, expected) in [
        (vec![], Js::Undefined, "Page"),
        (vec![("anonymous", Js::Bool(true))], Js::Undefined, "Page"),
        (vec![("anonymous", Js::Bool(true))], options("All"), "All"),
        (vec![("anonymous", options("Own"))], options("All"), "Own"),
        (vec![("anonymous", Js::Bool(false))], options("All"), "Title"),
    ] {
        let tracker = target(place(&pairs), for_all).unwrap();
        assert_eq!(title_of(tracker).as_deref(), Some(expected), "{pairs:?}");
        // To all trackers, as `_paq` gives it: a target's own stay.
        run(tracker, "enableAnonymousMeasurement", vec![options("Page")]);
        assert_eq!(title_of(tracker).as_deref(), Some(expected), "{pairs:?}");
    }
    for wrong in [
        place(&[("anonymus", Js::Bool(true))]),
        place(&[("anonymous", Js::from("true"))]),
        place(&[("anonymous", Js::Null)]),
        object(&[("url", Js::from(COLLECTOR))]),
        object(&[("siteId", Js::from("3"))]),
        Js::from(COLLECTOR),
        Js::Null,
    ] {
        assert_eq!(target(wrong.clone(), Js::Undefined), None, "{wrong:?}");
    }
    let wrong = place(&[("anonymous", object(&[("titel", Js::from("a"))]))]);
    assert_eq!(title_of(target(wrong, Js::Undefined).unwrap()), None);
    assert_eq!(
        title_of(main).as_deref(),
        Some("Page"),
        "only the target is closed"
    );
}

#[test]
fn a_target_may_be_anonymous_while_the_page_is_not() {
    let main = tracker_on("http://own.example/");
    let given = object(&[
        ("url", Js::from(COLLECTOR)),
        ("siteId", Js::Number(3.0)),
        ("anonymous", Js::Bool(true)),
    ]);
    assert_eq!(
        title_of(target(given, Js::Undefined).unwrap()).as_deref(),
        Some("Anonymous")
    );
    assert_eq!(title_of(main).as_deref(), Some("Title"));
}
