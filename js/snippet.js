/**
 * The snippet for a page, made in one place: for the command line, the site and whatever builds pages. It imports nothing and
 * runs in Node and in browsers. It writes text only: it does not know which commands the tracker has, and asks no server.
 *
 *   snippet({ url: 'https://your.matomo.example/', siteId: 1, requireConsent: true })
 *
 * Two forms. `inline` is the shape that Matomo prints, rows on `_paq` and a script that is loaded without holding up the page.
 * `attribute` is one script element without inline code, whose `data-` attributes are the commands, for policies that forbid
 * inline scripts. Every text is escaped for the place where it stands.
 *
 * @module
 */

/**
 * @typedef {object} SnippetOptions
 * @property {string} url the Matomo, or its matomo.php: https://host/folder/, //host/ or /folder/
 * @property {number | string} siteId
 * @property {string} [file] the tracker's name under `url`, crumbless.js unless said; matomo.js where ours has that one's place
 * @property {string} [scriptUrl] the tracker's whole address, where it does not lie under `url`
 * @property {'inline' | 'attribute'} [form]
 * @property {string} [nonce] for the page's policy: what the server or the template puts there
 * @property {boolean} [trackPageView] true unless said
 * @property {boolean} [enableLinkTracking] true unless said
 * @property {boolean} [noscript] an image for visitors without JavaScript, after the script; it belongs into the body
 * @property {boolean} [disableCookies] true unless said, or where `commands` has it
 * @property {boolean} [requireConsent]
 * @property {boolean} [disableBundling] a request for each hit: for a tracker-proxy of before mid 2026
 * @property {boolean} [doNotTrack]
 * @property {string} [documentTitle]
 * @property {boolean} [titleWithDomain] the host's name before the title
 * @property {string | string[]} [domains]
 * @property {boolean} [crossDomain]
 * @property {string | string[]} [campaignNameKey]
 * @property {string | string[]} [campaignKeywordKey]
 * @property {boolean} [disableCampaignParameters]
 * @property {string | string[]} [excludedQueryParams]
 * @property {string | string[]} [excludedReferrers]
 * @property {string} [userId]
 * @property {Record<string, string> | [number, string][]} [customDimensions] values by the dimension's number
 * @property {boolean | number} [heartBeat] true, or after how many seconds
 * @property {boolean} [spa] page views of a single-page application
 * @property {unknown[][]} [commands] further rows for `_paq`, before the page view
 */

/** How our file is called on a website, where Matomo's own may lie beside it. `crumbless copy` makes a file of this name. */
export const TRACKER_FILE = 'crumbless.js';

/**
 * @param {SnippetOptions} options
 * @returns {string} HTML, without a line break at its end
 * @throws {TypeError} a sentence about the option that is wrong
 */
export function snippet(options) {
  const given = readOptions(options);
  const where = readPlace(given);
  const said = (given.commands ?? []).map(([command]) => command);
  const rows = OPTIONS.flatMap(({ name, rows, isOn }) => {
    const value = given[name] ?? (isOn && !said.includes(name) ? true : undefined);
    return rows && isGiven(value) ? rows(value) : [];
  });
  refuse(given, rows);
  const write = given.form === 'attribute' ? attributeForm : inlineForm;
  const image = given.noscript ? [noscriptImage(where)] : [];
  return ['<!-- Matomo -->', ...write(where, rows, given), ...image, '<!-- End Matomo Code -->'].join('\n');
}

/** A value of the snippet that only the page knows: JavaScript instead of JSON. */
const TITLE_WITH_DOMAIN = Object.freeze({ code: 'location.hostname + "/" + document.title' });

/** `setDoNotTrack(true)` and its like: nothing where the option is false. */
const flag = (name, ...rest) => (value) => (value ? [[name, ...rest]] : []);
const one = (name) => (value) => [[name, value]];

