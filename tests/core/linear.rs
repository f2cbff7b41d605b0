//! What a hit costs grows as what the page gives, and no faster: bytes read and written by the core and bytes that crossed to
//! the page are counted for an amount and for four times as much. A cost that grew with the square would be sixteen times.

use crate::support::cases::{alone, cases};
use crate::support::markup::parse;
use crate::support::page::{event, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{
    BULK_DUE, CONTENT, ERROR, NAVIGATION, POINTER, flush, hit, lines, logs, one_hit, sent, tracker_on,
};
use crumbless::fake::{Effect, Js, with_page};
use crumbless::text::work;
use proptest::prelude::*;

const PAGE: &str = "http://site.example/page";
const FEW: usize = 150;
const TIMES: usize = 4;
/// Four, and what a builder that moves takes at most.
const MOST: f64 = 6.0;

/// Texts that differ, with something before and behind the number.
fn many(amount: usize, written: impl Fn(usize) -> String) -> Vec<String> {
    (0..amount).map(written).collect()
}

fn list(items: &[String]) -> Vec<Js> {
    vec![Js::List(
        items.iter().map(|item| Js::from(item.as_str())).collect(),
    )]
}

fn object(amount: usize, written: impl Fn(usize) -> String) -> Js {
    Js::Object((0..amount).map(|index| (written(index), Js::from("v"))).collect())
}

fn set(tracker: u32, name: &str, given: Vec<Js>) {
    let (_, out) = run(tracker, name, given);
    assert_eq!(logs(&out), 0, "{name}: {out:?}");
}

fn costs(work_on: impl FnOnce()) -> (f64, f64) {
    let before = (work(), with_page(|page| page.crossed));
    work_on();
    (
        (work() - before.0) as f64,
        (with_page(|page| page.crossed) - before.1) as f64,
    )
}

/// Prepares a page with an amount of something, and compares what is done then with the same for more.
fn assert_linear(what: &str, prepare: impl Fn(usize) -> u32 + Sync, act: impl Fn(u32, usize) + Sync) {
    let cost = |amount| {
        alone(|| {
            let tracker = prepare(amount);
            costs(|| act(tracker, amount))
        })
    };
    let (one, few, more) = (cost(1), cost(FEW), cost(TIMES * FEW));
    for (kind, one, few, more) in [("work", one.0, few.0, more.0), ("crossed", one.1, few.1, more.1)] {
        // What a hit costs anyway is not to hide how it grows.
        assert!(
            more - one <= MOST * (few - one),
            "{what}, {kind}: {one} for one, {few} for {FEW}, {more} for {TIMES} times as much"
        );
    }
}

fn with_parameters(amount: usize) -> String {
    format!(
        "{PAGE}?{}",
        many(amount, |index| format!("name{index}=value{index}")).join("&")
    )
}

fn one_more_hit(tracker: u32, _: usize) {
    assert!(param(&hit(tracker), "url").is_some());
}

fn click(tracker: u32, href: &str) -> Vec<Effect> {
    let mut link = Js::default();
    link.set("type", Js::from("click"));
    link.set("href", Js::from(href));
    event(tracker, POINTER, vec![link])
}

#[test]
fn parameters_of_addresses_cost_linear_time() {
    assert_linear("query", |n| tracker_on(&with_parameters(n)), one_more_hit);
    assert_linear(
        "hash",
        |n| tracker_on(&with_parameters(n).replace('?', "#")),
        one_more_hit,
    );
    let with_ten = |n| {
        let tracker = tracker_on(&with_parameters(n));
        set(
            tracker,
            "setExcludedQueryParams",
            list(&many(10, |index| format!("/^secret{index}/i"))),
        );
        tracker
    };
    assert_linear("query and ten patterns", with_ten, one_more_hit);
    let with_as_many = |n| {
        let tracker = tracker_on(&with_parameters(n));
        set(
            tracker,
            "setExcludedQueryParams",
            list(&many(n, |index| format!("other{index}"))),
        );
        set(tracker, "disableCampaignParameters", vec![]);
        tracker
    };
    assert_linear("query and as many exclusions", with_as_many, one_more_hit);
    let with_campaigns = |n| {
        let other =
            |index| format!("a{index}=1&utm_campaign=other{index}&mtm_kwd={index}&utm_campaign=own{index}");
        let tracker = tracker_on(&format!("{PAGE}?{}", many(n, other).join("&")));
        set(tracker, "setAllowedCampaigns", list(&["own*".to_owned()]));
        tracker
    };
    assert_linear("query of campaigns", with_campaigns, one_more_hit);
    let with_referrer = |n| {
        let tracker = tracker_on(PAGE);
        set(
            tracker,
            "setReferrerUrl",
            vec![Js::from(with_parameters(n).replace("site", "other").as_str())],
        );
        set(tracker, "setReferralUrlMaxLength", vec![Js::Number(1e6)]);
        tracker
    };
    assert_linear("referrer", with_referrer, one_more_hit);
    let in_an_application = |n| {
        let tracker = tracker_on(&with_parameters(n));
        set(
            tracker,
            "enableSpaTracking",
            list(&many(n, |index| format!("other{index}"))),
        );
        with_page(|page| {
            page.window
                .set("location.href", Js::from(with_parameters(n + 1).as_str()))
        });
        tracker
    };
    assert_linear("route", in_an_application, |tracker, _| {
        drop(event(tracker, NAVIGATION, vec![]))
    });
}

#[test]
fn lists_of_the_site_cost_linear_time() {
    let with = |name: &'static str, written: fn(usize) -> String| {
        move |n| {
            let tracker = tracker_on(&with_parameters(5));
            set(
                tracker,
                "setReferrerUrl",
                vec![Js::from("http://other.example/path")],
            );
            set(tracker, "enableLinkTracking", vec![]);
            set(tracker, name, list(&many(n, written)));
            tracker
        }
    };
    let outlink = |tracker, _: usize| {
        let out = click(tracker, "http://other.example/path");
        assert!(param(&one_hit(tracker, out), "link").is_some());
    };
    assert_linear(
        "domains",
        with("setDomains", |i| format!("*.d{i}.example/p")),
        outlink,
    );
    assert_linear(
        "paths of a domain",
        with("setDomains", |i| format!("other.example/p{i}")),
        outlink,
    );
    assert_linear(
        "ignored hosts",
        with("setIgnoredHosts", |i| format!("*.d{i}.example")),
        outlink,
    );
    assert_linear(
        "ignored paths",
        with("setIgnoredPaths", |i| format!("/folder{i}/*")),
        outlink,
    );
    assert_linear(
        "extensions",
        with("setDownloadExtensions", |i| format!("e{i}")),
        outlink,
    );
    assert_linear(
        "patterns",
        with("setDownloadPatterns", |i| format!("/p{i}/*")),
        outlink,
    );
    assert_linear(
        "expressions",
        with("setOutlinkPatterns", |i| format!("/^x{i}$/")),
        outlink,
    );
    assert_linear("classes", with("setLinkClasses", |i| format!("c{i}")), outlink);
    assert_linear(
        "campaigns",
        with("setCampaignNameKey", |i| format!("c{i}")),
        one_more_hit,
    );
    assert_linear(
        "keywords",
        with("setCampaignKeywordKey", |i| format!("k{i}")),
        one_more_hit,
    );
    assert_linear(
        "referrers",
        with("setExcludedReferrers", |i| format!("r{i}.example")),
        one_more_hit,
    );
    // What stands where a host is expected can be as long as the list.
    let data = |tracker, n: usize| drop(click(tracker, &format!("data:,{}", "x".repeat(100 * n))));
    assert_linear(
        "domains and a long address",
        with("setDomains", |i| format!("d{i}.example")),
        data,
    );
}

