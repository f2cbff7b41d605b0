/**
 * An example of every command: rows as a page would push them. Those of settings end with something that is sent, so that one sees
 * what the setting does; `back` are the rows after which the page is as it was.
 *
 * @module
 */

/** An element of the page, which an example writes as the query that finds it. */
export class Found {
  /** @param {string} selector */
  constructor(selector) {
    this.selector = selector;
  }
}

/**
 * @typedef {object} Example
 * @property {unknown[]} row the command with its arguments
 * @property {unknown[][]} [before] rows that it needs
 * @property {unknown[][]} [after] rows that show what it did
 * @property {unknown[][]} [back] rows that undo it, pushed last
 * @property {boolean} [returns] the example shows its return value
 * @property {boolean} [lasts] nothing undoes it but loading the page again
 * @property {boolean} [sends] at least one hit follows
 */

const block = new Found('#sample');
const SHOWN = ['trackEvent', 'Reference', 'example'];
/** Content counts once for each view. */
const VIEW = ['trackPageView', 'Recipes'];
const PRODUCT = ['addEcommerceItem', 'SB-12', 'Shortbread', 'Biscuits', 4.5, 2];

/** Sends by itself. */
const hit = (args, { before, back } = {}) => ({ args, before, back, sends: true });
/** Changes what is sent afterwards. */
const set = (args, { before, after = [SHOWN], back, lasts } = {}) => ({ args, before, after, back, lasts, sends: true });
/** Nothing is sent for it. */
const quiet = (args = [], { before, back, lasts } = {}) => ({ args, before, back, lasts });
/** Returns a value. */
const ask = (args = [], before = undefined, back = undefined) => ({ args, before, back, returns: true });

const CONSENT = [['setConsentGiven']];
const IN = [['forgetUserOptOut']];

