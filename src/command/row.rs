//! What a row of the command table says, and the two bytes that stand for what it does.

use crate::text::{NumberSlot, TextSlot};

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name in `_paq` and on a tracker.
    pub name: &'static str,
    /// Its parameters in TypeScript's notation; after `->` the type it returns, unless that follows from the operation.
    pub parameters: &'static str,
    /// What happens.
    pub operation: Operation,
    /// What it is for, in a sentence.
    pub summary: &'static str,
}

/// What a command does. Those that set, clear or return a setting need no code of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
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
    /// Returns a setting as it was given; the empty text if it was not.
    Return(TextSlot),
    /// Returns a setting as it was given; `undefined` if it was not.
    ReturnKept(TextSlot),
    /// Returns a list setting as an array.
    ReturnList(TextSlot),
    /// Returns whether a flag is set.
    ReturnIsSet(NumberSlot),
    /// Returns whether a flag is clear.
    ReturnIsClear(NumberSlot),
    /// Calls a function of the core.
    Act(Action),
    /// Nothing here: it is about cookies, which this tracker does not have.
    Nothing,
    /// The shim does it: its argument or result is a JavaScript object, or it puts other results together.
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
    GetCurrentUrl, SetLinkTrackingTimer, ReturnNull, ReturnFalse,

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
    EnableSpaTracking, Measure, SetDownloadPatterns, SetOutlinkPatterns, SetAllowedCampaigns, SetIgnoredHosts, SetIgnoredPaths,
    SetBotPolicy,

    // With anonymous measurement.
    EnableAnonymousMeasurement, MeasureInteractions, SendUsageReport,
}

impl Operation {
    pub(super) const fn packed(self) -> [u8; 2] {
        match self {
            Operation::Keep(slot) => [0, slot.0],
            Operation::KeepList(slot) => [1, slot.0],
            Operation::Set(flag) => [2, flag.0],
            Operation::Clear(flag) => [3, flag.0],
            Operation::SetIf(flag) => [4, flag.0],
            Operation::Return(slot) => [5, slot.0],
            Operation::ReturnIsSet(flag) => [6, flag.0],
            Operation::ReturnIsClear(flag) => [7, flag.0],
            Operation::Act(action) => [8, action.0],
            Operation::Nothing | Operation::Shim => [9, 0],
            Operation::ReturnList(slot) => [10, slot.0],
            Operation::Forget(slot) => [11, slot.0],
            Operation::ReturnKept(slot) => [12, slot.0],
        }
    }

    pub(super) fn unpacked([kind, operand]: [u8; 2]) -> Operation {
        match kind {
            0 => Operation::Keep(TextSlot(operand)),
            1 => Operation::KeepList(TextSlot(operand)),
            2 => Operation::Set(NumberSlot(operand)),
            3 => Operation::Clear(NumberSlot(operand)),
            4 => Operation::SetIf(NumberSlot(operand)),
            5 => Operation::Return(TextSlot(operand)),
            6 => Operation::ReturnIsSet(NumberSlot(operand)),
            7 => Operation::ReturnIsClear(NumberSlot(operand)),
            8 => Operation::Act(Action(operand)),
            10 => Operation::ReturnList(TextSlot(operand)),
            11 => Operation::Forget(TextSlot(operand)),
            12 => Operation::ReturnKept(TextSlot(operand)),
            _ => Operation::Nothing,
        }
    }
}
