//! What a link is: an outlink, a download, or nothing to track.

use crate::hosts;
#[cfg(feature = "full")]
use crate::patterns::Asked;
use crate::port::{self, Kind, Value};
use crate::settings::{self, *};
use crate::text::{Text, TextSlot, Turn};
use crate::url;

/// A link to another site.
pub const OUTLINK: &str = "link";
/// A link to a file.
pub const DOWNLOAD: &str = "download";

/// What the page says of a link.
#[derive(Clone, Copy, Debug)]
pub struct Link<'t> {
    /// Its absolute address.
    pub href: Text<'t>,
    /// Its classes, with spaces between.
    pub classes: Text<'t>,
    /// Whether it has the attribute `download`.
    pub is_download: bool,
}

impl<'t> Link<'t> {
    /// Reads a link element, in HTML or SVG. `None` if it leads nowhere, as where it is text to be edited.
    pub fn read(turn: Turn<'t>, element: Value) -> Option<Link<'t>> {
        if element.kind_at("isContentEditable") == Kind::True {
            return None;
        }
        let own = |path, svg| match element.read(turn, path) {
            (Kind::Object, _) => element.text(turn, svg),
            (_, text) => text,
        };
        // An SVG link's address and classes are objects; its address is as it was written.
        let href = own("href", "href.baseVal").filter(|href| !href.is_empty())?;
        let is_svg = element.kind_at("href") == Kind::Object;
        Some(Link {
            href: if is_svg { port::absolute(href) } else { href },
            classes: own("className", "className.baseVal").unwrap_or(turn.empty()),
            is_download: element.kind_at("attributes.download") == Kind::Object,
        })
    }

    /// What it is to be tracked as, by the parameter it is sent as.
    pub fn kind(self) -> Option<&'static str> {
        let turn = self.href.turn();
        let tracker = settings::filled(turn, TRACKER_URL);
        let leads_to_tracker = tracker.is_some_and(|tracker| self.href.has_at(0, tracker));
        if leads_to_tracker || has_class(self.classes, "ignore", IGNORE_CLASSES) || is_action(self.href) {
            return None;
        }
        if has_class(self.classes, "link", LINK_CLASSES) {
            return Some(OUTLINK);
        }
        if has_class(self.classes, "download", DOWNLOAD_CLASSES) {
            return Some(DOWNLOAD);
        }
        if !is_place(self.href) {
            return None;
        }
        #[cfg(feature = "full")]
        if let Some(kind) = self.kind_by_patterns() {
            return Some(kind);
        }
        if self.is_download || has_extension(self.href) {
            return Some(DOWNLOAD);
        }
        let own = hosts::is_listed(
            settings::list(turn, DOMAINS),
            url::host(self.href),
            url::path(self.href),
        );
        (!own).then_some(OUTLINK)
    }

    /// What the site's patterns say, which go before the ending. A download by its attribute is none the less one.
    #[cfg(feature = "full")]
    fn kind_by_patterns(self) -> Option<&'static str> {
        let is_named_by = |slot| {
            let turn = self.href.turn();
            turn.scratch([self.href], slot, |turn, [href], slot: TextSlot| {
                settings::filled(turn, slot).is_some_and(|patterns| Asked::address(href).is_in(patterns))
            })
        };
        if is_named_by(DOWNLOAD_PATTERNS) {
            Some(DOWNLOAD)
        } else {
            (!self.is_download && is_named_by(OUTLINK_PATTERNS)).then_some(OUTLINK)
        }
    }

    /// The address as it is sent: `data:` without the data, `blob:` without its random name (matomo#20510).
    pub fn sent_href(self) -> Text<'t> {
        let href = self.href;
        if href.starts_with("data:") {
            href.cut(0, href.find(b',', 0))
        } else if href.starts_with("blob:") {
            href.cut(0, href.find_last(b'/').unwrap_or(href.len()))
        } else {
            href
        }
    }
}

/// Whether an address does something instead of leading somewhere.
fn is_action(href: Text<'_>) -> bool {
    const ACTION: &str = "^(javascript|vbscript|jscript|mocha|livescript|ecmascript|mailto|tel):";
    url::found(ACTION, href).is_some()
}

/// Whether an address is one of a page or a file. Of others (`sms:`, `whatsapp:`, `about:`) a program makes what it likes.
fn is_place(href: Text<'_>) -> bool {
    const PLACE: &str = "^(https?|ftps?|file|data|blob|filesystem):";
    url::found(PLACE, href).is_some()
}

/// Whether one of the classes is Matomo's for a purpose (`piwik_link`, `matomo-link`) or one of the site's.
fn has_class<'t>(classes: Text<'t>, purpose: &'static str, own: TextSlot) -> bool {
    let turn = classes.turn();
    let marked = turn.build().literal("(piwik|matomo)[_-]").literal(purpose).done();
    let wanted = marked.joined(settings::list(turn, own));
    let pattern = turn
        .build()
        .literal("(^| )(")
        .text(wanted)
        .literal(")( |$)")
        .done();
    port::capture(pattern, turn.empty(), classes).is_some()
}

/// Whether a file extension of a download stands in the address.
fn has_extension(href: Text<'_>) -> bool {
    let turn = href.turn();
    let extensions = settings::list(turn, EXTENSIONS);
    let pattern = turn
        .build()
        .literal("\\.(")
        .text(extensions)
        .literal(")([?&#]|$)")
        .done();
    port::capture(pattern, turn.literal("i"), href).is_some()
}
