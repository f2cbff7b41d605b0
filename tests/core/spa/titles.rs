//! The title of a page view: waited for, or set by the site.

use super::{application, change, go, view, views};
use crate::support::page::event;
use crate::support::visit::{NAVIGATION_SETTLED, command, timers, wait};
use crumbless::fake::Js;

#[test]
fn a_page_waits_for_its_title_but_not_forever() {
    let tracker = application(Js::Undefined);
    let same = |wait_for| {
        wait(wait_for);
        timers(&change(tracker, "", "http://site.example/late", "Title"))
    };
    assert_eq!(same(0.0), [(1700, NAVIGATION_SETTLED)]);
    assert_eq!(same(600.0), [(1100, NAVIGATION_SETTLED)]);
    assert_eq!(same(1000.0), [(100, NAVIGATION_SETTLED)]);
    // A title that changes all the time holds nothing up.
    wait(50.0);
    assert_eq!(
        timers(&change(tracker, "", "http://site.example/late", "(1) News")),
        [(50, NAVIGATION_SETTLED)]
    );
    assert_eq!(
        timers(&change(tracker, "", "http://site.example/late", "(2) News")),
        [(50, NAVIGATION_SETTLED)]
    );
    let option = |name: &str, value: Js| Js::Object(vec![(name.to_owned(), value)]);
    let tracker = application(option("titleTimeout", Js::Number(5000.0)));
    assert_eq!(
        timers(&go(tracker, "http://site.example/late", "Title")),
        [(5200, NAVIGATION_SETTLED)]
    );
}

#[test]
fn the_title_of_the_landing_is_not_taken_for_the_next_page_s() {
    let tracker = application(Js::Undefined);
    command(tracker, "setDocumentTitle", vec![Js::from("Own")]);
    assert_eq!(
        timers(&go(tracker, "http://site.example/list", "Title")),
        [(1700, NAVIGATION_SETTLED)]
    );
    // One that the landing got late is the landing's.
    let tracker = application(Js::Undefined);
    change(tracker, "", "http://site.example/start", "Late");
    assert_eq!(
        timers(&go(tracker, "http://site.example/list", "Late")),
        [(1700, NAVIGATION_SETTLED)]
    );
}

#[test]
fn an_empty_title_is_waited_for() {
    let tracker = application(Js::Undefined);
    let list = "http://site.example/list";
    assert_eq!(timers(&go(tracker, list, "Title")), [(1700, NAVIGATION_SETTLED)]);
    assert_eq!(timers(&go(tracker, list, "")), [(1700, NAVIGATION_SETTLED)]);
    wait(600.0);
    assert_eq!(timers(&go(tracker, list, "List")), [(200, NAVIGATION_SETTLED)]);
    let out = event(tracker, NAVIGATION_SETTLED, vec![]);
    assert_eq!(
        views(tracker, out),
        [view("List", list, "http://site.example/start")]
    );
}
