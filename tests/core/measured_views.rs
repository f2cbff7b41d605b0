//! What the core says of a page view that something is measured of: with which address and referrer it was tracked.

use crate::support::page::run;
use crate::support::visit::{command, plain_tracker};
use crumbless::fake::{Effect, Js};

/// The views that begin with a command: address and referrer.
fn begun(out: &[Effect]) -> Vec<(String, String)> {
    let view = |effect: &Effect| match effect {
        Effect::BeginView { address, referrer } => Some((address.clone(), referrer.clone())),
        _ => None,
    };
    out.iter().filter_map(view).collect()
}

fn view(tracker: u32) -> Vec<(String, String)> {
    begun(&run(tracker, "trackPageView", vec![]).1)
}

fn pair(address: &str, referrer: &str) -> Vec<(String, String)> {
    vec![(address.to_owned(), referrer.to_owned())]
}

#[test]
fn nothing_is_said_unless_something_is_measured() {
    let tracker = plain_tracker();
    assert_eq!(view(tracker), []);
    let (_, out) = run(tracker, "enableErrorPages", vec![]);
    assert_eq!(begun(&out).len(), 1, "the view that was tracked before");
    assert_eq!(view(tracker).len(), 1);
}

#[test]
fn a_view_begins_with_what_its_hit_has() {
    let tracker = plain_tracker();
    command(tracker, "enableMediaTracking", vec![]);
    command(
        tracker,
        "setCustomUrl",
        vec!["https://shop.example/a?token=1&page=2#/b".into()],
    );
    command(
        tracker,
        "setReferrerUrl",
        vec!["https://shop.example/from?token=3".into()],
    );
    assert_eq!(
        view(tracker),
        pair(
            "https://shop.example/a?token=1&page=2#/b",
            "https://shop.example/from?token=3"
        )
    );
    command(tracker, "setExcludedQueryParams", vec!["token".into()]);
    command(tracker, "discardHashTag", vec![Js::Bool(true)]);
    assert_eq!(
        view(tracker),
        pair("https://shop.example/a?page=2", "https://shop.example/from")
    );
    command(tracker, "setExcludedReferrers", vec!["shop.example".into()]);
    assert_eq!(view(tracker), pair("https://shop.example/a?page=2", ""));
}

#[cfg(feature = "anonymous")]
#[test]
fn in_anonymous_measurement_the_address_is_the_anonymous_one() {
    let tracker = plain_tracker();
    let options = Js::Object(
        [("url".to_owned(), Js::from("https://app.example"))]
            .into_iter()
            .collect(),
    );
    command(tracker, "enableAnonymousMeasurement", vec![options]);
    command(tracker, "enableErrorPages", vec![]);
    command(
        tracker,
        "setReferrerUrl",
        vec!["https://shop.example/from".into()],
    );
    command(tracker, "setCustomUrl", vec!["https://shop.example/ann".into()]);
    let views = view(tracker);
    assert_eq!(views.len(), 1);
    assert!(views[0].0.starts_with("https://app.example/"), "{views:?}");
    assert!(!views[0].0.contains("ann"), "{views:?}");
    assert_eq!(views[0].1, "");
}
