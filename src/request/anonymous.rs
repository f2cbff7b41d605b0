//! Anonymous hits. One is **built**, from values that are typed and from those parameters of its own that were declared; it is never
//! a finished request from which something was removed. What plugins, the site's own processing and raw requests say is read
//! as parameters, and of these only what was declared comes into a hit.
//!
//! [`leaving`] is the last check: it asks nothing of the page, and what it does not know drops the hit.

use super::opening::opening;
use super::{Query, params, performance};
use crate::effect;
use crate::list;
use crate::privacy::anonymous::place::{self, MASK, bytes, is_digit, is_letter};
use crate::privacy::anonymous::{is_closed, is_on};
use crate::privacy::bots;
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// How many bytes a goal's id, other numbers and a page view's id have at most.
const GOAL_DIGITS: u32 = 4;
const DIGITS: u32 = 16;
const PAGE_VIEW_ID_LENGTH: u32 = 6;

/// What a hit says of its own.
const OWN: &str = list!("e_c e_a e_n e_v c_i c_n c_p c_t idgoal ping ca _cvar");

/// What an interaction with a block is called where the page does not say.
const INTERACTIONS: &str = list!("click Unknown");

/// Completes a hit that says its own parameters; `None` where nothing of them may leave.
pub fn complete<'t>(turn: Turn<'t>, own: Text<'t>, is_page_view: bool) -> Option<Text<'t>> {
    let said = Said::read(turn, own)?;
    let mut query = Query::new(turn).raw(said.own);
    if said.is_page_view {
        query = query
            .encoded(params::TITLE, place::title(turn))
            .opt(params::PAGE_VARIABLES, place::popover_variable(turn));
    }
    let query = common(turn, query, place::address(turn));
    Some(performance::append(turn, query, is_page_view).done())
}

/// A hit that came back from the plugins and the site's own processing: what it says of its own, and what we had said of the page
/// before (`head`), whatever they made of it. The empty text where nothing may leave.
pub fn returned<'t>(turn: Turn<'t>, head: Text<'t>, request: Text<'t>) -> Text<'t> {
    // What they appended must not cost the hit: where it makes one that may not leave, ours stays as it was.
    let said = Said::read(turn, request).or_else(|| Said::read(turn, head));
    let Some(said) = said.filter(|_| !request.is_empty()) else {
        return turn.empty();
    };
    let mut query = Query::new(turn);
    // An event's value is a number of the call: another could be anybody's.
    let is_value = |pair: &Text<'t>| url::name_and_value(*pair).0.is(params::EVENT_VALUE);
    let is_ours = |pair: &Text<'t>| !is_value(pair) || url::pairs(head).any(|own| own.same(*pair));
    for pair in url::pairs(said.own).filter(is_ours) {
        query = query.raw(pair);
    }
    let has_title = url::value_in(head, turn.literal(params::TITLE)).is_some();
    if said.is_page_view && !has_title {
        query = query.encoded(params::TITLE, place::title(turn));
    }
    let is_of_page = |pair: &Text<'t>| {
        let (name, _) = url::name_and_value(*pair);
        !turn.literal(OWN).has_item(name) && (said.is_page_view || !name.is(params::TITLE))
    };
    for pair in url::pairs(head).filter(is_of_page) {
        query = query.raw(pair);
    }
    query.done()
}

/// The hit as it may leave: itself, or built anew where it was made before the mode was asked for; the empty text where nothing of
/// it may leave. To be asked when it leaves, whatever it has waited for.
pub fn leaving<'t>(turn: Turn<'t>, hit: Text<'t>) -> Text<'t> {
    if is_closed(turn) {
        return turn.empty();
    }
    if !is_on(turn) || is_known(turn, hit) {
        return hit;
    }
    match bare(turn, hit) {
        Some(bare) if is_known(turn, bare) => bare,
        Some(_) => {
            effect::warn(
                turn,
                "an anonymous hit with an unknown parameter was dropped: please report it",
            );
            turn.empty()
        }
        None => turn.empty(),
    }
}

