//! Which campaign or referrer a visit is credited to, and what of both a hit tells.

use crate::support::page::{FLUSH, add_tracker, event, open, run};
use crate::support::sent::{all_hits, param};
use crate::support::visit::sent;
use crumbless::fake::{Js, with_page};

const NOW: &str = "1800000000";
const SEARCH: &str = "http://search.example/?q=tracker";

fn page(url: &str, referrer: &str) -> u32 {
    open(url, "Title", referrer);
    with_page(|page| page.has_hints = false);
    add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("7"))
}

fn give(tracker: u32, command: &str, value: &str) {
    assert_eq!(run(tracker, command, vec![Js::from(value)]).1, [], "{command}");
}

fn give_list(tracker: u32, command: &str, values: &[&str]) {
    let values = values.iter().map(|value| Js::from(*value)).collect();
    assert_eq!(run(tracker, command, vec![Js::List(values)]).1, [], "{command}");
}

fn turn_on(tracker: u32, command: &str) {
    let out = run(tracker, command, vec![Js::Bool(true)]).1;
    assert_eq!(all_hits(&out), [""; 0], "{command}");
}

/// A hit's campaign, keyword, time and referrer, as sent; what is not there is empty.
#[derive(Debug, PartialEq)]
struct Credit {
    campaign: String,
    keyword: String,
    time: String,
    referrer: String,
}

fn credit(campaign: &str, keyword: &str, time: &str, referrer: &str) -> Credit {
    Credit {
        campaign: campaign.to_owned(),
        keyword: keyword.to_owned(),
        time: time.to_owned(),
        referrer: referrer.to_owned(),
    }
}

fn nobody() -> Credit {
    credit("", "", "0", "")
}

fn hit(tracker: u32) -> String {
    let mut out = run(tracker, "trackGoal", vec![Js::from("1")]).1;
    out.extend(event(tracker, FLUSH, vec![]));
    sent(tracker);
    let mut hits = all_hits(&out);
    assert_eq!(hits.len(), 1);
    hits.remove(0)
}

fn credit_of(hit: &str) -> Credit {
    let value = |name| param(hit, name).unwrap_or_default();
    Credit {
        campaign: value("_rcn"),
        keyword: value("_rck"),
        time: value("_refts"),
        referrer: value("_ref"),
    }
}

fn credited(tracker: u32) -> Credit {
    credit_of(&hit(tracker))
}

#[test]
fn a_campaign_is_found_in_the_address() {
    for (query, campaign, keyword) in [
        ("?mtm_campaign=Spring&mtm_kwd=rust", "Spring", "rust"),
        ("?pk_campaign=Spring&pk_kwd=rust", "Spring", "rust"),
        ("?piwik_campaign=Spring&piwik_kwd=rust", "Spring", "rust"),
        ("?matomo_campaign=Spring&matomo_kwd=rust", "Spring", "rust"),
        ("?utm_campaign=Spring&utm_term=rust", "Spring", "rust"),
        ("?utm_medium=mail", "mail", ""),
        ("?utm_source=letter&utm_campaign=Spring", "Spring", ""),
        ("?utm_medium=mail&utm_source=letter", "letter", ""),
        ("?a=1#mtm_campaign=Spring&b=2", "Spring", ""),
        ("?mtm_campaign=Spring%20sale%20%C3%BC", "Spring sale ü", ""),
        ("?mtm_campaign=&utm_campaign=Spring", "Spring", ""),
        ("?mtm_kwd=rust", "", ""),
        ("?xmtm_campaign=Spring", "", ""),
        ("?mtm_campaign", "", ""),
        ("", "", ""),
    ] {
        let expected = if campaign.is_empty() {
            nobody()
        } else {
            credit(campaign, keyword, NOW, "")
        };
        assert_eq!(
            credited(page(&format!("http://site.example/p{query}"), "")),
            expected,
            "{query}"
        );
    }
}

#[test]
fn a_site_may_name_its_own_parameters() {
    let tracker = page("http://site.example/?src=Mail&word=hi&mtm_campaign=no", "");
    give_list(tracker, "setCampaignNameKey", &["from", "src"]);
    give(tracker, "setCampaignKeywordKey", "word");
    assert_eq!(credited(tracker), credit("Mail", "hi", NOW, ""));
}

#[test]
fn a_referrer_from_outside_is_credited() {
    let tracker = page("http://site.example/", SEARCH);
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), credit("", "", NOW, SEARCH));
    assert_eq!(param(&hit, "urlref").as_deref(), Some(SEARCH));
}

#[test]
fn the_sites_own_pages_refer_nobody() {
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
            "told, not credited"
        );
    }
}