/**
 * Every option, in the order in which its rows stand; `kind` is a key of `KINDS`, and `isOn` those that are true unless said. Forms
 * and command lines are made from this list.
 *
 * @type {readonly {name: string, kind: string, isOn?: boolean, help: string, rows?: (value: any) => unknown[][]}[]}
 */
export const OPTIONS = Object.freeze([
  { name: 'url', kind: 'text', help: 'address of the Matomo, or of its matomo.php' },
  { name: 'siteId', kind: 'id', help: "the site's id in Matomo" },
  { name: 'file', kind: 'text', help: `the tracker's name under that address, ${TRACKER_FILE} unless said; matomo.js where ours is in the place of that` },
  { name: 'scriptUrl', kind: 'text', help: "the tracker's whole address, where it lies elsewhere" },
  { name: 'form', kind: 'form', help: 'inline, or attribute for pages without inline scripts' },
  { name: 'nonce', kind: 'text', help: "the policy's nonce, as your template writes it" },
  { name: 'titleWithDomain', kind: 'flag', help: "puts the host's name before the title", rows: flag('setDocumentTitle', TITLE_WITH_DOMAIN) },
  { name: 'documentTitle', kind: 'text', help: "the title to track instead of the page's", rows: one('setDocumentTitle') },
  { name: 'domains', kind: 'words', help: 'hosts, such as *.shop.example, whose links are no outlinks', rows: one('setDomains') },
  { name: 'crossDomain', kind: 'flag', help: 'hands the visitor id to those hosts', rows: flag('enableCrossDomainLinking') },
  { name: 'campaignNameKey', kind: 'words', help: 'parameters that name a campaign', rows: one('setCampaignNameKey') },
  { name: 'campaignKeywordKey', kind: 'words', help: "parameters that give a campaign's keyword", rows: one('setCampaignKeywordKey') },
  { name: 'disableCampaignParameters', kind: 'flag', help: 'ignores campaign parameters', rows: flag('disableCampaignParameters') },
  { name: 'excludedQueryParams', kind: 'words', help: 'parameters to leave out of addresses', rows: one('setExcludedQueryParams') },
  { name: 'excludedReferrers', kind: 'words', help: 'hosts that are no referrers', rows: one('setExcludedReferrers') },
  { name: 'doNotTrack', kind: 'flag', help: 'sends nothing where the browser asks not to track', rows: flag('setDoNotTrack', true) },
  { name: 'disableCookies', kind: 'flag', isOn: true, help: "expires what an earlier matomo.js left, and keeps Matomo's own from setting cookies should it come back", rows: flag('disableCookies') },
  { name: 'requireConsent', kind: 'flag', help: 'holds every hit back until setConsentGiven', rows: flag('requireConsent') },
  { name: 'disableBundling', kind: 'flag', help: 'a request for each hit, as a tracker-proxy of before mid 2026 needs it', rows: flag('disableBundling') },
  { name: 'userId', kind: 'text', help: "the user's id in your application", rows: one('setUserId') },
  { name: 'customDimensions', kind: 'dimensions', help: 'custom dimensions: number and value', rows: (pairs) => pairs.map((pair) => ['setCustomDimension', ...pair]) },
  { name: 'heartBeat', kind: 'seconds', help: 'measures the time on the last page', rows: (on) => (on ? [['enableHeartBeatTimer', ...(on === true ? [] : [on])]] : []) },
  { name: 'spa', kind: 'flag', help: 'tracks the page views of a single-page application', rows: flag('enableSpaTracking') },
  { name: 'commands', kind: 'rows', help: 'further commands, each a list of its name and arguments', rows: (rows) => rows },
  { name: 'trackPageView', kind: 'flag', isOn: true, help: 'a page view at the start' },
  { name: 'enableLinkTracking', kind: 'flag', isOn: true, help: 'outlinks and downloads' },
  { name: 'noscript', kind: 'flag', help: 'an image for visitors without JavaScript; it belongs into the body' },
]);

/** What stands at the end of every snippet, unless it is switched off. The tracker adds it to attributes by itself. */
const LAST = OPTIONS.filter(({ isOn, rows }) => isOn && !rows).map(({ name }) => name);

