//! `enableSpaTracking`: views of an application that changes its address without loading a page (issue 6).

#![cfg(not(target_arch = "wasm32"))]
#![cfg(feature = "full")]
#![allow(clippy::restriction)]

mod support;

use crumbless::fake::{Effect, Js, with_page};
use support::page::event;
use support::sent::{all_hits, param};
use support::visit::{ARRIVED, LEAVING, ROUTE, command, flush, open_visit, sent, timers, tracker_on};

/// An application whose landing was counted; `ignored` makes no other page.
fn application(ignored: Js) -> u32 {
    let tracker = tracker_on("http://site.example/start");
    command(tracker, "enableSpaTracking", vec![ignored]);
    open_visit(tracker);
    tracker
}

fn go(tracker: u32, address: &str, title: &str) -> Vec<Effect> {
    with_page(|page| {
        page.window.set("location.href", Js::from(address));
        page.window.set("document.title", Js::from(title));
    });
    event(tracker, ROUTE, vec![])
}

/// Title, address and referrer of the views that leave now.
fn views(tracker: u32, mut out: Vec<Effect>) -> Vec<[Option<String>; 3]> {
    out.extend(flush(tracker));
    sent(tracker);
    let hits = all_hits(&out);
    hits.iter()
        .map(|hit| ["action_name", "url", "urlref"].map(|name| param(hit, name)))
        .collect()
}

fn view(title: &str, address: &str, referrer: &str) -> [Option<String>; 3] {
    [title, address, referrer].map(|text| Some(text.to_owned()))
}

#[test]
fn a_page_counts_once_it_has_settled_and_the_one_before_referred_to_it() {
    let tracker = application(Js::Undefined);
    let out = go(tracker, "http://site.example/list", "Title");
    assert_eq!(timers(&out), [(200, ARRIVED)]);
    // The title comes later, and the time begins anew.
    assert_eq!(
        timers(&go(tracker, "http://site.example/list", "List")),
        [(200, ARRIVED)]
    );
    let out = event(tracker, ARRIVED, vec![]);
    let start = "http://site.example/start";
    assert_eq!(
        views(tracker, out),
        [view("List", "http://site.example/list", start)]
    );
    go(tracker, "http://site.example/#/one", "One");
    let out = event(tracker, ARRIVED, vec![]);
    let list = "http://site.example/list";
    assert_eq!(
        views(tracker, out),
        [view("One", "http://site.example/#/one", list)]
    );
}

#[test]
fn the_landing_and_what_stays_the_same_page_do_not_count_again() {
    let tracker = application(Js::List(vec![Js::from("sort"), Js::from("page")]));
    for address in [
        "http://site.example/start",
        "http://site.example/start?sort=up",
        "http://site.example/start?page=2&sort=down",
        "http://site.example/start#part",
        "http://site.example/start?sort=up#",
    ] {
        assert_eq!(timers(&go(tracker, address, "New title")), [], "{address}");
    }
    assert_eq!(
        views(tracker, event(tracker, ARRIVED, vec![])),
        [] as [[Option<String>; 3]; 0]
    );
    assert_eq!(
        timers(&go(tracker, "http://site.example/start?sort=up&id=1", "Other")),
        [(200, ARRIVED)]
    );
}

#[test]
fn an_address_that_changes_while_the_page_is_read_is_that_of_the_landing() {
    let tracker = application(Js::Undefined);
    with_page(|page| page.window.set("document.readyState", Js::from("loading")));
    assert_eq!(timers(&go(tracker, "http://site.example/start#/", "Title")), []);
    with_page(|page| page.window.set("document.readyState", Js::from("complete")));
    assert_eq!(timers(&go(tracker, "http://site.example/start#/", "Title")), []);
    assert_eq!(
        timers(&go(tracker, "http://site.example/start#/next", "Title")),
        [(200, ARRIVED)]
    );
}

#[test]
fn a_page_that_is_left_before_it_settled_counts() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/quick", "Quick");
    let out = event(tracker, LEAVING, vec![]);
    assert_eq!(
        views(tracker, out),
        [view(
            "Quick",
            "http://site.example/quick",
            "http://site.example/start"
        )]
    );
}

#[test]
fn without_the_command_nothing_counts() {
    let tracker = tracker_on("http://site.example/start");
    open_visit(tracker);
    go(tracker, "http://site.example/list", "List");
    for number in [ARRIVED, LEAVING] {
        assert!(all_hits(&event(tracker, number, vec![])).is_empty(), "{number}");
    }
}

#[test]
fn a_hash_that_is_discarded_and_excluded_parameters_make_no_page() {
    let tracker = application(Js::Undefined);
    command(tracker, "discardHashTag", vec![Js::Bool(true)]);
    command(tracker, "setExcludedQueryParams", vec![Js::from("token")]);
    for address in [
        "http://site.example/start#part",
        "http://site.example/start?token=1",
    ] {
        assert_eq!(timers(&go(tracker, address, "Title")), [], "{address}");
    }
}

#[test]
fn content_is_looked_for_again_where_all_of_it_is_tracked() {
    let tracker = application(Js::Undefined);
    command(tracker, "trackAllContentImpressions", vec![]);
    go(tracker, "http://site.example/list", "List");
    let out = event(tracker, ARRIVED, vec![]);
    assert!(
        out.iter().any(|effect| matches!(effect, Effect::Scan { how: 0 })),
        "{out:?}"
    );
}
