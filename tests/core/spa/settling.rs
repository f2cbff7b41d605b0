//! When a change of the address counts as a page view.

use super::{application, change, go, view, views};
use crate::support::page::event;
use crate::support::sent::{all_hits, param};
use crate::support::visit::{LEAVING, NAVIGATION_SETTLED, flush, timers, track, wait};
use crumbless::fake::{Js, with_page};

#[test]
fn a_page_is_counted_once_it_has_settled_with_the_previous_one_as_referrer() {
    let tracker = application(Js::Undefined);
    let out = go(tracker, "http://site.example/list", "Title");
    assert_eq!(timers(&out), [(1700, NAVIGATION_SETTLED)]);
    // The title comes later, and has to stay as it is for a while.
    assert_eq!(
        timers(&go(tracker, "http://site.example/list", "List")),
        [(200, NAVIGATION_SETTLED)]
    );
    let out = event(tracker, NAVIGATION_SETTLED, vec![]);
    let start = "http://site.example/start";
    assert_eq!(
        views(tracker, out),
        [view("List", "http://site.example/list", start)]
    );
    go(tracker, "http://site.example/#/one", "One");
    let out = event(tracker, NAVIGATION_SETTLED, vec![]);
    let list = "http://site.example/list";
    assert_eq!(
        views(tracker, out),
        [view("One", "http://site.example/#/one", list)]
    );
}

#[test]
fn an_address_that_changes_while_the_document_loads_is_that_of_the_landing() {
    let tracker = application(Js::Undefined);
    with_page(|page| page.window.set("document.readyState", Js::from("loading")));
    assert_eq!(timers(&go(tracker, "http://site.example/start#/", "Title")), []);
    with_page(|page| page.window.set("document.readyState", Js::from("complete")));
    assert_eq!(timers(&go(tracker, "http://site.example/start#/", "Title")), []);
    assert_eq!(
        timers(&go(tracker, "http://site.example/start#/next", "Next")),
        [(200, NAVIGATION_SETTLED)]
    );
}

#[test]
fn a_page_left_before_it_settled_is_counted() {
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
fn a_page_that_is_quickly_followed_by_another_is_counted_if_it_was_seen() {
    let start = "http://site.example/start";
    for (how, waited, is_seen) in [
        ("push", 300.0, true),
        ("push", 100.0, false),
        ("replace", 300.0, false),
    ] {
        let tracker = application(Js::Undefined);
        go(tracker, "http://site.example/first", "Title");
        wait(waited);
        let mut out = change(tracker, how, "http://site.example/second", "Second");
        out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
        let (first, second) = ("http://site.example/first", "http://site.example/second");
        let expected = if is_seen {
            vec![view("Second", first, start), view("Second", second, first)]
        } else {
            vec![view("Second", second, start)]
        };
        assert_eq!(views(tracker, out), expected, "{how} {waited}");
    }
}

#[test]
fn a_page_followed_by_an_ignored_path_is_counted() {
    let options = vec![("ignoredPaths".to_owned(), Js::from("/modal"))];
    let tracker = application(Js::Object(options));
    let (start, one) = ("http://site.example/start", "http://site.example/one");
    go(tracker, one, "One");
    wait(50.0);
    let out = go(tracker, "http://site.example/modal", "One");
    assert_eq!(views(tracker, out), [view("One", one, start)]);
}

#[test]
fn a_view_counted_late_says_by_how_many_seconds() {
    let options = vec![("titleTimeout".to_owned(), Js::Number(10_000.0))];
    let tracker = application(Js::Object(options));
    go(tracker, "http://site.example/list", "Title");
    wait(4_100.0);
    let mut out = go(tracker, "http://site.example/list", "List");
    wait(200.0);
    out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
    out.extend(track(tracker, "after it"));
    out.extend(flush(tracker));
    let late: Vec<_> = all_hits(&out).iter().map(|hit| param(hit, "cdo")).collect();
    assert_eq!(late, [Some("4".to_owned()), None]);
}

#[test]
fn a_page_that_is_replaced_repeatedly_is_not_delayed_forever() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/map", "Title");
    let mut left = 0;
    for step in 0..20 {
        wait(150.0);
        let address = format!("http://site.example/map?lat={step}");
        let out = change(tracker, "replace", &address, "Title");
        left = timers(&out).first().map_or(left, |(left, _)| *left);
        if left == 0 {
            break;
        }
        assert!(left + 150 * (step + 1) <= 1700, "{left} {step}");
    }
    assert_eq!(left, 0);
}

#[test]
fn a_page_that_replaces_a_pending_one_takes_its_place() {
    let start = "http://site.example/start";
    for (pushed, replaced, counted) in [
        ("?page=2", "?page=2&sort=up", Some("?page=2&sort=up")),
        ("#/list", "#/list?sort=up", Some("#/list?sort=up")),
        ("/list", "/list?page=1", Some("/list?page=1")),
        ("/list", "/login", Some("/login")),
        ("/list", "", None),
        ("/list", "#top", None),
        ("/list", "/admin/users", None),
    ] {
        for pause in [0.0, 500.0] {
            let tracker = application(Js::Object(vec![(
                "ignoredPaths".to_owned(),
                Js::from("/start/admin/*"),
            )]));
            let at = |rest: &str| format!("{start}{rest}");
            go(tracker, &at(pushed), "Title");
            wait(pause);
            change(tracker, "replace", &at(replaced), "Title");
            wait(2_000.0);
            let out = event(tracker, NAVIGATION_SETTLED, vec![]);
            let expected = counted.map(|rest| view("Title", &at(rest), start));
            assert_eq!(
                views(tracker, out),
                Vec::from_iter(expected),
                "{pushed} {replaced} {pause}"
            );
        }
    }
}
