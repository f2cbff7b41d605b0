//! Content: impressions of blocks and interactions with them, found on the page or named by the site.

use super::content_scan::is_off;
use super::seen;
use crate::content::{self, Block};
use crate::delivery;
use crate::effect::{self, DraftTarget, Listen};
use crate::link::Link;
use crate::port::{Kind, Value, argument};
use crate::request::{self, Query, truthy};
use crate::settings::{self, *};
use crate::text::{SEPARATOR, Text, TextBuilder, Turn};
use crate::tracker::call::{return_bool, return_if_any};
use crate::tracker::drafts;
use crate::tracker::hits::{NOTHING, submit};

const NO_NAME: &str = "needs a name";
const NO_INTERACTION: &str = "needs an interaction and a name";

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

/// `trackContentInteractionNode(node, interaction)`: returns the request, nothing for a node in no block.
pub fn interaction_node(turn: Turn<'_>) {
    if !argument(0).is_truthy() || is_off(turn) {
        return;
    }
    let interaction = truthy(turn, argument(1)).unwrap_or_else(|| turn.literal("Unknown"));
    let own = interaction_around(turn, argument(0), interaction);
    return_if_any(own.and_then(|own| queue(turn, own, "contentInteraction")));
}

/// What a link's hit says of the block it is in.
pub fn link_interaction<'t>(turn: Turn<'t>, link: Value, url: Text<'t>) -> Text<'t> {
    match content::around(link) {
        Some(block) if content::is_interaction(block, link) => {
            let mut read = Block::read(turn, block);
            if read.target.is_empty() {
                read.target = url;
            }
            request::content(Some(turn.literal("click")), read)
        }
        _ => turn.empty(),
    }
}

/// Blocks were found or became visible: all arguments are their elements, behind what the shim has read of them. Each is
/// tracked once for a page view, and from then on the clicks on its target. What their hits have in common is put together twice: the first also has what leaves
/// once. Returns whether there is room for more; the shim brings the next ones when there is.
pub fn on_blocks(turn: Turn<'_>) {
    let nothing = argument(NOTHING);
    let blocks = read_blocks(turn);
    let verdicts = seen::are_new(turn, SEEN_CONTENT, blocks);
    let straight = drafts::straight(turn);
    let (mut common, mut completed, mut waits, mut made) = (None, 0, false, None);
    for (own, index) in blocks.items().zip(0..) {
        if !seen::is_new_at(verdicts, index) {
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
        if let (Some(request), Some(tail)) = (request, straight) {
            let made = *made.get_or_insert_with(|| delivery::made_now(turn));
            waits |= drafts::collect_straight(turn, request, tail, made);
        } else if let Some(request) = request {
            drafts::dispatch(
                turn,
                DraftTarget::Bulk,
                request,
                turn.literal("contentImpressions"),
                nothing,
            );
        }
    }
    if waits {
        delivery::wait_for_more(turn);
    }
    return_bool(delivery::has_room(turn));
}

/// What the hits of the blocks say of them, as a list. Listens for the clicks on their targets.
fn read_blocks(turn: Turn<'_>) -> Text<'_> {
    let mut list = turn.build();
    fn add<'t>(list: TextBuilder<'t>, block: Block<'t>) -> TextBuilder<'t> {
        let list = if list.is_empty() {
            list
        } else {
            list.byte(u32::from(SEPARATOR))
        };
        list.text(request::content(None, block))
    }
    if argument(0).kind() == Kind::Text {
        effect::listen(Listen::Content, argument(1));
        let mut facts = argument(0).text(turn, "").unwrap_or(turn.empty()).items();
        for element in (2..).map(argument) {
            let Some(block) = Block::next(turn, element, &mut facts) else {
                break;
            };
            list = add(list, block);
        }
    } else {
        for element in arguments() {
            effect::listen(Listen::Content, content::target_of(element));
            list = add(list, Block::read(turn, element));
        }
    }
    list.done()
}

/// Returns the name, piece and target of each block, for the console.
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
/// or in one, that link's hit reports it.
pub fn on_click(turn: Turn<'_>) {
    let node = argument(1);
    let Some(block) = content::around(argument(0)) else {
        return;
    };
    let link = content::target_of(block)
        .closest("a,area")
        .filter(|_| settings::is_set(turn, LINKS_ON));
    let is_reported =
        link.is_some_and(|link| Link::read(turn, link).is_some_and(|link| link.kind().is_some()));
    if !is_reported
        && content::is_interaction(block, node)
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

fn is_anonymous(turn: Turn<'_>) -> bool {
    settings::is_set(turn, ANONYMOUS)
}

fn arguments() -> impl Iterator<Item = Value> {
    (0..)
        .map(argument)
        .take_while(|value| value.kind() != Kind::Undefined)
}
