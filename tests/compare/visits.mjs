/**
 * Random visits, as scenarios of tests/vectors: settings and actions in any order, with arguments that are mostly what a command takes.
 * Left out is what depends on time, what differs from matomo.js on purpose (DIFFERENCES.md), and what makes no sense in both.
 *
 * @module
 */
import { randomFrom } from '../support/random.mjs';

const TEXTS = ['', 'a', 'Name', 'a b&c=d', "it's \"q\"", 'Ünïcode 😀', '  padded ', '<b>', '1', '0', '%20', '100%', '+', 'x'.repeat(250), 'line\nend\ttab', 'a,b', '/path', 'null', '/a+/i'];
const URLS = ['http://a.example/b?c=d#e', 'https://a.example', '/path?x=1', 'page.html', '', '?q=1', '#hash', '//b.example/c', 'mailto:a@b.example', 'http://a.example/?utm_campaign=c&pk_kwd=k', 'javascript:void(0)', 'file.zip', 'http://ü.example/ä b'];
const ODD = ['undefined', 'null', 'true', 'false', '7', '-1', '"7"', '" "', '2.5'];
const NUMBERS = ['0', '1', '2', '3', '12', '2.5', '-1', '"4"', '"x"', '0.1', '1e-7', '"1,5"'];

/** What is given for each kind of argument, as JavaScript. */
const KINDS = {
  text: TEXTS.map((text) => JSON.stringify(text)),
  url: URLS.map((url) => JSON.stringify(url)),
  number: NUMBERS,
  amount: NUMBERS,
  count: ['1', '2', '3', '5'],
  flag: ['true', 'false', '1', '0', '"yes"', 'undefined'],
  texts: ['[]', '["a"]', '["a", "b c"]', '"a"', '"a,b"', '["", "x"]', '[1, 2]', '["a", "b", "c", "d", "e", "f"]'],
  data: ['undefined', '{}', '{ dimension1: "one" }', '{ dimension2: "", other: 3 }', '{ "a b": "c&d" }', '{ x: null }', '{ x: { y: [1] } }', 'null'],
  word: ['"abc123"', '"id"'],
  own: ['{}', '{ "a b": "c&d" }', '{ other: 3 }', '"key"'],
  scope: ['"visit"', '"page"', '"event"', 'undefined', '"other"', '2'],
  query: ['"a=b"', '"&a=b&c"', '"?a=b"', '""', '"a=%20&b=ü"', '"idsite=9"'],
  names: ['["sid"]', '["keep", "q"]', '"sid"', '["/^s/"]', '[]', '"sid,q"', '["a.b"]', '["Q"]'],
  hosts: ['["a.example"]', '"127.0.0.1"', '["*.example"]', '[]', '["127.0.0.1/path"]', '["example"]'],
  campaigns: ['["utm_campaign", "pk_campaign", "mtm_campaign", "c"]'],
  extensions: ['"abc|zip"', '["abc"]', '"html"', '[]'],
  type: ['"link"', '"download"', '"other"', '""', 'undefined'],
  method: ['"GET"', '"POST"', '"get"', '"PUT"'],
};

/** Commands with the kinds of their arguments; `*` is how often it is taken. */
const ACTIONS = {
  'trackPageView*4': 'text data', 'trackEvent*4': 'text text text number data', 'trackGoal*2': 'number number data', 'trackSiteSearch*2': 'text text number data',
  'trackLink*2': 'url type data', 'addEcommerceItem*4': 'text text texts number number', 'trackEcommerceOrder*2': 'text amount amount amount amount amount',
  'trackEcommerceCartUpdate*2': 'number', 'setEcommerceView*2': 'text text texts number', trackContentImpression: 'text text url', trackContentInteraction: 'text text text url',
  trackRequest: 'query data', ping: '',
};
const SETTINGS = {
  removeEcommerceItem: 'text', clearEcommerceCart: '', 'setCustomVariable*3': 'count text text scope', deleteCustomVariable: 'count scope', deleteCustomVariables: 'scope',
  'setCustomDimension*2': 'count word', deleteCustomDimension: 'count', 'setCustomData*2': 'own text', setDocumentTitle: 'text', 'setReferrerUrl*2': 'url', setUserId: 'text', resetUserId: '',
  setPageViewId: 'word', setExcludedQueryParams: 'names',
   appendToTrackingUrl: 'query', setRequestMethod: 'method', setPagePerformanceTiming: 'number number number number number number', disablePerformanceTracking: '', setGenerationTimeMs: 'number',
  setDomains: 'hosts', setDownloadExtensions: 'extensions', addDownloadExtensions: 'extensions', removeDownloadExtensions: 'extensions', setLinkClasses: 'texts', setIgnoreClasses: 'texts', setDownloadClasses: 'texts',
  setDoNotTrack: 'flag', disableBrowserFeatureDetection: '', enableBrowserFeatureDetection: '', setConversionAttributionFirstReferrer: 'flag',
  alwaysUseSendBeacon: '', disableAlwaysUseSendBeacon: '', storeCustomVariablesInCookie: '', setCountPreRendered: 'flag', setSiteId: 'number', setAPIUrl: 'url',
  enableJSErrorTracking: '', setCookieNamePrefix: 'text', setSecureCookie: 'flag', setCookieSameSite: 'text', setVisitorCookieTimeout: 'number', setRequestContentType: 'text',
};

