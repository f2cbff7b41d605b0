//! Content: views and uses of blocks, found on the page or named by the site.

use super::act::{return_bool, return_if_any};
use super::drafts::{self, NOTHING, submit};
use super::seen;
use crate::content::{self, Block};
use crate::delivery;
use crate::effect::{self, DraftTarget, Listen, Scan};
use crate::link::Link;
use crate::port::{self, Kind, Value, WINDOW, argument};
use crate::request::{self, Query, truthy};
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, Turn};

const NO_NAME: &str = "needs a name";
const NO_INTERACTION: &str = "needs an interaction and a name";

// VISIBLE_ONLY: all blocks are tracked (0), those that were visible once, or all that become so.
const ONCE: u32 = 1;
const GOING_ON: u32 = 2;

/// `trackAllContentImpressions`.
pub fn scan_all(turn: Turn<'_>) {
    turn.set_number(CONTENT_ON, 1);
    if !is_off(turn) {
        effect::scan(Scan::All, WINDOW);
    }
}

/// `trackContentImpressionsWithinNode(node)`: the visible ones if only such are tracked.
pub fn scan_within(turn: Turn<'_>, node: Value) {
    if !is_off(turn) && node.kind() == Kind::Object {
        let is_visible_only = settings::is_set(turn, VISIBLE_ONLY);
        effect::scan(
            if is_visible_only {
                Scan::VisibleNow
            } else {
                Scan::All
            },
            node,
        );
    }
}

/// `trackVisibleContentImpressions(onScroll, interval)`: from now on what becomes visible is tracked, unless both are off.
pub fn scan_visible(turn: Turn<'_>) {
    if is_off(turn) {
        return;
    }
    let is_on = |index| argument(index).kind() == Kind::Undefined || argument(index).is_truthy();
    let goes_on = is_on(0) || is_on(1);
    turn.set_number(VISIBLE_ONLY, if goes_on { GOING_ON } else { ONCE });
    effect::scan(if goes_on { Scan::Visible } else { Scan::VisibleNow }, WINDOW);
}

/// A new page view in the same document: what is in view counts for it too.
pub fn on_page_view(turn: Turn<'_>) {
    seen::forget(turn, SEEN_CONTENT);
    if turn.number(VISIBLE_ONLY) == GOING_ON {
        effect::scan(Scan::Visible, WINDOW);
    }
}

/// `trackContentImpression(name, piece, target)`.
pub fn impression(turn: Turn<'_>) {
    match given(turn, 0) {
        Some(block) if !is_off(turn) => {
            queue(turn, request::content(None, block), "contentImpression");
        }
        Some(_) => {}
        None => effect::warn(turn, NO_NAME),
    }
}

/// `trackContentInteraction(interaction, name, piece, target)`.
pub fn interaction(turn: Turn<'_>) {
    let interaction = content::trimmed(truthy(turn, argument(0)));
    match given(turn, 1) {
        Some(block) if interaction.is_some() && !is_off(turn) => {
            queue(turn, request::content(interaction, block), "contentInteraction");
        }
        Some(_) if interaction.is_some() => {}
        _ => effect::warn(turn, NO_INTERACTION),
    }
}

/// `trackContentInteractionNode(node, interaction)`: answers the request, nothing for a node in no block.
pub fn interaction_node(turn: Turn<'_>) {
    if !argument(0).is_truthy() || is_off(turn) {
        return;
    }
    let interaction = truthy(turn, argument(1)).unwrap_or_else(|| turn.literal("Unknown"));
    let own = interaction_around(turn, argument(0), interaction);
    return_if_any(own.and_then(|own| queue(turn, own, "contentInteraction")));
}

