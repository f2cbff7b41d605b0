/**
 * Asks servers whether they take hits of a site. A page cannot know: many hits leave in one request, which Matomo answers with 204
 * whatever it made of them.
 *
 * @module
 */

const ANSWER_TIMEOUT_MS = 5_000;

/** One page has few receivers and sites, unless it means to be a burden. */
const MOST = 10;

/**
 * @typedef {object} ServerAnswer
 * @property {string} receiver address without the query
 * @property {string} site
 * @property {number | null} status of a ping, which makes no visit; nothing where none came
 */

/**
 * @param {import('./findings.mjs').Hit[]} hits
 * @returns {Promise<ServerAnswer[]>}
 */
export function askServers(hits) {
  const pairs = new Map(hits.filter(({ status }) => status === null || status < 300).map(({ receiver, site }) => [JSON.stringify([receiver, site]), { receiver, site }]));
  return Promise.all([...pairs.values()].slice(0, MOST).map(async ({ receiver, site }) => ({ receiver, site, status: await ping(receiver, site) })));
}

/** Source: Tracking HTTP API, `ping`: a visit that is not known is not begun by it. */
async function ping(receiver, site) {
  const query = new URLSearchParams({ idsite: site, rec: '1', ping: '1', send_image: '0', url: receiver });
  try {
    const answer = await fetch(`${receiver}?${query}`, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null; // It did answer the page.
  }
}
