//! What all requests have in common: site, page, referrer, ids, attribution, dimensions, timings.

use super::{Query, dimension, params, performance};
use crate::campaign;
use crate::effect::{self, Route};
use crate::port::{self, Value, WINDOW};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// What a hit is beside its own parameters.
pub(super) struct Draft {
    /// Where it goes when it is done.
    pub route: Route,
    /// The plugins' hook that may append to it; empty for none.
    pub hook: &'static str,
    /// The data given with it: dimensions and more.
    pub data: Value,
    /// What to call when it has left.
    pub callback: Value,
}

/// Completes a request and hands it out, or drops it where nothing may be tracked.
pub(super) fn draft<'t>(turn: Turn<'t>, query: Query<'t>, draft: &Draft) {
    let hook = turn.literal(draft.hook);
    hooked(turn, query, draft, hook);
}

/// [`draft`] with a hook named by the page.
pub(super) fn hooked<'t>(turn: Turn<'t>, query: Query<'t>, draft: &Draft, hook: Text<'t>) {
    if !privacy::may_track(turn) {
        if draft.route == Route::Answer {
            effect::answer(turn.empty());
        }
        return;
    }
    let is_page_view = hook.is("log");
    let query = performance::append(turn, dimension::append(turn, common(turn, query), draft.data), is_page_view);
    let head = query.opt(params::PAGE_VIEW_ID, settings::filled(turn, PAGE_VIEW_ID)).done();
    effect::draft(draft.route, hook, head, settings::text(turn, APPENDED), draft.callback);
}

fn common<'t>(turn: Turn<'t>, query: Query<'t>) -> Query<'t> {
    campaign::attribute(turn);
    let clock = port::local_seconds();
    let attributed_at = turn.number(ATTRIBUTED_AT);
    query
        .param(params::SITE_ID, settings::text(turn, SITE_ID))
        .number(params::RECORD, 1)
        .number(params::RANDOM, port::random(1_000_000))
        .number(params::HOUR, clock / 3600)
        .number(params::MINUTE, clock / 60 % 60)
        .number(params::SECOND, clock % 60)
        .param(params::URL, privacy::purified(settings::current_url(turn)))
        .opt(params::REFERRER, campaign::told_referrer(turn).map(privacy::purified))
        .opt(params::USER_ID, settings::filled(turn, USER_ID))
        .param(params::VISITOR_ID, settings::text(turn, VISITOR_ID))
        .number(params::NEW_VISITOR, 1)
        .opt(params::CHARSET, foreign_charset(turn))
        .number(params::SEND_IMAGE, 0)
        .opt(params::CAMPAIGN_NAME, settings::filled(turn, CAMPAIGN_NAME))
        .opt(params::CAMPAIGN_KEYWORD, settings::filled(turn, CAMPAIGN_KEYWORD))
        .number(params::ATTRIBUTED_AT, attributed_at)
        .opt(params::ATTRIBUTED_REFERRER, settings::filled(turn, CAMPAIGN_REFERRER).map(privacy::purified))
}

fn foreign_charset(turn: Turn<'_>) -> Option<Text<'_>> {
    WINDOW.text(turn, "document.characterSet").filter(|charset| !charset.lower().is("utf-8"))
}