/// What a link's hit says of the block it is in.
pub fn link_use<'t>(turn: Turn<'t>, link: Value, url: Text<'t>) -> Text<'t> {
    match content::around(link) {
        Some(block) if content::is_use(block, link) => {
            let mut read = Block::read(turn, block);
            if read.target.is_empty() {
                read.target = url;
            }
            request::content(Some(turn.literal("click")), read)
        }
        _ => turn.empty(),
    }
}

/// Blocks were found or became visible: all arguments are their elements. Each is tracked once for a page view, and from
/// then on the clicks on its target. What their hits have in common is put together twice: the first also has what leaves
/// once. Answers whether there is room for more; the shim brings the next ones when there is.
pub fn on_blocks(turn: Turn<'_>) {
    let nothing = argument(NOTHING);
    let (mut common, mut completed) = (None, 0);
    for element in arguments() {
        let target = content::target_of(element);
        effect::listen(Listen::Content, target);
        let own = request::content(None, Block::read_with(turn, element, target));
        if !seen::is_new(turn, SEEN_CONTENT, own) {
            continue;
        }
        // An anonymous hit is built whole: what it says decides whether there is one.
        let request = if is_anonymous(turn) {
            request::complete(turn, own, false, nothing)
        } else {
            if completed < 2 {
                completed += 1;
                common = request::complete(turn, turn.empty(), false, nothing);
            }
            common.map(|common| Query::new(turn).raw(own).raw(common).done())
        };
        if let Some(request) = request {
            drafts::dispatch(
                turn,
                DraftTarget::Bulk,
                request,
                turn.literal("contentImpressions"),
                nothing,
            );
        }
    }
    return_bool(delivery::has_room(turn));
}

/// Answers the name, piece and target of each block, for the console.
pub fn list_blocks(turn: Turn<'_>) {
    let mut list = turn.build();
    for element in arguments() {
        let block = Block::read(turn, element);
        for text in [block.name, block.piece, block.target] {
            list = list.text(text).byte(u32::from(SEPARATOR));
        }
    }
    effect::return_list(list.done());
}

/// A click inside a tracked block's target (argument 0), on a node (argument 1). Where the target is a link that is tracked itself,
/// or in one, that link's hit tells of it.
pub fn on_click(turn: Turn<'_>) {
    let node = argument(1);
    let Some(block) = content::around(argument(0)) else {
        return;
    };
    let link = content::target_of(block)
        .closest("a,area")
        .filter(|_| settings::is_set(turn, LINKS_ON));
    let is_told = link.is_some_and(|link| Link::read(turn, link).is_some_and(|link| link.kind().is_some()));
    if !is_told
        && content::is_use(block, node)
        && let Some(own) = interaction_around(turn, node, turn.literal("click"))
    {
        queue(turn, own, "contentInteraction");
    }
}

fn interaction_around<'t>(turn: Turn<'t>, node: Value, interaction: Text<'t>) -> Option<Text<'t>> {
    let block = Block::read(turn, content::around(node)?);
    Some(request::content(Some(interaction), block))
}

fn given(turn: Turn<'_>, index: u32) -> Option<Block<'_>> {
    let text = |index| truthy(turn, argument(index));
    Block::given(text(index), text(index + 1), text(index + 2))
}

/// Content is not urgent: it leaves together.
fn queue<'t>(turn: Turn<'t>, own: Text<'t>, hook: &'static str) -> Option<Text<'t>> {
    let nothing = argument(NOTHING);
    submit(turn, DraftTarget::Bulk, own, turn.literal(hook), nothing, nothing)
}

/// Matomo's page overlay shows the page to its own users: nothing they do counts.
pub fn is_off(turn: Turn<'_>) -> bool {
    port::is_overlay(settings::text(turn, SITE_ID), settings::matomo_url(turn))
}

fn is_anonymous(turn: Turn<'_>) -> bool {
    settings::is_set(turn, ANONYMOUS)
}

fn arguments() -> impl Iterator<Item = Value> {
    (0..)
        .map(argument)
        .take_while(|value| value.kind() != Kind::Undefined)
}