// --- The two forms --------------------------------------------------------------------------------------------------

function inlineForm({ base, php, file, scriptUrl }, rows, given) {
  const all = [...rows, ...LAST.filter((name) => given[name] !== false).map((name) => [name])];
  const nonce = isGiven(given.nonce);
  return [
    `<script${nonce ? ` nonce="${nonceInAttribute(given.nonce)}"` : ''}>`,
    '  var _paq = window._paq = window._paq || [];',
    '  /* settings stand before "trackPageView" */',
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
  if (twice) throw new TypeError(`An element has each attribute once, but ${twice[0]} is given more often: use the form inline for it.`);
  const nonce = isGiven(given.nonce) ? ` nonce="${nonceInAttribute(given.nonce)}"` : '';
  return [`<script async${nonce} ${attributes.map(attribute).join(' ')}></script>`];
}

/** `setDocumentTitle` is `data-document-title`; the tracker puts the `set` back. */
function attributeName(command) {
  if (!/^[a-z][A-Za-z]*$/.test(command)) throw new TypeError(`${command} cannot be an attribute's name: use the form inline for it.`);
  const short = command.replace(/^set(?=[A-Z])/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  return `data-${short.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Nothing for no argument, a text as it is, everything else as a list in JSON, texts that would be taken for another of these too. */
function attributeValue(command, args) {
  if (args.includes(TITLE_WITH_DOMAIN)) throw new TypeError('titleWithDomain needs a script in the page: use the form inline for it, or give documentTitle.');
  if (args.length === 0) return '';
  const [only] = args;
  const isPlain = typeof only === 'string' && only !== 'false' && /^[^\s[\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]*$/u.test(only);
  return args.length === 1 && isPlain ? only : JSON.stringify(args);
}

/** JSON is full of double quotes, so it stands in single ones where it can. */
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

/** `<` and `>` change nothing in an attribute, and templates need them for the marks of a nonce that is made for each response. */
function nonceInAttribute(text, quote = '"') {
  return text.replaceAll('&', '&amp;').replaceAll(quote, quote === '"' ? '&quot;' : '&#39;');
}

/** What could end the script element, open a comment in it or, in XHTML, mean markup, is written by its number. */
function inScript(value) {
  if (value === TITLE_WITH_DOMAIN) return value.code;
  return literal(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON is JavaScript but for one key, which would set the prototype. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)}: ${literal(item)}`);
  return `{${members.join(', ')}}`;
}

// --- Reading the options --------------------------------------------------------------------------------------------

const isGiven = (value) => value !== undefined && value !== null;
const isText = (value) => typeof value === 'string' && value.trim() !== '';

/** What an option may be: how it is read (nothing when it is wrong), and how that is said. */
const KINDS = {
  text: { is: 'a text that is not empty', read: (value) => (isText(value) ? value : undefined) },
  id: { is: 'a number or a text that is not empty', read: (value) => ((Number.isInteger(value) && value > 0) || isText(value) ? String(value).trim() : undefined) },
  form: { is: '"inline" or "attribute"', read: (value) => (['inline', 'attribute'].includes(value) ? value : undefined) },
  flag: { is: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) },
  seconds: { is: 'true, false or a number of seconds above 0', read: (value) => (typeof value === 'boolean' || (Number.isFinite(value) && value > 0) ? value : undefined) },
  words: {
    is: 'a text or a list of texts, none of them empty',
    read: (value) => [value].flat().length > 0 && [value].flat().every(isText) ? [value].flat() : undefined,
  },
  dimensions: { is: 'values by number, such as { 1: "a value" }', read: readDimensions },
  rows: {
    is: 'a list of rows, such as [["setUserId", "5"]], each with a command and arguments that JSON can say',
    read: (value) => (Array.isArray(value) && value.every((row) => Array.isArray(row) && isText(row[0]) && isJson(row)) ? value : undefined),
  },
};

