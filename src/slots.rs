//! Every setting and every bit of state that a tracker or the page has, by its place in memory.
//!
//! All slots start empty or zero: a flag whose default is *on* is therefore kept as its *off* side. The names say so.

/// A text that outlives its turn, by its place in a tracker's block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSlot(pub(crate) u8);

/// A number that outlives its turn; zero until set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberSlot(pub(crate) u8);

/// The same, of the whole page, whichever tracker is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSlot(pub(crate) u8);

macro_rules! slots {
    ($kind:ident, $ids:ident: $($(#[$doc:meta])* $name:ident,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum $ids { $($(#[$doc])* $name,)* Count }
        $($(#[$doc])* pub const $name: $kind = $kind($ids::$name as u8);)*

        impl $kind {
            /// How many there are.
            pub(crate) const COUNT: u32 = $ids::Count as u32;
        }
    };
}

slots! { TextSlot, TextIds:
    /// `setTrackerUrl`: where hits go.
    TRACKER_URL,
    /// `setSiteId`.
    SITE_ID,
    /// `setAPIUrl`: where the Matomo is, if not beside the tracker URL.
    API_URL,
    /// `setUserId`.
    USER_ID,
    /// `setVisitorId`: 16 hex digits. Never made up: without cookies a random one would split visits (matomo#7780).
    VISITOR_ID,
    /// The page's address when the tracker was made, decoded as matomo.js does it.
    LOCATION,
    /// `setCustomUrl`, absolute.
    CUSTOM_URL,
    /// The referrer: the page's, or `setReferrerUrl`.
    REFERRER,
    /// The title: the page's, or `setDocumentTitle`; unset when that gave no string.
    TITLE,
    /// The page's host.
    HOST,
    /// The page's charset, unless it is UTF-8.
    CHARSET,
    /// The id that a page view and the hits after it share.
    PAGE_VIEW_ID,
    /// `appendToTrackingUrl`.
    APPENDED,
    /// `setCustomDimension`: a query string, `dimension1=a&dimension2=b`.
    DIMENSIONS,
    /// `setExcludedQueryParams`: a list.
    EXCLUDED_PARAMETERS,
    /// `setExcludedReferrers`: a list.
    EXCLUDED_REFERRERS,
    /// `setCampaignNameKey`: a list.
    CAMPAIGN_NAMES,
    /// `setCampaignKeywordKey`: a list.
    CAMPAIGN_KEYWORDS,
    /// `setAllowedCampaigns`: patterns of names, as [`crate::patterns`] has them; unset where any is allowed.
    ALLOWED_CAMPAIGNS,
    /// The same: patterns of parameters.
    ALLOWED_CAMPAIGN_PARAMETERS,
    /// `setDomains`: a list.
    DOMAINS,
    /// `setDownloadExtensions`: a list.
    EXTENSIONS,
    /// `setDownloadPatterns`: patterns of addresses, as [`crate::patterns`] has them.
    DOWNLOAD_PATTERNS,
    /// `setOutlinkPatterns`: likewise.
    OUTLINK_PATTERNS,
    /// `setDownloadClasses`: a list.
    DOWNLOAD_CLASSES,
    /// `setLinkClasses`: a list.
    LINK_CLASSES,
    /// `setIgnoreClasses`: a list.
    IGNORE_CLASSES,
    /// `setRequestContentType`.
    CONTENT_TYPE,
    /// `setPagePerformanceTiming`: a query string.
    TIMINGS,
    /// The browser's client hints as JSON, once known.
    HINTS,
    /// The client hints that the browser gives without being asked, as JSON, once read.
    BRIEF_HINTS,
    /// The browser's plug-ins and cookie flag as a query string, once read.
    FEATURES,
    /// The screen's size as a query string, once read.
    RESOLUTION,
    /// Attribution: the campaign's name.
    CAMPAIGN_NAME,
    /// Attribution: the campaign's keyword.
    CAMPAIGN_KEYWORD,
    /// Attribution: the referrer from outside.
    CAMPAIGN_REFERRER,
    /// The link the middle button went down on.
    PRESSED_LINK,
    /// `setCookieDomain`: only returned.
    COOKIE_DOMAIN,
    /// `setCookiePath`: only returned.
    COOKIE_PATH,
    /// `setCustomData` as JSON.
    CUSTOM_DATA,
    /// `setCustomVariable` in the scope visit: a JSON object, as the two below.
    VISIT_VARIABLES,
    /// The same in the scope page.
    PAGE_VARIABLES,
    /// The same in the scope event.
    EVENT_VARIABLES,
    /// `setEcommerceView`: a query string.
    ECOMMERCE_VIEW,
    /// `addEcommerceItem`: a JSON object by product.
    ECOMMERCE_ITEMS,
    /// `setIgnoreCampaignsForReferrers`: a list.
    CAMPAIGNLESS_REFERRERS,
    /// `setIgnoreCampaignAttributionForSources`: a list.
    CAMPAIGNLESS_SOURCES,
    /// `enableSpaTracking`: a list of parameters.
    IGNORED_PARAMETERS,
    /// `enableSpaTracking`: a list of paths that are no pages.
    IGNORED_PATHS,
    /// The address of the page as the browser has it, by which pages differ: decoded `/a%23b` and `/a#b` are one.
    PLACE,
    /// The address of a page that waits for its title.
    PENDING,
    /// The document's title on the page that was counted last.
    COUNTED_TITLE,
    /// `enableAnonymousMeasurement`: what stands for scheme, host and path of the page.
    ANONYMOUS_URL,
    /// The same: the title.
    ANONYMOUS_TITLE,
    /// The same: parameters of the address whose values stay, a list as the three below.
    ALLOWED_PARAMETERS,
    /// The same: parameters whose values are folded.
    NUMERIC_IDS,
    /// The same: pairs of parameters, `module/action`, which make the path.
    PATH_PARAMETERS,
    /// The same: categories of events and content that may pass, percent-encoded.
    CATEGORIES,
    /// The same: actions and names of events that may pass, percent-encoded.
    EVENT_NAMES,
    /// Events that pass whole (`measureInteractions`, `recordCall`): each as it stands in a request, `e_c=...&e_a=...&e_n=...`.
    DECLARED_EVENTS,
    /// The facts of the last usage report as they stand in a request.
    REPORTED_FACTS,
    /// The address that the last page view was tracked with, if something is measured of it.
    VIEWED_URL,
    /// Where the page was then, as the browser had it.
    VIEWED_PLACE,
    /// `setCustomUrl` as it was then.
    VIEWED_CUSTOM_URL,
    /// The address of the page that a hit is about which is made only now; the page may be another already.
    HIT_PLACE,
    /// `setIgnoredHosts`: a list, as `src/privacy/ignored.rs` writes it.
    IGNORED_HOSTS,
    /// `setIgnoredPaths`: likewise.
    IGNORED_PAGES,
    /// `setBotPolicy` leaves out this browser: by what it shows that it is automated.
    LEFT_OUT_AS,
    /// `setBotPolicy` marks the hits of this browser: what they say, as it stands in a request.
    BOT_MARK,
}

slots! { NumberSlot, NumberIds:
    /// `discardHashTag`.
    DISCARD_HASH,
    /// `setDoNotTrack`, and the browser asks for it.
    DO_NOT_TRACK,
    /// `enableFileTracking`.
    FILE_TRACKING,
    /// `requireConsent`.
    CONSENT_REQUIRED,
    /// No consent yet, or taken back.
    CONSENT_MISSING,
    /// Made when the first tracker needed consent, whose consent is this one's too.
    CONSENT_FOLLOWS,
    /// `disablePerformanceTracking`.
    PERFORMANCE_OFF,
    /// The page's timings have left.
    PERFORMANCE_SENT,
    /// The task that made the tracker is over.
    SETTLED,
    /// `disableBrowserFeatureDetection`.
    FEATURES_OFF,
    /// `setDeviceDetail`: [`crate::privacy::device`] says what the values mean.
    DEVICE_DETAIL,
    /// `disableCampaignParameters`.
    CAMPAIGNS_OFF,
    /// `setAllowedCampaigns` was called.
    CAMPAIGNS_DECLARED,
    /// `setConversionAttributionFirstReferrer`.
    FIRST_REFERRER_WINS,
    /// Seconds since 1970 when the attribution was made.
    ATTRIBUTED_AT,
    /// `disableAlwaysUseSendBeacon`.
    BEACON_OFF,
    /// `disableBundling`.
    BUNDLING_OFF,
    /// `disableQueueRequest`.
    BULK_OFF,
    /// `setRequestQueueInterval` in milliseconds.
    BULK_INTERVAL,
    /// `setLinkTrackingTimer` in milliseconds plus one; only returned.
    LINK_PAUSE,
    /// `setPageViewId` was called.
    PAGE_VIEW_ID_FIXED,
    /// How many page views were tracked.
    PAGE_VIEWS,
    /// `enableLinkTracking` was called.
    LINKS_ON,
    /// `enableJSErrorTracking` was called.
    ERRORS_ON,
    /// Whether the server responds: [`crate::delivery`] says what the values mean.
    SERVER,
    /// How often was tried again what got no response, since there last was one.
    RETRIES,
    /// When the server, which has asked to be left alone until then, may be asked again, in milliseconds, modulo 2^32; 0 for now.
    ASK_AT,
    /// How many hits of the tracker are in the store.
    HITS,
    /// How many bytes of them `queueRequest` has collected.
    COLLECTED_BYTES,
    /// How many bytes of hits the server takes in one request, where it was found to take fewer than browsers.
    SERVER_BYTES,
    /// The browser takes no more beacons of the page that goes.
    BEACONS_REFUSED,
    /// How many images the page that goes has asked for.
    IMAGES_ASKED,
    /// Hits were made before anybody saw the page.
    UNSEEN,
    /// What the page's policy forbids: [`crate::delivery`] says what the bits mean.
    FORBIDDEN,
    /// The page's policy forbids requests: the number of the first that was made as an image.
    FIRST_IMAGE,
    /// The browser says that it is offline, and the server has responded all the same.
    OFFLINE_IS_WRONG,
    /// Which problems of the delivery were logged: [`crate::delivery`] says what the bits mean.
    REPORTED,
    /// How far the client hints are: [`crate::delivery`] says what the values mean.
    HINTS_STATE,
    /// A flush comes at the end of this turn.
    FLUSH_DUE,
    /// The page is hidden or being left: [`crate::delivery`] says what the values mean.
    LEAVING,
    /// With bundling off: when the next hit may leave, in milliseconds, modulo 2^32.
    NEXT_AT,
    /// What waits is to leave together, also with bundling off: hits of `queueRequest` are in it.
    FORCE_BATCH,
    /// `setGlobalPrivacyControl`, and the browser asks for it.
    PRIVACY_CONTROL,
    /// `setCountPreRendered`.
    COUNT_PRERENDERED,
    /// `setCountRestored`.
    COUNT_RESTORED,
    /// `setReferralUrlMaxLength` plus one.
    REFERRER_LENGTH,
    /// `setSessionCookieTimeout` in seconds plus one; only returned.
    SESSION_TIMEOUT,
    /// `enableHeartBeatTimer` in milliseconds.
    HEARTBEAT,
    /// The window's focus is listened to.
    FOCUS_ON,
    /// When the window last came into view, in milliseconds, modulo 2^32; 0 if it was in view from the start.
    VIEWED_AT,
    /// When the last request left, likewise.
    SENT_AT,
    /// `enableCrossDomainLinking`.
    CROSS_DOMAIN,
    /// `setCrossDomainLinkingTimeout` in seconds plus one.
    CROSS_DOMAIN_TIMEOUT,
    /// `trackVisibleContentImpressions` was called.
    VISIBLE_ONLY,
    /// `trackAllContentImpressions` was called.
    CONTENT_ON,
    /// `enableSpaTracking` was called.
    SPA_ON,
    /// `enableSpaTracking`: other parameters by `replaceState` make another page.
    REPLACING_COUNTS,
    /// `enableSpaTracking`: how long a page waits for its title, in milliseconds.
    TITLE_TIMEOUT,
    /// Since when a page waits for its title.
    PENDING_SINCE,
    /// When the hit was due that is made now: a page's view when the page came, what is measured of a view with that; 0 if it is due now.
    DUE_AT,
    /// What the site said of a page whose view is still to come: `tracker/full/spa.rs` says what the values mean.
    OWED,
    /// `setRequestMethod` said POST.
    USE_POST,
    /// Whether this tracker's hits are anonymous: [`crate::privacy::anonymous`] says what the values mean.
    ANONYMOUS,
    /// A target with options of its own for that: those of the page are not for it.
    OWN_OPTIONS,
    /// A target that was given as one that gets full hits (`anonymous: false`).
    FULL_HITS,
    /// `eventNames: 'all'`: actions and names of events in a declared category pass as they are.
    ALL_EVENT_NAMES,
    /// JavaScript errors already sent for this page view: a set of [`crate::port::are_new`].
    SEEN_ERRORS,
    /// Content already tracked for this page view: likewise.
    SEEN_CONTENT,
    /// A usage report is being made (`sendUsageReport`).
    REPORTING,
    /// Something is measured of each page view (`enableScrollTracking` and its kin).
    MEASURING,
    /// When the last page view was due of which something is measured.
    VIEW_DUE_AT,
}

slots! { PageSlot, PageIds:
    /// Nothing leaves any more, from no tracker: what was to keep hits back could not be read.
    CLOSED,
    /// The tracker whose options for anonymous measurement are the page's, by number; 0 where nobody asked for it.
    ANONYMOUS_AS,
}
