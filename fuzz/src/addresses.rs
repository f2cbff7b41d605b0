//! Addresses on their way out: what a site excludes never leaves, all else stays in its place, and campaigns are found.

use crate::lines::Lines;
use crate::shim::{END_OF_TURN, Watched};
use crate::support::page;
use crate::wire::{self, param, said};
use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::fake::{Js, with_page};
use crumbless::text::{Text, Turn, turn};
use crumbless::{port, url};

/// Parameters that are for the tracker itself.
const OWN: [&str; 3] = ["pk_vid", "ignore_referrer", "ignore_referer"];

/// What campaign parameters of any tool begin with, in any case.
const TOOLS: [&str; 5] = ["mtm_", "matomo_", "pk_", "piwik_", "utm_"];

const CAMPAIGN_NAMES: [&str; 7] = [
    "pk_campaign",
    "mtm_campaign",
    "piwik_campaign",
    "matomo_campaign",
    "utm_campaign",
    "utm_source",
    "utm_medium",
];

/// The page's address, the one set in its place, a referrer, excluded names, names of campaigns, and `discard`, `disable`.
#[derive(Clone, Debug)]
pub struct Addresses {
    page: String,
    custom: String,
    referrer: String,
    excluded: Vec<String>,
    campaign_names: Vec<String>,
    discards_hash: bool,
    disables_campaigns: bool,
}

impl<'a> Arbitrary<'a> for Addresses {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Addresses> {
        let mut lines = Lines::arbitrary(input)?;
        let (page, custom, referrer) = (lines.text(), lines.text(), lines.text());
        let (excluded, campaign_names, flags) = (lines.words(), lines.plain_words(), lines.words());
        let has = |flag: &str| flags.iter().any(|word| word == flag);
        Ok(Addresses {
            page: format!("http://site.example/{page}"),
            custom,
            referrer,
            excluded,
            campaign_names,
            discards_hash: has("discard"),
            disables_campaigns: has("disable"),
        })
    }
}

/// What happens to a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Stays,
    Goes,
    /// A pattern may mean it.
    Either,
}

impl Addresses {
    /// Tracks a page view and reads what left.
    pub fn check(&self) {
        for text in [&self.page, &self.custom, &self.referrer] {
            turn(|turn| parts(turn, text));
        }
        page::open(&self.page, "Title", "");
        with_page(|page| page.has_hints = false);
        let mut tracker = Watched::new();
        self.set_up(&mut tracker);
        let address = tracker
            .command("getCurrentUrl", vec![])
            .returned
            .unwrap_or_default();
        let mut out = tracker.command("trackPageView", vec![]);
        out.add(tracker.event(END_OF_TURN, vec![]));
        let hits: Vec<&String> = out.hits().collect();
        if address.starts_with("file:") {
            return assert!(hits.is_empty(), "a page opened from disk is not tracked");
        }
        let [hit] = hits[..] else {
            panic!("{} hits", hits.len())
        };
        self.assert_purified(&address, &said(hit, "url"));
        if let Some(referrer) = param(hit, "urlref") {
            self.assert_purified(&self.referrer, &referrer);
        }
        if let Some(referrer) = param(hit, "_ref") {
            self.assert_nothing_excluded(&referrer);
        }
        self.assert_campaign(&address, param(hit, "_rcn").unwrap_or_default());
    }

    fn set_up(&self, tracker: &mut Watched) {
        let list = |names: &[String]| Js::List(names.iter().map(|name| Js::from(name.as_str())).collect());
        if !self.custom.is_empty() {
            tracker.command("setCustomUrl", vec![Js::from(self.custom.as_str())]);
        }
        tracker.command("setReferrerUrl", vec![Js::from(self.referrer.as_str())]);
        tracker.command("setExcludedQueryParams", vec![list(&self.excluded)]);
        if !self.campaign_names.is_empty() {
            tracker.command("setCampaignNameKey", vec![list(&self.campaign_names)]);
        }
        tracker.command("discardHashTag", vec![Js::Bool(self.discards_hash)]);
        if self.disables_campaigns {
            tracker.command("disableCampaignParameters", vec![]);
        }
    }

    fn campaign_names(&self) -> Vec<&str> {
        let own: Vec<&str> = self.campaign_names.iter().map(String::as_str).collect();
        if own.is_empty() {
            CAMPAIGN_NAMES.to_vec()
        } else {
            own
        }
    }

    fn fate(&self, name: &str) -> Fate {
        let is_excluded = self
            .excluded
            .iter()
            .any(|excluded| excluded == name && !is_pattern(excluded));
        if OWN.contains(&name) || is_excluded {
            return Fate::Goes;
        }
        let may_be_campaign = TOOLS.iter().any(|tool| name.to_lowercase().starts_with(tool));
        if self.disables_campaigns && self.campaign_names().contains(&name) {
            Fate::Goes
        } else if self.excluded.iter().any(|excluded| is_pattern(excluded))
            || may_be_campaign && (self.disables_campaigns || self.has_assistant())
            || self.has_assistant() && self.campaign_names().contains(&name)
            // Both in a list of the site and a keyword's default.
            || self.disables_campaigns && name.ends_with("_kwd")
        {
            Fate::Either
        } else {
            Fate::Stays
        }
    }

    /// Links that an assistant gives have campaign parameters that do not count.
    fn has_assistant(&self) -> bool {
        let all = [&self.page, &self.custom, &self.referrer].map(|text| wire::decoded(text).to_lowercase());
        all.iter()
            .any(|text| text.contains("chatgpt.com") || text.contains("chat.openai.com"))
    }

