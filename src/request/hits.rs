//! The kinds of hits. Each says its own parameters and leaves the rest to [`super::common`].

use super::common::{Draft, draft, hooked};
use super::{Query, params};
use crate::effect::{self, Route};
use crate::link::LinkType;
use crate::port::{self, Kind, Value, WINDOW, argument};
use crate::privacy;
use crate::settings::{self, *};
use crate::text::{Text, Turn};

/// `trackPageView(title, data, callback)`.
pub fn page_view(turn: Turn<'_>) {
    turn.keep(SEEN_ERRORS, None);
    turn.set_number(PAGE_VIEWS, turn.number(PAGE_VIEWS) + 1);
    if !settings::is_set(turn, PAGE_VIEW_ID_FIXED) {
        turn.keep(PAGE_VIEW_ID, Some(fresh_id(turn)));
    }
    let query = Query::new(turn).param(params::TITLE, title(turn, argument(0)));
    draft(turn, query, &hit("log", 1, 2));
}

/// `trackEvent(category, action, name, value, data, callback)`.
pub fn event(turn: Turn<'_>) {
    let (Some(category), Some(action)) = (filled(turn, argument(0)), filled(turn, argument(1))) else {
        return effect::complain(turn, "needs a category and an action");
    };
    let query = Query::new(turn)
        .param(params::EVENT_CATEGORY, category)
        .param(params::EVENT_ACTION, action)
        .opt(params::EVENT_NAME, given(turn, argument(2)))
        .opt(params::EVENT_VALUE, given(turn, argument(3)))
        .number(params::CUSTOM_ACTION, 1);
    draft(turn, query, &hit("event", 4, 5));
}

/// `trackGoal(goal, revenue, data, callback)`.
pub fn goal(turn: Turn<'_>) {
    let query = Query::new(turn)
        .param(params::GOAL, as_string(turn, argument(0)))
        .opt(params::REVENUE, truthy(turn, argument(1)));
    draft(turn, query, &hit("goal", 2, 3));
}

/// `trackSiteSearch(keyword, category, results, data)`.
pub fn site_search(turn: Turn<'_>) {
    let query = Query::new(turn)
        .param(params::SEARCH, as_string(turn, argument(0)))
        .opt(params::SEARCH_CATEGORY, truthy(turn, argument(1)))
        .opt(params::SEARCH_COUNT, given(turn, argument(2)));
    draft(turn, query, &hit("sitesearch", 3, NOTHING));
}

/// A link, by `trackLink(url, type, data, callback)` or by a click. The type is the parameter's name.
pub fn link<'t>(turn: Turn<'t>, url: Text<'t>, kind: Option<LinkType>) {
    let name = match kind {
        Some(LinkType::Outlink) => turn.literal("link"),
        Some(LinkType::Download) => turn.literal("download"),
        None => as_string(turn, argument(1)),
    };
    let query = Query::new(turn).pair(name, privacy::purified(url));
    let from = if kind.is_some() { NOTHING } else { 2 };
    draft(turn, query, &hit("link", from, from + 1));
}

/// `ping()`.
pub fn ping(turn: Turn<'_>) {
    draft(turn, Query::new(turn).number("ping", 1), &hit("ping", NOTHING, NOTHING));
}

/// `trackRequest(request, data, callback, hook)`, `queueRequest(request)`, `getRequest(request)`.
pub fn raw(turn: Turn<'_>, route: Route) {
    let query = Query::new(turn).raw(as_string(turn, argument(0)));
    let is_tracked = route == Route::Send;
    let hook = if is_tracked { filled(turn, argument(3)) } else { None };
    let mut hit = if is_tracked { hit("", 1, 2) } else { hit("", NOTHING, NOTHING) };
    hit.route = route;
    hooked(turn, query, &hit, hook.unwrap_or(turn.empty()));
}

/// An uncaught error (message, address, line, column), once for each page view.
pub fn javascript_error(turn: Turn<'_>) {
    let message = as_string(turn, argument(0));
    let place = turn.build().text(as_string(turn, argument(1))).literal(":").text(as_string(turn, argument(2)));
    let place = match truthy(turn, argument(3)) {
        Some(column) => place.literal(":").text(column),
        None => place,
    }
    .done();
    let seen = settings::text(turn, SEEN_ERRORS);
    let error = turn.build().text(place).text(message).done();
    if seen.has_item(error) || message.is_empty() {
        return;
    }
    turn.keep(SEEN_ERRORS, Some(seen.joined(error)));
    let query = Query::new(turn)
        .param(params::EVENT_CATEGORY, turn.literal("JavaScript Errors"))
        .param(params::EVENT_ACTION, place)
        .param(params::EVENT_NAME, message)
        .number(params::CUSTOM_ACTION, 1);
    draft(turn, query, &hit("event", NOTHING, NOTHING));
}

/// An argument nobody gives.
const NOTHING: u32 = 90;

fn hit(hook: &'static str, data: u32, callback: u32) -> Draft {
    Draft { route: Route::Send, hook, data: argument(data), callback: argument(callback) }
}

/// The title of a page view: a string, or an object's `text` (as `<title>` elements have); else what
/// `setDocumentTitle` gave, else the document's.
fn title(turn: Turn<'_>, custom: Value) -> Text<'_> {
    let own = match custom.kind(turn) {
        Kind::Text => custom.text(turn, "").filter(|title| !title.is_empty()),
        Kind::Object => custom.text(turn, "text"),
        _ => None,
    };
    own.or(turn.kept(TITLE)).or_else(|| WINDOW.text(turn, "document.title")).unwrap_or(turn.empty())
}

/// Six letters and digits by chance, as matomo.js makes them.
fn fresh_id(turn: Turn<'_>) -> Text<'_> {
    let mut build = turn.build();
    for _ in 0..6 {
        let digit = port::random(62);
        build = build.byte(digit + if digit < 10 { 48 } else if digit < 36 { 55 } else { 61 });
    }
    build.done()
}

/// What `String(value)` gives, "undefined" and "null" too.
fn as_string(turn: Turn<'_>, value: Value) -> Text<'_> {
    given(turn, value).unwrap_or(turn.literal("undefined"))
}

/// The argument as a string unless it is `undefined`.
fn given(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    match value.kind(turn) {
        Kind::Undefined => None,
        Kind::Null => Some(turn.literal("null")),
        _ => value.text(turn, ""),
    }
}

/// A number, or a string with a byte.
pub(crate) fn filled(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    let is_text = matches!(value.kind(turn), Kind::Text | Kind::Number);
    value.text(turn, "").filter(|text| is_text && !text.is_empty())
}

/// The argument as a string if JavaScript takes it for true.
pub(crate) fn truthy(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    let text = value.text(turn, "");
    match value.kind(turn) {
        Kind::Undefined | Kind::Null | Kind::False => None,
        Kind::Text => text.filter(|text| !text.is_empty()),
        Kind::Number => text.filter(|text| !text.is("0") && !text.is("NaN")),
        _ => text,
    }
}
