//! Content blocks: parts of a page whose views and uses are counted, and by which rules matomo.js finds a block's name,
//! piece and target in the markup (developer.matomo.org/guides/content-tracking).

use crate::list;
use crate::port::{self, Value, WINDOW};
use crate::protocol::CONTENT_BLOCKS;
use crate::text::{Text, Turn};
use crate::url;

/// What makes a target one whose uses do not count.
const IGNORED: &str =
    "[data-content-ignoreinteraction],.matomoContentIgnoreInteraction,.piwikContentIgnoreInteraction";
// The first of these that anything matches.
const PIECE: &str = list!("[data-content-piece] .matomoContentPiece .piwikContentPiece");
const TARGET: &str = list!(
    "[data-content-target]:not([data-content-target='']) [data-content-target] .matomoContentTarget .piwikContentTarget"
);
const MEDIA: &str = list!("img embed video audio");
const HREF: &str = "attributes.href.value";
const UNKNOWN: &str = "Unknown";

/// What a block says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Block<'t> {
    /// Its name in the reports, `Unknown` where there is none.
    pub name: Text<'t>,
    /// What was shown: a text or the address of a medium, `Unknown` where there is none.
    pub piece: Text<'t>,
    /// Where it leads; empty where it leads nowhere.
    pub target: Text<'t>,
}

impl<'t> Block<'t> {
    /// Reads the block that an element is, with its [`target_of`], for those who have looked for that.
    pub fn read_with(turn: Turn<'t>, element: Value, target: Value) -> Block<'t> {
        let piece = piece(turn, element);
        Block {
            name: or_unknown(turn, name(turn, element, piece, target)),
            piece: or_unknown(turn, piece),
            target: address(turn, element, target).unwrap_or(turn.empty()),
        }
    }

    /// Reads the block that an element is.
    #[inline(always)]
    pub fn read(turn: Turn<'t>, element: Value) -> Block<'t> {
        Block::read_with(turn, element, target_of(element))
    }

    /// A block as a site's own code names it; `None` without a name.
    pub fn given(
        name: Option<Text<'t>>,
        piece: Option<Text<'t>>,
        target: Option<Text<'t>>,
    ) -> Option<Block<'t>> {
        let name = trimmed(name)?;
        let turn = name.turn();
        Some(Block {
            name,
            piece: or_unknown(turn, trimmed(piece)),
            target: trimmed(target).unwrap_or(turn.empty()),
        })
    }
}

/// The block around a node.
pub fn around(node: Value) -> Option<Value> {
    node.closest(CONTENT_BLOCKS)
}

/// The element of a block whose clicks are uses of it.
pub fn target_of(block: Value) -> Value {
    block.find(TARGET).unwrap_or(block)
}

/// Whether a click on a node is a use of the block: not where the target says so, nor beside the target.
pub fn is_interaction(block: Value, node: Value) -> bool {
    let target = target_of(block);
    !target.matches(IGNORED) && target.contains(node)
}

fn name<'t>(turn: Turn<'t>, block: Value, piece: Option<Text<'t>>, target: Value) -> Option<Text<'t>> {
    let title = |element: Value| trimmed(element.text(turn, "title"));
    block
        .find_attribute(turn, "data-content-name")
        .or_else(|| piece.map(without_own_host))
        .or_else(|| title(block))
        .or_else(|| title(piece_of(block)))
        .or_else(|| title(target))
}

fn piece(turn: Turn<'_>, block: Value) -> Option<Text<'_>> {
    block
        .find_attribute(turn, "data-content-piece")
        .or_else(|| medium(turn, piece_of(block)).map(absolute))
}

fn address(turn: Turn<'_>, block: Value, target: Value) -> Option<Text<'_>> {
    let href = |element: Value| trimmed(element.text(turn, HREF));
    block
        .find_attribute(turn, "data-content-target")
        .or_else(|| href(target).or_else(|| href(piece_of(block))).map(absolute))
}

fn piece_of(block: Value) -> Value {
    block.find(PIECE).unwrap_or(block)
}

/// The address of an image, a film, a sound or an embedded object.
fn medium(turn: Turn<'_>, element: Value) -> Option<Text<'_>> {
    let name = element.text(turn, "localName")?;
    if turn.literal(MEDIA).has_item(name) {
        return element.find_attribute(turn, "src");
    }
    if !name.is("object") {
        return None;
    }
    element
        .find_attribute(turn, "data")
        .or_else(|| element.find("param[name=movie]")?.find_attribute(turn, "value"))
        .or_else(|| element.find("embed")?.find_attribute(turn, "src"))
}

/// An address against the page's, by its text: an address with a scheme stays as it was written.
fn absolute(address: Text<'_>) -> Text<'_> {
    let turn = address.turn();
    let location = |path| WINDOW.text(turn, path).unwrap_or(turn.empty());
    if address.starts_with("//") {
        return turn
            .build()
            .text(location("location.protocol"))
            .text(address)
            .done();
    }
    if url::found("://|^[a-z]{2,11}:", address).is_some() {
        return address;
    }
    let path = location("location.pathname");
    let end = match address.byte(0) as u8 {
        b'/' => 0,
        b'#' | b'?' => path.len(),
        _ => path.find_last(b'/').map_or(0, |slash| slash + 1),
    };
    turn.build()
        .text(location("location.origin"))
        .part(path, 0, end)
        .text(address)
        .done()
}

/// An address on the page's own host as its path: a site's names do not change with its domain.
fn without_own_host(address: Text<'_>) -> Text<'_> {
    let turn = address.turn();
    let host = WINDOW.text(turn, "location.host").unwrap_or(turn.empty());
    let pattern = turn
        .build()
        .literal("^https?://")
        .text(host)
        .literal("[^/]*([^]*)")
        .done();
    match port::capture(pattern, turn.empty(), address) {
        Some(path) => filled(Some(path)).unwrap_or_else(|| turn.literal("/")),
        None => address,
    }
}

fn filled(text: Option<Text<'_>>) -> Option<Text<'_>> {
    text.filter(|text| !text.is_empty())
}

/// A text without the white space around it, if anything is left.
pub fn trimmed(text: Option<Text<'_>>) -> Option<Text<'_>> {
    url::found("(\\S(?:[^]*\\S)?)", text?)
}

fn or_unknown<'t>(turn: Turn<'t>, text: Option<Text<'t>>) -> Text<'t> {
    filled(text).unwrap_or_else(|| turn.literal(UNKNOWN))
}
