/**
 * Asks the servers that accepted a page's hits two things the page cannot know: whether they know the site (Matomo returns 204
 * for a bulk request whatever becomes of its hits), and whether they are Matomo's tracker-proxy.
 *
 * Neither request creates a visit. A ping does not start one, and with `rec=0` Matomo records nothing: it looks up the
 * site (400 if there is none), then ignores the request (core/Tracker/Visit.php `handle`, VisitExcluded.php `isExcluded`).
 *
 * @module
 */
import { ask } from './response.mjs';
import { withoutQuery } from './findings.mjs';

const LIMITS = { milliseconds: 5_000, bytes: 64 * 1024 };
const NO_VISIT = Object.freeze({ rec: '0', ping: '1', send_image: '0' });

/** A page has few receivers and sites, unless it is malicious. */
const MOST = 10;

/**
 * @typedef {object} ServerResponse
 * @property {string} receiver address without the query
 * @property {string} site
 * @property {number | null} status null if there was no response in time
 * @property {boolean} isPage whether the response is an HTML page, which Matomo never returns
 * @property {boolean} isProxy whether the server responds like Matomo's tracker-proxy
 */

/**
 * @param {{hits: import('./findings.mjs').Hit[], trackers?: {url: string}[]}} seen trackers with the address they send to
 * @param {number} milliseconds time limit for all requests
 * @returns {Promise<{responses: ServerResponse[], leftOut: number}>}
 */
export async function askServers({ hits, trackers = [] }, milliseconds) {
  // Servers that did not respond to the browser, or that it may not contact, are skipped: a page must not make this program send requests elsewhere.
  const taken = hits.filter(({ status }) => status !== null && status < 300);
  const pairs = [...new Map(taken.map(({ receiver, site }) => [JSON.stringify([receiver, site]), { receiver, site }])).values()];
  const limits = { ...LIMITS, milliseconds: Math.floor(Math.min(LIMITS.milliseconds, milliseconds)) };
  const proxies = new Map();
  const isProxy = (receiver) => proxies.get(receiver) ?? proxies.set(receiver, servesScript(receiver, limits)).get(receiver);
  const responses = await Promise.all(pairs.slice(0, MOST).map(async ({ receiver, site }) => {
    const address = trackers.find(({ url }) => withoutQuery(url) === receiver)?.url ?? receiver;
    const [response, proxy] = await Promise.all([knows(address, site, limits), isProxy(receiver)]);
    return { receiver, site, ...response, isProxy: proxy };
  }));
  return { responses, leftOut: Math.max(0, pairs.length - MOST) };
}

async function knows(address, site, limits) {
  const url = new URL(address);
  url.hash = '';
  for (const [name, value] of Object.entries({ ...NO_VISIT, idsite: site })) url.searchParams.set(name, value);
  const response = await attempt(url, limits);
  return { status: response?.status ?? null, isPage: response?.status < 300 && /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html)\b/i.test(response.text) };
}

/** Without a query the proxy (proxy.php) returns Matomo's script, whereas Matomo explains what the address is for. */
async function servesScript(receiver, limits) {
  const response = await attempt(receiver, limits);
  return response?.status === 200 && /getAsyncTrackers|there was an error loading (?:matomo|piwik)\.js/.test(response.text);
}

async function attempt(address, limits) {
  if (limits.milliseconds <= 0) return undefined;
  try {
    return await ask(address, limits);
  } catch {
    return undefined; // It did respond to the page.
  }
}
