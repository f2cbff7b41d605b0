//! What holds hits back: missing consent, a page that nobody has seen yet, and client hints that the browser has not given yet.
//! That a browser says it is offline holds nothing back: some say so by mistake. It is a hint that a try may be late.

use crate::effect::{self, Event};
use crate::list;
use crate::port::{Kind, Value, WINDOW};
use crate::privacy::device::{self, DeviceDetail};
use crate::settings::{self, *};
use crate::text::Turn;

states! {
    /// Whether the page is looked at.
    pub(super) PageState in LEAVING {
        /// It is shown.
        Shown = 0,
        /// It is hidden, or asked whether it may be left.
        Hidden = 1,
        /// It is being left for good.
        Gone = 2,
    }
}

impl PageState {
    /// The page's state as the current tracker has heard it.
    pub(super) fn of(turn: Turn<'_>) -> PageState {
        match turn.number(LEAVING) {
            0 => PageState::Shown,
            1 => PageState::Hidden,
            _ => PageState::Gone,
        }
    }
}

/// For how long hits wait for the client hints, in milliseconds: a browser that never gives them must not hold hits for ever.
const HINTS_TIMEOUT_MS: u32 = 1000;

states! {
    /// How far the browser's client hints are.
    HintsState in HINTS_STATE {
        /// They were not asked for yet.
        Unknown = 0,
        /// They were asked for.
        Asked = 1,
        /// The browser gave them, or has none.
        Known = 2,
    }
}

/// Whether hits may leave now. A page that is being left does not wait for hints, nor do hits for which there is no room: a hit
/// without them is worth more than none. Nothing makes up for missing consent.
pub(super) fn is_open(turn: Turn<'_>, is_urgent: bool) -> bool {
    let goes_without_hints = is_urgent || !are_hints_wanted(turn) || settings::is_set(turn, LEAVING);
    !settings::is_set(turn, CONSENT_MISSING)
        && !settings::is_set(turn, DO_NOT_TRACK)
        && !settings::is_set(turn, PRIVACY_CONTROL)
        && !is_unseen(turn)
        && (goes_without_hints || !HintsState::Asked.is(turn))
}

/// Whether the browser says that nothing can be sent.
pub(super) fn is_offline() -> bool {
    WINDOW.kind_at("navigator.onLine") == Kind::False
}

/// Whether the page is made ready before anybody asked for it, and such pages do not count (matomo#22627).
/// Source: wicg.github.io/nav-speculation/prerendering.html, `document.prerendering`.
pub(super) fn is_unseen(turn: Turn<'_>) -> bool {
    !settings::is_set(turn, COUNT_PRERENDERED) && WINDOW.kind_at("document.prerendering") == Kind::True
}

/// Asks the browser for its client hints, once and only where the site allows it.
pub fn ask_hints(turn: Turn<'_>) {
    if HintsState::Unknown.is(turn) && are_hints_wanted(turn) {
        let state = if effect::ask_hints() {
            effect::after(HINTS_TIMEOUT_MS, Event::Hints);
            HintsState::Asked
        } else {
            HintsState::Known
        };
        state.set(turn);
    }
}

/// Whether hits say more than the hints that the browser gives without being asked.
fn are_hints_wanted(turn: Turn<'_>) -> bool {
    !settings::is_set(turn, FEATURES_OFF) && device::detail(turn) == DeviceDetail::All
}

/// The browser gave its hints, refused, or takes too long; what it gives later is still kept. The brands and the full version are
/// left out where the list of full versions says the same in more words, as matomo.js does it.
pub fn hints_are_known(turn: Turn<'_>, hints: Value) {
    HintsState::Known.set(turn);
    let has_list = hints.kind_at("fullVersionList") == Kind::Object;
    let superfluous = turn.literal(if has_list {
        list!("brands uaFullVersion")
    } else {
        ""
    });
    if let Some(given) = hints.json(superfluous) {
        turn.keep(HINTS, Some(given));
    }
}