#[test]
fn what_is_sent_with_a_hit_costs_linear_time() {
    let dimensions = |n| {
        let tracker = tracker_on(PAGE);
        for index in 1..=n {
            set(
                tracker,
                "setCustomDimension",
                vec![Js::Number(index as f64), Js::from("v")],
            );
        }
        tracker
    };
    assert_linear("dimensions", dimensions, one_more_hit);
    let with_data = |written: fn(usize) -> String| {
        move |tracker, n| {
            let title = vec![Js::from("t"), object(n, written)];
            assert!(param(&one_hit(tracker, run(tracker, "trackPageView", title).1), "url").is_some());
        }
    };
    assert_linear(
        "a hit's dimensions",
        |_| tracker_on(PAGE),
        with_data(|index| format!("dimension{index}")),
    );
    assert_linear("both", dimensions, with_data(|index| format!("dimension{index}")));
    assert_linear(
        "a hit's data",
        |_| tracker_on(PAGE),
        with_data(|index| format!("key{index}")),
    );
    let variables = |n| {
        let tracker = tracker_on(PAGE);
        for index in 1..=n {
            let given = vec![
                Js::Number(index as f64),
                Js::from("n"),
                Js::from("v"),
                Js::from("page"),
            ];
            set(tracker, "setCustomVariable", given);
        }
        tracker
    };
    assert_linear("variables", variables, one_more_hit);
    let items = |n| {
        let tracker = tracker_on(PAGE);
        for index in 1..=n {
            set(
                tracker,
                "addEcommerceItem",
                vec![Js::from(format!("sku{index}").as_str())],
            );
        }
        tracker
    };
    let cart = |tracker, _: usize| {
        let out = run(tracker, "trackEcommerceCartUpdate", vec![Js::Number(5.0)]).1;
        assert!(param(&one_hit(tracker, out), "ec_items").is_some());
    };
    assert_linear("items", items, cart);
}

