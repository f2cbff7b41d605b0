//! What commands return, and of which type; and the check that Matomo makes of an installation.

use crate::support::page::run;
use crate::support::sent::{all_hits, params};
use crate::support::visit::{BULK_DUE, command, flush, plain_tracker, sent, texts, track, tracker_on};
use crumbless::command::table::COMMANDS;
use crumbless::fake::{Effect, Js};
use serde_json::{Value, json};

fn returned(tracker: u32, name: &str, given: Vec<Js>) -> Option<Value> {
    run(tracker, name, given).0
}

#[test]
fn only_an_address_replaces_the_page_s() {
    let tracker = plain_tracker();
    for (given, expected) in [
        (Js::from("next?a=1"), "http://site.example/next?a=1"),
        (Js::from(""), "http://site.example/"),
        (Js::Undefined, "http://site.example/page"),
        (Js::from("/x"), "http://site.example/x"),
        (Js::Null, "http://site.example/page"),
    ] {
        command(tracker, "setCustomUrl", vec![given]);
        assert_eq!(returned(tracker, "getCurrentUrl", vec![]), Some(json!(expected)));
    }
}

#[test]
fn getters_of_a_new_tracker_return_the_right_type() {
    let url = "http://stats.example/matomo.php";
    for (name, given, expected) in [
        ("getTrackerUrl", vec![], Some(json!(url))),
        ("getMatomoUrl", vec![], Some(json!("http://stats.example/"))),
        ("getPiwikUrl", vec![], Some(json!("http://stats.example/"))),
        ("getSiteId", vec![], Some(json!("7"))),
        ("getVisitorId", vec![], Some(json!(""))),
        ("getUserId", vec![], Some(json!(""))),
        ("getCurrentUrl", vec![], Some(json!("http://site.example/page"))),
        ("getPageViewId", vec![], None),
        ("getNumTrackedPageViews", vec![], Some(json!(0))),
        ("getCustomData", vec![], None),
        ("getCustomDimension", vec![Js::Number(1.0)], None),
        ("getCustomVariable", vec![Js::Number(1.0)], Some(json!(false))),
        ("getEcommerceItems", vec![], Some(json!({}))),
        ("getAttributionCampaignName", vec![], Some(json!(""))),
        ("getAttributionCampaignKeyword", vec![], Some(json!(""))),
        ("getAttributionReferrerTimestamp", vec![], Some(json!(0))),
        ("getAttributionReferrerUrl", vec![], Some(json!(""))),
        (
            "getIgnoreCampaignsForReferrers",
            vec![],
            Some(json!(["chatgpt.com", "chat.openai.com"])),
        ),
        (
            "getIgnoreCampaignAttributionForSources",
            vec![],
            Some(json!([
                "chatgpt.com",
                "chat.openai.com",
                "chatgpt",
                "openai",
                "perplexity",
                "perplexity.ai",
                "claude.ai",
                "copilot.microsoft.com",
                "copilot.com",
                "gemini.google.com"
            ])),
        ),
        ("getLinkTrackingTimer", vec![], Some(json!(500))),
        ("isCrossDomainLinkingEnabled", vec![], Some(json!(false))),
        ("isConsentRequired", vec![], Some(json!(false))),
        ("hasConsent", vec![], Some(json!(true))),
        ("getRememberedConsent", vec![], Some(Value::Null)),
        ("hasRememberedConsent", vec![], Some(json!(false))),
        ("getRememberedCookieConsent", vec![], Some(json!(0))),
        ("isUserOptedOut", vec![], Some(json!(false))),
        ("areCookiesEnabled", vec![], Some(json!(false))),
        ("hasCookies", vec![], Some(json!(false))),
        ("getCookie", vec![Js::from("id")], Some(Value::Null)),
        ("getCookieDomain", vec![], None),
        ("getCookiePath", vec![], None),
        ("getSessionCookieTimeout", vec![], Some(json!(1_800_000))),
        ("requireCookieConsent", vec![], Some(json!(true))),
    ] {
        assert_eq!(returned(plain_tracker(), name, given), expected, "{name}");
    }
}