    fn assert_purified(&self, original: &str, sent: &str) {
        let (before, after) = (split(original), split(sent));
        assert_eq!(before.start, after.start, "{original} became {sent}");
        self.assert_parameters(before.query, after.query);
        if self.discards_hash {
            return assert_eq!(after.hash, None, "{original} became {sent}");
        }
        if let Some(hash) = before.hash.filter(|hash| hash.contains('=')) {
            // What is before the first parameter stays, so a name may begin with a `?` of its own.
            let mark = &hash[..hash.len() - bare(hash).len()];
            let left = after.hash.map(|hash| hash.strip_prefix(mark).unwrap_or(hash));
            self.assert_parameters(Some(bare(hash)), left);
        } else {
            // A hash without any value is a place in the page.
            assert_eq!(before.hash, after.hash, "{original} became {sent}");
        }
        let all = || {
            before
                .query
                .into_iter()
                .chain(before.hash.map(bare))
                .flat_map(|text| text.split('&'))
        };
        if all().all(|parameter| self.fate(name(parameter)) == Fate::Stays) {
            assert_eq!(original, sent, "untouched to the byte");
        }
    }

    fn assert_parameters(&self, before: Option<&str>, after: Option<&str>) {
        let before: Vec<&str> = before.into_iter().flat_map(|text| text.split('&')).collect();
        let after_joined = after.unwrap_or_default();
        let exact = before
            .iter()
            .all(|parameter| self.fate(name(parameter)) != Fate::Either);
        let stays = |parameter: &&&str| self.fate(name(parameter)) == Fate::Stays;
        if exact {
            let kept: Vec<&str> = before.iter().filter(stays).copied().collect();
            return assert_eq!(kept.join("&"), after_joined, "of {before:?}");
        }
        let mut rest = before.iter();
        for parameter in after.into_iter().flat_map(|text| text.split('&')) {
            assert_ne!(
                self.fate(name(parameter)),
                Fate::Goes,
                "{parameter} of {before:?}"
            );
            assert!(
                rest.any(|one| *one == parameter),
                "{parameter} is not in {before:?} at its place"
            );
        }
    }

    fn assert_nothing_excluded(&self, sent: &str) {
        let parts = split(sent);
        let has_values = |hash: &&str| hash.contains('=');
        for parameter in parts
            .query
            .into_iter()
            .chain(parts.hash.filter(has_values).map(bare))
            .flat_map(|text| text.split('&'))
        {
            assert_ne!(self.fate(name(parameter)), Fate::Goes, "{parameter} in {sent}");
        }
    }

    /// The first name in the list that the address has a value for.
    fn assert_campaign(&self, address: &str, sent: String) {
        if self.disables_campaigns {
            return assert_eq!(sent, "", "campaigns are off");
        }
        if self.has_assistant() || address.contains("ignore_refer") {
            return;
        }
        let start = address.find(['?', '#']).unwrap_or(address.len());
        let value = |name: &&str| {
            let place = ["?", "&", "#"]
                .iter()
                .filter_map(|mark| address[start..].find(&format!("{mark}{name}=")));
            let value = &address[start + place.min()? + name.len() + 2..];
            let value = value.split(['&', '#']).next().filter(|value| !value.is_empty());
            value.map(wire::decoded)
        };
        let found = self.campaign_names().iter().find_map(value).unwrap_or_default();
        assert_eq!(sent, found, "{address}");
    }
}

/// What begins as a pattern is one, or cannot be read: then it may mean any name.
fn is_pattern(excluded: &str) -> bool {
    excluded.starts_with('/')
}

/// An address taken apart at its first `#` and the first `?` before it.
struct Split<'a> {
    start: &'a str,
    query: Option<&'a str>,
    hash: Option<&'a str>,
}

fn split(address: &str) -> Split<'_> {
    let (before, hash) = address
        .split_once('#')
        .map_or((address, None), |(before, hash)| (before, Some(hash)));
    let (start, query) = before
        .split_once('?')
        .map_or((before, None), |(start, query)| (start, Some(query)));
    Split { start, query, hash }
}

fn bare(hash: &str) -> &str {
    hash.strip_prefix('?').unwrap_or(hash)
}

fn name(parameter: &str) -> &str {
    parameter.split('=').next().unwrap_or_default()
}

/// The parts of any text that stands where an address is expected.
fn parts(turn: Turn<'_>, text: &str) {
    with_page(|page| page.arguments = vec![Js::from(text)]);
    let given = port::argument(0).text(turn, "").expect("a text was given");
    assert_eq!(shown(given), text);
    assert!(text.contains(&shown(url::host(given))));
    assert!(shown(url::path(given)).starts_with('/') && !shown(url::path(given)).contains(['?', '#']));
    let from = text.find(['?', '#']).unwrap_or(text.len());
    assert_eq!(shown(url::parameters(given)), text[from..]);
    let start: String = text.chars().take(5).collect();
    assert_eq!(shown(url::start(given, 5)), start);
    let scheme = url::scheme(given).map(shown);
    assert!(scheme.is_none_or(|scheme| text.starts_with(&format!("{scheme}:"))));
}

fn shown(text: Text<'_>) -> String {
    let bytes = (0..text.len()).map(|index| text.byte(index) as u8).collect();
    String::from_utf8(bytes).expect("texts are UTF-8")
}