/** By topic, in the order in which one meets them. */
const GIVEN = {
  'Views, events, goals': {
    trackPageView: hit(['Recipes']),
    trackEvent: hit(['Videos', 'play', 'Trailer', 30]),
    trackGoal: hit([1, 19.9]),
    trackSiteSearch: hit(['shortbread', 'Recipes', 12]),
    trackLink: hit(['https://example.org/guide', 'link']),
    trackRequest: hit(['e_c=Videos&e_a=pause']),
    ping: hit([]),
    queueRequest: hit(['e_c=Videos&e_a=seek']),
    setRequestQueueInterval: set([1000], { after: [['queueRequest', 'e_c=Videos&e_a=seek']] }),
    disableQueueRequest: set([], { after: [['queueRequest', 'e_c=Videos&e_a=seek']], lasts: true }),

  },
  'The page': {
    setCustomUrl: set(['https://www.example.org/recipes'], { after: [['trackPageView']], back: [['setCustomUrl', '']] }),
    setReferrerUrl: set(['https://www.example.net/'], { after: [['trackPageView']], back: [['setReferrerUrl', '']] }),
    setDocumentTitle: set(['Shortbread'], { after: [['trackPageView']], back: [['setDocumentTitle', '']] }),
    setPageViewId: set(['a1B2c3'], { after: [['trackPageView']], lasts: true }),
    setSiteId: set([1]),
    setTrackerUrl: set(['/matomo.php']),
    setAPIUrl: quiet(['/'], { lasts: true }),
    appendToTrackingUrl: set(['lang=en-gb'], { back: [['appendToTrackingUrl', '']] }),
    setExcludedQueryParams: set([['token', '/^utm_/']], { after: [['setCustomUrl', 'https://www.example.org/?token=5&page=2'], ['trackPageView']], back: [['setExcludedQueryParams', []], ['setCustomUrl', '']] }),
    setExcludedReferrers: set([['login.example.org']], { before: [['setReferrerUrl', 'https://login.example.org/']], after: [['trackPageView']], back: [['setExcludedReferrers', []], ['setReferrerUrl', '']] }),
    discardHashTag: set([true], { after: [['setCustomUrl', 'https://www.example.org/recipes#oven'], ['trackPageView']], back: [['discardHashTag', false], ['setCustomUrl', '']] }),
    enableFileTracking: quiet([]),
    redirectFile: quiet(['https://www.example.org/']),
    killFrame: quiet([]),
    getCurrentUrl: ask(),
    getSiteId: ask(),
    getTrackerUrl: ask(),
    getMatomoUrl: ask(),
    getPiwikUrl: ask(),
    getPageViewId: ask(),
    getNumTrackedPageViews: ask(),
    getRequest: ask(['e_c=Videos&e_a=play']),

  },
  Applications: {
    enableSpaTracking: quiet([['sort']], { lasts: true }),
    enableHeartBeatTimer: quiet([15], { back: [['disableHeartBeatTimer']] }),
    disableHeartBeatTimer: quiet([]),
    enableJSErrorTracking: quiet([], { lasts: true }),
    setCountPreRendered: quiet([true]),
    setCountRestored: quiet([true], { back: [['setCountRestored', false]] }),
    setPagePerformanceTiming: set([40, 120, 30, 200, 310, 15], { after: [['trackPageView']] }),
    setGenerationTimeMs: quiet([120]), // the console says what took its place
    disablePerformanceTracking: set([], { after: [['trackPageView']], lasts: true }),

  },
  Engagement: {
    enableEngagement: quiet([{ idleAfter: 30 }], { lasts: true }),
    enableReadability: quiet([60], { lasts: true }),
    enableScrollTracking: quiet([{ thresholds: [50, 90] }], { lasts: true }),
    enableWebVitals: quiet([{ attribution: true }], { lasts: true }),
    enableMediaTracking: quiet([{ quarters: [25, 50, 75] }], { lasts: true }),
    enableErrorPages: set([{ status: 404 }], { before: [VIEW], after: [], lasts: true }),
    enableFormTracking: quiet([{ start: true, abandon: true }], { lasts: true }),
    enableElementTracking: quiet([], { lasts: true }),

  },
  'Links and downloads': {
    enableLinkTracking: quiet([true]),
    addListener: quiet([block]),
    setLinkTrackingTimer: quiet([500]),
    getLinkTrackingTimer: ask(),
    setDomains: quiet([['example.org', '*.shop.example']], { back: [['setDomains', []]] }),
    setDownloadExtensions: quiet(['pdf|csv|zip'], { lasts: true }),
    addDownloadExtensions: quiet(['epub']),
    removeDownloadExtensions: quiet(['js']),
    setDownloadPatterns: quiet([['/files/*', 'cdn.example.org/get']], { back: [['setDownloadPatterns', []]] }),
    setOutlinkPatterns: quiet([['/go/*', '/\\/redirect\\.php\\?/']], { back: [['setOutlinkPatterns', []]] }),
    setDownloadClasses: quiet(['get-it'], { back: [['setDownloadClasses', []]] }),
    setLinkClasses: quiet(['partner'], { back: [['setLinkClasses', []]] }),
    setIgnoreClasses: quiet(['silent'], { back: [['setIgnoreClasses', []]] }),
    enableCrossDomainLinking: quiet([], { back: [['disableCrossDomainLinking']] }),
    disableCrossDomainLinking: quiet([]),
    setCrossDomainLinkingTimeout: quiet([180]),
    getCrossDomainLinkingUrlParameter: ask(),
    isCrossDomainLinkingEnabled: ask(),

  },
  'Visitors and ids': {
    setUserId: set(['clerk-7'], { back: [['resetUserId']] }),
    resetUserId: set([], { before: [['setUserId', 'clerk-7']] }),
    getUserId: ask(),
    setVisitorId: set(['0123456789abcdef'], { lasts: true }),
    getVisitorId: ask(),
    getVisitorInfo: ask(),

  },
  'Dimensions, variables, data': {
    setCustomDimension: set([1, 'member'], { back: [['deleteCustomDimension', 1]] }),
    deleteCustomDimension: set([1], { before: [['setCustomDimension', 1, 'member']] }),
    getCustomDimension: ask([1], [['setCustomDimension', 1, 'member']], [['deleteCustomDimension', 1]]),
    setCustomVariable: set([1, 'plan', 'gold', 'visit'], { after: [['trackPageView']], back: [['deleteCustomVariable', 1, 'visit']] }),
    deleteCustomVariable: set([1, 'visit'], { before: [['setCustomVariable', 1, 'plan', 'gold', 'visit']], after: [['trackPageView']] }),
    deleteCustomVariables: set(['page'], { before: [['setCustomVariable', 1, 'section', 'recipes', 'page']], after: [['trackPageView']] }),
    getCustomVariable: ask([1, 'visit'], [['setCustomVariable', 1, 'plan', 'gold', 'visit']], [['deleteCustomVariable', 1, 'visit']]),
    storeCustomVariablesInCookie: quiet(),
    setCustomData: set(['team', 'kitchen'], { back: [['setCustomData', {}]] }),
    getCustomData: ask([], [['setCustomData', 'team', 'kitchen']], [['setCustomData', {}]]),

  },
  Ecommerce: {
    setEcommerceView: set(['SB-12', 'Shortbread', 'Biscuits', 4.5], { after: [['trackPageView']] }),
    addEcommerceItem: set(PRODUCT.slice(1), { after: [['trackEcommerceCartUpdate', 9]], back: [['clearEcommerceCart']] }),
    removeEcommerceItem: set(['SB-12'], { before: [PRODUCT], after: [['trackEcommerceCartUpdate', 0]] }),
    clearEcommerceCart: set([], { before: [PRODUCT], after: [['trackEcommerceCartUpdate', 0]] }),
    getEcommerceItems: ask([], [PRODUCT], [['clearEcommerceCart']]),
    trackEcommerceCartUpdate: hit([9], { before: [PRODUCT], back: [['clearEcommerceCart']] }),
    trackEcommerceOrder: hit(['order-1042', 12.9, 9, 1.5, 3.9, false], { before: [PRODUCT] }),

  },
  Content: {
    trackContentImpression: hit(['Banner', 'spring.png', 'https://www.example.org/spring']),
    trackContentInteraction: hit(['click', 'Banner', 'spring.png', 'https://www.example.org/spring']),
    trackContentInteractionNode: hit([block, 'click']),
    trackContentImpressionsWithinNode: hit([block], { before: [VIEW] }),
    trackAllContentImpressions: hit([], { before: [VIEW] }),
    trackVisibleContentImpressions: quiet([true, 0], { lasts: true }),
    logAllContentBlocksOnPage: quiet([]),

  },
  'Campaigns and attribution': {
    setAllowedCampaigns: set([['newsletter-*', '/^spring/']], { after: [['setCustomUrl', 'https://www.example.org/?mtm_campaign=winter&page=2'], ['trackPageView']], back: [['setAllowedCampaigns', '*'], ['setCustomUrl', '']], lasts: true }),
    setCampaignNameKey: set(['news'], { after: [['setCustomUrl', 'https://www.example.org/?news=spring'], ['trackGoal', 1]], back: [['setCustomUrl', '']], lasts: true }),
    setCampaignKeywordKey: set(['word'], { after: [['trackGoal', 1]], lasts: true }),
    disableCampaignParameters: set([], { after: [['setCustomUrl', 'https://www.example.org/?utm_campaign=spring&page=2'], ['trackPageView']], back: [['setCustomUrl', '']], lasts: true }),
    setIgnoreCampaignsForReferrers: quiet([['pay.example']], { back: [['setIgnoreCampaignsForReferrers', []]] }),
    setIgnoreCampaignAttributionForSources: quiet([['receipt']], { back: [['setIgnoreCampaignAttributionForSources', []]] }),
    getIgnoreCampaignsForReferrers: ask(),
    getIgnoreCampaignAttributionForSources: ask(),
    setReferralUrlMaxLength: quiet([500]),
    setConversionAttributionFirstReferrer: set([true], { after: [['trackGoal', 1]], back: [['setConversionAttributionFirstReferrer', false]] }),
    getAttributionInfo: ask(),
    getAttributionCampaignName: ask(),
    getAttributionCampaignKeyword: ask(),
    getAttributionReferrerTimestamp: ask(),
    getAttributionReferrerUrl: ask(),

  },
  'Consent and device': {
    requireConsent: set([], { back: CONSENT }),
    setConsentGiven: set([], { before: [['requireConsent'], SHOWN], after: [] }),
    rememberConsentGiven: set([24], { before: [['requireConsent'], SHOWN], after: [] }),
    forgetConsentGiven: quiet([], { before: [['requireConsent']], back: CONSENT }),
    isConsentRequired: ask(),
    hasConsent: ask(),
    getRememberedConsent: ask(),
    hasRememberedConsent: ask(),
    setConsentStore: quiet([{ load: () => undefined, save: () => {}, remove: () => {} }], { lasts: true }),
    optUserOut: quiet([], { back: IN }),
    forgetUserOptOut: set([], { before: [['optUserOut']] }),
    isUserOptedOut: ask(),
    setIgnoredHosts: set([['*.staging.example']], { back: [['setIgnoredHosts', []]] }),
    setIgnoredPaths: set([['/admin/*']], { back: [['setIgnoredPaths', []]] }),
    setBotPolicy: set(['mark', { dimension: 3 }], { back: [['setBotPolicy', null]] }),
    setDoNotTrack: quiet([true], { back: [['setDoNotTrack', false]] }),
    setGlobalPrivacyControl: quiet([true], { back: [['setGlobalPrivacyControl', false]] }),
    disableBrowserFeatureDetection: set([], { back: [['enableBrowserFeatureDetection']] }),
    enableBrowserFeatureDetection: set([]),
    setDeviceDetail: set(['needed'], { back: [['setDeviceDetail', 'all']] }),

  },
  Sending: {
    setRequestMethod: set(['POST'], { lasts: true }),
    setRequestContentType: quiet(['application/x-www-form-urlencoded; charset=UTF-8']),
    alwaysUseSendBeacon: set([]),
    disableAlwaysUseSendBeacon: set([], { back: [['alwaysUseSendBeacon']] }),
    disableCredentials: set([], { lasts: true }),
    disableBundling: set([], { after: [SHOWN, ['ping']], lasts: true }),
    setCustomRequestProcessing: set([(request) => `${request}&cra=kitchen`], { back: [['setCustomRequestProcessing', (request) => request]] }),
    setBeforeSend: set([(given) => ({ ...given, e_n: 'changed' })], { back: [['setBeforeSend', null]] }),
    enableDebug: set([], { lasts: true }),
    addPlugin: set(['Kitchen', { event: () => '&cra=kitchen' }], { lasts: true }),
    addTracker: set(['/matomo.php', 2], { lasts: true }),

  },
  'Cookies: there are none': {
    disableCookies: quiet(),
    deleteCookies: quiet(),
    requireCookieConsent: quiet(),
    setCookieConsentGiven: quiet(),
    rememberCookieConsentGiven: quiet([24]),
    forgetCookieConsentGiven: quiet(),
    getRememberedCookieConsent: ask(),
    areCookiesEnabled: ask(),
    hasCookies: ask(),
    getCookie: ask(['_pk_id']),
    setCookieNamePrefix: quiet(['_pk_']),
    setCookieSameSite: quiet(['Lax']),
    setSecureCookie: quiet([true]),
    setCookiePath: quiet(['/']),
    getCookiePath: ask(),
    setCookieDomain: quiet(['*.example.org']),
    getCookieDomain: ask(),
    setSessionCookie: quiet(['basket', '1']),
    setSessionCookieTimeout: quiet([1800]),
    getSessionCookieTimeout: ask(),
    setVisitorCookieTimeout: quiet([33_955_200]),
    setReferralCookieTimeout: quiet([15_768_000]),

  },
  'Anonymous measurement': {
    enableAnonymousMeasurement: set([{ url: 'https://app.example', title: 'My application', allowedParameters: ['view'] }], { after: [['setCustomUrl', `https://my.example/?view=list&user=ann`], ['trackPageView']], lasts: true }),
    addTargets: set([[{ url: '/matomo.php', siteId: 3, anonymous: true }], { url: 'https://app.example' }], { after: [['trackPageView']], lasts: true }),
    measureInteractions: quiet([[{ selector: '#sample', category: 'Reference', action: 'use' }]], { lasts: true }),
    recordCall: quiet(['Reports', 'Revenue', 'Reports.revenue', 12], { lasts: true }),
    sendUsageReport: hit([{ facts: { Version: '4.2' } }]),
  },
};

