//! Campaigns in the address.

use super::{NOW, SEARCH, credit, credit_of, credited, give, give_list, hit, nobody, page, turn_on};
use crate::support::sent::param;

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
fn a_site_may_name_its_own_campaign_parameters() {
    let tracker = page("http://site.example/?src=Mail&word=hi&mtm_campaign=no", "");
    give_list(tracker, "setCampaignNameKey", &["from", "src"]);
    give(tracker, "setCampaignKeywordKey", "word");
    assert_eq!(credited(tracker), credit("Mail", "hi", NOW, ""));
}

#[test]
fn campaign_parameters_may_be_disabled() {
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
fn consent_credits_campaigns_though_their_parameters_are_disabled() {
    let address = "http://site.example/?mtm_campaign=Spring";
    let tracker = page(address, "");
    turn_on(tracker, "disableCampaignParameters");
    turn_on(tracker, "requireConsent");
    turn_on(tracker, "setConsentGiven");
    let hit = hit(tracker);
    assert_eq!(credit_of(&hit), credit("Spring", "", NOW, ""));
    assert_eq!(param(&hit, "url").as_deref(), Some(address));
}
