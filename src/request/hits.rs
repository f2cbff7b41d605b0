//! The kinds of hits. Each says its own parameters and leaves the rest to [`super::complete`].

use super::{Query, params};
use crate::content::Block;
use crate::effect;
use crate::port::{Kind, Value, WINDOW, argument};
use crate::privacy;
use crate::settings::TITLE;
use crate::text::{Text, Turn};

/// `trackPageView(title)`.
pub fn page_view(turn: Turn<'_>, given: Value) -> Text<'_> {
    Query::new(turn).param(params::TITLE, title(turn, given)).done()
}

/// `trackEvent(category, action, name, value)`; `None` without a category or an action.
pub fn event(turn: Turn<'_>) -> Option<Text<'_>> {
    event_named(turn, || given(turn, argument(2)))
}

/// [`event`] with another name, or none.
pub fn event_named<'t>(turn: Turn<'t>, name: impl FnOnce() -> Option<Text<'t>>) -> Option<Text<'t>> {
    let (Some(category), Some(action)) = (filled(turn, argument(0)), filled(turn, argument(1))) else {
        effect::warn(turn, "needs category and action");
        return None;
    };
    let query = Query::new(turn)
        .param(params::EVENT_CATEGORY, category)
        .param(params::EVENT_ACTION, action)
        .opt(params::EVENT_NAME, name())
        .opt(params::EVENT_VALUE, given(turn, argument(3)))
        .number(params::CUSTOM_ACTION, 1);
    Some(query.done())
}

/// `trackGoal(goal, revenue)`.
pub fn goal(turn: Turn<'_>) -> Text<'_> {
    Query::new(turn)
        .param(params::GOAL, as_string(turn, argument(0)))
        .opt(params::REVENUE, truthy(turn, argument(1)))
        .done()
}

/// `trackSiteSearch(keyword, category, results)`.
pub fn site_search(turn: Turn<'_>) -> Text<'_> {
    Query::new(turn)
        .param(params::SEARCH, as_string(turn, argument(0)))
        .opt(params::SEARCH_CATEGORY, truthy(turn, argument(1)))
        .opt(params::SEARCH_COUNT, given(turn, argument(2)))
        .done()
}

/// A link, by `trackLink(url, type)` or by a click. What it is is the parameter's name: `link` or `download`.
pub fn link<'t>(url: Text<'t>, kind: Text<'t>) -> Text<'t> {
    Query::new(url.turn())
        .pair(kind, privacy::sanitize_url(url))
        .done()
}

/// `ping()`.
pub fn ping(turn: Turn<'_>) -> Text<'_> {
    Query::new(turn).number(params::PING, 1).done()
}

/// An uncaught error as an event: its place (address, line, column) and its message.
pub fn javascript_error<'t>(turn: Turn<'t>, place: Text<'t>, message: Text<'t>) -> Text<'t> {
    Query::new(turn)
        .param(params::EVENT_CATEGORY, turn.literal("JavaScript Errors"))
        .param(params::EVENT_ACTION, place)
        .param(params::EVENT_NAME, message)
        .number(params::CUSTOM_ACTION, 1)
        .done()
}

/// A view of a content block, or a use of it.
pub fn content<'t>(interaction: Option<Text<'t>>, block: Block<'t>) -> Text<'t> {
    Query::new(block.name.turn())
        .opt(params::CONTENT_INTERACTION, interaction)
        .param(params::CONTENT_NAME, block.name)
        .param(params::CONTENT_PIECE, block.piece)
        .opt(
            params::CONTENT_TARGET,
            Some(block.target).filter(|target| !target.is_empty()),
        )
        .number(params::CUSTOM_ACTION, 1)
        .done()
}

/// The title of a page view: a string, or an object's `text` (as `<title>` elements have); else what
/// `setDocumentTitle` gave, else the document's.
fn title(turn: Turn<'_>, custom: Value) -> Text<'_> {
    let own = match custom.kind() {
        Kind::Text => custom.text(turn, "").filter(|title| !title.is_empty()),
        Kind::Object => custom.text(turn, "text"),
        _ => None,
    };
    own.or(turn.kept(TITLE))
        .or_else(|| WINDOW.text(turn, "document.title"))
        .unwrap_or(turn.empty())
}

/// What `String(value)` gives, "undefined" and "null" too.
pub(crate) fn as_string(turn: Turn<'_>, value: Value) -> Text<'_> {
    given(turn, value).unwrap_or(turn.literal("undefined"))
}

/// The argument as a string, "null" too, unless it is `undefined`.
pub(super) fn given(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    value.read(turn, "").1
}

/// A number, or a string with a byte.
pub(crate) fn filled(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    let (kind, text) = value.read(turn, "");
    text.filter(|text| matches!(kind, Kind::Text | Kind::Number) && !text.is_empty())
}

/// The argument as a string if JavaScript takes it for true.
pub(crate) fn truthy(turn: Turn<'_>, value: Value) -> Option<Text<'_>> {
    value.text(turn, "").filter(|_| value.is_truthy())
}