#[test]
fn excluded_referrers_are_neither_reported_nor_credited() {
    for (referrer, excluded, is_told) in [
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
        let told = param(&hit, "urlref");
        assert_eq!(
            told,
            is_told.then(|| referrer.to_owned()),
            "{referrer} {excluded:?}"
        );
        let credited = if is_told {
            credit("", "", NOW, referrer)
        } else {
            nobody()
        };
        assert_eq!(credit_of(&hit), credited, "{referrer} {excluded:?}");
    }
}

#[test]
fn what_was_found_is_held_for_the_page() {
    let tracker = page("http://site.example/?mtm_campaign=Spring&mtm_kwd=rust", SEARCH);
    let found = credit("Spring", "rust", NOW, SEARCH);
    assert_eq!(credited(tracker), found);

    // A single-page application goes on: neither the address nor the referrer says anything of the campaign now.
    with_page(|page| page.now += 60_000.0);
    give(tracker, "setCustomUrl", "http://site.example/next");
    give(tracker, "setReferrerUrl", "http://site.example/");
    assert_eq!(credited(tracker), found, "with the time at which it was found");
}

#[test]
fn the_last_campaign_and_the_last_referrer_win() {
    let tracker = page("http://site.example/?mtm_campaign=Spring&mtm_kwd=rust", SEARCH);
    credited(tracker);
    with_page(|page| page.now += 60_000.0);
    give(
        tracker,
        "setCustomUrl",
        "http://site.example/?mtm_campaign=Summer",
    );
    assert_eq!(credited(tracker), credit("Summer", "", "1800000060", SEARCH));

    with_page(|page| page.now += 60_000.0);
    give(tracker, "setCustomUrl", "http://site.example/next");
    give(tracker, "setReferrerUrl", "http://blog.example/");
    assert_eq!(
        credited(tracker),
        credit("", "", "1800000120", "http://blog.example/"),
        "who came by another site did not come by the campaign"
    );
}

#[cfg(feature = "full")]
#[test]
fn the_first_ones_win_where_the_site_says_so() {
    let tracker = page("http://site.example/?mtm_campaign=Spring", SEARCH);
    turn_on(tracker, "setConversionAttributionFirstReferrer");
    let found = credit("Spring", "", NOW, SEARCH);
    assert_eq!(credited(tracker), found);
    with_page(|page| page.now += 60_000.0);
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

#[test]
fn an_address_may_say_that_the_referrer_does_not_count() {
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
fn campaigns_may_be_turned_off() {
    let address = "http://site.example/?mtm_campaign=Spring&a=1&utm_id=4&own=x&mtm_kwd=rust";
    let tracker = page(address, SEARCH);
    give(tracker, "setCampaignNameKey", "own");
    turn_on(tracker, "disableCampaignParameters");
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), credit("", "", NOW, SEARCH));
    assert_eq!(
        param(&hit, "url").as_deref(),
        Some("http://site.example/?a=1"),
        "nor does the address tell them"
    );
}

#[test]
fn consent_makes_campaigns_count_though_they_are_turned_off() {
    let address = "http://site.example/?mtm_campaign=Spring";
    let tracker = page(address, "");
    turn_on(tracker, "disableCampaignParameters");
    turn_on(tracker, "requireConsent");
    turn_on(tracker, "setConsentGiven");
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), credit("Spring", "", NOW, ""));
    assert_eq!(param(&hit, "url").as_deref(), Some(address));
}

#[test]
fn a_long_referrer_is_cut_between_letters() {
    let base = "http://blog.example/";
    for letter in ["x", "ü", "✓", "🦀"] {
        let referrer = format!("{base}{}", letter.repeat(1024));
        let told = credited(page("http://site.example/", &referrer)).referrer;
        assert!(
            referrer.starts_with(&told),
            "torn in the middle of {letter}: {}",
            told.escape_unicode()
        );
        assert!(
            told.len() > 1020 && told.chars().count() <= 1024,
            "{} bytes",
            told.len()
        );
    }
}

#[cfg(feature = "full")]
#[test]
fn the_attribution_is_answered_once_a_hit_found_it() {
    let tracker = page("http://site.example/?mtm_campaign=Sp%22ring&mtm_kwd=rust", SEARCH);
    let answer = |command: &str| run(tracker, command, vec![]).0.unwrap();
    let answers = [
        "getAttributionCampaignName",
        "getAttributionCampaignKeyword",
        "getAttributionReferrerTimestamp",
        "getAttributionReferrerUrl",
    ];
    assert_eq!(
        answers.map(answer),
        [
            serde_json::json!(""),
            serde_json::json!(""),
            serde_json::json!(0),
            serde_json::json!("")
        ]
    );
    credited(tracker);
    assert_eq!(
        answers.map(answer),
        [
            serde_json::json!("Sp\"ring"),
            serde_json::json!("rust"),
            serde_json::json!(1_800_000_000),
            serde_json::json!(SEARCH)
        ]
    );
}

