//! Cross-domain linking: a visitor id is handed to the site's other domains, and taken where it may be.

use crate::support::markup::{click_on, show};
use crate::support::page::{event, run};
use crate::support::sent::param;
use crate::support::visit::{POINTER, command, flush, hit, plain_tracker, texts, tracker_on};
use crumbless::fake::{Effect, Js, with_page};

const ID: &str = "0123456789abcdef";
const NOW: f64 = 1.8e12;

/// A tracker that hands over the id, between a.example (where it is) and b.example.
fn on_page(url: &str) -> u32 {
    let tracker = tracker_on(url);
    let domains = Js::List(texts(&["a.example", "*.b.example"]));
    command(tracker, "setDomains", vec![domains]);
    command(tracker, "enableCrossDomainLinking", vec![]);
    tracker
}

fn with_id(url: &str) -> u32 {
    let tracker = on_page(url);
    command(tracker, "setVisitorId", vec![Js::from(ID)]);
    tracker
}

/// The parameter's value as it is handed over now.
fn parameter(tracker: u32) -> String {
    let returned = run(tracker, "getCrossDomainLinkingUrlParameter", vec![])
        .0
        .unwrap();
    returned
        .as_str()
        .unwrap()
        .strip_prefix("pk_vid=")
        .unwrap()
        .to_owned()
}

/// Where a link leads after a click on it; `None` if the click left it alone.
fn clicked(tracker: u32, href: &str) -> Option<String> {
    show(&format!(r#"<a id="a" href="{href}">x</a>"#));
    let out = event(tracker, POINTER, vec![click_on("a")]);
    out.into_iter().find_map(|effect| match effect {
        Effect::SetHref(href) => Some(href),
        _ => None,
    })
}

/// The id that a page opened with this parameter, some seconds later, tells.
fn taken(value: &str, later: f64, timeout: Option<f64>) -> String {
    let tracker = on_page(&format!("http://www.b.example/?a=1&pk_vid={value}"));
    with_page(|page| page.now = NOW + later * 1000.0);
    if let Some(timeout) = timeout {
        command(tracker, "setCrossDomainLinkingTimeout", vec![Js::Number(timeout)]);
    }
    let hit = hit(tracker);
    let url = param(&hit, "url").unwrap();
    assert!(!url.contains("pk_vid"), "the report never shows it: {url}");
    param(&hit, "_id").unwrap()
}

#[test]
fn the_parameter_is_the_id_the_time_and_the_browser() {
    let value = parameter(with_id("http://a.example/"));
    assert_eq!(value.len(), 32);
    assert_eq!((&value[..16], &value[16..26]), (ID, "1800000000"));
    assert!(value[26..].bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_link_to_another_of_the_sites_domains_takes_the_id_along() {
    let tracker = with_id("http://a.example/");
    let own = format!("pk_vid={}", parameter(tracker));
    for (href, expected) in [
        ("http://b.example/", format!("http://b.example/?{own}")),
        (
            "https://www.b.example/p",
            format!("https://www.b.example/p?{own}"),
        ),
        ("//b.example/p", format!("//b.example/p?{own}")),
        ("http://b.example/?x=1", format!("http://b.example/?x=1&{own}")),
        ("http://b.example/?", format!("http://b.example/?{own}")),
        ("http://b.example/#top", format!("http://b.example/?{own}#top")),
        (
            "http://b.example/?x=1#top",
            format!("http://b.example/?x=1&{own}#top"),
        ),
        (
            "http://b.example/?pk_vid=old&x=1",
            format!("http://b.example/?x=1&{own}"),
        ),
        ("http://b.example/?pk_vid=old", format!("http://b.example/?{own}")),
    ] {
        assert_eq!(clicked(tracker, href), Some(expected), "{href}");
    }
}

#[test]
fn other_links_stay_as_they_are() {
    let tracker = with_id("http://a.example/");
    for href in [
        "http://a.example/p",
        "/p",
        "p",
        "#top",
        "?x=1",
        "http://c.example/",
        "mailto:me@b.example",
        "http://b.example.c.example/",
    ] {
        assert_eq!(clicked(tracker, href), None, "{href}");
    }
    command(tracker, "disableCrossDomainLinking", vec![]);
    assert_eq!(clicked(tracker, "http://b.example/"), None, "turned off");
    assert_eq!(
        clicked(on_page("http://a.example/"), "http://b.example/"),
        None,
        "no id was set"
    );
    let tracker = plain_tracker();
    command(tracker, "setVisitorId", vec![Js::from(ID)]);
    command(tracker, "setDomains", vec![Js::from("b.example")]);
    assert_eq!(clicked(tracker, "http://b.example/"), None, "never turned on");
}

#[test]
fn a_link_to_the_site_s_own_domain_is_no_outlink() {
    let tracker = with_id("http://a.example/");
    clicked(tracker, "http://b.example/");
    assert_eq!(flush(tracker), []);
}

#[test]
fn an_id_is_taken_while_it_is_fresh() {
    let value = parameter(with_id("http://a.example/"));
    for (later, timeout, is_taken) in [
        (0.0, None, true),
        (180.0, None, true),
        (181.0, None, false),
        (-5.0, None, false),
        (30.0, Some(30.0), true),
        (31.0, Some(30.0), false),
        (100_000.0, Some(0.0), true),
    ] {
        let expected = if is_taken { ID } else { "" };
        assert_eq!(
            taken(&value, later, timeout),
            expected,
            "{later} s later, timeout {timeout:?}"
        );
    }
}

#[test]
fn an_id_that_is_incomplete_or_from_another_browser_is_not_taken() {
    let value = parameter(with_id("http://a.example/"));
    assert_eq!(taken(&value, 1.0, None), ID);
    let last = if value.ends_with('1') { '2' } else { '1' };
    for wrong in [
        format!("{}{last}", &value[..31]),
        value[..31].to_owned(),
        value[1..].to_owned(),
        format!("{value}0"),
        format!("{}{}", ID, &value[26..]),
        String::new(),
        "x".repeat(32),
        format!("{ID}{}", "9".repeat(16)),
        format!("{ID}abcdefghij{}", &value[26..]),
    ] {
        assert_eq!(taken(&wrong, 1.0, None), "", "{wrong}");
    }
    with_page(|page| page.window.set("navigator.userAgent", Js::from("another")));
    let other = on_page(&format!("http://b.example/?pk_vid={value}"));
    with_page(|page| page.window.set("navigator.userAgent", Js::from("another")));
    assert_eq!(param(&hit(other), "_id").as_deref(), Some(""), "another browser");
}

#[test]
fn a_visitor_id_set_by_the_site_takes_precedence() {
    let value = parameter(with_id("http://a.example/"));
    let tracker = on_page(&format!("http://b.example/?pk_vid={value}"));
    command(tracker, "setVisitorId", vec![Js::from("fedcba9876543210")]);
    assert_eq!(param(&hit(tracker), "_id").as_deref(), Some("fedcba9876543210"));
    let tracker = tracker_on(&format!("http://b.example/?pk_vid={value}"));
    assert_eq!(
        param(&hit(tracker), "_id").as_deref(),
        Some(""),
        "never turned on"
    );
}

#[test]
fn a_getter_returns_whether_it_is_enabled() {
    let tracker = plain_tracker();
    let is_on = || run(tracker, "isCrossDomainLinkingEnabled", vec![]).0.unwrap();
    assert_eq!(is_on(), false);
    command(tracker, "enableCrossDomainLinking", vec![]);
    assert_eq!(is_on(), true);
    command(tracker, "disableCrossDomainLinking", vec![]);
    assert_eq!(is_on(), false);
}
