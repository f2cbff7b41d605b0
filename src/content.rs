//! Content blocks: parts of a page whose views and uses are counted, and by which rules matomo.js finds a block's name,
//! piece and target in the markup (developer.matomo.org/guides/content-tracking).

use crate::list;
use crate::port::{self, Value, WINDOW};
use crate::protocol::{CONTENT_BLOCKS, CONTENT_TARGETS, FACT};
use crate::text::{Items, Text, Turn};
use crate::url;

/// What makes a target one whose uses do not count.
const IGNORED: &str =
    "[data-content-ignoreinteraction],.matomoContentIgnoreInteraction,.piwikContentIgnoreInteraction";
// The first of these that anything matches.
const PIECE: &str = list!("[data-content-piece] .matomoContentPiece .piwikContentPiece");
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

/// What most blocks are told by: three attributes, without the white space around them, and the address of the target as it was written.
#[derive(Clone, Copy, Debug)]
struct Facts<'t> {
    name: Option<Text<'t>>,
    piece: Option<Text<'t>>,
    target: Option<Text<'t>>,
    href: Option<Text<'t>>,
}

impl<'t> Facts<'t> {
    fn read(turn: Turn<'t>, element: Value) -> Facts<'t> {
        Facts {
            name: element.find_attribute(turn, "data-content-name"),
            piece: element.find_attribute(turn, "data-content-piece"),
            target: element.find_attribute(turn, "data-content-target"),
            href: target_of(element).text(turn, HREF),
        }
    }
}

impl<'t> Block<'t> {
    /// Reads the block that an element is.
    pub fn read(turn: Turn<'t>, element: Value) -> Block<'t> {
        Block::of(turn, element, Facts::read(turn, element))
    }

    /// Reads the block that an element is, from the next four of the items that the shim has read; `None` where there are no more.
    pub fn next(turn: Turn<'t>, element: Value, facts: &mut Items<'t>) -> Option<Block<'t>> {
        let (name, piece, target, href) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
        let begins = |fact: Text<'t>, with: usize| {
            FACT.as_bytes()
                .get(with)
                .is_some_and(|with| fact.byte(0) == u32::from(*with))
        };
        let given = |fact: Text<'t>| begins(fact, 0).then(|| fact.after(1));
        Some(if begins(name, 2) {
            Block::read(turn, element)
        } else {
            let (name, piece, target, href) = (given(name), given(piece), given(target), given(href));
            Block::of(
                turn,
                element,
                Facts {
                    name,
                    piece,
                    target,
                    href,
                },
            )
        })
    }

    fn of(turn: Turn<'t>, element: Value, facts: Facts<'t>) -> Block<'t> {
        let piece = facts
            .piece
            .or_else(|| medium(turn, piece_of(element)).map(absolute));
        Block {
            name: or_unknown(turn, facts.name.or_else(|| name(turn, element, piece))),
            piece: or_unknown(turn, piece),
            target: facts
                .target
                .or_else(|| address(turn, element, facts.href))
                .unwrap_or(turn.empty()),
        }
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
    block.find(CONTENT_TARGETS).unwrap_or(block)
}

/// Whether a click on a node is a use of the block: not where the target says so, nor beside the target.
pub fn is_interaction(block: Value, node: Value) -> bool {
    let target = target_of(block);
    !target.matches(IGNORED) && target.contains(node)
}

/// The name of a block that has no attribute for it.
fn name<'t>(turn: Turn<'t>, block: Value, piece: Option<Text<'t>>) -> Option<Text<'t>> {
    let title = |element: Value| trimmed(element.text(turn, "title"));
    piece
        .map(without_own_host)
        .or_else(|| title(block))
        .or_else(|| title(piece_of(block)))
        .or_else(|| title(target_of(block)))
}

/// Where a block leads that has no attribute for it.
fn address<'t>(turn: Turn<'t>, block: Value, href: Option<Text<'t>>) -> Option<Text<'t>> {
    trimmed(href)
        .or_else(|| trimmed(piece_of(block).text(turn, HREF)))
        .map(absolute)
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
    // Most have one of these, and a pattern would be a crossing for each.
    let is_usual = address.starts_with("https://") || address.starts_with("http://");
    if is_usual || url::found("://|^[a-z]{2,11}:", address).is_some() {
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
    let text = text?;
    // Most have none, and a pattern would be a crossing for each.
    let is_letter = |byte: u32| byte > u32::from(b' ') && byte < 128;
    if is_letter(text.byte(0)) && is_letter(text.byte(text.len().wrapping_sub(1))) {
        return Some(text);
    }
    url::found("(\\S(?:[^]*\\S)?)", text)
}

fn or_unknown<'t>(turn: Turn<'t>, text: Option<Text<'t>>) -> Text<'t> {
    filled(text).unwrap_or_else(|| turn.literal(UNKNOWN))
}
