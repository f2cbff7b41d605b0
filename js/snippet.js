/**
 * Generates the snippet for a page: for the command line, the site and anything that builds pages. It imports nothing and runs in
 * Node and in browsers. It only writes text and contacts no server. Of the commands it knows which the small file has: if there are
 * others, the snippet names matomo.full.js, because the small file would ask for that first.
 *
 *   snippet({ url: 'https://your.matomo.example/', siteId: 1, requireConsent: true })
 *
 * There are two forms. `inline` is the one that Matomo shows: rows on `_paq`, and a script that loads without blocking the page.
 * `attribute` is one script element without inline code, for policies that forbid inline scripts: its `data-` attributes are the
 * commands. Every string is escaped for its context.
 *
 * @module
 */

/**
 * @typedef {object} SnippetOptions
 * @property {string} url URL of Matomo or of its matomo.php: https://host/folder/, //host/ or /folder/
 * @property {number | string} siteId
 * @property {string} [file] file name of the tracker under `url` (default: crumbless.js, or matomo.full.js if a command needs it); matomo.js if
 *   it replaces Matomo's file
 * @property {string} [scriptUrl] full URL of the tracker, if it is not under `url`
 * @property {'inline' | 'attribute'} [form] default: inline
 * @property {string} [nonce] for the page's policy: the placeholder that the server or template replaces
 * @property {boolean} [trackPageView] default: true
 * @property {boolean} [enableLinkTracking] default: true
 * @property {boolean} [noscript] adds an image for visitors without JavaScript; put the snippet into the body then
 * @property {boolean} [disableCookies] default: true, unless `commands` has it
 * @property {boolean} [requireConsent]
 * @property {boolean} [disableBundling] one request per hit, for a tracker-proxy from before mid-2026
 * @property {boolean} [doNotTrack]
 * @property {string} [documentTitle]
 * @property {boolean} [titleWithDomain] prefixes the title with the host name
 * @property {string | string[]} [domains]
 * @property {boolean} [crossDomain]
 * @property {string | string[]} [campaignNameKey]
 * @property {string | string[]} [campaignKeywordKey]
 * @property {boolean} [disableCampaignParameters]
 * @property {string | string[]} [excludedQueryParams]
 * @property {string | string[]} [excludedReferrers]
 * @property {string} [userId]
 * @property {Record<string, string> | [number, string][]} [customDimensions] values by dimension number
 * @property {boolean | number} [heartBeat] true, or the number of seconds after which a view counts
 * @property {boolean} [spa] page views of a single-page application
 * @property {unknown[][]} [commands] more rows for `_paq`, before the page view
 */

/** The tracker's file name on a website, which may also have Matomo's own matomo.js. `crumbless copy` writes this file. */
export const TRACKER_FILE = 'crumbless.js';

/** The file with every command. The other one asks for it with the build's number in the address, which a snippet cannot know, so no preload fits. */
export const FULL_FILE = 'matomo.full.js';

/** Without WebAssembly. */
export const FALLBACK_FILE = 'matomo.fallback.js';

/** What measures engagement, for pages that ask for it. */
export const ENGAGEMENT_FILE = 'matomo.engagement.js';

/** What is loaded from the folder of the tracker's file where a page needs it. */
export const FILES_BESIDE = Object.freeze([FULL_FILE, FALLBACK_FILE, ENGAGEMENT_FILE]);

/** The commands that the small file has. */
export const CORE_COMMANDS = Object.freeze(`
  addDownloadExtensions addListener addTracker areCookiesEnabled deleteCookies deleteCustomDimension disableBrowserFeatureDetection
  disableCampaignParameters disableCookies disableCredentials disableCrossDomainLinking disableHeartBeatTimer disablePerformanceTracking
  discardHashTag enableBrowserFeatureDetection enableCrossDomainLinking enableHeartBeatTimer enableLinkTracking forgetConsentGiven
  forgetCookieConsentGiven forgetUserOptOut getCookie getCookieDomain getCookiePath getCurrentUrl getCustomDimension getNumTrackedPageViews
  getPageViewId getRememberedConsent getRememberedCookieConsent getSessionCookieTimeout getSiteId getTrackerUrl getUserId getVisitorId hasConsent
  hasCookies hasRememberedConsent isConsentRequired isCrossDomainLinkingEnabled isUserOptedOut optUserOut rememberConsentGiven
  rememberCookieConsentGiven removeDownloadExtensions requireConsent requireCookieConsent resetUserId setCampaignKeywordKey setCampaignNameKey
  setConsentGiven setCookieConsentGiven setCookieDomain setCookieNamePrefix setCookiePath setCookieSameSite setCrossDomainLinkingTimeout
  setCustomDimension setCustomUrl setDeviceDetail setDoNotTrack setDocumentTitle setDomains setDownloadClasses setDownloadExtensions
  setExcludedQueryParams setExcludedReferrers setGlobalPrivacyControl setIgnoreClasses setLinkClasses setReferralCookieTimeout setReferrerUrl
  setSecureCookie setSessionCookie setSessionCookieTimeout setSiteId setTrackerUrl setUserId setVisitorCookieTimeout trackEvent trackGoal trackLink
  trackPageView trackSiteSearch
`.trim().split(/\s+/));

