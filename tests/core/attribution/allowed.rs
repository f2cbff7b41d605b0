//! Campaigns that the site declares (`setAllowedCampaigns`): no other is in a hit.

use super::{credit_of, hit, page};
use crate::support::page::{add_tracker, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::{flush, logs};
use crumbless::fake::Js;

pub(super) fn list(items: &[&str]) -> Js {
    Js::List(items.iter().map(|item| Js::from(*item)).collect())
}

pub(super) fn options(names: Option<&[&str]>, parameters: Option<&[&str]>) -> Js {
    let given = [("names", names), ("parameters", parameters)];
    let given = given
        .into_iter()
        .filter_map(|(name, items)| Some((name.to_owned(), list(items?))));
    Js::Object(given.collect())
}

/// What is left of an address, and the campaign and keyword that it brings.
pub(super) fn left(allowed: Js, address: &str) -> (String, String, String) {
    let tracker = page(&format!("http://site.example/p{address}"), "");
    assert_eq!(run(tracker, "setAllowedCampaigns", vec![allowed]).1, []);
    let hit = hit(tracker);
    let url = param(&hit, "url").unwrap();
    let of = |name| param(&hit, name).unwrap_or_default();
    (
        url.strip_prefix("http://site.example/p").unwrap().to_owned(),
        of("_rcn"),
        of("_rck"),
    )
}

fn assert_left(allowed: &Js, cases: &[(&str, &str, &str)]) {
    for (address, rest, campaign) in cases {
        let (url, name, _) = left(allowed.clone(), address);
        assert_eq!(
            (url.as_str(), name.as_str()),
            (*rest, *campaign),
            "{address} with {allowed:?}"
        );
    }
}

/// The letters of a range that have a small one, with it.
fn capitals(from: u32, to: u32) -> impl Iterator<Item = (char, char)> {
    (from..=to).filter_map(char::from_u32).filter_map(|letter| {
        let mut small = letter.to_lowercase();
        let first = small.next().filter(|first| *first != letter)?;
        small.next().is_none().then_some((letter, first))
    })
}

#[test]
fn names_are_compared_without_regard_to_case_in_each_alphabet() {
    // Latin with what Vietnamese and other languages add, Greek, Cyrillic.
    let alphabets = [
        (0x41, 0x17E),
        (0x1E00, 0x1E95),
        (0x1EA0, 0x1EFF),
        (0x386, 0x3AB),
        (0x400, 0x4BF),
        (0x4C1, 0x52F),
    ];
    let mut count = 0;
    for (letter, small) in alphabets.into_iter().flat_map(|(from, to)| capitals(from, to)) {
        for (pattern, name) in [(letter, small), (small, letter)] {
            let (_, found, _) = left(
                list(&["other", &format!("a{pattern}*")]),
                &format!("?mtm_campaign=A{name}b"),
            );
            assert_eq!(found, format!("A{name}b"), "{pattern}");
        }
        let (_, found, _) = left(list(&[&letter.to_string()]), "?mtm_campaign=×");
        assert_eq!(found, "", "{letter}");
        count += 1;
    }
    assert!(count > 400, "{count}");
    for (pattern, name, is_allowed) in [
        ("ΠΡΟΣ*", "ΠΡΟΣΦΟΡΑ", true),
        ("προσ*", "ΠΡΟΣ-5", true),
        ("προς", "ΠΡΟΣ", true),
        ("×", "÷", false),
        ("à", "ß", false),
        ("ä", "ö", false),
        ("я", "ю", false),
        ("日本", "日本", true),
        ("日本", "日木", false),
        ("😀", "😁", false),
    ] {
        let (_, found, _) = left(list(&[pattern]), &format!("?mtm_campaign={name}"));
        assert_eq!(!found.is_empty(), is_allowed, "{pattern} {name}");
    }
}

#[test]
fn only_declared_names_make_a_campaign() {
    assert_left(
        &list(&["newsletter-*", "/^spring/"]),
        &[
            (
                "?mtm_campaign=newsletter-5",
                "?mtm_campaign=newsletter-5",
                "newsletter-5",
            ),
            (
                "?mtm_campaign=Newsletter-5&x=1",
                "?mtm_campaign=Newsletter-5&x=1",
                "Newsletter-5",
            ),
            (
                "?utm_campaign=Spring%20sale",
                "?utm_campaign=Spring sale",
                "Spring sale",
            ),
            ("?pk_cpn=spring", "?pk_cpn=spring", ""),
            ("?mtm_campaign=a-newsletter-5", "", ""),
            ("?mtm_campaign=newsletter", "", ""),
            ("?a=1&mtm_campaign=other&b=2", "?a=1&b=2", ""),
            ("?mtm_campaign=other&b=2#part", "?b=2#part", ""),
            ("?b=2&mtm_campaign=other#part", "?b=2#part", ""),
            ("#mtm_campaign=other", "", ""),
            ("#?mtm_campaign=other&b=2", "#?b=2", ""),
            ("#/route?mtm_campaign=other&b=2", "#/route?b=2", ""),
            (
                "?a=1#mtm_campaign=spring&b=2",
                "?a=1#mtm_campaign=spring&b=2",
                "spring",
            ),
            // One that is allowed does not let another through.
            (
                "?mtm_campaign=spring&utm_campaign=other",
                "?mtm_campaign=spring",
                "spring",
            ),
            (
                "?utm_campaign=spring&mtm_campaign=other",
                "?utm_campaign=spring",
                "spring",
            ),
            (
                "?mtm_campaign=spring&mtm_campaign=other",
                "?mtm_campaign=spring",
                "spring",
            ),
            (
                "?mtm_campaign=spring#mtm_campaign=other",
                "?mtm_campaign=spring",
                "spring",
            ),
            // A source is the name where nothing else is; else it says more of it.
            (
                "?utm_source=other&utm_campaign=spring",
                "?utm_source=other&utm_campaign=spring",
                "spring",
            ),
            ("?utm_source=other", "", ""),
            ("?utm_source=spring&x=1", "?utm_source=spring&x=1", "spring"),
            (
                "?utm_source=spring&utm_source=other",
                "?utm_source=spring",
                "spring",
            ),
            (
                "?utm_campaign=spring#utm_source=other",
                "?utm_campaign=spring",
                "spring",
            ),
            ("?mtm_cpn=spring&utm_source=other", "?mtm_cpn=spring", ""),
            // What says more of a campaign goes with it.
            (
                "?mtm_campaign=other&mtm_kwd=tea&utm_id=4&gclid=abc&x=1",
                "?x=1",
                "",
            ),
            (
                "?gclid=abc&msclkid=1&fbclid=2&gad_source=1&wbraid=3&x=1",
                "?x=1",
                "",
            ),
            (
                "?mtm_campaign=spring&mtm_kwd=tea&utm_id=4&gclid=abc",
                "?mtm_campaign=spring&mtm_kwd=tea&utm_id=4&gclid=abc",
                "spring",
            ),
            // As a server reads them.
            ("?MTM_Campaign=other&UTM_Content=x", "", ""),
            ("?mtm_campaign%5B%5D=other", "", ""),
            ("?mtm_campaign[]=other", "", ""),
            ("?%2520mtm_campaign=other", "", ""),
            ("?%256dtm_campaign=other", "", ""),
            ("?x%2526mtm_campaign=other", "", ""),
            ("?a=1&amp;mtm_campaign=other", "?a=1", ""),
            ("?x=1?mtm_campaign=other&y=2", "?x=1&y=2", ""),
            ("?mtm_campaign=spring?utm_campaign=other&y=2", "?y=2", ""),
            ("?mtm_campaign=newsletter+5", "", ""),
            (
                "?mtm_campaign=spring+sale",
                "?mtm_campaign=spring+sale",
                "spring+sale",
            ),
            // None at all.
            ("?campaign=5&source=x&mtm=1", "?campaign=5&source=x&mtm=1", ""),
            ("?mtm_campaign&x", "?mtm_campaign&x", ""),
            ("?mtm_campaign=&x=1", "?x=1", ""),
            ("", "", ""),
            ("#mtm_campaign", "#mtm_campaign", ""),
        ],
    );
}

#[test]
fn only_declared_parameters_make_a_campaign() {
    assert_left(
        &options(None, Some(&["mtm_campaign", "mtm_source", "utm_c*"])),
        &[
            (
                "?mtm_campaign=any&mtm_source=x",
                "?mtm_campaign=any&mtm_source=x",
                "any",
            ),
            (
                "?mtm_campaign=any&mtm_medium=x&gclid=1",
                "?mtm_campaign=any",
                "any",
            ),
            (
                "?utm_campaign=any&utm_content=x&utm_term=y",
                "?utm_campaign=any&utm_content=x",
                "any",
            ),
            ("?mtm_source=x", "?mtm_source=x", ""),
            ("?pk_campaign=any&a=1", "?a=1", ""),
        ],
    );
    assert_left(
        &options(Some(&["spring"]), Some(&["mtm_campaign", "shop_*"])),
        &[
            (
                "?mtm_campaign=spring&utm_source=x",
                "?mtm_campaign=spring",
                "spring",
            ),
            ("?utm_campaign=spring", "", ""),
            (
                "?shop_campaign=spring&shop_size=5",
                "?shop_campaign=spring&shop_size=5",
                "",
            ),
            ("?shop_campaign=other&shop_size=5&size=5", "?size=5", ""),
        ],
    );
}

#[test]
fn the_names_of_parameters_that_the_site_sets_are_of_campaigns_too() {
    let tracker = |address: &str| {
        let tracker = page(&format!("http://site.example/{address}"), "");
        run(
            tracker,
            "setCampaignNameKey",
            vec![list(&["Own", "utm_campaign"])],
        );
        run(tracker, "setCampaignKeywordKey", vec![list(&["word"])]);
        run(tracker, "setAllowedCampaigns", vec![Js::from("spring")]);
        hit(tracker)
    };
    for (address, rest, campaign, keyword) in [
        ("?Own=spring&word=tea", "?Own=spring&word=tea", "spring", "tea"),
        ("?Own=other&word=tea&x=1", "?x=1", "", ""),
        ("?own=other&Own=other", "", "", ""),
        ("?word=tea", "", "", ""),
    ] {
        let hit = tracker(address);
        let of = |name| param(&hit, name).unwrap_or_default();
        assert_eq!(of("url"), format!("http://site.example/{rest}"), "{address}");
        assert_eq!(
            (of("_rcn").as_str(), of("_rck").as_str()),
            (campaign, keyword),
            "{address}"
        );
    }
}

#[test]
fn a_source_is_the_name_where_the_site_says_so_first() {
    for (keys, rest, campaign) in [
        (
            &["utm_source", "utm_campaign"][..],
            "?utm_campaign=spring",
            "spring",
        ),
        (
            &["utm_campaign", "utm_source"][..],
            "?utm_source=other&utm_campaign=spring",
            "spring",
        ),
        (&["utm_source"][..], "?utm_campaign=spring", ""),
    ] {
        let tracker = page("http://site.example/?utm_source=other&utm_campaign=spring", "");
        run(tracker, "setCampaignNameKey", vec![list(keys)]);
        run(tracker, "setAllowedCampaigns", vec![Js::from("spring")]);
        let hit = hit(tracker);
        assert_eq!(
            param(&hit, "url").unwrap(),
            format!("http://site.example/{rest}"),
            "{keys:?}"
        );
        assert_eq!(param(&hit, "_rcn").unwrap_or_default(), campaign, "{keys:?}");
    }
}

#[test]
fn referrers_and_links_are_cleaned_too() {
    let tracker = page(
        "http://site.example/",
        "http://other.example/?utm_campaign=other&a=1",
    );
    run(tracker, "setAllowedCampaigns", vec![Js::from("spring")]);
    let hit = hit(tracker);
    assert_eq!(
        param(&hit, "urlref").as_deref(),
        Some("http://other.example/?a=1")
    );
    assert_eq!(credit_of(&hit).referrer, "http://other.example/?a=1");
    run(
        tracker,
        "trackLink",
        vec![
            Js::from("http://a.example/?utm_campaign=other&a=1"),
            Js::from("link"),
        ],
    );
    assert_eq!(
        param(&all_hits(&flush(tracker))[0], "link").as_deref(),
        Some("http://a.example/?a=1")
    );
}

#[cfg(feature = "anonymous")]
#[test]
fn what_anonymous_measurement_does_not_read_of_a_hash_names_no_campaign() {
    for (address, expected) in [
        ("?x=1#gclid=a#&mtm_campaign=spring", "/?"),
        ("#&gclid=a#mtm_campaign=spring&x=1", "/?"),
        (
            "#mtm_campaign=spring&gclid=a#x=1",
            "/?mtm_campaign=spring&gclid=a",
        ),
    ] {
        let tracker = page(&format!("http://site.example/{address}"), "");
        let options = Js::Object(vec![(
            "allowedParameters".to_owned(),
            list(&["mtm_campaign", "gclid"]),
        )]);
        run(tracker, "enableAnonymousMeasurement", vec![options]);
        run(tracker, "setAllowedCampaigns", vec![Js::from("spring")]);
        let url = param(&hit(tracker), "url").unwrap();
        assert!(url.ends_with(&format!("invalid{expected}")), "{url} of {address}");
    }
}

#[test]
fn a_campaign_that_was_found_before_is_judged_again() {
    let tracker = page("http://site.example/?mtm_campaign=other&mtm_kwd=tea", "");
    assert_eq!(param(&hit(tracker), "_rcn").as_deref(), Some("other"));
    run(tracker, "setAllowedCampaigns", vec![Js::from("spring")]);
    let second = hit(tracker);
    assert_eq!((param(&second, "_rcn"), param(&second, "_rck")), (None, None));
    run(tracker, "setAllowedCampaigns", vec![Js::from("*")]);
    assert_eq!(param(&hit(tracker), "_rcn").as_deref(), Some("other"));
}

#[test]
fn each_tracker_has_its_own() {
    let first = page("http://site.example/?mtm_campaign=spring", "");
    let second = add_tracker(Js::from("http://other.example/matomo.php"), Js::from("8"));
    run(first, "setAllowedCampaigns", vec![list(&[])]);
    assert_eq!(param(&hit(first), "_rcn"), None);
    assert_eq!(param(&hit(second), "_rcn").as_deref(), Some("spring"));
}

#[test]
fn what_cannot_be_read_allows_no_campaign() {
    let wrong = [
        Js::Undefined,
        Js::Null,
        Js::Bool(true),
        Js::Number(5.0),
        Js::Function,
        Js::Object(vec![]),
        Js::Object(vec![("name".to_owned(), list(&["spring"]))]),
        Js::Object(vec![
            ("names".to_owned(), list(&["spring"])),
            ("other".to_owned(), Js::Undefined),
        ]),
        Js::Object(vec![("names".to_owned(), Js::Undefined)]),
        Js::Object(vec![("names".to_owned(), Js::Null)]),
        Js::Object(vec![("names".to_owned(), Js::Number(5.0))]),
        Js::Object(vec![
            ("names".to_owned(), list(&["spring"])),
            ("parameters".to_owned(), Js::Bool(true)),
        ]),
        Js::List(vec![Js::from("spring"); 10_001]),
        // One that is wrong is left out.
        Js::List(vec![Js::Null]),
        Js::List(vec![Js::from("/(/")]),
        Js::List(vec![Js::from("/spring"), Js::Bool(true), Js::Function]),
        Js::from("//"),
        Js::from(""),
        Js::Object(vec![("names".to_owned(), list(&["/(?<=/"]))]),
    ];
    for given in wrong {
        let tracker = page("http://site.example/?mtm_campaign=spring&x=1", "");
        let (_, said) = run(tracker, "setAllowedCampaigns", vec![given.clone()]);
        assert_eq!((logs(&said), said.len()), (1, 1), "{given:?}");
        let hit = hit(tracker);
        assert_eq!(
            param(&hit, "url").as_deref(),
            Some("http://site.example/?x=1"),
            "{given:?}"
        );
        assert_eq!(param(&hit, "_rcn"), None, "{given:?}");
    }
    let mixed = Js::List(vec![Js::from("/(/"), Js::from("spring"), Js::Number(2026.0)]);
    for name in ["spring", "2026"] {
        let tracker = page(&format!("http://site.example/?mtm_campaign={name}"), "");
        assert_eq!(
            logs(&run(tracker, "setAllowedCampaigns", vec![mixed.clone()]).1),
            1
        );
        assert_eq!(param(&hit(tracker), "_rcn").as_deref(), Some(name));
    }
}

#[test]
fn thousands_of_names_are_compared() {
    let names: Vec<Js> = (0..2_000)
        .map(|index| Js::from(format!("sale-{index}").as_str()))
        .collect();
    for (name, is_allowed) in [
        ("sale-0", true),
        ("sale-1999", true),
        ("sale-2000", false),
        ("sale-19999", false),
    ] {
        let tracker = page(&format!("http://site.example/?mtm_campaign={name}"), "");
        assert_eq!(
            run(tracker, "setAllowedCampaigns", vec![Js::List(names.clone())]).1,
            []
        );
        assert_eq!(param(&hit(tracker), "_rcn").is_some(), is_allowed, "{name}");
    }
}
