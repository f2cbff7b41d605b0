//! What the site says of a page, and what else is sent with its view.

use super::{application, go, view, views};
use crate::support::page::{event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{LEAVING, NAVIGATION_SETTLED, command, flush, open_visit, track, tracker_on};
use crumbless::fake::{Effect, Js, with_page};

#[test]
fn an_event_on_a_page_is_sent_after_its_view() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/product", "Title");
    let mut out = track(tracker, "bought");
    out.extend(flush(tracker));
    let hits = all_hits(&out);
    let [view, event] = &hits[..] else {
        panic!("{hits:?}")
    };
    assert_eq!(param(view, "action_name").as_deref(), Some("Title"));
    assert_eq!(param(event, "e_a").as_deref(), Some("bought"));
    for name in ["url", "pv_id"] {
        assert_eq!(param(view, name), param(event, name));
    }
    assert_eq!(param(view, "url").as_deref(), Some("http://site.example/product"));
}

#[test]
fn a_view_that_the_site_tracks_itself_is_not_counted_twice() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/list", "Title");
    let out = run(tracker, "trackPageView", vec![Js::from("Own")]).1;
    let start = "http://site.example/start";
    assert_eq!(
        views(tracker, out),
        [view("Own", "http://site.example/list", start)]
    );
    assert!(all_hits(&event(tracker, NAVIGATION_SETTLED, vec![])).is_empty());
}

#[test]
fn settings_made_before_a_view_apply_to_that_view_only() {
    let (start, list) = ("http://site.example/start", "http://site.example/list");
    let say = |tracker, rows: &[(&str, &str)]| {
        for (name, value) in rows {
            command(tracker, name, vec![Js::from(*value)]);
        }
    };
    type Rows = &'static [(&'static str, &'static str)];
    let cases: [(Rows, _); 6] = [
        (&[], ["List", list, start]),
        (&[("setDocumentTitle", "Own")], ["Own", list, start]),
        (
            &[("setCustomUrl", "http://o.example/")],
            ["List", "http://o.example/", start],
        ),
        (
            &[("setReferrerUrl", "http://r.example/")],
            ["List", list, "http://r.example/"],
        ),
        (
            &[("setDocumentTitle", "Own"), ("setCustomUrl", "http://o.example/")],
            ["Own", "http://o.example/", start],
        ),
        (
            &[("setCustomUrl", "http://o.example/"), ("setDocumentTitle", "Own")],
            ["Own", "http://o.example/", start],
        ),
    ];
    for (rows, [title, address, referrer]) in cases {
        for by_site in [false, true] {
            let tracker = application(Js::Undefined);
            go(tracker, list, "Title");
            say(tracker, rows);
            with_page(|page| page.window.set("document.title", Js::from("List")));
            let out = if by_site {
                run(tracker, "trackPageView", vec![]).1
            } else {
                event(tracker, NAVIGATION_SETTLED, vec![])
            };
            assert_eq!(views(tracker, out), [view(title, address, referrer)], "{rows:?}");
            // The next page has nothing of it.
            let mut out = go(tracker, "http://site.example/next", "Next");
            out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
            assert_eq!(
                views(tracker, out),
                [view("Next", "http://site.example/next", address)]
            );
        }
    }
}

#[test]
fn a_page_with_a_title_of_the_site_is_counted_though_it_is_left_at_once() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/list", "Title");
    command(tracker, "setDocumentTitle", vec![Js::from("Own")]);
    let mut out = go(tracker, "http://site.example/next", "Next");
    out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
    let (start, list, next) = (
        "http://site.example/start",
        "http://site.example/list",
        "http://site.example/next",
    );
    assert_eq!(
        views(tracker, out),
        [view("Own", list, start), view("Next", next, list)]
    );
}

#[test]
fn without_the_command_no_view_is_counted() {
    let tracker = tracker_on("http://site.example/start");
    open_visit(tracker);
    with_page(|page| {
        page.window
            .set("location.href", Js::from("http://site.example/list"))
    });
    for number in [NAVIGATION_SETTLED, LEAVING] {
        assert!(all_hits(&event(tracker, number, vec![])).is_empty(), "{number}");
    }
}

#[test]
fn content_is_searched_again_if_all_content_is_tracked() {
    let tracker = application(Js::Undefined);
    command(tracker, "trackAllContentImpressions", vec![]);
    go(tracker, "http://site.example/list", "List");
    let out = event(tracker, NAVIGATION_SETTLED, vec![]);
    assert!(
        out.iter().any(|effect| matches!(effect, Effect::Scan { how: 0 })),
        "{out:?}"
    );
}
