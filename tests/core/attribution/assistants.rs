//! Campaigns that chat assistants put on their links.

use super::{credit_of, credited, give, give_list, hit, page};
use crate::support::page::run;
use crate::support::sent::param;

#[test]
fn campaigns_of_chat_assistants_are_not_credited() {
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
        let url = param(&hit, "url").unwrap();
        let expected = if is_kept {
            address
        } else {
            "http://site.example/?a=1"
        };
        assert_eq!(url, expected, "{referrer}");
    }
}

#[test]
fn the_site_may_say_whose_campaigns_are_ignored() {
    let (address, own) = (
        "http://site.example/?mtm_campaign=Robot",
        "https://robot.example/",
    );
    let campaign = |tracker| credited(tracker).campaign;
    let get = |tracker, command| run(tracker, command, vec![]).0.unwrap();
    let tracker = page(address, own);
    assert_eq!(
        get(tracker, "getIgnoreCampaignsForReferrers"),
        serde_json::json!(["chatgpt.com", "chat.openai.com"])
    );
    give_list(tracker, "setIgnoreCampaignsForReferrers", &["robot.example"]);
    assert_eq!(
        get(tracker, "getIgnoreCampaignsForReferrers"),
        serde_json::json!(["robot.example"])
    );
    assert_eq!(campaign(tracker), "");

    let tracker = page("http://site.example/?mtm_campaign=c&mtm_source=Robot", "");
    let sources = get(tracker, "getIgnoreCampaignAttributionForSources").to_string();
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