/**
 * @param {SnippetOptions} options
 * @returns {string} HTML, without a line break at its end
 * @throws {TypeError} names the invalid option and what it must be
 */
export function snippet(options) {
  const given = readOptions(options);
  const rows = rowsOf(given);
  const where = readPlace({ file: isFullNeeded(rows) ? FULL_FILE : TRACKER_FILE, ...given });
  refuse(given, rows);
  const write = given.form === 'attribute' ? attributeForm : inlineForm;
  const image = given.noscript ? [noscriptImage(where)] : [];
  return ['<!-- Matomo -->', ...write(where, rows, given), ...image, '<!-- End Matomo Code -->'].join('\n');
}

/**
 * Whether the page uses what only matomo.full.js has.
 *
 * @param {SnippetOptions} options
 * @returns {boolean}
 * @throws {TypeError} as `snippet` does
 */
export function needsFull(options) {
  return isFullNeeded(rowsOf(readOptions(options)));
}

const isFullNeeded = (rows) => rows.some(([name]) => !CORE_COMMANDS.includes(name));

function rowsOf(given) {
  const said = (given.commands ?? []).map(([command]) => command);
  return OPTIONS.flatMap(({ name, rows, isOn }) => {
    const value = given[name] ?? (isOn && !said.includes(name) ? true : undefined);
    return rows && isGiven(value) ? rows(value) : [];
  });
}

/** A value that only the page knows: written as JavaScript instead of JSON. */
const TITLE_WITH_DOMAIN = Object.freeze({ code: 'location.hostname + "/" + document.title' });

/** For commands such as `setDoNotTrack(true)`: no row if the option is false. */
const flag = (name, ...rest) => (value) => (value ? [[name, ...rest]] : []);
const one = (name) => (value) => [[name, value]];

/**
 * All options, in the order of their rows. `kind` is a key of `KINDS`; `isOn` marks those that default to true. Forms and command
 * lines are generated from this list.
 *
 * @type {readonly {name: string, kind: string, isOn?: boolean, help: string, rows?: (value: any) => unknown[][]}[]}
 */
