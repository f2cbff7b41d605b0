//! Which content blocks are looked for on the page, and when.

use super::seen;
use crate::effect::{self, Scan};
use crate::port::{self, Kind, Value, WINDOW, argument};
use crate::settings::{self, *};
use crate::text::Turn;

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

/// Matomo's page overlay shows the page to its own users: nothing they do counts.
pub fn is_off(turn: Turn<'_>) -> bool {
    port::is_overlay(settings::text(turn, SITE_ID), settings::matomo_url(turn))
}
