//! `setIgnoredHosts` and `setIgnoredPaths`: pages of which nothing is sent (issue 17).

mod lists;

use crate::support::cases::alone;
use crate::support::page::{add_tracker, enter, event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{
    BULK_DUE, COLLECTOR, ERROR, LEAVING, NAVIGATION, NAVIGATION_SETTLED, command, flush, lines, names,
    open_visit, reasons, sent, texts, track, tracker_on,
};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::protocol::{Entry, Event};

const HOSTS: &str = "setIgnoredHosts";
const PATHS: &str = "setIgnoredPaths";

fn list(items: &[&str]) -> Vec<Js> {
    vec![Js::List(texts(items))]
}

fn go(address: &str) {
    with_page(|page| page.window.set("location.href", Js::from(address)));
}

/// What leaves of a page view and of all else that is made now.
fn leaves(tracker: u32) -> Vec<String> {
    let mut out = Vec::new();
    for (name, given) in [
        ("trackPageView", vec![]),
        ("trackEvent", texts(&["c", "a"])),
        ("ping", vec![]),
        ("trackGoal", texts(&["1"])),
        ("trackSiteSearch", texts(&["word"])),
        ("trackLink", texts(&["http://other.example/", "link"])),
        ("trackContentImpression", texts(&["block"])),
        ("queueRequest", texts(&["e_c=c&e_a=queued"])),
        (
            "queueRequest",
            vec![Js::from("idsite=7&rec=1&e_c=c&e_a=whole"), Js::Bool(true)],
        ),
        ("trackRequest", texts(&["e_c=c&e_a=raw"])),
        ("sendUsageReport", vec![]),
    ] {
        out.extend(run(tracker, name, given).1);
    }
    out.extend(event(
        tracker,
        ERROR,
        texts(&["message", "http://site.example/a.js", "1", "2"]),
    ));
    for next in [BULK_DUE, Event::Flush as u32, LEAVING] {
        out.extend(event(tracker, next, vec![]));
        out.extend(sent(tracker));
    }
    all_hits(&out)
}

fn is_silent(address: &str, name: &str, given: Vec<Js>) -> bool {
    let address = address.to_owned();
    alone(move || {
        let tracker = tracker_on(&address);
        let out = run(tracker, name, given).1;
        assert_eq!(lines(&out), [""; 0], "{address}");
        let hits = leaves(tracker);
        assert!(hits.is_empty() || hits.len() > 10, "all or nothing: {hits:?}");
        hits.is_empty()
    })
}

#[test]
fn an_empty_list_ignores_nothing_any_more() {
    let tracker = tracker_on("http://site.example/admin");
    command(tracker, PATHS, list(&["/admin"]));
    assert_eq!(
        all_hits(&{
            track(tracker, "lost");
            flush(tracker)
        }),
        [""; 0]
    );
    command(tracker, PATHS, list(&[]));
    track(tracker, "kept");
    assert_eq!(names(&flush(tracker)), ["kept"]);
}

#[test]
fn the_address_that_a_hit_reports_counts_as_well_as_where_the_page_is() {
    let tracker = tracker_on("http://site.example/app");
    command(tracker, PATHS, list(&["/admin/*", "/secret"]));
    for (custom, is_ignored) in [
        ("/admin/users", true),
        ("http://site.example/secret?x", true),
        ("/public", false),
        ("", false),
    ] {
        command(tracker, "setCustomUrl", texts(&[custom]));
        let out = track(tracker, "a");
        assert_eq!(reasons(&out).len(), usize::from(is_ignored), "{custom}");
        assert_eq!(all_hits(&flush(tracker)).is_empty(), is_ignored, "{custom}");
        sent(tracker);
    }
    go("http://site.example/admin/hidden");
    command(tracker, "setCustomUrl", texts(&["/public"]));
    track(tracker, "a");
    assert_eq!(
        all_hits(&flush(tracker)),
        [""; 0],
        "a secret page under a public name"
    );
}

#[test]
fn the_reason_names_the_list_and_its_entry() {
    let tracker = tracker_on("http://site.example/Admin/x");
    command(tracker, PATHS, list(&["/other", "/Admin/*"]));
    assert_eq!(reasons(&track(tracker, "a")), ["setIgnoredPaths has /admin/*"]);
    command(tracker, HOSTS, list(&["/site/i"]));
    assert_eq!(reasons(&track(tracker, "a")), ["setIgnoredHosts has /site/i"]);
    command(tracker, HOSTS, list(&["*.example"]));
    assert_eq!(reasons(&track(tracker, "a")), ["setIgnoredHosts has *.example"]);
}

#[test]
fn the_reason_shows_an_entry_as_one_writes_it() {
    for (name, entry, shown) in [
        (HOSTS, "Site.example", "site.example"),
        (HOSTS, "site.example:80", "site.example:80"),
        (HOSTS, "site.example:*", "site.example"),
        (HOSTS, "*.site.example:8*", "*.site.example:8*"),
        (PATHS, "/admin:*", "/admin:*"),
        (PATHS, "*:*", "*:*"),
        (PATHS, "#/route:*", "#/route:*"),
    ] {
        alone(|| {
            let tracker = tracker_on("http://site.example/admin:1#/route:1");
            command(tracker, name, list(&[entry]));
            let list = name.trim_start_matches("set");
            let out = track(tracker, "a");
            assert_eq!(reasons(&out), [format!("set{list} has {shown}")], "{entry}");
        });
    }
}

#[test]
fn hits_made_before_the_page_was_left_for_an_ignored_one_still_leave() {
    let tracker = tracker_on("http://site.example/shop");
    command(tracker, PATHS, list(&["/admin"]));
    track(tracker, "shop");
    run(tracker, "queueRequest", texts(&["e_c=c&e_a=queued"]));
    go("http://site.example/admin");
    track(tracker, "admin");
    let mut out = flush(tracker);
    out.extend(event(tracker, LEAVING, vec![]));
    let mut left = names(&out);
    left.sort();
    assert_eq!(left, ["queued", "shop"]);
}

#[test]
fn later_trackers_ignore_what_the_first_does_and_others_their_own() {
    let tracker = tracker_on("http://site.example/admin");
    command(tracker, PATHS, list(&["/admin"]));
    command(tracker, HOSTS, list(&["other.example"]));
    let later = add_tracker(Js::from(COLLECTOR), Js::from("8"));
    assert_eq!(leaves(later), [""; 0]);
    command(later, PATHS, list(&[]));
    assert_eq!(leaves(tracker), [""; 0]);
    // The page is being left: it leaves at once.
    assert_eq!(names(&track(later, "own")), ["own"]);
}

/// An application, what it reports of its pages: `/admin` is ignored.
fn application() -> u32 {
    let tracker = tracker_on("http://site.example/start");
    command(tracker, PATHS, list(&["/admin/*"]));
    command(tracker, "enableSpaTracking", vec![]);
    open_visit(tracker);
    tracker
}

fn navigate(tracker: u32, address: &str, title: &str) -> Vec<Effect> {
    go(address);
    with_page(|page| page.window.set("document.title", Js::from(title)));
    event(tracker, NAVIGATION, texts(&["push"]))
}

fn views(tracker: u32, mut out: Vec<Effect>) -> Vec<String> {
    out.extend(flush(tracker));
    sent(tracker);
    all_hits(&out)
        .iter()
        .map(|hit| param(hit, "url").unwrap_or_default())
        .collect()
}

#[test]
fn an_application_is_silent_on_ignored_pages_and_sends_again_on_others() {
    let tracker = application();
    let mut out = Vec::new();
    for (address, title) in [
        ("http://site.example/admin/a", "A"),
        ("http://site.example/b", "B"),
        ("http://site.example/admin/c", "C"),
        ("http://site.example/admin/d", "D"),
        ("http://site.example/e", "E"),
    ] {
        out.extend(navigate(tracker, address, title));
        out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
        out.extend(track(tracker, "a"));
    }
    let page = |name| format!("http://site.example/{name}");
    assert_eq!(views(tracker, out), [page("b"), page("b"), page("e"), page("e")]);
}

#[test]
fn an_ignored_page_refers_to_no_other() {
    let tracker = application();
    let mut out = Vec::new();
    for (address, title) in [
        ("http://site.example/admin/a", "A"),
        ("http://site.example/b", "B"),
        ("http://site.example/c", "C"),
    ] {
        out.extend(navigate(tracker, address, title));
        out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
    }
    out.extend(flush(tracker));
    let of = |hit: &String| param(hit, "urlref").unwrap_or_default();
    let referrers: Vec<_> = all_hits(&out).iter().map(of).collect();
    assert_eq!(referrers, ["http://site.example/start", "http://site.example/b"]);
}

/// What a page view says of its referrer: the page, the attribution, and to what measures.
fn referrers(commands: &[(&str, &[&str])], referrer: &str) -> [bool; 3] {
    let tracker = tracker_on("http://site.example/page");
    for (name, items) in commands {
        command(tracker, name, list(items));
    }
    command(tracker, "setReferrerUrl", texts(&[referrer]));
    command(tracker, "enableErrorPages", vec![]);
    let out = run(tracker, "trackPageView", vec![]).1;
    let is_shown = out
        .iter()
        .any(|effect| matches!(effect, Effect::BeginView { referrer, .. } if !referrer.is_empty()));
    let hit = crate::support::visit::one_hit(tracker, out);
    let says = |name| param(&hit, name).is_some_and(|value| !value.is_empty());
    [says("urlref"), says("_ref"), is_shown]
}

#[test]
fn an_ignored_page_is_no_referrer() {
    let paths: &[(&str, &[&str])] = &[
        (PATHS, &["/admin/*"]),
        ("setDomains", &["site.example", "*.site.example"]),
    ];
    for (referrer, said) in [
        ("http://site.example/admin/users", [false; 3]),
        ("HTTP://Site.Example/Admin/", [false; 3]),
        ("https://site.example/admin/users", [false; 3]),
        ("http://site.example:8080/admin/users", [false; 3]),
        ("http://shop.site.example/admin/users", [false; 3]),
        ("http://site.example./admin/users", [false; 3]),
        ("http://jane:pw@site.example/admin/users", [false; 3]),
        ("http://site.example/admin//", [false; 3]),
        ("//site.example/admin/users", [false; 3]),
        ("/admin/users", [false; 3]),
        ("http://site.example/shop", [true, false, true]),
        ("http://other.example/admin/users", [true; 3]),
    ] {
        assert_eq!(referrers(paths, referrer), said, "{referrer}");
    }
    let hosts: &[(&str, &[&str])] = &[(HOSTS, &["admin.site.example", "*.staging.example"])];
    for (referrer, said) in [
        ("http://admin.site.example/jane", [false; 3]),
        ("https://a.staging.example:3000/?q#h", [false; 3]),
        ("https://jane@admin.site.example", [false; 3]),
        ("http://ADMIN.site.example./jane", [false; 3]),
        ("//admin.site.example/jane", [false; 3]),
        ("http://other.example/admin.site.example", [true; 3]),
    ] {
        assert_eq!(referrers(hosts, referrer), said, "{referrer}");
    }
}

#[test]
fn a_pending_view_is_of_its_own_page_wherever_the_application_is_by_then() {
    let tracker = application();
    navigate(tracker, "http://site.example/b", "");
    with_page(|page| page.now += 500.0);
    // What waited for its title counts when the next page comes.
    let out = navigate(tracker, "http://site.example/admin/c", "C");
    assert_eq!(views(tracker, out), ["http://site.example/b"]);
    with_page(|page| page.now += 500.0);
    let mut out = navigate(tracker, "http://site.example/d", "D");
    out.extend(event(tracker, NAVIGATION_SETTLED, vec![]));
    assert_eq!(
        views(tracker, out),
        ["http://site.example/d"],
        "the ignored one does not"
    );
}

#[test]
fn between_two_pages_an_application_is_silent_as_soon_as_one_of_them_is_ignored() {
    let tracker = application();
    go("http://site.example/admin/a");
    let early = track(tracker, "a");
    assert_eq!(
        (views(tracker, early), ()),
        (Vec::<String>::new(), ()),
        "the address is another, the event has not come"
    );
}

#[test]
fn what_was_measured_of_a_page_leaves_also_from_an_ignored_one_and_nothing_is_measured_there() {
    let tracker = tracker_on("http://site.example/shop");
    command(tracker, PATHS, list(&["/admin"]));
    run(tracker, "enableScrollTracking", vec![]);
    let out = run(tracker, "trackPageView", vec![]).1;
    assert!(
        out.iter()
            .any(|effect| matches!(effect, Effect::BeginView { .. }))
    );
    let measured = |name| {
        enter(
            Entry::Event,
            tracker,
            Event::Measured as u32,
            texts(&["Scroll", name]),
        )
    };
    go("http://site.example/admin");
    command(tracker, "setCustomUrl", texts(&["/named"]));
    measured("Depth");
    let out = run(tracker, "trackPageView", vec![]).1;
    assert!(
        out.contains(&Effect::EndView)
            && !out
                .iter()
                .any(|effect| matches!(effect, Effect::BeginView { .. })),
        "{out:?}"
    );
    go("http://site.example/shop");
    let mut out = flush(tracker);
    out.extend(sent(tracker));
    assert_eq!(names(&out), ["Depth"]);
}

#[test]
fn a_page_whose_address_cannot_be_read_is_ignored_where_anything_is() {
    let tracker = tracker_on("http://site.example/shop");
    with_page(|page| page.window.set("location", Js::Undefined));
    track(tracker, "without");
    assert_eq!(names(&flush(tracker)), ["without"]);
    sent(tracker);
    command(tracker, PATHS, list(&["/admin"]));
    assert_eq!(leaves(tracker), [""; 0]);
    command(tracker, PATHS, list(&[]));
    command(tracker, HOSTS, list(&["other.example"]));
    assert_eq!(leaves(tracker), [""; 0]);
}
