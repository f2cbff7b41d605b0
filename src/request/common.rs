//! What all requests have in common: site, page, referrer, ids, attribution, dimensions, timings.

#[cfg(feature = "anonymous")]
use super::anonymous;
use super::opening::opening;
use super::{Query, dimension, params, performance, variables};
use crate::campaign;
use crate::cross_domain;
use crate::port::Value;
#[cfg(feature = "anonymous")]
use crate::privacy::anonymous::is_on;
use crate::privacy::{self, device, device::DeviceDetail};
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// Completes a request that says its own parameters, with the data given beside them; `None` where nothing may be
/// tracked.
pub fn complete<'t>(turn: Turn<'t>, own: Text<'t>, is_page_view: bool, data: Value) -> Option<Text<'t>> {
    if !privacy::may_track(turn) {
        return None;
    }
    #[cfg(feature = "anonymous")]
    if is_on(turn) {
        return anonymous::complete(turn, own, is_page_view);
    }
    let query = common(turn, Query::new(turn).raw(own)).raw(settings::text(turn, ECOMMERCE_VIEW));
    let mut query = dimension::append(turn, query, data);
    if cfg!(feature = "full") {
        query = variables::append(turn, query);
    }
    let query = performance::append(turn, query, is_page_view)
        .opt(params::PAGE_VIEW_ID, settings::filled(turn, PAGE_VIEW_ID));
    #[cfg(feature = "full")]
    let query = query.raw(privacy::bots::mark(turn));
    Some(query.done())
}

fn common<'t>(turn: Turn<'t>, query: Query<'t>) -> Query<'t> {
    campaign::attribute(turn);
    let attributed_at = turn.number(ATTRIBUTED_AT);
    let has_seconds = device::detail(turn) == DeviceDetail::All;
    opening(turn, query)
        .param(params::URL, privacy::sanitize_url(settings::current_url(turn)))
        .opt(params::REFERRER, referrer(turn))
        .opt(params::USER_ID, settings::filled(turn, USER_ID))
        .param(params::VISITOR_ID, cross_domain::visitor_id(turn))
        .raw(turn.literal(params::ALWAYS))
        .opt(params::CHARSET, turn.kept(CHARSET))
        .opt(params::CAMPAIGN_NAME, settings::filled(turn, CAMPAIGN_NAME))
        .opt(params::CAMPAIGN_KEYWORD, settings::filled(turn, CAMPAIGN_KEYWORD))
        .number(
            params::ATTRIBUTED_AT,
            attributed_at - if has_seconds { 0 } else { attributed_at % 60 },
        )
        .opt(
            params::ATTRIBUTED_REFERRER,
            shown(settings::filled(turn, CAMPAIGN_REFERRER)),
        )
}

/// The referrer of a hit.
pub fn referrer(turn: Turn<'_>) -> Option<Text<'_>> {
    shown(campaign::reported_referrer(turn))
}

/// What may be said of a referrer: nothing of a page that is ignored.
fn shown(referrer: Option<Text<'_>>) -> Option<Text<'_>> {
    #[cfg(feature = "full")]
    let referrer = referrer.filter(|referrer| !privacy::ignored::is_referrer(*referrer));
    referrer.map(privacy::sanitize_url)
}
