//! Which addresses are different pages.

use super::{application, change, go, views};
use crate::support::page::event;
use crate::support::sent::all_hits;
use crate::support::visit::{NAVIGATION_SETTLED, command, flush, timers, track};
use crumbless::fake::Js;

#[test]
fn the_landing_and_the_same_page_are_not_counted_again() {
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
        views(tracker, event(tracker, NAVIGATION_SETTLED, vec![])),
        [] as [[Option<String>; 3]; 0]
    );
    assert_eq!(
        timers(&go(tracker, "http://site.example/start?sort=up&id=1", "Other")),
        [(200, NAVIGATION_SETTLED)]
    );
}

#[test]
fn a_replaced_query_is_not_a_page_unless_the_site_says_so() {
    let option = |name: &str, value: Js| Js::Object(vec![(name.to_owned(), value)]);
    for (address, how, options, is_page) in [
        ("http://site.example/start?q=a", "replace", Js::Undefined, false),
        ("http://site.example/start?q=a", "push", Js::Undefined, true),
        ("http://site.example/other?q=a", "replace", Js::Undefined, true),
        ("http://site.example/start/", "replace", Js::Undefined, false),
        (
            "http://site.example/start/?q=a#top",
            "replace",
            Js::Undefined,
            false,
        ),
        ("http://site.example/start/more", "replace", Js::Undefined, true),
        ("http://site.example/start#/route", "replace", Js::Undefined, true),
        (
            "http://site.example/start?q=a",
            "replace",
            option("replaceState", Js::Bool(true)),
            true,
        ),
        (
            "http://site.example/admin/users",
            "push",
            option("ignoredPaths", Js::from("/admin/*")),
            false,
        ),
        (
            "http://site.example/admin",
            "push",
            option("ignoredPaths", Js::from("/admin")),
            false,
        ),
        (
            "http://site.example/admins",
            "push",
            option("ignoredPaths", Js::from("/admin")),
            true,
        ),
        (
            "http://site.example/start?q=a",
            "push",
            option("ignoredParameters", Js::List(vec![Js::from("q")])),
            false,
        ),
    ] {
        let tracker = application(options.clone());
        assert_eq!(
            !timers(&change(tracker, how, address, "Title")).is_empty(),
            is_page,
            "{address} {how} {options:?}"
        );
        let mut out = track(tracker, "one");
        out.extend(flush(tracker));
        let hits = all_hits(&out);
        assert_eq!(hits.len(), 1 + usize::from(is_page));
    }
}

#[test]
fn paths_are_ignored_by_patterns() {
    for (pattern, path, is_ignored) in [
        ("/admin/*", "/admin/", true),
        ("/admin/*", "/admin", false),
        ("/*/edit", "/page/1/edit", true),
        ("/*/edit", "/page/1/edit/edit", true),
        ("/*/edit", "/page/1/edited", false),
        ("/*/edit", "/edit", false),
        ("*/a*b", "/x/aab", true),
        ("*/a*b", "/x/aabc", false),
        ("/a**b", "/ab", true),
        ("*x", "/page", false),
        ("*", "/anything", true),
        ("", "/page", false),
        ("/\u{fc}*", "/%C3%BCber", true),
        ("/%C3%BC*", "/%C3%BCber", true),
        ("/a", "/a%00", false),
    ] {
        let options = vec![("ignoredPaths".to_owned(), Js::from(pattern))];
        let tracker = application(Js::Object(options));
        let address = format!("http://site.example{path}?q=1#part");
        let is_page = !timers(&go(tracker, &address, "Title")).is_empty();
        assert_eq!(is_page, !is_ignored, "{pattern} {path}");
    }
}

#[test]
fn percent_encoded_addresses_are_compared_as_the_browser_has_them() {
    for (one, other, sent) in [
        ("/lang/C", "/lang/C%23", "/lang/C#"),
        ("/tag/%23one", "/tag/%23two", "/tag/#two"),
        ("/f/a%2Fb", "/f/a/b", "/f/a/b"),
        ("/s%3Fq", "/s?q", "/s?q"),
    ] {
        let tracker = application(Js::Undefined);
        let at = |path: &str| format!("http://site.example{path}");
        go(tracker, &at(one), "One");
        let out = event(tracker, NAVIGATION_SETTLED, vec![]);
        assert_eq!(views(tracker, out).len(), 1, "{one}");
        go(tracker, &at(other), "Other");
        let out = event(tracker, NAVIGATION_SETTLED, vec![]);
        let [[_, url, _]] = &views(tracker, out)[..] else {
            panic!("{other}");
        };
        assert_eq!(*url, Some(at(sent)));
    }
}

#[test]
fn discarded_hashes_and_excluded_parameters_do_not_make_a_page() {
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