/** @type {Readonly<Record<string, Example>>} by the command's name */
export const EXAMPLES = Object.freeze(Object.fromEntries(
  Object.values(GIVEN).flatMap(Object.entries).map(([name, { args, ...rest }]) => [name, { row: [name, ...args], ...rest }]),
));

/** @type {readonly {title: string, id: string, names: string[]}[]} the commands by topic */
export const TOPICS = Object.freeze(Object.entries(GIVEN).map(([title, examples]) => ({
  title,
  id: `topic-${title.toLowerCase().replaceAll(/\W+/g, '-')}`,
  names: Object.keys(examples),
})));

/**
 * The example as it would be written in a page.
 *
 * @param {Example} example
 */
export function codeOf({ before = [], row, after = [], returns }) {
  const [name, ...args] = row;
  const asked = `_paq.push([function () { console.log(this.${name}(${args.map(written).join(', ')})); }]);`;
  return [...before.map(pushed), returns ? asked : pushed(row), ...after.map(pushed)].join('\n');
}

/** @param {unknown[]} row */
export function pushed(row) {
  return `_paq.push([${row.map(written).join(', ')}]);`;
}

function written(value) {
  if (value instanceof Found) return `document.querySelector(${written(value.selector)})`;
  if (typeof value === 'function') return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (value === null || typeof value !== 'object') return String(value);
  const members = Object.entries(value).map(([name, item]) => `${name}: ${written(item)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}