export const OPTIONS = Object.freeze([
  { name: 'url', kind: 'text', help: 'URL of Matomo, or of its matomo.php' },
  { name: 'siteId', kind: 'id', help: 'id of the site in Matomo' },
  { name: 'file', kind: 'text', help: `file name of the tracker under that URL (default: ${TRACKER_FILE}, or ${FULL_FILE} if a command needs it); matomo.js if it replaces Matomo's file` },
  { name: 'scriptUrl', kind: 'text', help: 'full URL of the tracker, if it is somewhere else' },
  { name: 'form', kind: 'form', help: 'inline (default), or attribute for pages that forbid inline scripts' },
  { name: 'nonce', kind: 'text', help: "nonce of the page's policy, as your template writes it" },
  { name: 'titleWithDomain', kind: 'flag', help: 'prefixes the title with the host name', rows: flag('setDocumentTitle', TITLE_WITH_DOMAIN) },
  { name: 'documentTitle', kind: 'text', help: "title to track instead of the page's", rows: one('setDocumentTitle') },
  { name: 'domains', kind: 'words', help: "the site's own hosts, such as *.shop.example: links to them are not outlinks", rows: one('setDomains') },
  { name: 'crossDomain', kind: 'flag', help: 'passes the visitor id on in links to those hosts', rows: flag('enableCrossDomainLinking') },
  { name: 'campaignNameKey', kind: 'words', help: "URL parameters that contain a campaign's name", rows: one('setCampaignNameKey') },
  { name: 'campaignKeywordKey', kind: 'words', help: "URL parameters that contain a campaign's keyword", rows: one('setCampaignKeywordKey') },
  { name: 'disableCampaignParameters', kind: 'flag', help: 'ignores campaign parameters', rows: flag('disableCampaignParameters') },
  { name: 'excludedQueryParams', kind: 'words', help: 'URL parameters to remove from tracked URLs', rows: one('setExcludedQueryParams') },
  { name: 'excludedReferrers', kind: 'words', help: 'hosts that do not count as referrers', rows: one('setExcludedReferrers') },
  { name: 'doNotTrack', kind: 'flag', help: "sends nothing if the browser's Do Not Track setting is on", rows: flag('setDoNotTrack', true) },
  { name: 'disableCookies', kind: 'flag', isOn: true, help: "deletes cookies of an earlier matomo.js, and stops it from setting new ones should you switch back", rows: flag('disableCookies') },
  { name: 'requireConsent', kind: 'flag', help: 'holds back all hits until setConsentGiven', rows: flag('requireConsent') },
  { name: 'disableBundling', kind: 'flag', help: 'sends one request per hit, which a tracker-proxy from before mid-2026 needs', rows: flag('disableBundling') },
  { name: 'userId', kind: 'text', help: "the user's id in your application", rows: one('setUserId') },
  { name: 'customDimensions', kind: 'dimensions', help: 'value of a custom dimension, by its number', rows: (pairs) => pairs.map((pair) => ['setCustomDimension', ...pair]) },
  { name: 'heartBeat', kind: 'seconds', help: 'also measures the time spent on the last page of a visit', rows: (on) => (on ? [['enableHeartBeatTimer', ...(on === true ? [] : [on])]] : []) },
  { name: 'spa', kind: 'flag', help: 'tracks the page views of a single-page application', rows: flag('enableSpaTracking') },
  { name: 'commands', kind: 'rows', help: 'another command, as an array of its name and arguments', rows: (rows) => rows },
  { name: 'trackPageView', kind: 'flag', isOn: true, help: 'tracks a page view when the page loads' },
  { name: 'enableLinkTracking', kind: 'flag', isOn: true, help: 'tracks clicks on outlinks and downloads' },
  { name: 'noscript', kind: 'flag', help: 'adds an image for visitors without JavaScript; put the snippet into the body then' },
]);

/** Commands at the end of every snippet, unless switched off. With attributes, the tracker adds them by itself. */
const LAST = OPTIONS.filter(({ isOn, rows }) => isOn && !rows).map(({ name }) => name);

// --- The two forms --------------------------------------------------------------------------------------------------

function inlineForm({ base, php, file, scriptUrl }, rows, given) {
  const all = [...rows, ...LAST.filter((name) => given[name] !== false).map((name) => [name])];
  const nonce = isGiven(given.nonce);
  return [
    `<script${nonce ? ` nonce="${nonceInAttribute(given.nonce)}"` : ''}>`,
    '  var _paq = window._paq = window._paq || [];',
    '  /* settings go before "trackPageView" */',
    ...all.map((row) => `  _paq.push([${row.map(inScript).join(', ')}]);`),
    '  (function() {',
    `    var u=${inScript(base)};`,
    `    _paq.push(["setTrackerUrl", u+${inScript(php)}]);`,
    `    _paq.push(["setSiteId", ${inScript(given.siteId)}]);`,
    '    var d=document, g=d.createElement("script"), s=d.getElementsByTagName("script")[0];',
    // The browser hides the attribute from scripts; the property still has it.
    ...(nonce ? ['    if (d.currentScript) g.nonce=d.currentScript.nonce;'] : []),
    `    g.async=true; g.src=${scriptUrl ? inScript(scriptUrl) : `u+${inScript(file)}`}; s.parentNode.insertBefore(g,s);`,
    '  })();',
    '</script>',
  ];
}

