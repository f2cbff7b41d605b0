/**
 * Asks the servers that took a page's hits two things which the page cannot know: whether they know the site (many hits leave in one
 * request, which Matomo answers with 204 whatever it made of them), and whether they are Matomo's tracker-proxy.
 *
 * Neither question makes a visit. A ping does not begin one, and `rec=0` keeps Matomo itself from recording anything: it looks the
 * site up (400 where there is none), then leaves the request out (core/Tracker/Visit.php `handle`, VisitExcluded.php `isExcluded`).
 *
 * @module
 */
import { ask } from './answer.mjs';
import { withoutQuery } from './findings.mjs';

const LIMITS = { milliseconds: 5_000, bytes: 64 * 1024 };
const NO_VISIT = Object.freeze({ rec: '0', ping: '1', send_image: '0' });

/** One page has few receivers and sites, unless it means to be a burden. */
const MOST = 10;

/**
 * @typedef {object} ServerAnswer
 * @property {string} receiver address without the query
 * @property {string} site
 * @property {number | null} status nothing where none came in time
 * @property {boolean} isPage whether the answer is a page, which no Matomo gives
 * @property {boolean} isProxy whether the server answers like Matomo's tracker-proxy
 */

/**
 * @param {{hits: import('./findings.mjs').Hit[], trackers?: {url: string}[]}} seen trackers as they say where they send to
 * @param {number} milliseconds that all of it may take
 * @returns {Promise<{answers: ServerAnswer[], leftOut: number}>}
 */
export async function askServers({ hits, trackers = [] }, milliseconds) {
  // What the browser got no answer from, or was not let through to, is left alone: a page must not send this program anywhere else.
  const taken = hits.filter(({ status }) => status !== null && status < 300);
  const pairs = [...new Map(taken.map(({ receiver, site }) => [JSON.stringify([receiver, site]), { receiver, site }])).values()];
  const limits = { ...LIMITS, milliseconds: Math.floor(Math.min(LIMITS.milliseconds, milliseconds)) };
  const proxies = new Map();
  const isProxy = (receiver) => proxies.get(receiver) ?? proxies.set(receiver, servesScript(receiver, limits)).get(receiver);
  const answers = await Promise.all(pairs.slice(0, MOST).map(async ({ receiver, site }) => {
    const address = trackers.find(({ url }) => withoutQuery(url) === receiver)?.url ?? receiver;
    const [answer, proxy] = await Promise.all([knows(address, site, limits), isProxy(receiver)]);
    return { receiver, site, ...answer, isProxy: proxy };
  }));
  return { answers, leftOut: Math.max(0, pairs.length - MOST) };
}

async function knows(address, site, limits) {
  const url = new URL(address);
  url.hash = '';
  for (const [name, value] of Object.entries({ ...NO_VISIT, idsite: site })) url.searchParams.set(name, value);
  const answer = await attempt(url, limits);
  return { status: answer?.status ?? null, isPage: answer?.status < 300 && /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html)\b/i.test(answer.text) };
}

/** Without a query the proxy (proxy.php) gives Matomo's script, where Matomo says what the address is for. */
async function servesScript(receiver, limits) {
  const answer = await attempt(receiver, limits);
  return answer?.status === 200 && /getAsyncTrackers|there was an error loading (?:matomo|piwik)\.js/.test(answer.text);
}

async function attempt(address, limits) {
  if (limits.milliseconds <= 0) return undefined;
  try {
    return await ask(address, limits);
  } catch {
    return undefined; // It did answer the page.
  }
}