#[cfg(feature = "full")]
#[test]
fn campaigns_that_assistants_put_on_their_links_do_not_count() {
    let address = "http://site.example/?utm_source=chatgpt.com&a=1";
    let assistant = "https://chatgpt.com/";
    let campaign = "http://site.example/?mtm_campaign=Spring&a=1";
    let (counts, stays, is_cut) = ((true, true), (false, true), (false, false));
    for (address, referrer, (is_campaign, is_kept)) in [
        // For whom the referrer says it, the address is cut.
        (address, assistant, is_cut),
        (campaign, assistant, is_cut),
        (campaign, "https://www.chat.openai.com/c", is_cut),
        (campaign, "https://notchatgpt.com/", counts),
        (campaign, "", counts),
        // For whom the source says it, it stays in the address: servers recognise assistants by it.
        (address, "", stays),
        (address, "http://blog.example/", stays),
        ("http://site.example/?utm_source=ChatGPT.com&a=1", "", stays),
        ("http://site.example/?utm_source=perplexity", "", stays),
        (
            "http://site.example/?utm_source=chatgpt.com&utm_campaign=c&a=1",
            "",
            stays,
        ),
        (
            "http://site.example/?mtm_campaign=c&mtm_source=chatgpt.com",
            "",
            stays,
        ),
        (
            "http://site.example/#?pk_source=claude.ai&pk_campaign=c",
            "",
            stays,
        ),
        (
            "http://site.example/?utm_source=newsletter&utm_campaign=c",
            "",
            counts,
        ),
        (
            "http://site.example/?mtm_campaign=chatgpt.com.example&a=1",
            "",
            counts,
        ),
        ("http://site.example/?mtm_campaign=chatgpt.com", "", counts),
    ] {
        let hit = hit(page(address, referrer));
        assert_eq!(
            credit_of(&hit).campaign.is_empty(),
            !is_campaign,
            "{address} {referrer}"
        );
        assert_eq!(credit_of(&hit).referrer, referrer, "the referrer counts");
        let told = param(&hit, "url").unwrap();
        let expected = if is_kept {
            address
        } else {
            "http://site.example/?a=1"
        };
        assert_eq!(told, expected, "{referrer}");
    }
}

#[cfg(feature = "full")]
#[test]
fn the_site_may_say_whose_campaigns_do_not_count() {
    let (address, own) = (
        "http://site.example/?mtm_campaign=Robot",
        "https://robot.example/",
    );
    let campaign = |tracker| credited(tracker).campaign;
    let answer = |tracker, command| run(tracker, command, vec![]).0.unwrap();
    let tracker = page(address, own);
    assert_eq!(
        answer(tracker, "getIgnoreCampaignsForReferrers"),
        serde_json::json!(["chatgpt.com", "chat.openai.com"])
    );
    give_list(tracker, "setIgnoreCampaignsForReferrers", &["robot.example"]);
    assert_eq!(
        answer(tracker, "getIgnoreCampaignsForReferrers"),
        serde_json::json!(["robot.example"])
    );
    assert_eq!(campaign(tracker), "");

    let tracker = page("http://site.example/?mtm_campaign=c&mtm_source=Robot", "");
    let sources = answer(tracker, "getIgnoreCampaignAttributionForSources").to_string();
    assert!(
        sources.contains("\"chatgpt.com\"") && sources.contains("\"perplexity\""),
        "{sources}"
    );
    assert_eq!(campaign(tracker), "c");
    let tracker = page("http://site.example/?mtm_campaign=c&mtm_source=Robot", "");
    give(tracker, "setIgnoreCampaignAttributionForSources", "ROBOT");
    assert_eq!(campaign(tracker), "");

    let tracker = page(
        "http://site.example/?utm_source=chatgpt.com",
        "https://chatgpt.com/",
    );
    give_list(tracker, "setIgnoreCampaignsForReferrers", &[]);
    give_list(tracker, "setIgnoreCampaignAttributionForSources", &[]);
    assert_eq!(campaign(tracker), "chatgpt.com");
}

#[cfg(feature = "full")]
#[test]
fn the_site_may_say_how_much_of_the_referrer_is_held() {
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

#[test]
fn each_tracker_has_its_own_attribution() {
    let one = page("http://site.example/?mtm_campaign=Spring", "");
    let two = add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("8"));
    turn_on(two, "disableCampaignParameters");
    assert_eq!(credited(two), nobody());
    assert_eq!(credited(one), credit("Spring", "", NOW, ""));
}
