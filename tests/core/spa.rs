//! `enableSpaTracking`: views of an application that changes its address without loading a page (issue 6).

use crate::support::page::event;
use crate::support::sent::{all_hits, param};
use crate::support::visit::{
    LEAVING, NAVIGATION, NAVIGATION_SETTLED, command, flush, open_visit, sent, timers, track, tracker_on,
};
use crumbless::fake::{Effect, Js, with_page};

/// An application whose landing was counted; `ignored` makes no other page.
fn application(ignored: Js) -> u32 {
    let tracker = tracker_on("http://site.example/start");
    command(tracker, "enableSpaTracking", vec![ignored]);
    open_visit(tracker);
    tracker
}

fn go(tracker: u32, address: &str, title: &str) -> Vec<Effect> {
    change(tracker, "push", address, title)
}

fn change(tracker: u32, how: &str, address: &str, title: &str) -> Vec<Effect> {
    with_page(|page| {
        page.window.set("location.href", Js::from(address));
        page.window.set("document.title", Js::from(title));
    });
    event(tracker, NAVIGATION, vec![Js::from(how)])
}

fn wait(milliseconds: f64) {
    with_page(|page| page.now += milliseconds);
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
        views(tracker, event(tracker, NAVIGATION_SETTLED, vec![])),
        [] as [[Option<String>; 3]; 0]
    );
    assert_eq!(
        timers(&go(tracker, "http://site.example/start?sort=up&id=1", "Other")),
        [(200, NAVIGATION_SETTLED)]
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
        timers(&go(tracker, "http://site.example/start#/next", "Next")),
        [(200, NAVIGATION_SETTLED)]
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
fn a_page_waits_for_its_title_but_not_for_ever() {
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
fn what_is_given_on_a_page_is_behind_its_view() {
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
fn a_view_that_the_site_counts_itself_is_one() {
    let tracker = application(Js::Undefined);
    go(tracker, "http://site.example/list", "Title");
    let out = crate::support::page::run(tracker, "trackPageView", vec![Js::from("Own")]).1;
    let start = "http://site.example/start";
    assert_eq!(
        views(tracker, out),
        [view("Own", "http://site.example/list", start)]
    );
    assert!(all_hits(&event(tracker, NAVIGATION_SETTLED, vec![])).is_empty());
}

#[test]
fn what_the_site_says_of_a_page_before_its_view_is_about_that_page() {
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
                crate::support::page::run(tracker, "trackPageView", vec![]).1
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
fn a_page_that_the_site_has_named_counts_though_it_is_left_for_another() {
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
fn a_title_of_the_landing_s_own_is_no_title_of_the_next_page() {
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
fn pages_that_follow_each_other_count_where_they_were_seen() {
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
fn a_state_in_the_address_is_no_page_unless_the_site_says_so() {
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
fn pages_are_distinguished_by_their_addresses_as_the_browser_has_them() {
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
fn a_title_that_is_empty_is_waited_for() {
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

#[test]
fn a_page_behind_what_is_no_page_counts() {
    let options = vec![("ignoredPaths".to_owned(), Js::from("/modal"))];
    let tracker = application(Js::Object(options));
    let (start, one) = ("http://site.example/start", "http://site.example/one");
    go(tracker, one, "One");
    wait(50.0);
    let out = go(tracker, "http://site.example/modal", "One");
    assert_eq!(views(tracker, out), [view("One", one, start)]);
}

#[test]
fn a_view_says_when_its_page_came() {
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
fn a_page_that_is_replaced_again_and_again_is_not_held_up() {
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
fn what_replaces_a_page_that_is_pending_is_pending_in_its_place() {
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

#[test]
fn without_the_command_nothing_counts() {
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
    let out = event(tracker, NAVIGATION_SETTLED, vec![]);
    assert!(
        out.iter().any(|effect| matches!(effect, Effect::Scan { how: 0 })),
        "{out:?}"
    );
}
