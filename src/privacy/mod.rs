//! What stops a hit, and what is taken out of addresses before they leave.
//!
//! Nothing is ever stored: `disableCookies` and its kin only expire what an earlier matomo.js left behind, and consent
//! lasts for the page.

#[cfg(feature = "anonymous")]
pub mod anonymous;
#[cfg(feature = "full")]
pub mod bots;
pub mod device;
#[cfg(feature = "full")]
pub mod ignored;

use crate::campaign;
use crate::effect;
use crate::list;
use crate::port::{Kind, Value, WINDOW};
use crate::settings::{self, *};
use crate::text::{Text, Turn};
use crate::url;

/// Whether hits may be made at all: not where they are closed, not where the visitor's Do Not Track is honoured, nor in a browser or on a
/// page that the site leaves out, nor (unless asked) for a page opened from disk. Browsers write schemes in lower case, and a pattern would
/// be a crossing for each hit.
pub fn may_track(turn: Turn<'_>) -> bool {
    #[cfg(feature = "full")]
    if bots::is_left_out(turn) || ignored::is_here(turn) {
        return false;
    }
    if is_closed(turn) || settings::is_set(turn, DO_NOT_TRACK) || settings::is_set(turn, PRIVACY_CONTROL) {
        return false;
    }
    let is_file = |url: Text<'_>| url.starts_with("file:");
    cfg!(feature = "full") && settings::is_set(turn, FILE_TRACKING)
        || !(is_file(settings::current_url(turn)) || is_file(settings::text(turn, LOCATION)))
}

/// Closes the page's trackers for good: what was to keep hits back could not be read, so none may leave. `reason` is logged once.
pub fn close<'t>(turn: Turn<'t>, reason: Text<'t>) {
    if turn.of_page(CLOSED) == 0 {
        turn.set_of_page(CLOSED, 1);
        effect::log(turn.build().text(reason).literal(": nothing is sent").done());
    }
}

/// Whether nothing of the current tracker may leave: the page is closed, the tracker's own options could not be read, or the site leaves
/// out automated browsers and this is one.
pub fn is_closed(turn: Turn<'_>) -> bool {
    #[cfg(feature = "full")]
    if settings::filled(turn, LEFT_OUT_AS).is_some() {
        return true;
    }
    #[cfg(feature = "anonymous")]
    if anonymous::is_closed(turn) {
        return true;
    }
    turn.of_page(CLOSED) != 0
}

/// The tracker whose choices a later one begins with.
#[cfg(feature = "full")]
const LEADER: u32 = 1;

/// Gives a new tracker what another one's slot holds.
#[cfg(feature = "full")]
fn inherit(turn: Turn<'_>, from: u32, slot: TextSlot) {
    let own = turn.tracker();
    let text = turn.choose_tracker(from).then(|| turn.kept(slot)).flatten();
    turn.choose_tracker(own);
    if own != from {
        turn.keep(slot, text);
    }
}

/// `setDoNotTrack`: honoured only where the browser asks for it.
pub fn honour_do_not_track(turn: Turn<'_>, enable: bool) {
    let asked = WINDOW
        .text(turn, "navigator.doNotTrack")
        .is_some_and(|value| url::found("^(1|yes)$", value).is_some());
    turn.set_number(DO_NOT_TRACK, u32::from(enable && asked));
}

/// `setGlobalPrivacyControl`: likewise. Source: w3c.github.io/gpc, `navigator.globalPrivacyControl`.
pub fn honour_privacy_control(turn: Turn<'_>, enable: bool) {
    let asked = WINDOW.kind_at("navigator.globalPrivacyControl") == Kind::True;
    turn.set_number(PRIVACY_CONTROL, u32::from(enable && asked));
}

/// The address as it may leave: without the parameters the site excludes, and without its hash if it says so.
pub fn sanitize_url(url: Text<'_>) -> Text<'_> {
    let turn = url.turn();
    #[cfg(feature = "full")]
    let url = campaign::allowed::without_others(url);
    let url = without_excluded(url, false);
    if settings::is_set(turn, DISCARD_HASH) {
        url.cut(0, url.find(b'#', 0))
    } else {
        url
    }
}

/// The address without what is excluded, or with all but the tracker's own parameters.
pub fn without_excluded(url: Text<'_>, is_own_alone: bool) -> Text<'_> {
    let turn = url.turn();
    let mut exclusions = turn.literal(OWN_PARAMETERS);
    if !is_own_alone {
        exclusions = exclusions.joined(settings::list(turn, EXCLUDED_PARAMETERS));
        if url::has_parameters(url) && !campaign::counts(turn) {
            exclusions = exclusions.joined(campaign::parameters(turn));
        }
    }
    url::without(url, exclusions)
}

/// `setExcludedQueryParams`: a text or a list of texts, numbers and patterns. Anything else may have meant any parameter.
pub fn exclude(turn: Turn<'_>, names: Value) {
    let list = names
        .list(turn)
        .filter(|_| names.kind() == Kind::Text || all_are_names(turn, names));
    if list.is_none() {
        effect::warn(turn, "needs names or patterns: all parameters are left out");
    }
    turn.keep(EXCLUDED_PARAMETERS, list.or(Some(turn.literal("/^/"))));
}

/// A pattern is an object whose text begins as patterns do.
fn all_are_names(turn: Turn<'_>, names: Value) -> bool {
    (0..names.number("length") as u32).all(|index| {
        let name = names.property(turn.build().number(index).done());
        match name.kind() {
            Kind::Text | Kind::Number => true,
            Kind::Object => name.text(turn, "").is_some_and(|text| text.starts_with("/")),
            _ => false,
        }
    })
}

/// Parameters that are for the tracker itself, never for the report.
const OWN_PARAMETERS: &str = list!("pk_vid ignore_referrer ignore_referer");
