//! What is credited as a page goes on, and for each tracker.

use super::{NOW, SEARCH, credit, credited, give, nobody, page, turn_on};
use crate::support::page::add_tracker;
#[cfg(feature = "full")]
use crate::support::page::run;
use crate::support::visit::wait;
use crumbless::fake::Js;

#[test]
fn attribution_is_kept_for_the_page() {
    let tracker = page("http://site.example/?mtm_campaign=Spring&mtm_kwd=rust", SEARCH);
    let found = credit("Spring", "rust", NOW, SEARCH);
    assert_eq!(credited(tracker), found);

    // A single-page application goes on: neither the address nor the referrer says anything of the campaign now.
    wait(60_000.0);
    give(tracker, "setCustomUrl", "http://site.example/next");
    give(tracker, "setReferrerUrl", "http://site.example/");
    assert_eq!(credited(tracker), found, "with the time at which it was found");
}

#[test]
fn the_last_campaign_and_the_last_referrer_win() {
    let tracker = page("http://site.example/?mtm_campaign=Spring&mtm_kwd=rust", SEARCH);
    credited(tracker);
    wait(60_000.0);
    give(
        tracker,
        "setCustomUrl",
        "http://site.example/?mtm_campaign=Summer",
    );
    assert_eq!(credited(tracker), credit("Summer", "", "1800000060", SEARCH));

    wait(60_000.0);
    give(tracker, "setCustomUrl", "http://site.example/next");
    give(tracker, "setReferrerUrl", "http://blog.example/");
    assert_eq!(
        credited(tracker),
        credit("", "", "1800000120", "http://blog.example/"),
        "who came by another site did not come by the campaign"
    );
}

#[test]
fn each_tracker_has_its_own_attribution() {
    let one = page("http://site.example/?mtm_campaign=Spring", "");
    let two = add_tracker(Js::from("http://stats.example/matomo.php"), Js::from("8"));
    turn_on(two, "disableCampaignParameters");
    assert_eq!(credited(two), nobody());
    assert_eq!(credited(one), credit("Spring", "", NOW, ""));
}

#[cfg(feature = "full")]
#[test]
fn getters_return_the_attribution_after_the_first_hit() {
    let tracker = page("http://site.example/?mtm_campaign=Sp%22ring&mtm_kwd=rust", SEARCH);
    let get = |command: &str| run(tracker, command, vec![]).0.unwrap();
    let getters = [
        "getAttributionCampaignName",
        "getAttributionCampaignKeyword",
        "getAttributionReferrerTimestamp",
        "getAttributionReferrerUrl",
    ];
    assert_eq!(
        getters.map(get),
        [
            serde_json::json!(""),
            serde_json::json!(""),
            serde_json::json!(0),
            serde_json::json!("")
        ]
    );
    credited(tracker);
    assert_eq!(
        getters.map(get),
        [
            serde_json::json!("Sp\"ring"),
            serde_json::json!("rust"),
            serde_json::json!(1_800_000_000),
            serde_json::json!(SEARCH)
        ]
    );
}
