/**
 * A Matomo as far as `crumbless verify` needs one: it takes hits as the collector does, and tells them as visits in the shape of
 * the reporting API's `Live.getLastVisitsDetails` (https://developer.matomo.org/api-reference/reporting-api#Live). No more of
 * Matomo is in it: what it leaves out, excludes or counts is not to be learned here.
 */
import { once } from 'node:events';
import http from 'node:http';
import { createCollector } from '../../../www/server/collector/collector.mjs';
import { valueOf } from '../../../www/server/collector/decode.mjs';

/** Matomo's is a hash of the id with its own salt. */
const PSEUDONYM = 'cd734c95b5836deda948f0e92fecd4477815db41';

/**
 * @param {object} [options]
 * @param {string} [options.token] that has to be given
 * @param {string[]} [options.others] tokens of users who may view other sites
 * @param {boolean} [options.refusesByPage] as Matomo 5 does it: 401 and a page instead of a sentence in JSON
 * @param {(response: import('node:http').ServerResponse) => void} [options.api] responds to every question of the reporting API
 * @param {number} [options.after] how many questions about a visit get a response as if the hits had not come yet
 * @param {(hit: import('../../../www/server/collector/collector.mjs').Hit) => string} [options.addressOf] what Matomo takes for the visitor's
 * @param {string[]} [options.without] types of actions that it does not know
 * @param {number} [options.status] the status of every hit
 * @param {boolean} [options.hasPseudonyms] whether it replaces the ids of users and orders
 */
export async function startStandInMatomo({ token, others = [], refusesByPage = false, api, after = 0, addressOf = () => '203.0.113.7', without = [], status, hasPseudonyms = false } = {}) {
  const collector = createCollector();
  const questions = [];
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://matomo.invalid');
    if (pathname === '/matomo.php' && status) return void response.writeHead(status).end();
    if (pathname !== '/index.php') return void ((await collector.handle(request, response)) || response.writeHead(404).end());
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = new URLSearchParams(body);
    questions.push({ address: request.url, asked });
    if (api) return api(response);
    const said = reply(asked);
    if (said.result !== 'error') return json(response, said);
    return refusesByPage ? void response.writeHead(401, { 'Content-Type': 'text/html' }).end('<h1>Sign in</h1>') : json(response, said, 401);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  let waited = 0;

  function reply(asked) {
    const given = asked.get('token_auth');
    if (token && given !== token && !others.includes(given)) return refusal(`No access with token ${given}.`);
    if (asked.get('method') === 'SitesManager.getSitesIdWithAtLeastViewAccess') return [];
    if (asked.get('method') !== 'Live.getLastVisitsDetails') return refusal('There is no such method.');
    if (token && given !== token) return refusal(`No access to site ${asked.get('idSite')}.`);
    const [, user, title] = /^userId==(.+),pageTitle==(.+)$/.exec(asked.get('segment')) ?? [];
    const all = collector.hits().filter((hit) => valueOf(hit, 'idsite') === asked.get('idSite'));
    const users = new Set(all.filter((hit) => valueOf(hit, 'action_name') === title).map((hit) => valueOf(hit, 'uid')));
    if (!hasPseudonyms) users.add(user);
    const hits = all.filter((hit) => users.has(valueOf(hit, 'uid')));
    if (hits.length === 0) return [];
    waited += 1;
    if (waited <= after) return [];
    // A visit is what comes from one address.
    const visits = new Map([...new Set(hits.map(addressOf))].map((one) => [one, hits.filter((hit) => addressOf(hit) === one)]));
    return [...visits].map(([visitIp, its], index) => {
      const actionDetails = its.flatMap((hit) => actionOf(hit, hasPseudonyms)).filter(({ type }) => !without.includes(type));
      return { idSite: asked.get('idSite'), idVisit: index + 1, userId: hasPseudonyms ? PSEUDONYM : user, visitIp, actions: actionDetails.length, actionDetails };
    });
  }

  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    hits: () => collector.hits(),
    questions,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One action of a visit's `actionDetails`; a ping leaves none. */
function actionOf(hit, hasPseudonyms) {
  const value = (name) => valueOf(hit, name);
  const url = value('url');
  if (value('ping')) return [];
  if (value('idgoal') === '0') {
    const order = value('ec_id');
    return [order ? { type: 'ecommerceOrder', orderId: hasPseudonyms ? PSEUDONYM : order, revenue: Number(value('revenue')) } : { type: 'ecommerceAbandonedCart', revenue: Number(value('revenue')) }];
  }
  if (value('idgoal')) return [{ type: 'goal', goalId: Number(value('idgoal')), goalName: 'A goal', revenue: Number(value('revenue')) }];
  if (value('download')) return [{ type: 'download', url: value('download') }];
  if (value('link')) return [{ type: 'outlink', url: value('link') }];
  if (value('e_c')) return [{ type: 'event', url, eventCategory: value('e_c'), eventAction: value('e_a'), eventName: value('e_n'), eventValue: Number(value('e_v')) }];
  if (value('c_n')) return [{ type: 13, url, contentName: value('c_n'), contentPiece: value('c_p'), contentTarget: value('c_t'), contentInteraction: value('c_i') ?? null }];
  if (value('search')) return [{ type: 'search', siteSearchKeyword: value('search'), siteSearchCategory: value('search_cat'), siteSearchCount: value('search_count') }];
  return [{ type: 'action', url, pageTitle: value('action_name') }];
}

const refusal = (message) => ({ result: 'error', message });

function json(response, value, status = 200) {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}