function attributeForm({ base, php, file, scriptUrl }, rows, given) {
  const switchedOff = LAST.filter((name) => given[name] === false && !rows.some(([command]) => command === name));
  const attributes = [
    ['src', scriptUrl ?? base + file],
    ['data-tracker-url', base + php],
    ['data-site-id', given.siteId],
    ...rows.map(([name, ...args]) => [attributeName(name), attributeValue(name, args)]),
    ...switchedOff.map((name) => [attributeName(name), 'false']),
  ];
  const names = attributes.map(([name]) => name);
  const twice = rows.find(([name]) => names.indexOf(attributeName(name)) !== names.lastIndexOf(attributeName(name)));
  if (twice) throw new TypeError(`${twice[0]} is given more than once, but an element can have an attribute only once: use the form inline for it.`);
  const nonce = isGiven(given.nonce) ? ` nonce="${nonceInAttribute(given.nonce)}"` : '';
  return [`<script async${nonce} ${attributes.map(attribute).join(' ')}></script>`];
}

/** `setDocumentTitle` is `data-document-title`; the tracker puts the `set` back. */
function attributeName(command) {
  if (!/^[a-z][A-Za-z]*$/.test(command)) throw new TypeError(`${command} cannot be an attribute name: use the form inline for it.`);
  const short = command.replace(/^set(?=[A-Z])/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  return `data-${short.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Empty without arguments, a single string as it is, anything else as a JSON array; so is a string that would be misread as one of the others. */
function attributeValue(command, args) {
  if (args.includes(TITLE_WITH_DOMAIN)) throw new TypeError('titleWithDomain needs an inline script: use the form inline for it, or use "documentTitle".');
  if (args.length === 0) return '';
  const [only] = args;
  const isPlain = typeof only === 'string' && only !== 'false' && /^[^\s[\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]*$/u.test(only);
  return args.length === 1 && isPlain ? only : JSON.stringify(args);
}

/** JSON is full of double quotes, so it goes between single ones if it can. */
function attribute([name, value]) {
  if (value === '') return name;
  const quote = value.includes('"') && !value.includes("'") ? "'" : '"';
  return `${name}=${quote}${inAttribute(value, quote)}${quote}`;
}

function noscriptImage({ base, php, siteId }) {
  const address = `${base}${php}?idsite=${encodeURIComponent(siteId)}&rec=1`;
  return `<noscript><img src="${inAttribute(address)}" alt="" referrerpolicy="no-referrer-when-downgrade"></noscript>`;
}

// --- Escaping -------------------------------------------------------------------------------------------------------

function inAttribute(text, quote = '"') {
  return nonceInAttribute(text, quote).replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `<` and `>` are harmless in an attribute, and templates need them for the placeholder of a nonce. */
function nonceInAttribute(text, quote = '"') {
  return text.replaceAll('&', '&amp;').replaceAll(quote, quote === '"' ? '&quot;' : '&#39;');
}

/** Escapes what could end the script element, open a comment in it or, in XHTML, be markup. */
function inScript(value) {
  if (value === TITLE_WITH_DOMAIN) return value.code;
  return literal(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON is JavaScript, except for one key, which would set the prototype. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)}: ${literal(item)}`);
  return `{${members.join(', ')}}`;
}

// --- Reading the options --------------------------------------------------------------------------------------------

const isGiven = (value) => value !== undefined && value !== null;
const isText = (value) => typeof value === 'string' && value.trim() !== '';

/** Kinds of values: how one is read (undefined if it is invalid), and the words for what it must be. */
const KINDS = {
  text: { is: 'a string that is not empty', read: (value) => (isText(value) ? value : undefined) },
  id: { is: 'a whole number above 0 or a string that is not empty', read: (value) => ((Number.isInteger(value) && value > 0) || isText(value) ? String(value).trim() : undefined) },
  form: { is: '"inline" or "attribute"', read: (value) => (['inline', 'attribute'].includes(value) ? value : undefined) },
  flag: { is: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) },
  seconds: { is: 'true, false or a number of seconds above 0', read: (value) => (typeof value === 'boolean' || (Number.isFinite(value) && value > 0) ? value : undefined) },
  words: {
    is: 'a string or an array of strings, none of them empty',
    read: (value) => [value].flat().length > 0 && [value].flat().every(isText) ? [value].flat() : undefined,
  },
  dimensions: { is: 'an object of values by dimension number, such as { 1: "member" }', read: readDimensions },
  rows: {
    is: 'an array of rows, such as [["setUserId", "5"]], each a command and arguments that JSON can represent',
    read: (value) => (Array.isArray(value) && value.every((row) => Array.isArray(row) && isText(row[0]) && isJson(row)) ? value : undefined),
  },
};