#[test]
fn repeated_events_cost_linear_time() {
    let errors = |tracker: u32, n: usize| {
        for index in 0..n {
            let error = [format!("Error {index}"), "a.js".to_owned(), "1".to_owned()];
            let out = event(
                tracker,
                ERROR,
                error.iter().map(|text| Js::from(text.as_str())).collect(),
            );
            assert!(param(&one_hit(tracker, out), "e_a").is_some());
        }
    };
    assert_linear("errors", |_| tracker_on(PAGE), errors);
    let content = |n| {
        let tracker = tracker_on(PAGE);
        let written = |index| format!("<p data-track-content data-content-name=\"Block {index}\"></p>");
        let found = Js::List(parse(&many(n, written).concat()));
        with_page(|page| page.window.set("found", found));
        tracker
    };
    let impressions = |tracker: u32, n: usize| {
        let Js::List(found) = with_page(|page| page.window.at("found")) else {
            panic!("no blocks");
        };
        let mut hits = 0;
        for slice in found.chunks(50) {
            let mut out = event(tracker, CONTENT, slice.to_vec());
            out.extend(event(tracker, BULK_DUE, vec![]));
            out.extend(flush(tracker));
            out.extend(sent(tracker));
            hits += all_hits(&out).len();
        }
        assert_eq!(hits, n);
    };
    assert_linear("content", content, impressions);
}

#[test]
fn an_address_with_thousands_of_parameters_arrives_whole() {
    let address = with_parameters(5000);
    let tracker = tracker_on(&address);
    set(
        tracker,
        "setExcludedQueryParams",
        list(&many(10, |index| format!("/^name{index}$/"))),
    );
    let sent = param(&hit(tracker), "url").unwrap();
    assert_eq!(
        sent.split_once("name10=").unwrap().1,
        address.split_once("name10=").unwrap().1
    );
    assert_eq!(sent.split_once("name10=").unwrap().0, format!("{PAGE}?"));
}

#[test]
fn a_hit_too_long_for_the_memory_is_dropped_with_a_warning() {
    let tracker = tracker_on(PAGE);
    let long = "x".repeat(17 << 20);
    let (_, out) = run(
        tracker,
        "trackEvent",
        vec![Js::from("c"), Js::from(long.as_str())],
    );
    let said = lines(&out);
    assert!(
        matches!(said[..], [said] if said.contains("16 MB") && said.contains("not sent")),
        "{said:?}"
    );
    assert_eq!(all_hits(&flush(tracker)), [] as [String; 0]);
    // The next hit is whole again.
    assert_eq!(param(&hit(tracker), "url").as_deref(), Some(PAGE));
}

