//! A visit as the shim sees it: a tracker, its commands, the events that come back, and what left.

use super::page::{self, FLUSH, SENT, add_tracker, event, open, run};
use super::sent::{all_hits, params, requests};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::Event;

pub const BULK_DUE: u32 = Event::BulkDue as u32;
pub const OVERDUE: u32 = Event::Overdue as u32;
pub const LEAVING: u32 = Event::Leaving as u32;
pub const SHOWN: u32 = Event::Shown as u32;
pub const POINTER: u32 = Event::Pointer as u32;
pub const ERROR: u32 = Event::Error as u32;
pub const SETTLED: u32 = Event::Settled as u32;
pub const CONTENT: u32 = Event::Content as u32;
pub const LIST_CONTENT: u32 = Event::ListContent as u32;
pub const CONTENT_CLICK: u32 = Event::ContentClick as u32;
pub const FOCUS: u32 = Event::Focus as u32;
pub const BLUR: u32 = Event::Blur as u32;
pub const HIDDEN: u32 = Event::Hidden as u32;
pub const RETRY: u32 = Event::Retry as u32;
pub const ONLINE: u32 = Event::Online as u32;
pub const RESTORED: u32 = Event::Restored as u32;
pub const NAVIGATION: u32 = Event::Navigation as u32;
pub const NAVIGATION_SETTLED: u32 = Event::NavigationSettled as u32;

pub const COLLECTOR: &str = "http://stats.example/matomo.php";

/// A tracker on a page whose browser has no client hints.
pub fn tracker_on(url: &str) -> u32 {
    open(url, "Title", "");
    with_page(|page| page.has_hints = false);
    add_tracker(Js::from(COLLECTOR), Js::from("7"))
}

pub fn plain_tracker() -> u32 {
    tracker_on("http://site.example/page")
}

pub fn with_hints() -> u32 {
    open("http://site.example/page", "Title", "");
    add_tracker(Js::from(COLLECTOR), Js::from("7"))
}

/// Time passes.
pub fn wait(milliseconds: f64) {
    with_page(|page| page.now += milliseconds);
}

/// Tracks an event whose action is its name, and returns what went out at once.
pub fn track(tracker: u32, name: &str) -> Vec<Effect> {
    run(tracker, "trackEvent", vec![Js::from("c"), Js::from(name)]).1
}

pub fn command(tracker: u32, name: &str, arguments: Vec<Js>) {
    let out = run(tracker, name, arguments).1;
    assert_eq!(requests(&out), [], "{name} sends nothing");
}

pub fn flush(tracker: u32) -> Vec<Effect> {
    event(tracker, FLUSH, vec![])
}

/// All requests that are under way succeed.
pub fn sent(tracker: u32) -> Vec<Effect> {
    through(tracker, 200)
}

/// All requests that are under way end so.
pub fn through(tracker: u32, status: i32) -> Vec<Effect> {
    let requests = page::under_way(tracker);
    let end = |number| ends(tracker, number, status);
    requests.into_iter().flat_map(end).collect()
}

/// A request ends so.
pub fn ends(tracker: u32, number: u32, status: i32) -> Vec<Effect> {
    event(
        tracker,
        SENT,
        vec![Js::Number(f64::from(number)), Js::Number(f64::from(status))],
    )
}

/// Opens the visit: the first hit was sent successfully.
pub fn open_visit(tracker: u32) {
    track(tracker, "first");
    assert_eq!(all_hits(&flush(tracker)).len(), 1);
    assert_eq!(sent(tracker), []);
}

/// Sends the one hit that was tracked, and lets it arrive.
pub fn one_hit(tracker: u32, tracked: Vec<Effect>) -> String {
    let mut out = tracked;
    out.extend(flush(tracker));
    sent(tracker);
    let mut hits = all_hits(&out);
    assert_eq!(hits.len(), 1, "{hits:?}");
    hits.remove(0)
}

/// An event's hit.
pub fn hit(tracker: u32) -> String {
    let out = track(tracker, "a");
    one_hit(tracker, out)
}

pub fn texts(given: &[&str]) -> Vec<Js> {
    given.iter().map(|text| Js::from(*text)).collect()
}

pub fn names(effects: &[Effect]) -> Vec<String> {
    params(&all_hits(effects), "e_a")
}

pub fn timers(effects: &[Effect]) -> Vec<(u32, u32)> {
    let timer = |effect: &Effect| match effect {
        Effect::After { milliseconds, event } => Some((*milliseconds, *event)),
        _ => None,
    };
    effects.iter().filter_map(timer).collect()
}

/// The lines written to the console.
pub fn lines(effects: &[Effect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Log(line) => Some(line.as_str()),
            _ => None,
        })
        .collect()
}

/// Why nothing is sent, as whoever develops the page is told.
pub fn reasons(effects: &[Effect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Explain(why) => Some(why.as_str()),
            _ => None,
        })
        .collect()
}

/// How many lines were written to the console.
pub fn logs(effects: &[Effect]) -> usize {
    lines(effects).len()
}