function readOptions(options) {
  if (options === null || typeof options !== 'object') throw new TypeError('snippet() takes an object with "url", "siteId" and further options.');
  const unknown = Object.keys(options).find((name) => !OPTIONS.some((option) => option.name === name));
  if (unknown !== undefined) throw new TypeError(`There is no option "${unknown}". The options are ${OPTIONS.map(({ name }) => name).join(', ')}.`);
  const missing = ['url', 'siteId'].find((name) => !isGiven(options[name]));
  if (missing) throw new TypeError(`The option "${missing}" is missing: ${OPTIONS.find(({ name }) => name === missing).help}.`);
  const given = OPTIONS.filter(({ name }) => isGiven(options[name]));
  return Object.fromEntries(given.map(({ name, kind }) => {
    const value = KINDS[kind].read(options[name]);
    if (value === undefined) throw new TypeError(`The option "${name}" must be ${KINDS[kind].is}.`);
    return [name, value];
  }));
}

/** What is right by itself and wrong together. */
function refuse(given, rows) {
  const commands = rows.map(([name]) => name);
  if (commands.includes('setTrackerUrl') || commands.includes('setSiteId')) throw new TypeError('setTrackerUrl and setSiteId stand in every snippet: give the options "url" and "siteId".');
  const twice = LAST.find((name) => commands.includes(name) && given[name] !== false);
  if (twice) throw new TypeError(`${twice} stands in every snippet: give the option ${twice} as false where a command of yours has it.`);
  if (given.crossDomain && !given.domains) throw new TypeError('The option "crossDomain" needs "domains": the hosts that the visitor id is handed to.');
  if (given.titleWithDomain && given.documentTitle) throw new TypeError('The options "titleWithDomain" and "documentTitle" both set the title: give one of them.');
  if (given.noscript && given.requireConsent) throw new TypeError('The option "noscript" counts visitors who cannot be asked for consent: leave it or "requireConsent" out.');
  if (given.nonce && /\p{Cc}/u.test(given.nonce)) throw new TypeError('The option "nonce" must be on one line.');
}

/** Where the Matomo is and where the tracker's file. */
function readPlace({ url, siteId, file = TRACKER_FILE, scriptUrl }) {
  const address = readAddress('url', url);
  if (/[?#]/.test(address)) throw new TypeError(`The option "url" must be an address without "?" and "#", not ${url}.`);
  const [, folder, php] = /^(.*\/)([^/]+\.php)?$/.exec(address) ?? [undefined, `${address}/`];
  if (scriptUrl !== undefined) return { base: folder, php: php ?? 'matomo.php', siteId, scriptUrl: readAddress('scriptUrl', scriptUrl) };
  const start = new URL(folder, NOWHERE).href;
  const script = URL.canParse(file, start) ? new URL(file, start).href : '';
  if (!script.startsWith(start) || script === start) throw new TypeError(`The option "file" must be a name under "url", not ${file}: "scriptUrl" is for a file elsewhere.`);
  return { base: folder, php: php ?? 'matomo.php', siteId, file: script.slice(start.length) };
}

/** Stands for the page, whose address nobody knows here. */
const NOWHERE = 'https://page.invalid';

/** As the browser will understand it, so that nothing in it can surprise; without scheme or host where it was given without. */
function readAddress(option, text) {
  const before = /^https?:\/\//i.test(text) ? '' : text.startsWith('//') ? 'https:' : text.startsWith('/') ? NOWHERE : undefined;
  const parsed = before !== undefined && URL.canParse(before + text) ? new URL(before + text) : undefined;
  const address = parsed?.href.slice(before.length) ?? '';
  // The browser takes `/\` and `/./` for more than they look: a folder must not become a host.
  const isHost = before === NOWHERE && address.startsWith('//');
  if (!parsed || parsed.username || parsed.password || isHost) {
    throw new TypeError(`The option "${option}" must be an address that begins with https://, // or /, not ${text}.`);
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