#[test]
fn a_name_too_long_for_patterns_is_excluded_if_there_are_any() {
    let long = "a".repeat(257);
    let address = format!("{PAGE}?{long}=1&b=2&{}=3", "a".repeat(256));
    for (excluded, expected) in [
        (vec![], address.clone()),
        (vec!["name".to_owned()], address.clone()),
        (vec!["/^b$/".to_owned()], format!("{PAGE}?{}=3", "a".repeat(256))),
        (vec!["/^(a+)+$/".to_owned()], format!("{PAGE}?b=2")),
        (vec!["/(/".to_owned()], PAGE.to_owned()), // It may have meant any.
    ] {
        let tracker = tracker_on(&address);
        set(tracker, "setExcludedQueryParams", list(&excluded));
        assert_eq!(param(&hit(tracker), "url"), Some(expected), "{excluded:?}");
    }
}

#[test]
fn a_list_of_names_that_cannot_be_read_excludes_all_with_a_warning() {
    let address = format!("{PAGE}?a=1&b=2");
    let nothing = [
        Js::from(""),
        Js::List(vec![]),
        Js::List(vec![Js::from("c"), Js::Number(5.0)]),
    ];
    let wrong = [
        Js::List(vec![Js::Null]),
        Js::List(vec![Js::from("c"), Js::Undefined]),
        Js::List(vec![Js::Bool(true)]),
        Js::List(vec![Js::Function]),
        Js::List(vec![Js::Object(vec![("name".to_owned(), Js::from("a"))])]),
        Js::List(vec![Js::List(vec![Js::from("a")])]),
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Number(5.0),
        Js::Function,
        Js::Object(vec![("0".to_owned(), Js::from("a"))]),
    ];
    for (given, expected, lines) in nothing
        .map(|given| (given, address.as_str(), 0))
        .into_iter()
        .chain(wrong.map(|given| (given, PAGE, 1)))
    {
        let tracker = tracker_on(&address);
        let (_, said) = run(tracker, "setExcludedQueryParams", vec![given.clone()]);
        assert_eq!((logs(&said), said.len()), (lines, lines), "{given:?}");
        assert_eq!(
            param(&hit(tracker), "url").as_deref(),
            Some(expected),
            "{given:?}"
        );
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// What each exclusion says, asked name by name.
    #[test]
    fn all_names_are_judged_as_each_alone(
        names in proptest::collection::vec("[a-c=]{0,3}|utm_(source|other)|pk_vid|ü", 1..20),
        excluded in proptest::collection::vec("[a-c]{1,2}|/\\^?[a-c]\\$?/i?|/ü/|//", 0..6),
        mark in "[?#]|#\\?",
    ) {
        alone(|| {
            let tracker = tracker_on(&format!("{PAGE}{mark}{}", names.join("&")));
            set(tracker, "setExcludedQueryParams", list(&excluded));
            let meant = |name: &str| {
                name == "pk_vid" || !name.is_empty() && excluded.iter().any(|excluded| {
                    match excluded.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
                        Some((pattern, flags)) => {
                            let flags = if flags.is_empty() { "" } else { "(?i)" };
                            regex::Regex::new(&format!("{flags}{pattern}")).unwrap().is_match(name)
                        }
                        None => excluded == name,
                    }
                })
            };
            let own = |parameter: &str| parameter.split('=').next().unwrap().to_owned();
            let left: Vec<&String> = names.iter().filter(|name| !meant(&own(name))).collect();
            let is_place = mark != "?" && !names.iter().any(|name| name.contains('='));
            let kept = if is_place || left.len() == names.len() {
                names.join("&")
            } else {
                left.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("&")
            };
            let is_same = kept.len() == names.join("&").len();
            let expected = if kept.is_empty() && !is_same { PAGE.to_owned() } else { format!("{PAGE}{mark}{kept}") };
            assert_eq!(param(&hit(tracker), "url"), Some(expected), "{names:?} without {excluded:?}");
        });
    }
}
