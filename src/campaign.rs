//! Attribution: which campaign or referrer brought the visitor.
//!
//! matomo.js keeps it in a cookie. Here it is found anew at each hit and held for the page, so that a conversion later in
//! a single-page application still has the campaign it came by (DIFFERENCES.md, "attribution-held-for-the-page").

#[cfg(feature = "full")]
pub mod allowed;

use crate::hosts;
use crate::list;
use crate::port;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// Campaign parameters of any tool, which `disableCampaignParameters` removes from addresses beside the site's own names:
/// a prefix and a word. A little wider than matomo.js's list of 30 names.
const PARAMETERS: &str = "/^(mtm|matomo|pk|piwik|utm)_\
    (campaign|cpn|keyword|kwd|term|source|medium|content|cid|clid|id|group|placement)$/i";

/// Parameters that say where a visitor comes from.
const SOURCES: &str = list!("mtm_source pk_source utm_source");

/// How many letters of a referrer are held, unless `setReferralUrlMaxLength` says otherwise (matomo#23605).
const LENGTH: u32 = 1024;

/// The parameters that are about a campaign, as exclusions.
pub fn parameters(turn: Turn<'_>) -> Text<'_> {
    turn.literal(PARAMETERS)
        .joined(settings::list(turn, CAMPAIGN_NAMES))
        .joined(settings::list(turn, CAMPAIGN_KEYWORDS))
}

/// Whether the address's campaign parameters count, and stay in it: not where the site turned them off, nor those that an
/// assistant puts on every link it gives, for visitors from there (matomo#23312).
pub fn counts(turn: Turn<'_>) -> bool {
    let is_off = settings::is_set(turn, CAMPAIGNS_OFF) && !settings::is_set(turn, CONSENT_REQUIRED);
    !(is_off || turn.scratch([], (), |turn, [], ()| is_by_assistant(turn)))
}

fn is_by_assistant(turn: Turn<'_>) -> bool {
    let host = without_www(url::host(settings::text(turn, REFERRER)));
    hosts::is_listed(
        settings::list(turn, CAMPAIGNLESS_REFERRERS),
        host,
        turn.literal("/"),
    )
}

/// Whether an assistant says so in the address: that is no campaign, but stays there, since servers recognise assistants by it
/// (matomo#24534).
fn has_assistant_source(turn: Turn<'_>) -> bool {
    turn.scratch([], (), |turn, [], ()| {
        let source = first_value(turn, turn.literal(SOURCES)).lower();
        let sources = settings::list(turn, CAMPAIGNLESS_SOURCES);
        !source.is_empty() && sources.lower().has_item(source)
    })
}

/// The referrer a hit may report: not one that the site excludes or the address says to ignore.
pub fn reported_referrer(turn: Turn<'_>) -> Option<Text<'_>> {
    settings::filled(turn, REFERRER).filter(|referrer| !is_excluded(*referrer) && !is_ignored(turn))
}

/// Looks at the address and the referrer and holds what they say: a new campaign replaces what was held, a new referrer
/// from outside too, and where both are silent nothing changes.
pub fn attribute(turn: Turn<'_>) {
    if is_ignored(turn) {
        return;
    }
    let counts = counts(turn) && !has_assistant_source(turn);
    let found = if counts {
        first_value(turn, settings::list(turn, CAMPAIGN_NAMES))
    } else {
        turn.empty()
    };
    let held = settings::text(turn, CAMPAIGN_NAME);
    let held_referrer = settings::text(turn, CAMPAIGN_REFERRER);
    let first_wins = settings::is_set(turn, FIRST_REFERRER_WINS);

    let takes_campaign = !found.is_empty() && (!first_wins || held.is_empty());
    let referrer = outside_referrer(turn).filter(|_| !first_wins || held_referrer.is_empty());
    let is_new_referrer = referrer.is_some_and(|referrer| !referrer.same(held_referrer));
    if takes_campaign && !found.same(held) || is_new_referrer {
        turn.keep(
            CAMPAIGN_NAME,
            Some(if takes_campaign { found } else { turn.empty() }),
        );
        turn.keep(
            CAMPAIGN_KEYWORD,
            counts.then(|| first_value(turn, settings::list(turn, CAMPAIGN_KEYWORDS))),
        );
        turn.keep(CAMPAIGN_REFERRER, Some(referrer.unwrap_or(held_referrer)));
        turn.set_number(ATTRIBUTED_AT, (port::now() / 1000.0 + 0.5) as u32);
    }
}

/// The value of the first of the listed parameters that the address has. Most addresses have none, which one question shows,
/// where no name has what patterns read otherwise.
fn first_value<'t>(turn: Turn<'t>, names: Text<'t>) -> Text<'t> {
    let address = parameters_of(settings::current_url(turn));
    let any = turn
        .build()
        .literal("[?&#](")
        .text(names)
        .literal(")=[^&#]")
        .done();
    let is_plain = url::found("[^\\w\\x1f-]", names).is_none();
    if is_plain && port::capture(any, turn.empty(), address).is_none() {
        return turn.empty();
    }
    let has_value = |name: &Text<'t>| {
        turn.scratch([address, *name], (), |_, [address, name], ()| {
            url::parameter(address, name).is_some_and(|value| !value.is_empty())
        })
    };
    names
        .items()
        .find(has_value)
        .and_then(|name| url::parameter(address, name))
        .map_or(turn.empty(), port::decoded)
}

/// The part of an address in which a campaign may be, without those that are not allowed.
fn parameters_of(address: Text<'_>) -> Text<'_> {
    #[cfg(feature = "full")]
    let address = allowed::without_others(address);
    url::parameters(address)
}

fn outside_referrer(turn: Turn<'_>) -> Option<Text<'_>> {
    settings::filled(turn, REFERRER)
        .filter(|referrer| !is_own(*referrer) && !is_excluded(*referrer))
        .map(|referrer| {
            let given = turn.number(REFERRER_LENGTH);
            url::start(referrer, if given == 0 { LENGTH } else { given - 1 })
        })
}

/// Whether an address is of one of the site's hosts.
pub fn is_own(address: Text<'_>) -> bool {
    let host = hosts::bare(url::host(address));
    settings::list(address.turn(), DOMAINS)
        .items()
        .any(|entry| hosts::is_same_host(host, hosts::bare(entry)))
}

fn is_excluded(referrer: Text<'_>) -> bool {
    referrer.turn().scratch([referrer], (), |turn, [referrer], ()| {
        let excluded = settings::list(turn, EXCLUDED_REFERRERS);
        let (referring_host, path) = (without_www(url::host(referrer)), url::path(referrer));
        excluded
            .items()
            .any(|entry| hosts::is_listed(without_www(entry), referring_host, path))
    })
}

fn without_www(host: Text<'_>) -> Text<'_> {
    if host.starts_with("www.") {
        host.after(4)
    } else {
        host
    }
}

fn is_ignored(turn: Turn<'_>) -> bool {
    turn.scratch([], (), |turn, [], ()| {
        let address = url::parameters(settings::current_url(turn));
        url::found("[?&#]ignore_referr?er=1([&#]|$)", address).is_some()
    })
}
