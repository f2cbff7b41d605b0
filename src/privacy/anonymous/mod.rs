//! Anonymous usage measurement (`enableAnonymousMeasurement`): which parts of a software are used, not by whom nor with what data
//! (issues 4 and 12).
//!
//! The mode is the page's: once asked for, each tracker is anonymous, however it was made, but for targets that were given as
//! ones that get full hits. What an anonymous hit may say is [`crate::request::anonymous`]'s; here is who is anonymous and by
//! which options, and in [`place`] what stands for the page's address and title.
//!
//! What cannot be read closes: a tracker whose options are wrong sends nothing.

mod options;
pub mod place;

use crate::effect;
use crate::list;
use crate::port::{Kind, NOTHING, Value, argument};
use crate::settings::{self, *};
use crate::text::{NumberSlot, Text, TextSlot, Turn};

states! {
    /// Whether the current tracker's hits are anonymous, and why.
    Anonymity in ANONYMOUS {
        /// By the site's options. 0, which no variant has, says that they are not.
        ByOptions = 1,
        /// As Matomo's own plugin does it for a Matomo.
        AsMatomo = 2,
        /// By options that are wrong: nothing leaves.
        ByWrongOptions = 3,
    }
}

/// What a tracker takes over from the one whose options are the page's.
const TEXTS: [TextSlot; 8] = [
    ANONYMOUS_URL,
    ANONYMOUS_TITLE,
    ALLOWED_PARAMETERS,
    NUMERIC_IDS,
    PATH_PARAMETERS,
    CATEGORIES,
    EVENT_NAMES,
    DECLARED_EVENTS,
];
const NUMBERS: [NumberSlot; 2] = [ANONYMOUS, ALL_EVENT_NAMES];

/// What a target may say of itself (`addTargets`).
const TARGET: &str = list!("url siteId anonymous");

/// Whether the current tracker's hits are anonymous, those that may not leave at all too.
pub fn is_on(turn: Turn<'_>) -> bool {
    settings::is_set(turn, ANONYMOUS)
}

/// Whether the current tracker's options are wrong, so that nothing of it may leave.
pub fn is_closed(turn: Turn<'_>) -> bool {
    Anonymity::ByWrongOptions.is(turn)
}

/// Whether it does what Matomo's own plugin does.
fn is_matomo(turn: Turn<'_>) -> bool {
    Anonymity::AsMatomo.is(turn)
}

/// `enableAnonymousMeasurement(options)`: the options are the page's from now on, for the trackers that there are too.
pub fn enable(turn: Turn<'_>) {
    if settings::is_set(turn, FULL_HITS) {
        return effect::warn(
            turn,
            "a target with `anonymous: false` gets full hits: leave that out of it",
        );
    }
    if settings::is_set(turn, OWN_OPTIONS) {
        return; // It came to all trackers; those of a target are stricter or not, but its own.
    }
    options::take(turn, argument(0));
    turn.set_of_page(ANONYMOUS_AS, turn.tracker());
    turn.for_each_tracker(|| {
        if !settings::is_set(turn, FULL_HITS) && !settings::is_set(turn, OWN_OPTIONS) {
            follow_page(turn);
        }
    });
}

/// Makes a new tracker what it is to be before anybody hears of it. `target` is what `addTargets` was given for it, `undefined` for
/// other trackers, and `options` are those given for all of its targets.
pub fn join(turn: Turn<'_>, target: Value, options: Value) {
    let given = target.property(turn.literal("anonymous"));
    match given.kind() {
        Kind::False => turn.set_number(FULL_HITS, 1),
        Kind::Object => take_own(turn, given),
        Kind::True if options.kind() != Kind::Undefined => take_own(turn, options),
        Kind::True if turn.of_page(ANONYMOUS_AS) == 0 => take_own(turn, argument(NOTHING)),
        _ => follow_page(turn),
    }
}

/// Whether a target says what one has to say, and nothing that nobody knows.
pub fn is_target(turn: Turn<'_>, target: Value) -> bool {
    let kind = |name| target.property(turn.literal(name)).kind();
    let is_known = |keys: Text<'_>| keys.items().all(|key| key.turn().literal(TARGET).has_item(key));
    target.keys(turn).is_some_and(is_known)
        && kind("url") == Kind::Text
        && matches!(kind("siteId"), Kind::Text | Kind::Number)
        && (!keys_has(turn, target, "anonymous")
            || matches!(kind("anonymous"), Kind::False | Kind::True | Kind::Object))
}

fn keys_has(turn: Turn<'_>, object: Value, name: &'static str) -> bool {
    object
        .keys(turn)
        .is_some_and(|keys| keys.has_item(turn.literal(name)))
}

/// `measureInteractions`: an event of this category, action and name passes; each is a text as a request has it.
pub fn declare<'t>(turn: Turn<'t>, event: Text<'t>) {
    let declared = settings::text(turn, DECLARED_EVENTS);
    if !declared.has_item(event) {
        turn.keep(DECLARED_EVENTS, Some(declared.joined(event)));
    }
}

fn take_own(turn: Turn<'_>, options: Value) {
    turn.set_number(OWN_OPTIONS, 1);
    options::take(turn, options);
}

/// Takes over the page's options, if there are any.
fn follow_page(turn: Turn<'_>) {
    let (own, leader) = (turn.tracker(), turn.of_page(ANONYMOUS_AS));
    if leader == 0 || leader == own {
        return;
    }
    for slot in TEXTS {
        turn.choose_tracker(leader);
        let text = turn.kept(slot);
        turn.choose_tracker(own);
        turn.keep(slot, text);
    }
    for slot in NUMBERS {
        turn.choose_tracker(leader);
        let number = turn.number(slot);
        turn.choose_tracker(own);
        turn.set_number(slot, number);
    }
    forget_chosen_id(turn);
}

/// A page view's id that the page chose could say anything.
fn forget_chosen_id(turn: Turn<'_>) {
    if settings::is_set(turn, PAGE_VIEW_ID_FIXED) {
        turn.set_number(PAGE_VIEW_ID_FIXED, 0);
        turn.keep(PAGE_VIEW_ID, None);
    }
}
