/**
 * Extracts from everything a page did what concerns its tracking: the trackers it loaded and the hits it sent.
 *
 * @module
 */
import { ENGAGEMENT_FILE, FULL_FILE } from '../../js/snippet.js';
import { readTracker, recognise, TRACKERS } from './files.mjs';
import { readMark } from './mark.mjs';
import { lackingIn } from './page-commands.mjs';
import { clean } from './text.mjs';

/** Names of trackers' files. */
const SCRIPT_NAME = /\/(?:matomo|piwik|crumbless)(?:\.\w+)*\.js$/;
const RECEIVER_NAME = /\/(?:matomo|piwik)\.php$/;
/** Our files from before they had a mark work the same for the pages that load them. */
const KIND_SEEN = { unmarked: 'crumbless', 'unmarked bundle': 'bundle' };
/** More hits of one page are only counted. */
const MOST_HITS = 1_000;
/** What only the script of the module says, and its core in JavaScript, which has no other entry. */
const OF_MODULE = /Crumbless: createTracker:|\bexport\s*\{/;
const FALLBACK_NAME = /\/matomo\.fallback\.js$/;
const FULL_NAME = /\/matomo\.full\.js$/;
const ENGAGEMENT_NAME = /\/matomo\.engagement\.js$/;
/** Near the beginning of what integrations/matomo writes. */
const FULL_ADDRESS = /"fullUrl":"([^"]+)"/;
const FULL_ADDRESS_BEFORE = 2_000;

/**
 * @typedef {object} Script a tracker's file
 * @property {string} url
 * @property {'bundle' | 'crumbless' | 'module' | 'matomo' | 'other' | 'missing' | 'unread'} kind
 * @property {string | null} version which file of this package it is, where it is one of them byte for byte
 * @property {string | null} release its version, by its first line
 * @property {boolean} isFallback
 * @property {boolean} isEngagement what the full file or the fallback loads to measure engagement
 * @property {boolean} isFull has every command: the small file loads it if the page uses one that it lacks
 * @property {string | null} loads where a file of the plugin for Matomo has the full one, which its small one loads
 * @property {number | null} bytes
 * @property {number | null} status
 * @property {string | null} failure
 */

/**
 * @typedef {object} Hit
 * @property {string} receiver address without the query
 * @property {string} kind
 * @property {string} title
 * @property {string} site
 * @property {string} page the address that was tracked
 * @property {number | null} status
 * @property {string | null} failure
 * @property {{name: string, value: string, meaning: string}[]} parameters
 * @property {{severity: string, text: string}[]} problems
 */

/**
 * @param {import('./visit.mjs').Visit} visit
 * @param {(request: object) => import('./decoder.mjs').Inspection} decode
 * @returns {{scripts: Script[], requests: Request[], lacking: string[], hits: Hit[], hitsLeftOut: number}}
 *
 * @typedef {import('./visit.mjs').Exchange & {receiver: string, problems: object[]}} Request
 */
export function findings({ exchanges, state }, decode) {
  const receivers = new Set(state.trackers.map(({ url }) => withoutQuery(url)));
  const isTracking = ({ url, type }) => {
    if (type === 'script' || type === 'document' || !URL.canParse(url)) return false;
    const { pathname, searchParams } = new URL(url);
    return RECEIVER_NAME.test(pathname) || receivers.has(withoutQuery(url)) || (searchParams.has('idsite') && searchParams.get('rec') === '1');
  };
  const requests = exchanges
    .filter((exchange) => isTracking(exchange) && exchange.method !== 'OPTIONS')
    .map((exchange) => ({ ...exchange, receiver: withoutQuery(exchange.url), inspection: attempt(decode, exchange) }));
  // A redirected hit counts once, at its target.
  const hits = requests.filter(({ status }) => !isRedirect(status)).flatMap((request) => request.inspection.hits.slice(0, MOST_HITS).map((hit) => describe(hit, request)));
  return {
    scripts: exchanges.filter(({ type }) => type === 'script').map(script).filter(({ kind, url }) => !['other', 'unread'].includes(kind) || SCRIPT_NAME.test(withoutQuery(url))),
    requests: requests.map(({ inspection, ...request }) => ({ ...request, problems: inspection.problems })),
    lacking: lackingIn(exchanges.findLast(({ type, content }) => type === 'document' && content)?.content.toString('utf8') ?? ''),
    hits: hits.slice(0, MOST_HITS),
    hitsLeftOut: Math.max(0, hits.length - MOST_HITS),
  };
}

/** A page may send anything, even what cannot be decoded. */
function attempt(decode, exchange) {
  try {
    return decode(exchange);
  } catch (error) {
    return { hits: [], problems: [{ severity: 'error', text: `A request to ${clean(withoutQuery(exchange.url))} cannot be decoded (${clean(error.message)}): find out what else sends requests there.` }] };
  }
}

/** @param {number | null} status */
export function isRedirect(status) {
  return status !== null && status >= 300 && status < 400;
}

/** @param {string} url */
export function withoutQuery(url) {
  return url.replace(/[?#].*$/s, '');
}

function script({ url, content, status, failure }) {
  const isThere = failure === null && status !== null && status < 300;
  const kind = content ? kindOf(content) : isThere ? 'unread' : 'missing';
  const own = kind === 'crumbless' ? TRACKERS.find((name) => sameText(readTracker(name), content)) : undefined;
  const isFallback = FALLBACK_NAME.test(withoutQuery(url));
  const address = kind === 'bundle' ? FULL_ADDRESS.exec(content.toString('latin1', 0, FULL_ADDRESS_BEFORE))?.[1] : undefined;
  const loads = address !== undefined && URL.canParse(address, url) ? new URL(address, url).href : null;
  return { url, kind, version: own ?? null, release: (content && readMark(content)?.version) ?? null, isFallback, isEngagement: own ? own === ENGAGEMENT_FILE : ENGAGEMENT_NAME.test(withoutQuery(url)), isFull: own ? own === FULL_FILE : FULL_NAME.test(withoutQuery(url)), loads, bytes: own ? readTracker(own).length : content?.length ?? null, status, failure };
}

/** A bundler may have taken the mark of the ES module away, and made several files of it. */
function kindOf(content) {
  const recognised = recognise(content);
  if (recognised === 'unmarked' && (readMark(content)?.kind === 'module' || OF_MODULE.test(content.toString('latin1')))) return 'module';
  return KIND_SEEN[recognised] ?? recognised;
}

/** The browser strips the byte order mark. */
function sameText(one, other) {
  const text = (bytes) => bytes.toString('utf8').replace(/^\uFEFF/, '');
  return text(one) === text(other);
}

function describe({ kind, title, parameters, problems }, { receiver, status, failure }) {
  const value = (name) => parameters.findLast((parameter) => parameter.name === name)?.value ?? '';
  const shown = parameters.map(({ name, value, meaning }) => ({ name, value, meaning }));
  return { receiver, kind, title, site: value('idsite'), page: value('url'), status, failure, parameters: shown, problems };
}
