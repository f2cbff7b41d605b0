//! Every command, in one table. A command's number is its place here.
//!
//! The first [`APPLY_FIRST`] rows are the ones that matomo.js applies before all others of the initial queue, in this
//! very order (matomo.js 5.2; held by `tests/e2e/start.test.mjs`).

use super::row::Does::*;
use super::row::{Action, Does, Row};
use crate::settings::*;

/// How many rows are applied first.
pub const APPLY_FIRST: usize =
    if cfg!(feature = "full") { 32 } else { 17 } + if cfg!(feature = "anonymous") { 2 } else { 0 };

macro_rules! rows {
    ($($(#[$only:meta])? row $row:tt,)*) => {
        /// The rows of this build.
        pub const COMMANDS: &[Row] = &[$($(#[cfg($only)])? row $row,)*];

        /// The rows of all builds.
        pub const ALL: &[Row] = &[$(row $row,)*];
    };
}

#[rustfmt::skip]
rows! {
    // Applied first, in this order: that of matomo.js, but for two of our own, which are about what may leave at all.
    row(
        "addTracker",
        "url?: string, siteId?: number | string -> Tracker",
        Shim,
        "Adds a tracker that gets every later command too.",
    ),
    #[feature = "anonymous"]
    row(
        "enableAnonymousMeasurement",
        "options?: AnonymousOptions",
        Act(Action::EnableAnonymousMeasurement),
        "Lets hits say which parts of an application are used, and nothing of its users or data.",
    ),
    #[feature = "anonymous"]
    row(
        "addTargets",
        "targets: Receiver[], options?: AnonymousOptions",
        Shim,
        "Adds receivers, each with its address, site id and whether it gets anonymous hits.",
    ),
    #[feature = "full"]
    row("enableFileTracking", "", Set(FILE_TRACKING), "Tracks pages opened from disk (file://) as well."),
    row(
        "forgetCookieConsentGiven",
        "",
        Act(Action::ForgetCookieConsentGiven),
        "Takes consent to cookies back; there are none here.",
    ),
    row(
        "requireCookieConsent",
        "-> boolean",
        Act(Action::RequireCookieConsent),
        "Asks for consent before cookies are used; there are none here.",
    ),
    row(
        "disableBrowserFeatureDetection",
        "",
        Act(Action::DisableBrowserFeatureDetection),
        "Sends no screen size, plug-ins or client hints.",
    ),
    row(
        "disableCampaignParameters",
        "",
        Set(CAMPAIGNS_OFF),
        "Ignores campaign parameters and removes them from tracked addresses.",
    ),
    row(
        "disableCookies",
        "",
        Act(Action::DisableCookies),
        "Expires cookies an earlier matomo.js left; this tracker sets none.",
    ),
    row("setTrackerUrl", "url: string", Act(Action::SetTrackerUrl), "Where hits go: the address of matomo.php."),
    #[feature = "full"]
    row("setAPIUrl", "url: string", Keep(API_URL), "Where the Matomo is, if not beside matomo.php."),
    #[feature = "full"]
    row(
        "enableCrossDomainLinking",
        "",
        Set(CROSS_DOMAIN),
        "Hands the visitor id to the site's other domains.",
    ),
    #[feature = "full"]
    row(
        "setCrossDomainLinkingTimeout",
        "seconds: number",
        Act(Action::SetCrossDomainLinkingTimeout),
        "How long a handed-over visitor id is good.",
    ),
    #[feature = "full"]
    row("setSessionCookieTimeout", "seconds: number", Act(Action::SetSessionCookieTimeout), "About cookies."),
    #[feature = "full"]
    row("setVisitorCookieTimeout", "seconds: number", Nothing, "About cookies."),
    #[feature = "full"]
    row("setCookieNamePrefix", "prefix: string", Nothing, "About cookies."),
    #[feature = "full"]
    row("setCookieSameSite", "value: string", Nothing, "About cookies."),
    #[feature = "full"]
    row("setSecureCookie", "enable: boolean", Nothing, "About cookies."),
    #[feature = "full"]
    row("setCookiePath", "path: string", Keep(COOKIE_PATH), "About cookies; only answered."),
    #[feature = "full"]
    row("setCookieDomain", "domain: string", Keep(COOKIE_DOMAIN), "About cookies; only answered."),
    row(
        "setDomains",
        "domains: string | string[]",
        Act(Action::SetDomains),
        "The hosts, with wildcards and paths, whose links are no outlinks.",
    ),
    row("setUserId", "id: number | string", Act(Action::SetUserId), "The user's id in the application."),
    #[feature = "full"]
    row("setVisitorId", "id: string", Act(Action::SetVisitorId), "The visitor's id: 16 hexadecimal digits."),
    row("setSiteId", "id: number | string", Keep(SITE_ID), "The site's id in Matomo."),
    #[feature = "full"]
    row("alwaysUseSendBeacon", "", Clear(BEACON_OFF), "Sends in a way that outlives the page (the default)."),
    #[feature = "full"]
    row(
        "disableAlwaysUseSendBeacon",
        "",
        Set(BEACON_OFF),
        "Sends by image or XMLHttpRequest while the page lives.",
    ),
    row(
        "enableLinkTracking",
        "enable?: boolean",
        Act(Action::EnableLinkTracking),
        "Tracks outlinks and downloads, those added later too.",
    ),
    row("setCookieConsentGiven", "", Nothing, "Gives consent to cookies; there are none here."),
    row("requireConsent", "", Act(Action::RequireConsent), "Holds every hit back until consent is given."),
    row("setConsentGiven", "", Act(Action::SetConsentGiven), "Gives consent for this page; held hits leave."),
    row("disablePerformanceTracking", "", Set(PERFORMANCE_OFF), "Sends no page load times."),
    #[feature = "full"]
    row(
        "setPagePerformanceTiming",
        "network?: number, server?: number, transfer?: number, domProcessing?: number, domCompletion?: number, onload?: number",
        Act(Action::SetPagePerformanceTiming),
        "Page load times in milliseconds, instead of the browser's.",
    ),
    row(
        "setExcludedQueryParams",
        "names: string | string[]",
        KeepList(EXCLUDED_PARAMETERS),
        "Parameters, by name or /pattern/, to remove from tracked addresses.",
    ),
    row(
        "setExcludedReferrers",
        "hosts: string | string[]",
        KeepList(EXCLUDED_REFERRERS),
        "Referrers, by host and path, that are not tracked.",
    ),
    // Applied in the order of the queue.
    row(
        "trackPageView",
        "title?: string, data?: object, callback?: Callback",
        Act(Action::TrackPageView),
        "Tracks a view of the page.",
    ),
    row(
        "trackEvent",
        "category: string, action: string, name?: string, value?: number, data?: object, callback?: Callback",
        Act(Action::TrackEvent),
        "Tracks an event.",
    ),
    row(
        "trackGoal",
        "goal: number | string, revenue?: number, data?: object, callback?: Callback",
        Act(Action::TrackGoal),
        "Tracks a conversion of a goal.",
    ),
    row(
        "trackSiteSearch",
        "keyword: string, category?: string | false, results?: number | false, data?: object",
        Act(Action::TrackSiteSearch),
        "Tracks a search on the site.",
    ),
    row(
        "trackLink",
        "url: string, type: 'link' | 'download', data?: object, callback?: Callback",
        Act(Action::TrackLink),
        "Tracks an outlink or a download.",
    ),
    #[feature = "full"]
    row(
        "trackRequest",
        "request: string, data?: object, callback?: Callback, hook?: string",
        Act(Action::TrackRequest),
        "Tracks a request written as a query string.",
    ),
    #[feature = "anonymous"]
    row(
        "measureInteractions",
        "rules: Interaction[]",
        Act(Action::MeasureInteractions),
        "Tracks an event when an element that matches a selector is used.",
    ),
    #[feature = "anonymous"]
    row(
        "recordCall",
        "category: string, name: string, action: string, milliseconds: number",
        Shim,
        "Adds a call and its time to the usage report.",
    ),
    #[feature = "anonymous"]
    row("sendUsageReport", "report?: UsageReport", SetIf(REPORTING), "Sends the recorded calls and facts about the installation."),
    #[feature = "full"]
    row("ping", "", Act(Action::Ping), "Tells that the visitor is still there."),
    #[feature = "full"]
    row(
        "queueRequest",
        "request: string, isFullRequest?: boolean",
        Act(Action::QueueRequest),
        "Tracks a request together with others after an interval.",
    ),
    #[feature = "full"]
    row(
        "trackContentImpression",
        "name: string, piece?: string, target?: string",
        Act(Action::TrackContentImpression),
        "Tracks that content was shown.",
    ),
    #[feature = "full"]
    row(
        "trackContentInteraction",
        "interaction: string, name: string, piece?: string, target?: string",
        Act(Action::TrackContentInteraction),
        "Tracks that content was used.",
    ),
    #[feature = "full"]
    row(
        "trackContentInteractionNode",
        "node: Node, interaction?: string -> string | undefined",
        Act(Action::TrackContentInteractionNode),
        "Tracks that the content around a node was used.",
    ),
    #[feature = "full"]
    row("trackContentImpressionsWithinNode", "node: Node", Act(Action::TrackContentImpressionsWithinNode), "Tracks the content inside a node."),
    #[feature = "full"]
    row("trackAllContentImpressions", "", Act(Action::TrackAllContentImpressions), "Tracks all content of the page."),
    #[feature = "full"]
    row(
        "trackVisibleContentImpressions",
        "onScroll?: boolean, interval?: number",
        Act(Action::TrackVisibleContentImpressions),
        "Tracks content when it becomes visible.",
    ),
    #[feature = "full"]
    row("logAllContentBlocksOnPage", "", Act(Action::LogAllContentBlocksOnPage), "Lists the page's content in the console."),
    #[feature = "full"]
    row(
        "trackEcommerceOrder",
        "id: string, total: number, subTotal?: number, tax?: number, shipping?: number, discount?: number | false",
        Act(Action::TrackEcommerceOrder),
        "Tracks an order.",
    ),
    #[feature = "full"]
    row("trackEcommerceCartUpdate", "total: number", Act(Action::TrackEcommerceCartUpdate), "Tracks what is in the cart."),
    row("resetUserId", "", Forget(USER_ID), "Forgets the user's id."),
    row("setCustomUrl", "url: string", Act(Action::SetCustomUrl), "The address to track instead of the page's."),
    row("setReferrerUrl", "url: string", Keep(REFERRER), "The referrer to track instead of the page's."),
    row(
        "setDocumentTitle",
        "title: string",
        Act(Action::SetDocumentTitle),
        "The title to track instead of the page's.",
    ),
    #[feature = "full"]
    row(
        "setPageViewId",
        "id: string",
        Act(Action::SetPageViewId),
        "The id that a page view and the hits after it share.",
    ),
    #[feature = "full"]
    row(
        "setCustomData",
        "key: object | string, value?: unknown",
        Act(Action::SetCustomData),
        "Data for the site's own plugins.",
    ),
    row(
        "setCustomDimension",
        "id: number | string, value: number | string",
        Act(Action::SetCustomDimension),
        "Sets a custom dimension for the hits to come.",
    ),
    row("deleteCustomDimension", "id: number | string", Act(Action::DeleteCustomDimension), "Deletes a custom dimension."),
    #[feature = "full"]
    row(
        "setCustomVariable",
        "index: number, name: string, value?: string, scope?: 'visit' | 'page' | 'event'",
        Act(Action::SetCustomVariable),
        "Sets a custom variable.",
    ),
    #[feature = "full"]
    row("deleteCustomVariable", "index: number, scope?: 'visit' | 'page' | 'event'", Act(Action::DeleteCustomVariable), "Deletes a custom variable."),
    #[feature = "full"]
    row("deleteCustomVariables", "scope?: 'visit' | 'page' | 'event'", Act(Action::DeleteCustomVariables), "Deletes all custom variables of a scope."),
    #[feature = "full"]
    row("storeCustomVariablesInCookie", "", Nothing, "About cookies."),
    #[feature = "full"]
    row(
        "setEcommerceView",
        "sku: string | false, name?: string | false, category?: string | string[], price?: number",
        Act(Action::SetEcommerceView),
        "Says which product or category the page shows.",
    ),
    #[feature = "full"]
    row(
        "addEcommerceItem",
        "sku: string, name?: string, category?: string | string[], price?: number, quantity?: number",
        Act(Action::AddEcommerceItem),
        "Puts a product into the cart or order.",
    ),
    #[feature = "full"]
    row("removeEcommerceItem", "sku: string", Act(Action::RemoveEcommerceItem), "Takes a product out."),
    #[feature = "full"]
    row("clearEcommerceCart", "", Forget(ECOMMERCE_ITEMS), "Takes all products out."),
    #[feature = "full"]
    row(
        "setGenerationTimeMs",
        "milliseconds: number",
        Act(Action::SetGenerationTimeMs),
        "Replaced by setPagePerformanceTiming in Matomo 4.",
    ),
    #[feature = "full"]
    row("appendToTrackingUrl", "query: string", Keep(APPENDED), "A query string appended to every request."),
    #[feature = "full"]
    row(
        "setCustomRequestProcessing",
        "process: (request: string) => string",
        Shim,
        "A function that may change every request.",
    ),
    #[feature = "full"]
    row("addPlugin", "name: string, plugin: object", Shim, "Registers a plugin's hooks."),
    row(
        "addListener",
        "element: Element, enable?: boolean",
        Act(Action::AddListener),
        "Tracks the clicks on an element.",
    ),
    #[feature = "full"]
    row(
        "setLinkTrackingTimer",
        "milliseconds: number",
        Act(Action::SetLinkTrackingTimer),
        "Answered only: this tracker never makes a click wait.",
    ),
    row(
        "setDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::SetDownloadExtensions),
        "The file extensions that make a link a download.",
    ),
    row(
        "addDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::AddDownloadExtensions),
        "More such extensions.",
    ),
    row(
        "removeDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::RemoveDownloadExtensions),
        "Fewer such extensions.",
    ),
    row(
        "setDownloadClasses",
        "classes: string | string[]",
        KeepList(DOWNLOAD_CLASSES),
        "Classes that make a link a download.",
    ),
    row(
        "setLinkClasses",
        "classes: string | string[]",
        KeepList(LINK_CLASSES),
        "Classes that make a link an outlink.",
    ),
    row(
        "setIgnoreClasses",
        "classes: string | string[]",
        KeepList(IGNORE_CLASSES),
        "Classes of links that are not tracked.",
    ),
    #[feature = "full"]
    row("disableCrossDomainLinking", "", Clear(CROSS_DOMAIN), "Stops handing over the visitor id."),
    row(
        "discardHashTag",
        "enable: boolean",
        SetIf(DISCARD_HASH),
        "Leaves the hash out of tracked addresses.",
    ),
    row(
        "setCampaignNameKey",
        "names: string | string[]",
        KeepList(CAMPAIGN_NAMES),
        "The parameters that name a campaign.",
    ),
    row(
        "setCampaignKeywordKey",
        "names: string | string[]",
        KeepList(CAMPAIGN_KEYWORDS),
        "The parameters that give a campaign's keyword.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignsForReferrers",
        "hosts: string | string[]",
        KeepList(CAMPAIGNLESS_REFERRERS),
        "Referrers whose campaign parameters do not count and leave tracked addresses.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignAttributionForSources",
        "sources: string | string[]",
        KeepList(CAMPAIGNLESS_SOURCES),
        "The same for campaigns of these names.",
    ),
    #[feature = "full"]
    row(
        "setReferralUrlMaxLength",
        "letters: number",
        Act(Action::SetReferralUrlMaxLength),
        "How much of the referrer an attribution holds; 1024 letters unless said.",
    ),
    #[feature = "full"]
    row(
        "setConversionAttributionFirstReferrer",
        "enable: boolean",
        SetIf(FIRST_REFERRER_WINS),
        "Credits conversions to the first referrer, not the last.",
    ),
    row(
        "rememberConsentGiven",
        "hours?: number",
        Act(Action::RememberConsentGiven),
        "Gives consent; it lasts for this page.",
    ),
    row("forgetConsentGiven", "", Act(Action::ForgetConsentGiven), "Takes consent back."),
    row("optUserOut", "", Act(Action::ForgetConsentGiven), "Opts the visitor out for this page."),
    row("forgetUserOptOut", "", Act(Action::SetConsentGiven), "Opts the visitor in again."),
    row(
        "rememberCookieConsentGiven",
        "hours?: number",
        Act(Action::RememberCookieConsentGiven),
        "Gives consent to cookies; there are none here.",
    ),
    #[feature = "full"]
    row(
        "setConsentStore",
        "store: ConsentStore",
        Act(Action::SetConsentStore),
        "Functions of the site (load, save, remove) that keep the answer to the question for consent.",
    ),
    #[feature = "full"]
    row("deleteCookies", "", Act(Action::DisableCookies), "Expires cookies an earlier matomo.js left."),
    row(
        "setDoNotTrack",
        "enable: boolean",
        Act(Action::SetDoNotTrack),
        "Sends nothing where the browser asks not to track.",
    ),
    row(
        "setGlobalPrivacyControl",
        "enable: boolean",
        Act(Action::SetGlobalPrivacyControl),
        "Sends nothing where the browser says Global Privacy Control.",
    ),
    row(
        "enableBrowserFeatureDetection",
        "",
        Act(Action::EnableBrowserFeatureDetection),
        "Sends screen size, plug-ins and client hints again.",
    ),
    #[feature = "full"]
    row("setRequestMethod", "method: 'GET' | 'POST'", Act(Action::SetRequestMethod), "How hits are sent."),
    #[feature = "full"]
    row(
        "setRequestContentType",
        "type: string",
        Keep(CONTENT_TYPE),
        "The content type of POST requests that are no beacons.",
    ),
    #[feature = "full"]
    row(
        "setRequestQueueInterval",
        "milliseconds: number",
        Act(Action::SetRequestQueueInterval),
        "How long queueRequest collects; at least 1000.",
    ),
    #[feature = "full"]
    row("disableQueueRequest", "", Set(BULK_OFF), "Sends what queueRequest gets at once."),
    #[feature = "full"]
    row(
        "disableBundling",
        "",
        Set(BUNDLING_OFF),
        "Sends each hit in a request of its own, with matomo.js's distances.",
    ),
    #[feature = "full"]
    row("enableHeartBeatTimer", "seconds?: number", Act(Action::EnableHeartBeatTimer), "Pings while the page is looked at."),
    #[feature = "full"]
    row("disableHeartBeatTimer", "", Clear(HEARTBEAT), "Stops that."),
    #[feature = "full"]
    row("enableJSErrorTracking", "", Act(Action::EnableJSErrorTracking), "Tracks uncaught errors as events."),
    #[feature = "full"]
    row(
        "enableSpaTracking",
        "ignoredParameters?: string | string[]",
        Act(Action::EnableSpaTracking),
        "Counts a view whenever an application changes its address without loading a page.",
    ),
    #[feature = "full"]
    row("setCountPreRendered", "enable: boolean", SetIf(COUNT_PRERENDERED), "Counts pages that nobody has seen yet."),
    #[feature = "full"]
    row("setCountRestored", "enable: boolean", SetIf(COUNT_RESTORED), "Counts a page again that comes from the back/forward cache."),
    #[feature = "full"]
    row("killFrame", "", Shim, "Breaks out of a frame."),
    #[feature = "full"]
    row("redirectFile", "url: string", Shim, "Leaves a page opened from disk."),
    #[feature = "full"]
    row("setSessionCookie", "name: string, value: string, milliseconds?: number", Nothing, "About cookies."),
    #[feature = "full"]
    row("setReferralCookieTimeout", "seconds: number", Nothing, "About cookies."),
    #[feature = "full"]
    row("getRequest", "request: string -> string", Act(Action::GetRequest), "The whole request for a query string."),
    row("getTrackerUrl", "", Answer(TRACKER_URL), "Where hits go."),
    #[feature = "full"]
    row("getMatomoUrl", "-> string", Act(Action::GetMatomoUrl), "Where the Matomo is."),
    #[feature = "full"]
    row("getPiwikUrl", "-> string", Act(Action::GetMatomoUrl), "Where the Matomo is."),
    row("getSiteId", "-> number | string", Answer(SITE_ID), "The site's id."),
    #[feature = "full"]
    row("getVisitorId", "-> string", Act(Action::GetVisitorId), "The visitor's id, if the site set one."),
    #[feature = "full"]
    row("getVisitorInfo", "-> [isNew: string, id: string, seconds: number]", Shim, "What is known of the visitor."),
    #[feature = "full"]
    row("getUserId", "-> number | string", Answer(USER_ID), "The user's id."),
    row("getCurrentUrl", "-> string", Act(Action::GetCurrentUrl), "The address that is tracked."),
    #[feature = "full"]
    row("getPageViewId", "", AnswerKept(PAGE_VIEW_ID), "The id of the page view."),
    #[feature = "full"]
    row("getNumTrackedPageViews", "-> number", Act(Action::GetNumTrackedPageViews), "How many page views were tracked."),
    #[feature = "full"]
    row("getCustomData", "-> Record<string, unknown> | undefined", Act(Action::GetCustomData), "The data for the site's own plugins."),
    #[feature = "full"]
    row("getCustomDimension", "id: number | string -> string | undefined", Act(Action::GetCustomDimension), "A custom dimension."),
    #[feature = "full"]
    row("getCustomVariable", "index: number, scope?: 'visit' | 'page' | 'event' -> [name: string, value: string] | false", Act(Action::GetCustomVariable), "A custom variable."),
    #[feature = "full"]
    row("getEcommerceItems", "-> Record<string, EcommerceItem>", Act(Action::GetEcommerceItems), "The products in the cart."),
    #[feature = "full"]
    row("getAttributionInfo", "-> [campaign: string, keyword: string, seconds: number, referrer: string]", Shim, "Campaign, keyword, time and referrer."),
    #[feature = "full"]
    row("getAttributionCampaignName", "", Answer(CAMPAIGN_NAME), "The campaign."),
    #[feature = "full"]
    row("getAttributionCampaignKeyword", "", Answer(CAMPAIGN_KEYWORD), "The campaign's keyword."),
    #[feature = "full"]
    row(
        "getAttributionReferrerTimestamp",
        "-> number",
        Act(Action::GetAttributionReferrerTimestamp),
        "When, in seconds since 1970.",
    ),
    #[feature = "full"]
    row("getAttributionReferrerUrl", "", Answer(CAMPAIGN_REFERRER), "The referrer."),
    #[feature = "full"]
    row(
        "getIgnoreCampaignsForReferrers",
        "",
        AnswerList(CAMPAIGNLESS_REFERRERS),
        "What setIgnoreCampaignsForReferrers was given, or the default.",
    ),
    #[feature = "full"]
    row(
        "getIgnoreCampaignAttributionForSources",
        "",
        AnswerList(CAMPAIGNLESS_SOURCES),
        "What setIgnoreCampaignAttributionForSources was given, or the default.",
    ),
    #[feature = "full"]
    row("getLinkTrackingTimer", "-> number", Act(Action::GetLinkTrackingTimer), "What setLinkTrackingTimer was given."),
    #[feature = "full"]
    row("getCrossDomainLinkingUrlParameter", "-> string", Act(Action::GetCrossDomainLinkingUrlParameter), "The parameter that hands over the visitor id."),
    #[feature = "full"]
    row("isCrossDomainLinkingEnabled", "", AnswerSet(CROSS_DOMAIN), "Whether the visitor id is handed over."),
    row("isConsentRequired", "", AnswerSet(CONSENT_REQUIRED), "Whether consent is needed."),
    row("hasConsent", "", AnswerClear(CONSENT_MISSING), "Whether hits may leave."),
    #[feature = "full"]
    row("getRememberedConsent", "-> unknown", Act(Action::GetRememberedConsent), "Nothing is remembered here."),
    #[feature = "full"]
    row("hasRememberedConsent", "-> boolean", Act(Action::HasRememberedConsent), "Nothing is remembered here."),
    #[feature = "full"]
    row("getRememberedCookieConsent", "-> unknown", Act(Action::GetRememberedCookieConsent), "Nothing is remembered here."),
    row("isUserOptedOut", "", AnswerSet(CONSENT_MISSING), "Whether hits are held back."),
    row("areCookiesEnabled", "-> boolean", Act(Action::False), "Never."),
    row("hasCookies", "-> boolean", Act(Action::False), "Never."),
    #[feature = "full"]
    row("getCookie", "name: string -> null", Act(Action::NoneYet), "None."),
    #[feature = "full"]
    row("getCookieDomain", "", AnswerKept(COOKIE_DOMAIN), "What setCookieDomain was given."),
    #[feature = "full"]
    row("getCookiePath", "", AnswerKept(COOKIE_PATH), "What setCookiePath was given."),
    #[feature = "full"]
    row("getSessionCookieTimeout", "-> number", Act(Action::GetSessionCookieTimeout), "What setSessionCookieTimeout was given."),
}

const fn row(name: &'static str, parameters: &'static str, does: Does, summary: &'static str) -> Row {
    Row {
        name,
        parameters,
        does,
        summary,
    }
}
