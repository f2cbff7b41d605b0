//! Whatever the address, no campaign that the site did not declare is in a hit (`setAllowedCampaigns`).

use super::allowed::{left, list, options};
use super::{hit, page};
use crate::support::cases::{alone, cases};
use crate::support::page::run;
use crate::support::sent::param;
use crumbless::fake::{Js, decoded_text};
use proptest::collection::vec;
use proptest::prelude::*;
use regex::Regex;
use std::sync::LazyLock;

/// The names that a Matomo looks for, in its order, and the parameters of its plugin for campaigns.
const NAMES: [&str; 8] = [
    "pk_cpn",
    "pk_campaign",
    "piwik_campaign",
    "mtm_campaign",
    "matomo_campaign",
    "utm_campaign",
    "utm_source",
    "utm_medium",
];
const OTHERS: [&str; 16] = [
    "mtm_cpn",
    "mtm_keyword",
    "mtm_kwd",
    "pk_kwd",
    "utm_term",
    "mtm_source",
    "mtm_medium",
    "mtm_content",
    "utm_content",
    "mtm_cid",
    "utm_id",
    "mtm_group",
    "mtm_placement",
    "gclid",
    "msclkid",
    "pk_source",
];

fn is_allowed(name: &str) -> bool {
    static ALLOWED: LazyLock<Regex> = LazyLock::new(|| Regex::new("^(?i:letter-.*|spring|.*sale)$").unwrap());
    ALLOWED.is_match(name)
}

const ALLOWED_NAMES: [&str; 3] = ["letter-*", "Spring", "/sale$/"];
const ALLOWED_PARAMETERS: [&str; 3] = ["utm_*", "mtm_campaign", "/^mtm_s/"];

fn is_allowed_parameter(name: &str) -> bool {
    name.starts_with("utm_") || name == "mtm_campaign" || name.starts_with("mtm_s")
}

fn parameter() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        4 => (0..NAMES.len()).prop_map(|index| NAMES[index].to_owned()),
        3 => (0..OTHERS.len()).prop_map(|index| OTHERS[index].to_owned()),
        1 => Just("MTM_campaign".to_owned()),
        1 => Just("utm_campaign[]".to_owned()),
        1 => Just("%75tm_campaign".to_owned()),
        1 => Just("amp;utm_campaign".to_owned()),
        3 => "[a-z]{1,3}",
    ];
    let value = prop_oneof![
        3 => Just("letter-5".to_owned()),
        2 => Just("SPRING".to_owned()),
        1 => Just("winter%20sale".to_owned()),
        3 => Just("evil".to_owned()),
        1 => Just("evil?utm_campaign=evil".to_owned()),
        1 => Just("spring?utm_source=evil".to_owned()),
        1 => Just("a%26utm_campaign%3Devil".to_owned()),
        1 => Just("a%2526pk_campaign%253Devil".to_owned()),
        1 => Just("letter-%23utm_source%3Devil".to_owned()),
        1 => "[a-z%+=?;/]{0,6}",
    ];
    (name, "=|%3D|", value).prop_map(|(name, equals, value)| format!("{name}{equals}{value}"))
}

fn address() -> impl Strategy<Value = String> {
    let marks = prop_oneof![4 => Just("&"), 1 => Just("?"), 1 => Just("#"), 1 => Just(";"), 1 => Just("&&")];
    let start =
        prop_oneof![4 => Just("?"), 2 => Just("#"), 1 => Just("#?"), 1 => Just("#/route?"), 1 => Just("?#")];
    (start, vec((parameter(), marks), 0..7)).prop_map(|(start, pairs)| {
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(pair, mark)| format!("{pair}{mark}"))
            .collect();
        format!("http://site.example/p{start}{}", pairs.concat())
    })
}

/// The parameters of a part of an address, as a server reads them.
fn read(part: &str) -> Vec<(String, String)> {
    let plain = |text: &str| decoded_text(&text.replace('+', " ")).trim().to_owned();
    part.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name).trim_end_matches("[]").to_owned(), plain(value)))
        .collect()
}

/// Panics if a server could take a campaign from an address that the site did not declare.
fn assert_declared(url: &str, has_names: bool, has_parameters: bool) {
    let (page, fragment) = url.split_once('#').unwrap_or((url, ""));
    let query = page.split_once('?').map_or("", |(_, query)| query);
    for part in [
        query,
        fragment,
        fragment.trim_start_matches('?'),
        fragment.split_once('?').map_or("", |(_, route)| route),
    ] {
        let pairs = read(part);
        let value_of = |wanted: &str| {
            pairs
                .iter()
                .rev()
                .find(|(name, value)| name == wanted && !value.is_empty())
        };
        let name = NAMES
            .iter()
            .find_map(|name| value_of(name))
            .map(|(_, value)| value.as_str());
        if has_names {
            assert!(name.is_none_or(is_allowed), "{name:?} in {url}");
        }
        for (name, value) in &pairs {
            let is_campaign = NAMES.contains(&name.as_str()) || OTHERS.contains(&name.as_str());
            if is_campaign && has_parameters {
                assert!(is_allowed_parameter(name), "{name} in {url}");
            }
            if has_names
                && (name.ends_with("campaign") || name.ends_with("cpn"))
                && !value.is_empty()
                && is_campaign
            {
                assert!(is_allowed(value), "{name}={value} in {url}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_hit_has_a_campaign_that_is_not_allowed(
        url in address(),
        custom in prop::option::of(address()),
        referrer in address(),
        has_names in any::<bool>(),
        has_parameters in any::<bool>(),
        is_late in any::<bool>(),
    ) {
        alone(|| {
            let has_names = has_names || !has_parameters;
            let tracker = page(&url, &referrer.replace("site", "other"));
            let given = options(
                has_names.then_some(&ALLOWED_NAMES[..]),
                has_parameters.then_some(&ALLOWED_PARAMETERS[..]),
            );
            if is_late {
                hit(tracker);
            }
            assert_eq!(run(tracker, "setAllowedCampaigns", vec![given]).1, []);
            for custom in [None, custom.as_deref()] {
                if let Some(custom) = custom {
                    run(tracker, "setCustomUrl", vec![Js::from(custom)]);
                }
                let hit = hit(tracker);
                for name in ["url", "urlref", "_ref"] {
                    assert_declared(&param(&hit, name).unwrap_or_default(), has_names, has_parameters);
                }
                let campaign = param(&hit, "_rcn").unwrap_or_default();
                assert!(!has_names || campaign.is_empty() || is_allowed(&campaign), "{campaign} of {url}");
            }
        });
    }

    #[test]
    fn addresses_without_other_campaigns_stay_as_they_are(
        start in "\\?|#|#\\?|#/route\\?",
        pairs in vec("([a-z]{1,4}|letter)=[a-z?/;]{0,4}|mtm_campaign=letter-[a-z]{0,3}|utm_campaign=spring|[a-z]{0,3}", 0..8),
    ) {
        alone(|| {
            let address = format!("{start}{}", pairs.join("&"));
            let (url, _, _) = left(list(&ALLOWED_NAMES), &address);
            assert_eq!(url, address);
        });
    }
}