/** Ours remembers the campaign of the page for all hits; matomo.js without cookies looks at each. So these come before the first hit. */
const BEFORE = { 'setCustomUrl*2': 'url', setCampaignNameKey: 'campaigns', setCampaignKeywordKey: 'campaigns', disableCampaignParameters: '', discardHashTag: 'flag', setExcludedReferrers: 'hosts' };

/** Without one of their arguments matomo.js sends `undefined` or throws. Others may be cut off. */
const FULL = ['trackEcommerceOrder', 'trackLink', 'setCustomUrl', 'setCampaignNameKey', 'setCampaignKeywordKey'];

/** What both return in the end. */
const RETURNED = {
  getCustomVariable: ['1, "visit"', '2, "page"', '3, "event"', '5'], getCustomDimension: ['1', '2', '"3"'], getCustomData: [''], getSiteId: [''], getUserId: [''], getCurrentUrl: [''],
  getNumTrackedPageViews: [''], isConsentRequired: [''],
  hasConsent: [''], isUserOptedOut: [''], getCookieDomain: [''], getCookiePath: [''], isCrossDomainLinkingEnabled: [''],
};

const SEARCHES = ['', '', '?q=words&sid=5', '?utm_campaign=c&utm_term=k&x=1', '?pk_campaign=%C3%BC&pk_kwd=a%20b#h', '?a=b#sid=4&keep=1', '#anchor', '?mtm_campaign=m&mtm_kwd=#c=d', '?Q=1&SID=2&keep', '?a=1&a=2&=3&&'];

/** Kinds of which matomo.js makes nothing sensible where they are something else, nor do we. */
const EXACT = ['amount', 'url', 'data', 'own', 'word', 'campaigns', 'count'];

/** How often an argument is what no command takes. */
const ODDLY = 0.12;

/**
 * @param {number} seed
 * @returns {import('../vectors/player/scenarios.mjs').Scenario & {expect: undefined}}
 */
export function visitOf(seed) {
  const random = randomFrom(seed);
  const below = (count) => Math.floor(random() * count);
  const pick = (list) => list[below(list.length)];
  const argument = (kind) => (random() < ODDLY && !EXACT.includes(kind) ? pick(ODD) : pick(KINDS[kind]));
  const command = (from) => {
    const [name, kinds] = pick(from);
    const all = kinds.split(' ').filter(Boolean);
    const given = all.slice(0, FULL.includes(name) || random() < 0.6 ? all.length : below(all.length + 1));
    return `_paq.push([${[`'${name}'`, ...given.map(argument)].join(', ')}]);`;
  };
  const commands = (count) => Array.from({ length: count }, () => command(random() < 0.5 ? DRAWN.actions : DRAWN.settings));
  const before = Array.from({ length: below(3) }, () => command(DRAWN.before));
  return {
    area: 'chance',
    name: `chance-${seed}`,
    title: pick(TEXTS),
    search: pick(SEARCHES),
    referrer: pick([undefined, undefined, 'same', 'other']),
    paq: [...before, ...commands(1 + below(6))],
    steps: [
      ...commands(below(7)).map((code) => ['eval', `(() => { try { ${code} } catch (error) { (window.thrown ||= []).push(String(error.name)); } })()`]),
      ['wait', 1000],
      ...Object.entries(RETURNED).flatMap(([name, calls]) => calls.map((given) => ['get', `${name}(${given})`, call(name, given)])),
      ['get', 'thrown', 'window.thrown'],
    ],
  };
}

const DRAWN = { actions: drawn(ACTIONS), settings: drawn(SETTINGS), before: drawn(BEFORE) };

function drawn(commands) {
  return Object.entries(commands).flatMap(([entry, kinds]) => {
    const [name, times = 1] = entry.split('*');
    return Array(Number(times)).fill([name, kinds]);
  });
}

function call(name, given) {
  return `(() => { try { const given = Matomo.getAsyncTracker().${name}(${given}); return typeof given === 'undefined' ? 'undefined' : given; } catch (error) { return 'throws ' + error.name; } })()`;
}