function readOptions(options) {
  if (options === null || typeof options !== 'object') throw new TypeError('snippet() takes an object with "url", "siteId" and optional other options.');
  const unknown = Object.keys(options).find((name) => !OPTIONS.some((option) => option.name === name));
  if (unknown !== undefined) throw new TypeError(`Unknown option "${unknown}". The options are ${OPTIONS.map(({ name }) => name).join(', ')}.`);
  const missing = ['url', 'siteId'].find((name) => !isGiven(options[name]));
  if (missing) throw new TypeError(`The option "${missing}" is missing: ${OPTIONS.find(({ name }) => name === missing).help}.`);
  const given = OPTIONS.filter(({ name }) => isGiven(options[name]));
  return Object.fromEntries(given.map(({ name, kind }) => {
    const value = KINDS[kind].read(options[name]);
    if (value === undefined) throw new TypeError(`The option "${name}" must be ${KINDS[kind].is}.`);
    return [name, value];
  }));
}

/** Refuses options that are valid by themselves, but not together. */
function refuse(given, rows) {
  const commands = rows.map(([name]) => name);
  if (commands.includes('setTrackerUrl') || commands.includes('setSiteId')) throw new TypeError('setTrackerUrl and setSiteId are already in every snippet: use the options "url" and "siteId" instead of commands.');
  const twice = LAST.find((name) => commands.includes(name) && given[name] !== false);
  if (twice) throw new TypeError(`${twice} is already in every snippet: give the option ${twice} as false if you pass it as a command.`);
  if (given.crossDomain && !given.domains) throw new TypeError('The option "crossDomain" needs "domains": the hosts that the visitor id is passed to.');
  if (given.titleWithDomain && given.documentTitle) throw new TypeError('The options "titleWithDomain" and "documentTitle" both set the title: use one of them.');
  if (given.noscript && given.requireConsent) throw new TypeError('The option "noscript" counts visitors who cannot be asked for consent: remove it or "requireConsent".');
  if (given.nonce && /\p{Cc}/u.test(given.nonce)) throw new TypeError('The option "nonce" must be on one line.');
}

/** Where Matomo and the tracker's file are. */
function readPlace({ url, siteId, file, scriptUrl }) {
  const address = readAddress('url', url);
  if (/[?#]/.test(address)) throw new TypeError(`The option "url" must be a URL without "?" and "#", not ${url}.`);
  const [, folder, php] = /^(.*\/)([^/]+\.php)?$/.exec(address) ?? [undefined, `${address}/`];
  if (scriptUrl !== undefined) return { base: folder, php: php ?? 'matomo.php', siteId, scriptUrl: readAddress('scriptUrl', scriptUrl) };
  const start = new URL(folder, NOWHERE).href;
  const script = URL.canParse(file, start) ? new URL(file, start).href : '';
  if (!script.startsWith(start) || script === start) throw new TypeError(`The option "file" must be a file name under "url", not ${file}: use "scriptUrl" for a file elsewhere.`);
  return { base: folder, php: php ?? 'matomo.php', siteId, file: script.slice(start.length) };
}

/** Stands for the page, whose URL is unknown here. */
const NOWHERE = 'https://page.invalid';

/** Normalised as the browser does it, so that there are no surprises; without scheme or host if it was given without. */
function readAddress(option, text) {
  const before = /^https?:\/\//i.test(text) ? '' : text.startsWith('//') ? 'https:' : text.startsWith('/') ? NOWHERE : undefined;
  const parsed = before !== undefined && URL.canParse(before + text) ? new URL(before + text) : undefined;
  const address = parsed?.href.slice(before.length) ?? '';
  // Browsers normalise `/\` and `/./`: a folder must not become a host.
  const isHost = before === NOWHERE && address.startsWith('//');
  if (!parsed || parsed.username || parsed.password || isHost) {
    throw new TypeError(`The option "${option}" must be a URL that begins with https://, // or /, not ${text}.`);
  }
  return address;
}

function readDimensions(value) {
  const pairs = Array.isArray(value) ? value : Object.entries(Object(value));
  const read = pairs.map((pair) => (Array.isArray(pair) && pair.length === 2 ? [Number(pair[0]), pair[1]] : []));
  return read.length > 0 && read.every(([id, text]) => Number.isInteger(id) && id > 0 && isText(text)) ? read : undefined;
}

function isJson(value, around = []) {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || around.includes(value)) return false;
  const inside = (item) => isJson(item, [...around, value]);
  if (Array.isArray(value)) return Array.from(value).every(inside);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain && Object.values(value).every(inside);
}
