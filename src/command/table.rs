//! Every command, in one table. A command's number is its place here.
//!
//! The first [`APPLY_FIRST`] rows are the ones that matomo.js applies before all others of the initial queue, in this
//! very order (matomo.js 5.2; held by `tests/e2e/start.test.mjs`).

use super::row::Operation::*;
use super::row::{Action, Operation, Row};
use crate::settings::*;

/// How many rows are applied first.
pub const APPLY_FIRST: usize = if cfg!(feature = "full") { 36 } else { 21 };

/// What the commands do that make hits anonymous. A file that cannot do it knows their names, and sends nothing then.
const ENABLE_ANONYMOUS_MEASUREMENT: Operation = if cfg!(feature = "anonymous") {
    Act(Action::EnableAnonymousMeasurement)
} else {
    Act(Action::Refuse)
};
const ADD_TARGETS: Operation = if cfg!(feature = "anonymous") {
    Shim
} else {
    Act(Action::Refuse)
};

/// Commands that keep something back. Where what they are given cannot be read nothing is sent, since it could be the very thing that
/// was to be kept back.
pub const PROTECTIVE: &[&str] = &[
    "enableAnonymousMeasurement",
    "addTargets",
    "requireConsent",
    "requireCookieConsent",
    "forgetConsentGiven",
    "optUserOut",
    "setConsentStore",
    "setDoNotTrack",
    "setGlobalPrivacyControl",
    "setExcludedQueryParams",
    "setExcludedReferrers",
    "setCustomUrl",
    "setReferrerUrl",
    "setDocumentTitle",
    "discardHashTag",
    "disableCampaignParameters",
    "disableBrowserFeatureDetection",
    "disablePerformanceTracking",
    "setReferralUrlMaxLength",
    "setDeviceDetail",
    "disableCredentials",
];

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
    // Applied first, in this order: that of matomo.js, but for those of our own, which are about what may leave at all. No tracker
    // is added before it is known whether its hits are anonymous.
    row(
        "enableAnonymousMeasurement",
        "options?: AnonymousOptions",
        ENABLE_ANONYMOUS_MEASUREMENT,
        "Lets hits say which parts of an application are used, and nothing of its users or data.",
    ),
    row(
        "addTracker",
        "url?: string, siteId?: number | string -> Tracker",
        Shim,
        "Adds a tracker that gets every later command too.",
    ),
    row(
        "addTargets",
        "targets: Receiver[], options?: AnonymousOptions",
        ADD_TARGETS,
        "Adds receivers, each with its address, site id and whether it gets anonymous hits.",
    ),
    row(
        "setDeviceDetail",
        "detail: 'none' | 'needed' | 'all'",
        Act(Action::SetDeviceDetail),
        "Sends nothing about the device, what a visit is recognised by, or all that matomo.js sends (the default).",
    ),
    row(
        "disableCredentials",
        "",
        Shim,
        "Sends without cookies and takes none from the response; an opt-out kept on the Matomo host is not seen.",
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
    row(
        "setTrackerUrl",
        "url: string",
        Act(Action::SetTrackerUrl),
        "Says where hits go: the address of matomo.php, over http or https.",
    ),
    #[feature = "full"]
    row("setAPIUrl", "url: string", Keep(API_URL), "Says where the Matomo is, if not beside matomo.php."),
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
        "Says for how many seconds a handed-over visitor id is good.",
    ),
    #[feature = "full"]
    row(
        "setSessionCookieTimeout",
        "seconds: number",
        Act(Action::SetSessionCookieTimeout),
        "Keeps the seconds that getSessionCookieTimeout returns; there is no cookie.",
    ),
    #[feature = "full"]
    row("setVisitorCookieTimeout", "seconds: number", Nothing, "Operation nothing: there is no cookie to end."),
    #[feature = "full"]
    row("setCookieNamePrefix", "prefix: string", Nothing, "Operation nothing: there is no cookie to name."),
    #[feature = "full"]
    row("setCookieSameSite", "value: string", Nothing, "Operation nothing: there is no cookie to restrict."),
    #[feature = "full"]
    row("setSecureCookie", "enable: boolean", Nothing, "Operation nothing: there is no cookie to secure."),
    #[feature = "full"]
    row(
        "setCookiePath",
        "path: string",
        Keep(COOKIE_PATH),
        "Keeps the path that getCookiePath returns; there is no cookie.",
    ),
    #[feature = "full"]
    row(
        "setCookieDomain",
        "domain: string",
        Keep(COOKIE_DOMAIN),
        "Keeps the domain that getCookieDomain returns; there is no cookie.",
    ),
    row(
        "setDomains",
        "domains: string | string[]",
        Act(Action::SetDomains),
        "Names the site's hosts, with wildcards and paths: links to them are no outlinks.",
    ),
    row(
        "setUserId",
        "id: number | string",
        Act(Action::SetUserId),
        "Sends the user's id in your application with every hit.",
    ),
    #[feature = "full"]
    row(
        "setVisitorId",
        "id: string",
        Act(Action::SetVisitorId),
        "Sends this visitor id, of 16 hexadecimal digits, with every hit.",
    ),
    row("setSiteId", "id: number | string", Keep(SITE_ID), "Sets the site's id in Matomo."),
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
        "Sends these page load times, in milliseconds, instead of the browser's.",
    ),
    row(
        "setExcludedQueryParams",
        "names: string | string[]",
        Act(Action::SetExcludedQueryParams),
        "Removes parameters, by name or /pattern/, from tracked addresses. A pattern with a quantifier in a quantifier, /^(a+)+$/, can take seconds: write /^a+$/.",
    ),
    row(
        "setExcludedReferrers",
        "hosts: string | string[]",
        KeepList(EXCLUDED_REFERRERS),
        "Leaves out referrers, by host and path.",
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
    row(
        "sendUsageReport",
        "report?: UsageReport",
        Act(Action::SendUsageReport),
        "Sends the recorded calls and facts about the installation.",
    ),
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
    row(
        "trackContentImpressionsWithinNode",
        "node: Node",
        Act(Action::TrackContentImpressionsWithinNode),
        "Tracks the content inside a node.",
    ),
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
    row(
        "logAllContentBlocksOnPage",
        "",
        Act(Action::LogAllContentBlocksOnPage),
        "Lists the page's content in the console.",
    ),
    #[feature = "full"]
    row(
        "trackEcommerceOrder",
        "id: string, total: number, subTotal?: number, tax?: number, shipping?: number, discount?: number | false",
        Act(Action::TrackEcommerceOrder),
        "Tracks an order.",
    ),
    #[feature = "full"]
    row(
        "trackEcommerceCartUpdate",
        "total: number",
        Act(Action::TrackEcommerceCartUpdate),
        "Tracks what is in the cart.",
    ),
    row("resetUserId", "", Forget(USER_ID), "Forgets the user's id."),
    row("setCustomUrl", "url: string", Act(Action::SetCustomUrl), "Tracks this address instead of the page's."),
    row("setReferrerUrl", "url: string", Keep(REFERRER), "Tracks this referrer instead of the page's."),
    row(
        "setDocumentTitle",
        "title: string",
        Act(Action::SetDocumentTitle),
        "Tracks this title instead of the page's.",
    ),
    #[feature = "full"]
    row(
        "setPageViewId",
        "id: string",
        Act(Action::SetPageViewId),
        "Sets the id that a page view and the hits after it share.",
    ),
    #[feature = "full"]
    row(
        "setCustomData",
        "key: object | string, value?: unknown",
        Act(Action::SetCustomData),
        "Sends data of the site's own, as JSON, with every hit; only plugins read it.",
    ),
    row(
        "setCustomDimension",
        "id: number | string, value: number | string",
        Act(Action::SetCustomDimension),
        "Sets a custom dimension for the hits to come.",
    ),
    row(
        "deleteCustomDimension",
        "id: number | string",
        Act(Action::DeleteCustomDimension),
        "Deletes a custom dimension.",
    ),
    #[feature = "full"]
    row(
        "setCustomVariable",
        "index: number, name: string, value?: string, scope?: 'visit' | 'page' | 'event'",
        Act(Action::SetCustomVariable),
        "Sets a custom variable.",
    ),
    #[feature = "full"]
    row(
        "deleteCustomVariable",
        "index: number, scope?: 'visit' | 'page' | 'event'",
        Act(Action::DeleteCustomVariable),
        "Deletes a custom variable.",
    ),
    #[feature = "full"]
    row(
        "deleteCustomVariables",
        "scope?: 'visit' | 'page' | 'event'",
        Act(Action::DeleteCustomVariables),
        "Deletes all custom variables of a scope.",
    ),
    #[feature = "full"]
    row("storeCustomVariablesInCookie", "", Nothing, "Operation nothing: custom variables last as long as the page."),
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
    row("removeEcommerceItem", "sku: string", Act(Action::RemoveEcommerceItem), "Takes a product out of the cart."),
    #[feature = "full"]
    row("clearEcommerceCart", "", Forget(ECOMMERCE_ITEMS), "Takes all products out of the cart."),
    #[feature = "full"]
    row(
        "setGenerationTimeMs",
        "milliseconds: number",
        Act(Action::SetGenerationTimeMs),
        "Operation nothing: setPagePerformanceTiming took its place in Matomo 4.",
    ),
    #[feature = "full"]
    row("appendToTrackingUrl", "query: string", Keep(APPENDED), "Appends a query string to every request."),
    #[feature = "full"]
    row(
        "setCustomRequestProcessing",
        "process: (request: string) => string",
        Shim,
        "Gives every request to a function, which may change it or drop it.",
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
        "Keeps the milliseconds that getLinkTrackingTimer returns; no click waits here.",
    ),
    row(
        "setDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::SetDownloadExtensions),
        "Sets the file extensions that make a link a download, in place of all others.",
    ),
    row(
        "addDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::AddDownloadExtensions),
        "Adds file extensions that make a link a download.",
    ),
    row(
        "removeDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::RemoveDownloadExtensions),
        "Removes file extensions from those that make a link a download.",
    ),
    row(
        "setDownloadClasses",
        "classes: string | string[]",
        KeepList(DOWNLOAD_CLASSES),
        "Sets classes that make a link a download.",
    ),
    row(
        "setLinkClasses",
        "classes: string | string[]",
        KeepList(LINK_CLASSES),
        "Sets classes that make a link an outlink.",
    ),
    row(
        "setIgnoreClasses",
        "classes: string | string[]",
        KeepList(IGNORE_CLASSES),
        "Sets classes of links that are not tracked.",
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
        "Sets the parameters of addresses that name a campaign.",
    ),
    row(
        "setCampaignKeywordKey",
        "names: string | string[]",
        KeepList(CAMPAIGN_KEYWORDS),
        "Sets the parameters of addresses that give a campaign's keyword.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignsForReferrers",
        "hosts: string | string[]",
        KeepList(CAMPAIGNLESS_REFERRERS),
        "Names referrers whose campaign parameters do not count and leave tracked addresses.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignAttributionForSources",
        "sources: string | string[]",
        KeepList(CAMPAIGNLESS_SOURCES),
        "Names campaigns whose parameters do not count and leave tracked addresses.",
    ),
    #[feature = "full"]
    row(
        "setReferralUrlMaxLength",
        "letters: number",
        Act(Action::SetReferralUrlMaxLength),
        "Says how many letters of the referrer an attribution holds; 1024 unless said.",
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
        "Gives consent; without a store of the site (setConsentStore) it lasts for this page.",
    ),
    row(
        "forgetConsentGiven",
        "",
        Act(Action::ForgetConsentGiven),
        "Takes consent back, from the site's store (setConsentStore) too.",
    ),
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
        "Lets functions of the site (load, save, remove) keep what the visitor chose.",
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
    row("setRequestMethod", "method: 'GET' | 'POST'", Act(Action::SetRequestMethod), "Sends hits by GET or by POST."),
    #[feature = "full"]
    row(
        "setRequestContentType",
        "type: string",
        Keep(CONTENT_TYPE),
        "Sets the content type of POST requests that are no beacons.",
    ),
    #[feature = "full"]
    row(
        "setRequestQueueInterval",
        "milliseconds: number",
        Act(Action::SetRequestQueueInterval),
        "Says how many milliseconds queueRequest collects; at least 1000, 2500 unless said.",
    ),
    #[feature = "full"]
    row("disableQueueRequest", "", Set(BULK_OFF), "Sends at once what queueRequest gets."),
    #[feature = "full"]
    row(
        "disableBundling",
        "",
        Set(BUNDLING_OFF),
        "Sends each hit in a request of its own, with matomo.js's distances.",
    ),
    #[feature = "full"]
    row(
        "enableHeartBeatTimer",
        "seconds?: number",
        Act(Action::EnableHeartBeatTimer),
        "Pings while the page is looked at.",
    ),
    #[feature = "full"]
    row("disableHeartBeatTimer", "", Clear(HEARTBEAT), "Stops the pings of enableHeartBeatTimer."),
    #[feature = "full"]
    row("enableJSErrorTracking", "", Act(Action::EnableJSErrorTracking), "Tracks uncaught errors as events."),
    #[feature = "full"]
    row(
        "enableSpaTracking",
        "options?: string | string[] | SpaOptions",
        Act(Action::EnableSpaTracking),
        "Counts a view whenever an application changes its address without loading a page.",
    ),
    #[feature = "full"]
    row("setCountPreRendered", "enable: boolean", SetIf(COUNT_PRERENDERED), "Counts pages that nobody has seen yet."),
    #[feature = "full"]
    row(
        "setCountRestored",
        "enable: boolean",
        SetIf(COUNT_RESTORED),
        "Counts a page again that comes from the back/forward cache.",
    ),
    #[feature = "full"]
    row("killFrame", "", Shim, "Opens the page in the whole window if it is in a frame."),
    #[feature = "full"]
    row("redirectFile", "url: string", Shim, "Opens another address if the page was opened from disk."),
    #[feature = "full"]
    row(
        "setSessionCookie",
        "name: string, value: string, milliseconds?: number",
        Nothing,
        "Operation nothing: there is no session cookie.",
    ),
    #[feature = "full"]
    row("setReferralCookieTimeout", "seconds: number", Nothing, "Operation nothing: there is no cookie to end."),
    #[feature = "full"]
    row(
        "getRequest",
        "request: string -> string",
        Act(Action::GetRequest),
        "Answers the whole request that a query string becomes, and sends nothing.",
    ),
    row("getTrackerUrl", "", Return(TRACKER_URL), "Answers where hits go."),
    #[feature = "full"]
    row("getMatomoUrl", "-> string", Act(Action::GetMatomoUrl), "Answers where the Matomo is."),
    #[feature = "full"]
    row("getPiwikUrl", "-> string", Act(Action::GetMatomoUrl), "Answers where the Matomo is, as getMatomoUrl."),
    row("getSiteId", "-> number | string", Return(SITE_ID), "Answers the site's id."),
    #[feature = "full"]
    row("getVisitorId", "-> string", Act(Action::GetVisitorId), "Answers the visitor's id, if the site set one."),
    #[feature = "full"]
    row(
        "getVisitorInfo",
        "-> [isNew: string, id: string, seconds: number]",
        Shim,
        "Answers whether the visitor is new, the visitor's id and when the id was made.",
    ),
    #[feature = "full"]
    row("getUserId", "-> number | string", Return(USER_ID), "Answers the user's id."),
    row("getCurrentUrl", "-> string", Act(Action::GetCurrentUrl), "Answers the address that is tracked."),
    #[feature = "full"]
    row("getPageViewId", "", ReturnKept(PAGE_VIEW_ID), "Answers the id of the page view."),
    #[feature = "full"]
    row(
        "getNumTrackedPageViews",
        "-> number",
        Act(Action::GetNumTrackedPageViews),
        "Answers how many page views were tracked.",
    ),
    #[feature = "full"]
    row(
        "getCustomData",
        "-> Record<string, unknown> | undefined",
        Act(Action::GetCustomData),
        "Answers what setCustomData was given.",
    ),
    #[feature = "full"]
    row(
        "getCustomDimension",
        "id: number | string -> string | undefined",
        Act(Action::GetCustomDimension),
        "Answers a custom dimension.",
    ),
    #[feature = "full"]
    row(
        "getCustomVariable",
        "index: number, scope?: 'visit' | 'page' | 'event' -> [name: string, value: string] | false",
        Act(Action::GetCustomVariable),
        "Answers a custom variable: its name and value.",
    ),
    #[feature = "full"]
    row(
        "getEcommerceItems",
        "-> Record<string, EcommerceItem>",
        Act(Action::GetEcommerceItems),
        "Answers the products in the cart, by their SKU.",
    ),
    #[feature = "full"]
    row(
        "getAttributionInfo",
        "-> [campaign: string, keyword: string, seconds: number, referrer: string]",
        Shim,
        "Answers what conversions are credited to: campaign, keyword, time and referrer.",
    ),
    #[feature = "full"]
    row(
        "getAttributionCampaignName",
        "",
        Return(CAMPAIGN_NAME),
        "Answers the campaign that conversions are credited to.",
    ),
    #[feature = "full"]
    row(
        "getAttributionCampaignKeyword",
        "",
        Return(CAMPAIGN_KEYWORD),
        "Answers the keyword of the campaign that conversions are credited to.",
    ),
    #[feature = "full"]
    row(
        "getAttributionReferrerTimestamp",
        "-> number",
        Act(Action::GetAttributionReferrerTimestamp),
        "Answers when that referrer brought the visitor, in seconds since 1970; 0 if none did.",
    ),
    #[feature = "full"]
    row(
        "getAttributionReferrerUrl",
        "",
        Return(CAMPAIGN_REFERRER),
        "Answers the referrer that conversions are credited to.",
    ),
    #[feature = "full"]
    row(
        "getIgnoreCampaignsForReferrers",
        "",
        ReturnList(CAMPAIGNLESS_REFERRERS),
        "Answers what setIgnoreCampaignsForReferrers was given, or the default.",
    ),
    #[feature = "full"]
    row(
        "getIgnoreCampaignAttributionForSources",
        "",
        ReturnList(CAMPAIGNLESS_SOURCES),
        "Answers what setIgnoreCampaignAttributionForSources was given, or the default.",
    ),
    #[feature = "full"]
    row(
        "getLinkTrackingTimer",
        "-> number",
        Act(Action::GetLinkTrackingTimer),
        "Answers what setLinkTrackingTimer was given.",
    ),
    #[feature = "full"]
    row(
        "getCrossDomainLinkingUrlParameter",
        "-> string",
        Act(Action::GetCrossDomainLinkingUrlParameter),
        "Answers the parameter that hands over the visitor id, for an address.",
    ),
    #[feature = "full"]
    row("isCrossDomainLinkingEnabled", "", ReturnIsSet(CROSS_DOMAIN), "Answers whether the visitor id is handed over."),
    row("isConsentRequired", "", ReturnIsSet(CONSENT_REQUIRED), "Answers whether consent is needed."),
    row("hasConsent", "", ReturnIsClear(CONSENT_MISSING), "Answers whether hits may leave."),
    #[feature = "full"]
    row(
        "getRememberedConsent",
        "-> unknown",
        Act(Action::GetRememberedConsent),
        "Answers what the site's store (setConsentStore) remembers of consent; null without one.",
    ),
    #[feature = "full"]
    row(
        "hasRememberedConsent",
        "-> boolean",
        Act(Action::HasRememberedConsent),
        "Answers whether the site's store (setConsentStore) remembers consent.",
    ),
    #[feature = "full"]
    row(
        "getRememberedCookieConsent",
        "-> unknown",
        Act(Action::GetRememberedCookieConsent),
        "Answers what the site's store (setConsentStore) remembers of consent to cookies; 0 without one.",
    ),
    row("isUserOptedOut", "", ReturnIsSet(CONSENT_MISSING), "Answers whether hits are held back."),
    row("areCookiesEnabled", "-> boolean", Act(Action::ReturnFalse), "Answers false, for there are no cookies."),
    row("hasCookies", "-> boolean", Act(Action::ReturnFalse), "Answers false, for there are no cookies."),
    #[feature = "full"]
    row("getCookie", "name: string -> null", Act(Action::ReturnNull), "Answers null, for there are no cookies."),
    #[feature = "full"]
    row("getCookieDomain", "", ReturnKept(COOKIE_DOMAIN), "Answers what setCookieDomain was given."),
    #[feature = "full"]
    row("getCookiePath", "", ReturnKept(COOKIE_PATH), "Answers what setCookiePath was given."),
    #[feature = "full"]
    row(
        "getSessionCookieTimeout",
        "-> number",
        Act(Action::GetSessionCookieTimeout),
        "Answers what setSessionCookieTimeout was given.",
    ),
}

const fn row(
    name: &'static str,
    parameters: &'static str,
    operation: Operation,
    summary: &'static str,
) -> Row {
    Row {
        name,
        parameters,
        operation,
        summary,
    }
}
