//! Requests on their way past plugins and the site's own processing, and callbacks.

use crate::support::page::{FLUSH, enter, number, run};
use crate::support::sent::{all_hits, requests};
use crate::support::visit::{command, flush, logs, plain_tracker, sent, timers, track};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::Entry;

fn raw_command(tracker: u32, name: &str, arguments: Vec<Js>) -> Vec<Effect> {
    enter(Entry::Command, tracker, number(name), arguments)
}

fn accept_processed(tracker: u32, arguments: Vec<Js>) -> Vec<Effect> {
    enter(Entry::Draft, tracker, 0, arguments)
}

fn draft(effects: &[Effect]) -> (u32, &str, &str, &str) {
    let [
        Effect::Draft {
            target,
            plugin,
            head,
            tail,
            ..
        },
    ] = effects
    else {
        panic!("not one draft: {effects:?}");
    };
    (*target, plugin, head, tail)
}

#[test]
fn plugins_see_every_request_and_may_change_or_drop_it() {
    let tracker = plain_tracker();
    with_page(|page| page.is_hooked = true);
    command(tracker, "appendToTrackingUrl", vec![Js::from("own=1")]);
    let out = raw_command(tracker, "trackEvent", vec![Js::from("c"), Js::from("a")]);
    let (target, hook, head, tail) = draft(&out);
    assert_eq!((target, hook, tail), (0, "event", "own=1"));
    assert!(head.starts_with("e_c=c&e_a=a&") && !head.contains("own=1"));

    assert_eq!(
        timers(&accept_processed(tracker, vec![Js::from("e_a=changed\"\n")])),
        [(0, FLUSH)]
    );
    assert!(all_hits(&flush(tracker))[0].starts_with("e_a=changed%22%0A&"));
    sent(tracker);
    assert_eq!(
        accept_processed(tracker, vec![Js::from("")]),
        [],
        "dropped by its wish"
    );
    for dropped in [
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Number(4.0),
        Js::List(vec![]),
    ] {
        let said = accept_processed(tracker, vec![dropped.clone()]);
        assert_eq!((said.len(), logs(&said)), (1, 1), "only a line: {dropped:?}");
    }
    assert_eq!(flush(tracker), []);
}

#[test]
fn each_kind_of_hit_names_its_hook() {
    let tracker = plain_tracker();
    with_page(|page| page.is_hooked = true);
    for (name, arguments, hook) in [
        ("trackPageView", vec![], "log"),
        ("trackGoal", vec!["1"], "goal"),
        ("trackSiteSearch", vec!["word"], "sitesearch"),
        ("trackLink", vec!["http://a.example/", "link"], "link"),
        ("ping", vec![], "ping"),
        ("trackRequest", vec!["a=1", "", "", "own"], "own"),
        ("trackRequest", vec!["a=1"], ""),
    ] {
        let out = raw_command(tracker, name, arguments.into_iter().map(Js::from).collect());
        assert_eq!(draft(&out).1, hook, "{name}");
    }
    let out = raw_command(tracker, "queueRequest", vec![Js::from("a=1")]);
    assert_eq!(draft(&out).0, 1, "to the queue of queueRequest");
}

#[test]
fn callbacks_travel_with_their_hits() {
    let tracker = plain_tracker();
    let out = raw_command(
        tracker,
        "trackPageView",
        vec![Js::Undefined, Js::Undefined, Js::Function],
    );
    let Effect::Draft { callback, head, .. } = &out[0] else {
        panic!("{out:?}");
    };
    assert_eq!(*callback, 3, "the third argument");
    // The fake's hooks are numbered by their place among the arguments.
    accept_processed(tracker, vec![Js::Text(head.clone()), Js::Function]);
    track(tracker, "without");
    let left = requests(&flush(tracker));
    assert_eq!((left.len(), left[0].hooks.as_str()), (1, "2\u{1f}0"));
}

#[test]
fn get_request_sends_nothing() {
    let tracker = plain_tracker();
    let (request, out) = run(tracker, "getRequest", vec![Js::from("a=1")]);
    let request = request.and_then(|text| text.as_str().map(str::to_owned)).unwrap();
    assert!(request.starts_with("a=1&idsite=7&"), "{request}");
    assert_eq!((out, flush(tracker)), (vec![], vec![]));
}