#[test]
fn getters_return_what_was_set() {
    for (set, given, get, asked, expected) in [
        (
            "setAPIUrl",
            texts(&["http://api.example/x/"]),
            "getMatomoUrl",
            vec![],
            json!("http://api.example/x/"),
        ),
        (
            "setTrackerUrl",
            texts(&["http://m.example/js/tracker.php?a=1"]),
            "getMatomoUrl",
            vec![],
            json!("http://m.example/"),
        ),
        (
            "setTrackerUrl",
            texts(&["http://m.example/a/piwik.php"]),
            "getMatomoUrl",
            vec![],
            json!("http://m.example/a/"),
        ),
        ("setSiteId", vec![Js::Number(3.0)], "getSiteId", vec![], json!(3)),
        ("setUserId", texts(&["me"]), "getUserId", vec![], json!("me")),
        (
            "setVisitorId",
            texts(&["0123456789abcdef"]),
            "getVisitorId",
            vec![],
            json!("0123456789abcdef"),
        ),
        (
            "setPageViewId",
            texts(&["abc"]),
            "getPageViewId",
            vec![],
            json!("abc"),
        ),
        (
            "setCustomDimension",
            vec![Js::Number(1.0), Js::from("x y")],
            "getCustomDimension",
            vec![Js::Number(1.0)],
            json!("x y"),
        ),
        (
            "setLinkTrackingTimer",
            vec![Js::Number(0.0)],
            "getLinkTrackingTimer",
            vec![],
            json!(0),
        ),
        (
            "setLinkTrackingTimer",
            vec![Js::Number(750.0)],
            "getLinkTrackingTimer",
            vec![],
            json!(750),
        ),
        (
            "setSessionCookieTimeout",
            vec![Js::Number(60.0)],
            "getSessionCookieTimeout",
            vec![],
            json!(60_000),
        ),
        (
            "setSessionCookieTimeout",
            vec![Js::Number(0.0)],
            "getSessionCookieTimeout",
            vec![],
            json!(0),
        ),
        (
            "setCookiePath",
            texts(&["/a"]),
            "getCookiePath",
            vec![],
            json!("/a"),
        ),
        (
            "setCookieDomain",
            texts(&["a.example"]),
            "getCookieDomain",
            vec![],
            json!("a.example"),
        ),
    ] {
        let tracker = plain_tracker();
        command(tracker, set, given.clone());
        assert_eq!(returned(tracker, get, asked), Some(expected), "{set} {given:?}");
    }
}

#[test]
fn page_views_are_counted_and_have_an_id() {
    let tracker = plain_tracker();
    let mut ids = Vec::new();
    for count in 1..4 {
        run(tracker, "trackPageView", vec![]);
        assert_eq!(
            returned(tracker, "getNumTrackedPageViews", vec![]),
            Some(json!(count))
        );
        ids.push(returned(tracker, "getPageViewId", vec![]).unwrap());
    }
    assert!(
        ids.iter().all(|id| id.as_str().is_some_and(|id| id.len() == 6)),
        "{ids:?}"
    );
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}

#[test]
fn no_command_enables_cookies() {
    for row in COMMANDS {
        let tracker = plain_tracker();
        for given in [vec![], vec![Js::Bool(true); 3], texts(&["1", "1", "1"])] {
            run(tracker, row.name, given);
        }
        let both = ["areCookiesEnabled", "hasCookies"].map(|name| returned(tracker, name, vec![]));
        assert_eq!(both, [Some(json!(false)), Some(json!(false))], "{}", row.name);
    }
}

#[test]
fn matomo_s_installation_check_is_sent_along_and_its_window_closed() {
    let tracker = tracker_on("http://site.example/page?tracker_install_check=abc123");
    command(tracker, "appendToTrackingUrl", vec![Js::from("own=1")]);
    track(tracker, "one");
    run(tracker, "queueRequest", texts(&["e_a=queued"]));
    let mut out = flush(tracker);
    assert!(
        !out.contains(&Effect::CloseWindow),
        "what it sends would be broken off: {out:?}"
    );
    let response = sent(tracker);
    assert!(response.contains(&Effect::CloseWindow), "{response:?}");
    crate::support::page::event(tracker, BULK_DUE, vec![]);
    out.extend(flush(tracker));
    let hits = all_hits(&out);
    assert_eq!(params(&hits, "tracker_install_check"), ["abc123"; 2]);
    assert_eq!(params(&hits, "own"), ["1"; 2]);
}

#[test]
fn other_pages_are_not_closed() {
    for address in [
        "",
        "?tracker_install_check=",
        "?tracker_install_check",
        "?my_tracker_install_check=abc",
    ] {
        let tracker = tracker_on(&format!("http://site.example/page{address}"));
        let mut out = track(tracker, "one");
        out.extend(flush(tracker));
        assert!(!out.contains(&Effect::CloseWindow), "{address}");
        assert_eq!(
            params(&all_hits(&out), "tracker_install_check"),
            [""; 0],
            "{address}"
        );
    }
}
