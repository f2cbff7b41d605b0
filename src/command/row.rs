//! What a row of the command table says, and its form in the shipped file: two bytes a command.

use super::table::COMMANDS;
use crate::text::{NumberSlot, TextSlot};

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name in `_paq` and on a tracker.
    pub name: &'static str,
    /// Its parameters in TypeScript's notation; after `->` what it answers, where that does not follow from what it does.
    pub parameters: &'static str,
    /// What happens.
    pub does: Does,
    /// What it is for, in a sentence.
    pub summary: &'static str,
}

/// What a command does. Those that set, clear or answer a setting need no code of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Keeps the first argument as a text; none clears the setting.
    Keep(TextSlot),
    /// Keeps the first argument, an array or a string, as a list.
    KeepList(TextSlot),
    /// Clears a setting.
    Forget(TextSlot),
    /// Sets a flag.
    Set(NumberSlot),
    /// Clears a flag.
    Clear(NumberSlot),
    /// Sets a flag if the first argument is truthy, else clears it.
    SetIf(NumberSlot),
    /// Answers a setting as it was given, the empty text where it was not.
    Answer(TextSlot),
    /// Answers a setting as it was given, `undefined` where it was not.
    AnswerKept(TextSlot),
    /// Answers a list setting as an array.
    AnswerList(TextSlot),
    /// Answers whether a flag is set.
    AnswerSet(NumberSlot),
    /// Answers whether a flag is clear.
    AnswerClear(NumberSlot),
    /// Calls a function of the core.
    Act(Action),
    /// Nothing here: it is about cookies, which this tracker does not have.
    Nothing,
    /// The shim does it: its argument or answer is a JavaScript object, or it puts other answers together.
    Shim,
}

macro_rules! actions {
    ($($name:ident,)*) => {
        /// A function that a command calls, by number: [`crate::tracker`] has one arm for each. Constants, since a table that
        /// finds an enum's variants by number would weigh as much as all other facts about commands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Action(u8);

        #[repr(u8)]
        enum Numbers { $($name,)* }

        #[allow(non_upper_case_globals, missing_docs)] // Each is named for the command that calls it.
        impl Action {
            $(pub const $name: Action = Action(Numbers::$name as u8);)*
        }
    };
}

actions! {
    TrackPageView, TrackEvent, TrackGoal, TrackSiteSearch, TrackLink, SetUserId, SetVisitorId, GetVisitorId,
    SetCustomUrl, SetDocumentTitle, SetPageViewId, SetCustomDimension, GetCustomDimension, DeleteCustomDimension,
    SetTrackerUrl, SetExcludedQueryParams, SetDomains, SetDownloadExtensions, AddDownloadExtensions, RemoveDownloadExtensions,
    EnableLinkTracking, AddListener,
    DisableBrowserFeatureDetection, EnableBrowserFeatureDetection, SetDeviceDetail,
    DisableCookies, RequireCookieConsent, SetDoNotTrack, SetGlobalPrivacyControl, SetConsentStore,
    RequireConsent, SetConsentGiven, RememberConsentGiven, ForgetConsentGiven,
    RememberCookieConsentGiven, ForgetCookieConsentGiven,
    GetRememberedConsent, HasRememberedConsent, GetRememberedCookieConsent,
    GetCurrentUrl, SetLinkTrackingTimer, NoneYet, False, Refuse,

    // In the full build alone.
    TrackRequest, Ping, QueueRequest, GetRequest, TrackEcommerceOrder, TrackEcommerceCartUpdate,
    TrackContentImpression, TrackContentInteraction, TrackContentInteractionNode,
    TrackContentImpressionsWithinNode, TrackAllContentImpressions, TrackVisibleContentImpressions,
    LogAllContentBlocksOnPage,
    SetCustomData, GetCustomData, SetCustomVariable, GetCustomVariable, DeleteCustomVariable, DeleteCustomVariables,
    SetEcommerceView, AddEcommerceItem, RemoveEcommerceItem, GetEcommerceItems,
    EnableJSErrorTracking, EnableHeartBeatTimer, SetRequestMethod, SetRequestQueueInterval, SetPagePerformanceTiming,
    SetGenerationTimeMs, SetReferralUrlMaxLength, SetSessionCookieTimeout, GetSessionCookieTimeout,
    SetCrossDomainLinkingTimeout, GetCrossDomainLinkingUrlParameter,
    GetMatomoUrl, GetNumTrackedPageViews, GetLinkTrackingTimer, GetAttributionReferrerTimestamp,
    EnableSpaTracking,

    // With anonymous measurement.
    EnableAnonymousMeasurement, MeasureInteractions, SendUsageReport,
}

impl Does {
    const fn packed(self) -> [u8; 2] {
        match self {
            Does::Keep(slot) => [0, slot.0],
            Does::KeepList(slot) => [1, slot.0],
            Does::Set(flag) => [2, flag.0],
            Does::Clear(flag) => [3, flag.0],
            Does::SetIf(flag) => [4, flag.0],
            Does::Answer(slot) => [5, slot.0],
            Does::AnswerSet(flag) => [6, flag.0],
            Does::AnswerClear(flag) => [7, flag.0],
            Does::Act(action) => [8, action.0],
            Does::Nothing | Does::Shim => [9, 0],
            Does::AnswerList(slot) => [10, slot.0],
            Does::Forget(slot) => [11, slot.0],
            Does::AnswerKept(slot) => [12, slot.0],
        }
    }

    fn unpacked([kind, operand]: [u8; 2]) -> Does {
        match kind {
            0 => Does::Keep(TextSlot(operand)),
            1 => Does::KeepList(TextSlot(operand)),
            2 => Does::Set(NumberSlot(operand)),
            3 => Does::Clear(NumberSlot(operand)),
            4 => Does::SetIf(NumberSlot(operand)),
            5 => Does::Answer(TextSlot(operand)),
            6 => Does::AnswerSet(NumberSlot(operand)),
            7 => Does::AnswerClear(NumberSlot(operand)),
            8 => Does::Act(Action(operand)),
            10 => Does::AnswerList(TextSlot(operand)),
            11 => Does::Forget(TextSlot(operand)),
            12 => Does::AnswerKept(TextSlot(operand)),
            _ => Does::Nothing,
        }
    }
}

/// What the command of a number (its place in the table) does. The shipped file has these two bytes of each row; the
/// names are the shim's alone.
pub fn does(command: u32) -> Does {
    static PACKED: [[u8; 2]; COMMANDS.len()] = packed();
    PACKED
        .get(command as usize)
        .map_or(Does::Nothing, |bytes| Does::unpacked(*bytes))
}

#[allow(clippy::indexing_slicing)] // Evaluated by the compiler: an index out of bounds does not build.
const fn packed() -> [[u8; 2]; COMMANDS.len()] {
    let mut bytes = [[0; 2]; COMMANDS.len()];
    let mut index = 0;
    while index < bytes.len() {
        bytes[index] = COMMANDS[index].does.packed();
        index += 1;
    }
    bytes
}
