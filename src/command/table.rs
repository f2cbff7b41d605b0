//! Every command, in one table. A command's number is its place here.
//!
//! The first [`APPLY_FIRST`] rows are the ones that matomo.js applies before all others of the initial queue, in this
//! very order (matomo.js 5.2; held by `tests/e2e/start.test.mjs`).

use super::row::Operation::*;
use super::row::{Action, Operation, Row};
use crate::settings::*;

/// How many rows are applied first.
pub const APPLY_FIRST: usize =
    28 + if cfg!(feature = "full") { 11 } else { 0 } + if cfg!(feature = "anonymous") { 2 } else { 0 };

/// Commands that hold something back. If their arguments cannot be read, nothing is sent: it could be the very thing that was to be
/// held back.
pub const PROTECTIVE: &[&str] = &[
    "enableAnonymousMeasurement",
    "addTargets",
    "requireConsent",
    "requireCookieConsent",
    "forgetConsentGiven",
    "optUserOut",
    "setBeforeSend",
    "setBotPolicy",
    "setConsentStore",
    "setDoNotTrack",
    "setGlobalPrivacyControl",
    "setExcludedQueryParams",
    "setExcludedReferrers",
    "setAllowedCampaigns",
    "setIgnoredHosts",
    "setIgnoredPaths",
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
    #[feature = "anonymous"]
    row(
        "enableAnonymousMeasurement",
        "options?: AnonymousOptions",
        Act(Action::EnableAnonymousMeasurement),
        "Makes hits anonymous: they report which parts of an application are used, but nothing about its users or data.",
    ),
    row(
        "addTracker",
        "url?: string, siteId?: number | string -> Tracker",
        Shim,
        "Adds a tracker for another server or site. It receives all later commands too.",
    ),
    #[feature = "anonymous"]
    row(
        "addTargets",
        "targets: Receiver[], options?: AnonymousOptions",
        Shim,
        "Adds targets that receive every hit, each with its URL and site id, and with or without anonymous measurement.",
    ),
    row(
        "setDeviceDetail",
        "detail: 'none' | 'needed' | 'all'",
        Act(Action::SetDeviceDetail),
        "Limits what is sent about the device: nothing, what a server needs to recognise a visit, or all that matomo.js sends (default).",
    ),
    #[feature = "full"]
    row(
        "setBeforeSend",
        "beforeSend: BeforeSend | null",
        Shim,
        "Passes each hit to a function as parameters by name: what it changes is sent, null drops the hit.",
    ),
    #[feature = "full"]
    row(
        "setIgnoredHosts",
        "hosts: Ignored",
        Act(Action::SetIgnoredHosts),
        "Sends nothing on pages of these hosts: names with optional wildcards (*.example.org), or patterns.",
    ),
    #[feature = "full"]
    row(
        "setIgnoredPaths",
        "paths: Ignored",
        Act(Action::SetIgnoredPaths),
        "Sends nothing on pages at these paths: with optional wildcards (/admin/*), or patterns.",
    ),
    #[feature = "full"]
    row(
        "setBotPolicy",
        "policy: 'leave-out' | 'mark' | null, options?: BotOptions",
        Act(Action::SetBotPolicy),
        "Sends nothing from automated browsers, or marks their hits for Matomo and in a custom dimension.",
    ),
    row(
        "disableCredentials",
        "",
        Shim,
        "Sends requests without cookies and ignores cookies in responses. The Matomo host then cannot see its own opt-out cookie.",
    ),
    #[feature = "full"]
    row("enableFileTracking", "", Set(FILE_TRACKING), "Also tracks pages opened from disk (file://)."),
    row(
        "forgetCookieConsentGiven",
        "",
        Act(Action::ForgetCookieConsentGiven),
        "Withdraws consent to cookies. This tracker sets none.",
    ),
    row(
        "requireCookieConsent",
        "-> boolean",
        Act(Action::RequireCookieConsent),
        "Requires consent before cookies are used. This tracker sets none. Returns whether consent is still missing.",
    ),
    row(
        "disableBrowserFeatureDetection",
        "",
        Act(Action::DisableBrowserFeatureDetection),
        "Stops sending the screen size, browser plug-ins and client hints.",
    ),
    row(
        "disableCampaignParameters",
        "",
        Set(CAMPAIGNS_OFF),
        "Ignores campaign parameters and removes them from tracked URLs.",
    ),
    row(
        "disableCookies",
        "",
        Act(Action::DisableCookies),
        "Deletes cookies that matomo.js left on this site. This tracker sets none.",
    ),
    row(
        "setTrackerUrl",
        "url: string",
        Act(Action::SetTrackerUrl),
        "Sets where hits are sent: the http or https URL of matomo.php.",
    ),
    #[feature = "full"]
    row("setAPIUrl", "url: string", Keep(API_URL), "Sets the URL of Matomo if it is not in the folder of matomo.php."),
    row(
        "enableCrossDomainLinking",
        "",
        Set(CROSS_DOMAIN),
        "Adds the visitor id to links to the site's other domains (setDomains).",
    ),
    row(
        "setCrossDomainLinkingTimeout",
        "seconds: number",
        Act(Action::SetCrossDomainLinkingTimeout),
        "Sets how many seconds a visitor id in a link stays valid (default: 180; 0 means without limit).",
    ),
    row(
        "setSessionCookieTimeout",
        "seconds: number",
        Act(Action::SetSessionCookieTimeout),
        "Sets the value that getSessionCookieTimeout returns. Nothing else changes: there is no session cookie.",
    ),
    row("setVisitorCookieTimeout", "seconds: number", Nothing, "Has no effect: there is no visitor cookie."),
    row("setCookieNamePrefix", "prefix: string", Nothing, "Has no effect: there are no cookies."),
    row("setCookieSameSite", "value: string", Nothing, "Has no effect: there are no cookies."),
    row("setSecureCookie", "enable: boolean", Nothing, "Has no effect: there are no cookies."),
    row(
        "setCookiePath",
        "path: string",
        Keep(COOKIE_PATH),
        "Sets the path that getCookiePath returns. Nothing else changes: there are no cookies.",
    ),
    row(
        "setCookieDomain",
        "domain: string",
        Keep(COOKIE_DOMAIN),
        "Sets the domain that getCookieDomain returns. Nothing else changes: there are no cookies.",
    ),
    row(
        "setDomains",
        "domains: string | string[]",
        Act(Action::SetDomains),
        "Sets the site's own hosts, with optional wildcards and paths (*.example.org/shop). Links to them are not outlinks.",
    ),
    row(
        "setUserId",
        "id: number | string",
        Act(Action::SetUserId),
        "Sets the user id that is sent with every hit, such as the name of an account in your application.",
    ),
    #[feature = "full"]
    row(
        "setVisitorId",
        "id: string",
        Act(Action::SetVisitorId),
        "Sets the visitor id that is sent with every hit: 16 hexadecimal digits.",
    ),
    row("setSiteId", "id: number | string", Keep(SITE_ID), "Sets the id of the site in Matomo."),
    #[feature = "full"]
    row("alwaysUseSendBeacon", "", Clear(BEACON_OFF), "Sends hits so that they outlive the page, by sendBeacon or fetch with keepalive (default)."),
    #[feature = "full"]
    row(
        "disableAlwaysUseSendBeacon",
        "",
        Set(BEACON_OFF),
        "Sends hits by image or XMLHttpRequest while the page is open.",
    ),
    row(
        "enableLinkTracking",
        "enable?: boolean",
        Act(Action::EnableLinkTracking),
        "Tracks clicks on outlinks and downloads, including links added later.",
    ),
    row("setCookieConsentGiven", "", Nothing, "Gives consent to cookies. This tracker sets none."),
    row("requireConsent", "", Act(Action::RequireConsent), "Holds back all hits until consent is given."),
    row("setConsentGiven", "", Act(Action::SetConsentGiven), "Gives consent for this page and sends the hits that were held back."),
    row("disablePerformanceTracking", "", Set(PERFORMANCE_OFF), "Stops sending page load times."),
    #[feature = "full"]
    row(
        "setPagePerformanceTiming",
        "network?: number, server?: number, transfer?: number, domProcessing?: number, domCompletion?: number, onload?: number",
        Act(Action::SetPagePerformanceTiming),
        "Sets the page load times, in milliseconds, that are sent instead of the browser's.",
    ),
    row(
        "setExcludedQueryParams",
        "names: string | string[]",
        Act(Action::SetExcludedQueryParams),
        "Removes query parameters from tracked URLs, by name or /pattern/. Avoid nested quantifiers: /^(a+)+$/ can take seconds, /^a+$/ does not.",
    ),
    row(
        "setExcludedReferrers",
        "hosts: string | string[]",
        KeepList(EXCLUDED_REFERRERS),
        "Sets hosts, with optional paths, that are not attributed as referrers (default: .paypal.com).",
    ),
    #[feature = "full"]
    row(
        "setAllowedCampaigns",
        "campaigns: CampaignPattern | CampaignPattern[] | AllowedCampaigns",
        Act(Action::SetAllowedCampaigns),
        "Declares the campaigns of the site, by name and parameter. All others are removed from tracked URLs and not attributed.",
    ),
    // Applied in the order of the queue.
    row(
        "trackPageView",
        "title?: string, data?: object, callback?: Callback",
        Act(Action::TrackPageView),
        "Tracks a page view.",
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
        "Tracks a goal conversion.",
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
        "Tracks a hit given as a query string.",
    ),
    #[feature = "anonymous"]
    row(
        "measureInteractions",
        "rules: Interaction[]",
        Act(Action::MeasureInteractions),
        "Tracks an event whenever an element that matches a selector is used.",
    ),
    #[feature = "anonymous"]
    row(
        "recordCall",
        "category: string, name: string, action: string, milliseconds: number",
        Shim,
        "Adds a call and its duration in milliseconds to the next usage report.",
    ),
    #[feature = "anonymous"]
    row(
        "sendUsageReport",
        "report?: UsageReport",
        Act(Action::SendUsageReport),
        "Sends the recorded calls, and facts about the installation.",
    ),
    #[feature = "full"]
    row("ping", "", Act(Action::Ping), "Sends a ping: the visitor is still on the page."),
    #[feature = "full"]
    row(
        "queueRequest",
        "request: string, isFullRequest?: boolean",
        Act(Action::QueueRequest),
        "Queues a hit given as a query string, and sends it with others once no more were queued for an interval.",
    ),
    #[feature = "full"]
    row(
        "trackContentImpression",
        "name: string, piece?: string, target?: string",
        Act(Action::TrackContentImpression),
        "Tracks an impression of a content block.",
    ),
    #[feature = "full"]
    row(
        "trackContentInteraction",
        "interaction: string, name: string, piece?: string, target?: string",
        Act(Action::TrackContentInteraction),
        "Tracks an interaction with a content block.",
    ),
    #[feature = "full"]
    row(
        "trackContentInteractionNode",
        "node: Node, interaction?: string -> string | undefined",
        Act(Action::TrackContentInteractionNode),
        "Tracks an interaction with the content block around a node. Returns its request, or undefined outside a block.",
    ),
    #[feature = "full"]
    row(
        "trackContentImpressionsWithinNode",
        "node: Node",
        Act(Action::TrackContentImpressionsWithinNode),
        "Tracks impressions of the content blocks inside a node.",
    ),
    #[feature = "full"]
    row("trackAllContentImpressions", "", Act(Action::TrackAllContentImpressions), "Tracks impressions of all content blocks on the page."),
    #[feature = "full"]
    row(
        "trackVisibleContentImpressions",
        "onScroll?: boolean, interval?: number",
        Act(Action::TrackVisibleContentImpressions),
        "Tracks impressions of content blocks once they are visible. Pass false and 0 for only those that are visible now.",
    ),
    #[feature = "full"]
    row(
        "logAllContentBlocksOnPage",
        "",
        Act(Action::LogAllContentBlocksOnPage),
        "Logs the page's content blocks to the console.",
    ),
    #[feature = "full"]
    row(
        "trackEcommerceOrder",
        "id: string, total: number, subTotal?: number, tax?: number, shipping?: number, discount?: number | false",
        Act(Action::TrackEcommerceOrder),
        "Tracks an order with the products in the cart, and empties the cart.",
    ),
    #[feature = "full"]
    row(
        "trackEcommerceCartUpdate",
        "total: number",
        Act(Action::TrackEcommerceCartUpdate),
        "Tracks the products in the cart and their total.",
    ),
    row("resetUserId", "", Forget(USER_ID), "Clears the user id."),
    row("setCustomUrl", "url: string", Act(Action::SetCustomUrl), "Sets the URL to track instead of the page's."),
    row("setReferrerUrl", "url: string", Keep(REFERRER), "Sets the referrer to track instead of the page's."),
    row(
        "setDocumentTitle",
        "title: string",
        Act(Action::SetDocumentTitle),
        "Sets the title to track instead of the page's.",
    ),
    #[feature = "full"]
    row(
        "setPageViewId",
        "id: string",
        Act(Action::SetPageViewId),
        "Sets the id that a page view shares with the hits that follow it.",
    ),
    #[feature = "full"]
    row(
        "setCustomData",
        "key: object | string, value?: unknown",
        Act(Action::SetCustomData),
        "Sets custom data that is sent as JSON with every hit. Only plugins read it.",
    ),
    row(
        "setCustomDimension",
        "id: number | string, value: number | string",
        Act(Action::SetCustomDimension),
        "Sets a custom dimension that is sent with all later hits.",
    ),
    row(
        "deleteCustomDimension",
        "id: number | string",
        Act(Action::DeleteCustomDimension),
        "Removes a custom dimension from later hits.",
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
    row("storeCustomVariablesInCookie", "", Nothing, "Has no effect: custom variables last until the page is closed."),
    #[feature = "full"]
    row(
        "setEcommerceView",
        "sku: string | false, name?: string | false, category?: string | string[], price?: number",
        Act(Action::SetEcommerceView),
        "Sets the product or category that the page shows.",
    ),
    #[feature = "full"]
    row(
        "addEcommerceItem",
        "sku: string, name?: string, category?: string | string[], price?: number, quantity?: number",
        Act(Action::AddEcommerceItem),
        "Adds a product to the cart, or replaces the one with the same SKU.",
    ),
    #[feature = "full"]
    row("removeEcommerceItem", "sku: string", Act(Action::RemoveEcommerceItem), "Removes a product from the cart."),
    #[feature = "full"]
    row("clearEcommerceCart", "", Forget(ECOMMERCE_ITEMS), "Removes all products from the cart."),
    #[feature = "full"]
    row(
        "setGenerationTimeMs",
        "milliseconds: number",
        Act(Action::SetGenerationTimeMs),
        "Has no effect: Matomo 4 replaced it with setPagePerformanceTiming.",
    ),
    #[feature = "full"]
    row("appendToTrackingUrl", "query: string", Keep(APPENDED), "Sets a query string that is appended to every request."),
    #[feature = "full"]
    row(
        "setCustomRequestProcessing",
        "process: (request: string) => string",
        Shim,
        "Passes every request to a function, which may change or drop it.",
    ),
    #[feature = "full"]
    row("enableDebug", "", Shim, "Logs each request in the console as it leaves: its hits, decoded, and their receiver."),
    #[feature = "full"]
    row("addPlugin", "name: string, plugin: object", Shim, "Registers a plugin's hooks."),
    row(
        "addListener",
        "element: Element, enable?: boolean",
        Act(Action::AddListener),
        "Tracks clicks on an element.",
    ),
    #[feature = "full"]
    row(
        "setLinkTrackingTimer",
        "milliseconds: number",
        Act(Action::SetLinkTrackingTimer),
        "Sets the value that getLinkTrackingTimer returns. Nothing else changes: clicks are never delayed.",
    ),
    row(
        "setDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::SetDownloadExtensions),
        "Sets the file extensions of downloads, replacing all others.",
    ),
    row(
        "addDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::AddDownloadExtensions),
        "Adds file extensions of downloads.",
    ),
    row(
        "removeDownloadExtensions",
        "extensions: string | string[]",
        Act(Action::RemoveDownloadExtensions),
        "Removes file extensions of downloads.",
    ),
    #[feature = "full"]
    row(
        "setDownloadPatterns",
        "patterns: LinkPattern | LinkPattern[]",
        Act(Action::SetDownloadPatterns),
        "Sets links that are downloads whatever their extension, by path or host with wildcards (/files/*) or regular expression.",
    ),
    #[feature = "full"]
    row(
        "setOutlinkPatterns",
        "patterns: LinkPattern | LinkPattern[]",
        Act(Action::SetOutlinkPatterns),
        "Sets links that are outlinks, also those to the site's own hosts (/go/*), by path or host with wildcards or regular expression.",
    ),
    row(
        "setDownloadClasses",
        "classes: string | string[]",
        KeepList(DOWNLOAD_CLASSES),
        "Sets additional CSS classes that make a link a download.",
    ),
    row(
        "setLinkClasses",
        "classes: string | string[]",
        KeepList(LINK_CLASSES),
        "Sets additional CSS classes that make a link an outlink.",
    ),
    row(
        "setIgnoreClasses",
        "classes: string | string[]",
        KeepList(IGNORE_CLASSES),
        "Sets additional CSS classes of links that are not tracked.",
    ),
    row("disableCrossDomainLinking", "", Clear(CROSS_DOMAIN), "Stops adding the visitor id to links."),
    row(
        "discardHashTag",
        "enable: boolean",
        SetIf(DISCARD_HASH),
        "Removes the hash from tracked URLs.",
    ),
    row(
        "setCampaignNameKey",
        "names: string | string[]",
        KeepList(CAMPAIGN_NAMES),
        "Sets the URL parameters that contain the campaign's name.",
    ),
    row(
        "setCampaignKeywordKey",
        "names: string | string[]",
        KeepList(CAMPAIGN_KEYWORDS),
        "Sets the URL parameters that contain the campaign's keyword.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignsForReferrers",
        "hosts: string | string[]",
        KeepList(CAMPAIGNLESS_REFERRERS),
        "Sets referrers whose visitors are not attributed to campaigns. The campaign parameters are removed from tracked URLs.",
    ),
    #[feature = "full"]
    row(
        "setIgnoreCampaignAttributionForSources",
        "sources: string | string[]",
        KeepList(CAMPAIGNLESS_SOURCES),
        "Sets campaigns that are not attributed. Their parameters are removed from tracked URLs.",
    ),
    #[feature = "full"]
    row(
        "setReferralUrlMaxLength",
        "letters: number",
        Act(Action::SetReferralUrlMaxLength),
        "Sets how many characters of the referrer are sent for attribution (default: 1024).",
    ),
    #[feature = "full"]
    row(
        "setConversionAttributionFirstReferrer",
        "enable: boolean",
        SetIf(FIRST_REFERRER_WINS),
        "Attributes conversions to the first referrer instead of the last.",
    ),
    row(
        "rememberConsentGiven",
        "hours?: number",
        Act(Action::RememberConsentGiven),
        "Gives consent and saves it in the site's store (setConsentStore). Without a store it lasts for this page.",
    ),
    row(
        "forgetConsentGiven",
        "",
        Act(Action::ForgetConsentGiven),
        "Withdraws consent, in the site's store (setConsentStore) too.",
    ),
    row("optUserOut", "", Act(Action::ForgetConsentGiven), "Opts the visitor out, in the site's store (setConsentStore) too. Without a store it lasts for this page."),
    row("forgetUserOptOut", "", Act(Action::SetConsentGiven), "Opts the visitor in again."),
    row(
        "rememberCookieConsentGiven",
        "hours?: number",
        Act(Action::RememberCookieConsentGiven),
        "Gives consent to cookies and saves it in the site's store (setConsentStore). This tracker sets none.",
    ),
    #[feature = "full"]
    row(
        "setConsentStore",
        "store: ConsentStore",
        Act(Action::SetConsentStore),
        "Sets the functions (load, save, remove) that keep the visitor's choice for the site.",
    ),
    row("deleteCookies", "", Act(Action::DisableCookies), "Deletes cookies that matomo.js left on this site."),
    row(
        "setDoNotTrack",
        "enable: boolean",
        Act(Action::SetDoNotTrack),
        "Sends nothing if the browser's Do Not Track setting is on.",
    ),
    row(
        "setGlobalPrivacyControl",
        "enable: boolean",
        Act(Action::SetGlobalPrivacyControl),
        "Sends nothing if the browser sends Global Privacy Control.",
    ),
    row(
        "enableBrowserFeatureDetection",
        "",
        Act(Action::EnableBrowserFeatureDetection),
        "Sends the screen size, browser plug-ins and client hints again.",
    ),
    #[feature = "full"]
    row("setRequestMethod", "method: 'GET' | 'POST'", Act(Action::SetRequestMethod), "Sets the request method. GET also turns off sendBeacon while the page is open."),
    #[feature = "full"]
    row(
        "setRequestContentType",
        "type: string",
        Keep(CONTENT_TYPE),
        "Sets the content type of POST requests, except for beacons.",
    ),
    #[feature = "full"]
    row(
        "setRequestQueueInterval",
        "milliseconds: number",
        Act(Action::SetRequestQueueInterval),
        "Sets how long queueRequest waits for more hits, in milliseconds (default: 2500, minimum: 1000).",
    ),
    #[feature = "full"]
    row("disableQueueRequest", "", Set(BULK_OFF), "Makes queueRequest send hits at once."),
    #[feature = "full"]
    row(
        "disableBundling",
        "",
        Set(BUNDLING_OFF),
        "Sends each hit in a request of its own, at the intervals of matomo.js.",
    ),
    row(
        "enableHeartBeatTimer",
        "seconds?: number",
        Act(Action::EnableHeartBeatTimer),
        "Sends a ping when the visitor leaves a page that was in view for this many seconds (default: 15, minimum: 5).",
    ),
    row("disableHeartBeatTimer", "", Clear(HEARTBEAT), "Stops the pings of enableHeartBeatTimer."),
    #[feature = "full"]
    row("enableJSErrorTracking", "", Act(Action::EnableJSErrorTracking), "Tracks uncaught JavaScript errors as events."),
    #[feature = "full"]
    row(
        "enableSpaTracking",
        "options?: string | string[] | SpaOptions",
        Act(Action::EnableSpaTracking),
        "Tracks a page view whenever a single-page application changes its URL.",
    ),
    #[feature = "full"]
    row("setCountPreRendered", "enable: boolean", SetIf(COUNT_PRERENDERED), "Sends the hits of a prerendered page at once instead of when it is first shown."),
    #[feature = "full"]
    row(
        "enableScrollTracking",
        "options?: ScrollOptions",
        Act(Action::Measure),
        "Tracks how deep each page view was read, in percent, once when it ends.",
    ),
    #[feature = "full"]
    row(
        "enableEngagement",
        "options?: EngagementOptions",
        Act(Action::Measure),
        "Tracks for how many seconds each page view was visible and used.",
    ),
    #[feature = "full"]
    row(
        "enableWebVitals",
        "options?: WebVitalsOptions",
        Act(Action::Measure),
        "Tracks LCP, INP, CLS, FCP and TTFB of each page view, once when it ends.",
    ),
    #[feature = "full"]
    row(
        "enableReadability",
        "seconds?: number",
        Act(Action::Measure),
        "Tracks an event once a page view was used for so many seconds (30 if you give none).",
    ),
    #[feature = "full"]
    row(
        "enableFormTracking",
        "options?: FormOptions",
        Act(Action::Measure),
        "Tracks which forms were started, submitted and abandoned, by their id or name and the path of their action, never a value.",
    ),
    #[feature = "full"]
    row(
        "enableElementTracking",
        "options?: ElementOptions",
        Act(Action::Measure),
        "Tracks the events that elements name in data-track-event, and in the attributes of Plausible and Umami.",
    ),
    #[feature = "full"]
    row(
        "enableMediaTracking",
        "options?: MediaOptions",
        Act(Action::Measure),
        "Tracks how videos and audio are played: starts, pauses, quarters, ends and the seconds that were played.",
    ),
    #[feature = "full"]
    row(
        "enableErrorPages",
        "options?: ErrorPageOptions",
        Act(Action::Measure),
        "Tracks an event for each page view of an error page, such as 404, with its referrer: by the server's response, a meta element or the status you give.",
    ),
    #[feature = "full"]
    row(
        "setCountRestored",
        "enable: boolean",
        SetIf(COUNT_RESTORED),
        "Tracks a page view whenever the page returns from the back/forward cache.",
    ),
    #[feature = "full"]
    row("killFrame", "", Shim, "Opens the page in the top window if it is in a frame."),
    #[feature = "full"]
    row("redirectFile", "url: string", Shim, "Opens another URL if the page was opened from disk (file://)."),
    row(
        "setSessionCookie",
        "name: string, value: string, milliseconds?: number",
        Nothing,
        "Has no effect: there is no session cookie.",
    ),
    row("setReferralCookieTimeout", "seconds: number", Nothing, "Has no effect: there is no referral cookie."),
    #[feature = "full"]
    row(
        "getRequest",
        "request: string -> string",
        Act(Action::GetRequest),
        "Returns the complete request that would be sent for a query string. Sends nothing.",
    ),
    row("getTrackerUrl", "", Return(TRACKER_URL), "Returns the URL that hits are sent to."),
    #[feature = "full"]
    row("getMatomoUrl", "-> string", Act(Action::GetMatomoUrl), "Returns the URL of Matomo."),
    #[feature = "full"]
    row("getPiwikUrl", "-> string", Act(Action::GetMatomoUrl), "Returns the URL of Matomo. The same as getMatomoUrl."),
    row("getSiteId", "-> number | string", Return(SITE_ID), "Returns the id of the site in Matomo."),
    row("getVisitorId", "-> string", Act(Action::GetVisitorId), "Returns the visitor id, or an empty string if none was set."),
    #[feature = "full"]
    row(
        "getVisitorInfo",
        "-> [isNew: string, id: string, seconds: number]",
        Shim,
        "Returns '1' (a new visitor), the visitor id and the current time in seconds since 1970.",
    ),
    row("getUserId", "-> number | string", Return(USER_ID), "Returns the user id."),
    row("getCurrentUrl", "-> string", Act(Action::GetCurrentUrl), "Returns the URL that is tracked for the page."),
    row("getPageViewId", "", ReturnKept(PAGE_VIEW_ID), "Returns the id of the page view."),
    row(
        "getNumTrackedPageViews",
        "-> number",
        Act(Action::GetNumTrackedPageViews),
        "Returns the number of tracked page views.",
    ),
    #[feature = "full"]
    row(
        "getCustomData",
        "-> Record<string, unknown> | undefined",
        Act(Action::GetCustomData),
        "Returns the data set with setCustomData.",
    ),
    row(
        "getCustomDimension",
        "id: number | string -> string | undefined",
        Act(Action::GetCustomDimension),
        "Returns the value of a custom dimension.",
    ),
    #[feature = "full"]
    row(
        "getCustomVariable",
        "index: number, scope?: 'visit' | 'page' | 'event' -> [name: string, value: string] | false",
        Act(Action::GetCustomVariable),
        "Returns the name and value of a custom variable, or false if it is not set.",
    ),
    #[feature = "full"]
    row(
        "getEcommerceItems",
        "-> Record<string, EcommerceItem>",
        Act(Action::GetEcommerceItems),
        "Returns the products in the cart, by SKU.",
    ),
    #[feature = "full"]
    row(
        "getAttributionInfo",
        "-> [campaign: string, keyword: string, seconds: number, referrer: string]",
        Shim,
        "Returns what conversions are attributed to: campaign, keyword, time in seconds since 1970, and referrer.",
    ),
    #[feature = "full"]
    row(
        "getAttributionCampaignName",
        "",
        Return(CAMPAIGN_NAME),
        "Returns the name of the campaign that conversions are attributed to.",
    ),
    #[feature = "full"]
    row(
        "getAttributionCampaignKeyword",
        "",
        Return(CAMPAIGN_KEYWORD),
        "Returns the keyword of the campaign that conversions are attributed to.",
    ),
    #[feature = "full"]
    row(
        "getAttributionReferrerTimestamp",
        "-> number",
        Act(Action::GetAttributionReferrerTimestamp),
        "Returns when the visitor came from the attributed referrer, in seconds since 1970; 0 without one.",
    ),
    #[feature = "full"]
    row(
        "getAttributionReferrerUrl",
        "",
        Return(CAMPAIGN_REFERRER),
        "Returns the referrer that conversions are attributed to.",
    ),
    #[feature = "full"]
    row(
        "getIgnoreCampaignsForReferrers",
        "",
        ReturnList(CAMPAIGNLESS_REFERRERS),
        "Returns the referrers set with setIgnoreCampaignsForReferrers, or the defaults.",
    ),
    #[feature = "full"]
    row(
        "getIgnoreCampaignAttributionForSources",
        "",
        ReturnList(CAMPAIGNLESS_SOURCES),
        "Returns the campaigns set with setIgnoreCampaignAttributionForSources, or the defaults.",
    ),
    #[feature = "full"]
    row(
        "getLinkTrackingTimer",
        "-> number",
        Act(Action::GetLinkTrackingTimer),
        "Returns the milliseconds set with setLinkTrackingTimer (default: 500).",
    ),
    #[feature = "full"]
    row(
        "getCrossDomainLinkingUrlParameter",
        "-> string",
        Act(Action::GetCrossDomainLinkingUrlParameter),
        "Returns the URL parameter that passes the visitor id to another domain.",
    ),
    row("isCrossDomainLinkingEnabled", "", ReturnIsSet(CROSS_DOMAIN), "Returns whether the visitor id is added to links to the site's other domains."),
    row("isConsentRequired", "", ReturnIsSet(CONSENT_REQUIRED), "Returns whether consent is required."),
    row("hasConsent", "", ReturnIsClear(CONSENT_MISSING), "Returns whether hits may be sent."),
    row(
        "getRememberedConsent",
        "-> unknown",
        Act(Action::GetRememberedConsent),
        "Returns the consent saved in the site's store (setConsentStore), or null.",
    ),
    row(
        "hasRememberedConsent",
        "-> boolean",
        Act(Action::HasRememberedConsent),
        "Returns whether consent is saved in the site's store (setConsentStore).",
    ),
    row(
        "getRememberedCookieConsent",
        "-> unknown",
        Act(Action::GetRememberedCookieConsent),
        "Returns the consent to cookies saved in the site's store (setConsentStore), or 0.",
    ),
    row("isUserOptedOut", "", ReturnIsSet(CONSENT_MISSING), "Returns whether hits are held back."),
    row("areCookiesEnabled", "-> boolean", Act(Action::ReturnFalse), "Returns false: there are no cookies."),
    row("hasCookies", "-> boolean", Act(Action::ReturnFalse), "Returns false: there are no cookies."),
    row("getCookie", "name: string -> null", Act(Action::ReturnNull), "Returns null: there are no cookies."),
    row("getCookieDomain", "", ReturnKept(COOKIE_DOMAIN), "Returns the domain set with setCookieDomain."),
    row("getCookiePath", "", ReturnKept(COOKIE_PATH), "Returns the path set with setCookiePath."),
    row(
        "getSessionCookieTimeout",
        "-> number",
        Act(Action::GetSessionCookieTimeout),
        "Returns the timeout set with setSessionCookieTimeout, in milliseconds (default: 1800000).",
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