/// A hit of which only its own parameters are taken: of the page's address nothing was declared when it was made.
fn bare<'t>(turn: Turn<'t>, hit: Text<'t>) -> Option<Text<'t>> {
    let said = Said::read(turn, hit)?;
    let mut query = Query::new(turn).raw(said.own);
    if said.is_page_view {
        query = query.encoded(params::TITLE, place::bare_title(turn));
    }
    Some(common(turn, query, place::bare_address(turn)).done())
}

/// What all anonymous hits say, each from where it is known.
fn common<'t>(turn: Turn<'t>, query: Query<'t>, address: Text<'t>) -> Query<'t> {
    opening(turn, query)
        .param(params::URL, address)
        .raw(turn.literal(params::ALWAYS))
        .opt(params::PAGE_VIEW_ID, settings::filled(turn, PAGE_VIEW_ID))
        .raw(mark(turn))
}

/// What marks the hits of an automated browser: that it is one, and nothing else about it.
fn mark(turn: Turn<'_>) -> Text<'_> {
    let is_marked = settings::filled(turn, BOT_MARK).is_some();
    turn.literal(if is_marked { bots::MARK } else { "" })
}

/// An event as it stands in a request, from values as they stand there.
pub fn event<'t>(category: Text<'t>, action: Text<'t>, name: Option<Text<'t>>) -> Text<'t> {
    Query::new(category.turn())
        .encoded(params::EVENT_CATEGORY, category)
        .encoded(params::EVENT_ACTION, action)
        .encoded_opt(params::EVENT_NAME, name)
        .done()
}

/// What a request says of its own and may leave: which kind of hit it is, and what is particular to it.
struct Said<'t> {
    /// Parameters, but for a page view's title, which is ours.
    own: Text<'t>,
    is_page_view: bool,
}

impl<'t> Said<'t> {
    /// `None` where the request is of no kind that may leave: links, downloads, searches and orders are not, nor events and content
    /// of a category that nobody declared.
    fn read(turn: Turn<'t>, request: Text<'t>) -> Option<Said<'t>> {
        let value = |name: &'static str| url::value_in(request, turn.literal(name));
        let of_kind = |own: Query<'t>| {
            Some(Said {
                own: own.done(),
                is_page_view: false,
            })
        };
        if let Some(category) = value(params::EVENT_CATEGORY) {
            return of_kind(said_by_event(request, category)?);
        }
        if let Some(name) = value(params::CONTENT_NAME) {
            return of_kind(said_by_content(request, name)?);
        }
        if turn
            .literal(params::PARTS)
            .items()
            .any(|part| url::value_in(request, part).is_some())
        {
            return None;
        }
        if let Some(goal) = value(params::GOAL) {
            return of_kind(
                Query::new(turn).encoded(params::GOAL, Some(goal).filter(|goal| is_goal(*goal))?),
            );
        }
        if value(params::PING).is_some() {
            return of_kind(Query::new(turn).number(params::PING, 1));
        }
        value(params::TITLE)?;
        // A usage report has its facts.
        let facts =
            value(params::VISIT_VARIABLES).filter(|facts| facts.same(settings::text(turn, REPORTED_FACTS)));
        Some(Said {
            own: Query::new(turn)
                .encoded_opt(params::VISIT_VARIABLES, facts)
                .done(),
            is_page_view: true,
        })
    }
}

fn said_by_event<'t>(request: Text<'t>, category: Text<'t>) -> Option<Query<'t>> {
    let turn = request.turn();
    let value = |name: &'static str| url::value_in(request, turn.literal(name));
    let action = value(params::EVENT_ACTION).unwrap_or(turn.empty());
    let name = value(params::EVENT_NAME);
    let is_declared = settings::text(turn, DECLARED_EVENTS).has_item(event(category, action, name));
    if !is_declared && !is_category(category) {
        return None;
    }
    let passes = |text: &Text<'t>| is_declared || is_event_name(*text);
    // Without an action an event is none to the server.
    let action = Some(action).filter(passes).unwrap_or(turn.literal(MASK));
    let query = Query::new(turn)
        .raw(event(category, action, name.filter(passes)))
        .encoded_opt(
            params::EVENT_VALUE,
            value(params::EVENT_VALUE).filter(|value| is_decimal(*value)),
        );
    Some(query.number(params::CUSTOM_ACTION, 1))
}

