//! Consent. It is held for the page; a site may give a store (`setConsentStore`) that keeps it where it likes, under
//! the names of the cookies in which matomo.js keeps it, without their prefix `mtm_`.

use crate::delivery;
use crate::effect;
use crate::port::{self, Kind, argument};
use crate::settings::{self, CONSENT_FOLLOWS, CONSENT_MISSING, CONSENT_REQUIRED};
use crate::text::Turn;

/// Consent to cookies: kept for sites that ask for it, though there are none here.
const COOKIES: &str = "cookie_consent";
const GIVEN: &str = "consent";
const REFUSED: &str = "consent_removed";

/// For how many hours a store is to keep consent where the site does not say: for 30 years, as matomo.js keeps it.
const DEFAULT_HOURS: u32 = 262_800;

/// The tracker whose consent those follow that are made once it needs some.
const LEADER: u32 = 1;

/// A new tracker begins as closed as the page is: it may be made by a script that knows nothing of consent.
pub fn join(turn: Turn<'_>) {
    let own = turn.tracker();
    if own == LEADER || !turn.choose_tracker(LEADER) {
        return;
    }
    let (required, missing) = (turn.number(CONSENT_REQUIRED), turn.number(CONSENT_MISSING));
    turn.choose_tracker(own);
    turn.set_number(CONSENT_FOLLOWS, required);
    turn.set_number(CONSENT_REQUIRED, required);
    turn.set_number(CONSENT_MISSING, missing);
    look(turn);
}

/// A store was given: what it remembers takes effect.
pub fn look(turn: Turn<'_>) {
    if is_stored(turn, REFUSED) {
        hold(turn);
    } else if is_stored(turn, GIVEN) {
        release(turn);
    }
}

/// `requireConsent`.
pub fn require(turn: Turn<'_>) {
    hold(turn);
    if is_remembered(turn) {
        release(turn);
    }
}

/// `setConsentGiven` and `forgetUserOptOut`.
pub fn give(turn: Turn<'_>) {
    forget(turn, REFUSED);
    release(turn);
}

/// `rememberConsentGiven(hours)`.
pub fn give_and_remember(turn: Turn<'_>) {
    give(turn);
    remember(turn, GIVEN);
}

/// `forgetConsentGiven(hours)` and `optUserOut(hours)`.
pub fn refuse(turn: Turn<'_>) {
    forget(turn, GIVEN);
    remember(turn, REFUSED);
    hold(turn);
}

/// `rememberCookieConsentGiven(hours)`.
pub fn remember_for_cookies(turn: Turn<'_>) {
    remember(turn, COOKIES);
}

/// `forgetCookieConsentGiven`.
pub fn forget_for_cookies(turn: Turn<'_>) {
    forget(turn, COOKIES);
    effect::expire_cookies();
}

/// `requireCookieConsent`: whether it is still to be asked for.
pub fn require_for_cookies(turn: Turn<'_>) -> bool {
    effect::expire_cookies();
    !is_stored(turn, COOKIES)
}

/// `hasRememberedConsent`.
pub fn is_remembered(turn: Turn<'_>) -> bool {
    is_stored(turn, GIVEN) && !is_stored(turn, REFUSED)
}

/// `getRememberedConsent`: what the store has, `null` where there is none.
pub fn return_remembered(turn: Turn<'_>) {
    effect::return_constant(Kind::Null);
    if is_remembered(turn) {
        return_given(turn, GIVEN);
    }
}

/// `getRememberedCookieConsent`: what the store has, 0 where there is none, as matomo.js returns.
pub fn return_remembered_for_cookies(turn: Turn<'_>) {
    effect::return_text(turn.literal("0").as_number());
    return_given(turn, COOKIES);
}

/// Without a store consent lasts for the page.
fn remember(turn: Turn<'_>, name: &'static str) {
    effect::save_consent(turn.literal(name), argument(0), DEFAULT_HOURS);
}

fn forget(turn: Turn<'_>, name: &'static str) {
    if cfg!(feature = "full") {
        effect::remove_consent(turn.literal(name));
    }
}

fn return_given(turn: Turn<'_>, name: &'static str) {
    if cfg!(feature = "full")
        && let Some(value) = port::load_consent(turn.literal(name)).text(turn, "")
    {
        effect::return_text(value);
    }
}

fn is_stored(turn: Turn<'_>, name: &'static str) -> bool {
    cfg!(feature = "full")
        && !matches!(
            port::load_consent(turn.literal(name)).kind(),
            Kind::Undefined | Kind::Null | Kind::False
        )
}

fn hold(turn: Turn<'_>) {
    with_followers(turn, || {
        turn.set_number(CONSENT_REQUIRED, 1);
        turn.set_number(CONSENT_MISSING, 1);
    });
}

/// What followers have kept leaves with their next hit, or with the page.
fn release(turn: Turn<'_>) {
    with_followers(turn, || turn.set_number(CONSENT_MISSING, 0));
    delivery::flush(turn);
}

/// Does something with the current tracker, and where that is the leader with those that follow it.
fn with_followers(turn: Turn<'_>, work: impl Fn()) {
    work();
    if turn.tracker() == LEADER {
        turn.for_each_tracker(|| {
            if settings::is_set(turn, CONSENT_FOLLOWS) {
                work();
            }
        });
    }
}
