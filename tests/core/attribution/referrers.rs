//! Referrers: which are sent, and which credited.

#[cfg(feature = "full")]
use super::turn_on;
use super::{NOW, SEARCH, credit, credit_of, credited, give, hit, nobody, page};
#[cfg(feature = "full")]
use crate::support::page::run;
use crate::support::sent::param;
#[cfg(feature = "full")]
use crate::support::visit::wait;
#[cfg(feature = "full")]
use crumbless::fake::Js;

#[test]
fn an_external_referrer_is_credited() {
    let tracker = page("http://site.example/", SEARCH);
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), credit("", "", NOW, SEARCH));
    assert_eq!(param(&hit, "urlref").as_deref(), Some(SEARCH));
}

#[test]
fn the_site_s_own_pages_are_not_credited() {
    for (referrer, domains) in [
        ("http://site.example/before", None),
        ("https://SITE.example/before", None),
        ("http://shop.partner.example/", Some("*.partner.example")),
    ] {
        let tracker = page("http://site.example/", referrer);
        if let Some(domains) = domains {
            give(tracker, "setDomains", domains);
        }
        let hit = hit(tracker);
        assert_eq!(credit_of(&hit), nobody(), "{referrer}");
        assert_eq!(
            param(&hit, "urlref").as_deref(),
            Some(referrer),
            "sent, not credited"
        );
    }
}

#[test]
fn excluded_referrers_are_neither_sent_nor_credited() {
    for (referrer, excluded, is_sent) in [
        ("https://www.paypal.com/checkout", None, false),
        ("https://paypal.com/", None, false),
        ("https://notpaypal.com/", None, true),
        ("http://bad.example/a/b", Some("bad.example/a"), false),
        ("http://www.bad.example/a", Some("bad.example/a"), false),
        ("http://bad.example/a", Some("www.bad.example"), false),
        ("http://bad.example/ab", Some("bad.example/a"), true),
        ("http://sub.bad.example/a", Some("bad.example"), true),
        ("http://sub.bad.example/a", Some("*.bad.example"), false),
        ("https://www.paypal.com/", Some("bad.example"), true),
    ] {
        let tracker = page("http://site.example/", referrer);
        if let Some(excluded) = excluded {
            give(tracker, "setExcludedReferrers", excluded);
        }
        let hit = hit(tracker);
        let urlref = param(&hit, "urlref");
        assert_eq!(
            urlref,
            is_sent.then(|| referrer.to_owned()),
            "{referrer} {excluded:?}"
        );
        let credited = if is_sent {
            credit("", "", NOW, referrer)
        } else {
            nobody()
        };
        assert_eq!(credit_of(&hit), credited, "{referrer} {excluded:?}");
    }
}

#[test]
fn an_address_may_ask_to_ignore_the_referrer() {
    for (name, value, is_ignored) in [
        ("ignore_referrer", "1", true),
        ("ignore_referer", "1", true),
        ("ignore_referrer", "0", false),
        ("ignore_referrer", "", false),
        ("do_not_ignore_referrer", "1", false),
    ] {
        let tracker = page(&format!("http://site.example/?a=1&{name}={value}"), SEARCH);
        let hit = hit(tracker);
        let expected = if is_ignored {
            nobody()
        } else {
            credit("", "", NOW, SEARCH)
        };
        assert_eq!(credit_of(&hit), expected, "{name}={value}");
        assert_eq!(param(&hit, "urlref").is_none(), is_ignored, "{name}={value}");
        if is_ignored {
            assert_eq!(param(&hit, "url").as_deref(), Some("http://site.example/?a=1"));
        }
    }
}

#[test]
fn a_long_referrer_is_cut_between_characters() {
    let base = "http://blog.example/";
    for letter in ["x", "ü", "✓", "🦀"] {
        let referrer = format!("{base}{}", letter.repeat(1024));
        let sent = credited(page("http://site.example/", &referrer)).referrer;
        assert!(
            referrer.starts_with(&sent),
            "torn in the middle of {letter}: {}",
            sent.escape_unicode()
        );
        assert!(
            sent.len() > 1020 && sent.chars().count() <= 1024,
            "{} bytes",
            sent.len()
        );
    }
}

#[cfg(feature = "full")]
#[test]
fn the_site_may_limit_the_length_of_the_credited_referrer() {
    let referrer = "http://blog.example/a/long/path";
    for (letters, held) in [
        (20.0, "http://blog.example/"),
        (25.0, "http://blog.example/a/lon"),
        (2000.0, referrer),
    ] {
        let tracker = page("http://site.example/", referrer);
        run(tracker, "setReferralUrlMaxLength", vec![Js::Number(letters)]);
        let hit = hit(tracker);
        assert_eq!(credit_of(&hit).referrer, held, "{letters}");
        assert_eq!(
            param(&hit, "urlref").as_deref(),
            Some(referrer),
            "the hit's own is whole"
        );
    }
}

#[cfg(feature = "full")]
#[test]
fn the_first_referrer_wins_if_the_site_says_so() {
    let tracker = page("http://site.example/?mtm_campaign=Spring", SEARCH);
    turn_on(tracker, "setConversionAttributionFirstReferrer");
    let found = credit("Spring", "", NOW, SEARCH);
    assert_eq!(credited(tracker), found);
    wait(60_000.0);
    give(
        tracker,
        "setCustomUrl",
        "http://site.example/?mtm_campaign=Summer",
    );
    give(tracker, "setReferrerUrl", "http://blog.example/");
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), found);
    assert_eq!(
        param(&hit, "urlref").as_deref(),
        Some("http://blog.example/"),
        "the hit still tells its own"
    );
}