fn said_by_content<'t>(request: Text<'t>, name: Text<'t>) -> Option<Query<'t>> {
    let turn = request.turn();
    if !is_category(name) {
        return None;
    }
    let interaction = url::value_in(request, turn.literal(params::CONTENT_INTERACTION)).map(|interaction| {
        let passes = turn.literal(INTERACTIONS).has_item(interaction) || is_event_name(interaction);
        if passes { interaction } else { turn.literal(MASK) }
    });
    let query = Query::new(turn)
        .encoded_opt(params::CONTENT_INTERACTION, interaction)
        .encoded(params::CONTENT_NAME, name);
    Some(query.number(params::CUSTOM_ACTION, 1))
}

/// Whether each parameter of a hit is known and has the form it has to have.
fn is_known<'t>(turn: Turn<'t>, hit: Text<'t>) -> bool {
    let Some(said) = Said::read(turn, hit) else {
        return false;
    };
    let has = |name: &'static str| url::value_in(hit, turn.literal(name)).is_some();
    let is_said = |pair: Text<'t>| url::pairs(said.own).any(|own| own.same(pair));
    let is_title = |name: Text<'t>| said.is_page_view && name.is(params::TITLE);
    has(params::URL)
        && has(params::SITE_ID)
        && url::pairs(hit).all(|pair| {
            let (name, value) = url::name_and_value(pair);
            is_said(pair) || is_title(name) && place::is_title(value) || is_of_page(pair)
        })
}

/// Whether a parameter is one of those that all anonymous hits have, in its form.
fn is_of_page(pair: Text<'_>) -> bool {
    let turn = pair.turn();
    let (name, value) = url::name_and_value(pair);
    if name.is(params::SITE_ID) {
        value.same(turn.build().encoded(settings::text(turn, SITE_ID)).done())
    } else if name.is(params::URL) {
        place::is_address(value)
    } else if name.is(params::PAGE_VARIABLES) {
        place::is_popover_variable(value)
    } else if name.is(params::PAGE_VIEW_ID) {
        value.len() == PAGE_VIEW_ID_LENGTH && bytes(value).all(is_letter)
    } else {
        url::pairs(turn.literal(params::ALWAYS)).any(|always| always.same(pair))
            || name.is(params::RECORD) && value.is("1")
            || pair.same(mark(turn))
            || turn.literal(params::NUMBERS).has_item(name) && is_number(value)
    }
}

/// Whether a category was declared.
fn is_category(category: Text<'_>) -> bool {
    !category.is_empty() && settings::text(category.turn(), CATEGORIES).has_item(category)
}

/// Whether the options let a text pass as an event's action or name.
pub fn is_event_name(text: Text<'_>) -> bool {
    let turn = text.turn();
    !text.is_empty()
        && (settings::is_set(turn, ALL_EVENT_NAMES) || settings::text(turn, EVENT_NAMES).has_item(text))
}

fn is_goal(goal: Text<'_>) -> bool {
    goal.len() <= GOAL_DIGITS && is_number(goal) && goal.byte(0) != u32::from(b'0')
}

fn is_number(text: Text<'_>) -> bool {
    !text.is_empty() && text.len() <= DIGITS && bytes(text).all(is_digit)
}

/// `-12.5`.
fn is_decimal(text: Text<'_>) -> bool {
    let text = text.after(u32::from(text.byte(0) == u32::from(b'-')));
    let point = text.find(b'.', 0);
    is_number(text.cut(0, point)) && (point == text.len() || is_number(text.after(point + 1)))
}
