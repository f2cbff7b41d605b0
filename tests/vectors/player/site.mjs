/**
 * Two origins on this machine with everything a page under test needs: the pages themselves, the tracker file and a
 * collector. The vectors and the end-to-end tests run against it.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createCollector } from '../../../www/server/collector/collector.mjs';
import { nextHit, waitForHits } from '../../support/arrivals.mjs';
import { listen } from '../../support/listen.mjs';
import { EARLY_PATH, earlyFor, withEarly } from './early.mjs';

const SCRIPT = 'text/javascript; charset=utf-8';

/** How long a hit may take, in milliseconds: a machine that runs other tests takes many seconds for one of 100 kB. */
export const ARRIVAL_TIMEOUT = 60_000;

/** Any other address leads to this page, so that a link or a navigation always arrives somewhere. */
const EMPTY_PAGE = '<!doctype html><meta charset="utf-8"><title>Empty</title><a id="go" href="/">Go</a>';

/**
 * @typedef {object} Site
 * @property {string} self host:port of the pages
 * @property {string} other host:port of a second origin
 * @property {ReturnType<typeof createCollector>} collector on both origins
 * @property {(path: string, content: Served) => void} serve
 * @property {(path: string) => URLSearchParams[]} asked the queries with which a path was asked for
 * @property {(run: string, count: number) => Promise<import('../../../www/server/collector/collector.mjs').Hit[]>} waitForHits
 *   the run's hits once there are that many; after `ARRIVAL_TIMEOUT` those that are there
 * @property {(run: string, isWanted: (hit: import('../../../www/server/collector/collector.mjs').Hit) => boolean) => Promise<import('../../../www/server/collector/collector.mjs').Hit | undefined>} waitForHit
 *   the first hit of the run that is wanted; nothing where it has not come after `ARRIVAL_TIMEOUT`
 * @property {() => Promise<void>} idle resolves when no request is open
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {string | {type: string, body: string | Buffer, headers?: Record<string, string>, status?: number, delay?: number}} Served HTML or
 *   something else; `delay` is how many milliseconds the server takes for it
 */

/**
 * @param {{tracker: string}} options `tracker` is the file served as `/matomo.js`, with the fallback beside it
 * @returns {Promise<Site>}
 */
export async function startSite({ tracker }) {
  const collector = createCollector();
  const beside = async (name) => [`/${name}`, { type: SCRIPT, body: await readFile(path.join(path.dirname(tracker), name)).catch(() => '') }];
  const contents = new Map([
    ['/matomo.js', { type: SCRIPT, body: await readTracker(tracker) }],
    ...(await Promise.all(['matomo.full.js', 'matomo.fallback.js', 'matomo.engagement.js'].map(beside))),
    ['/favicon.ico', { type: 'image/x-icon', body: '' }],
  ]);
  const queries = new Map();
  const open = new Set();
  const idleWaiters = new Set();

  const listener = async (request, response) => {
    open.add(response);
    response.on('close', () => {
      open.delete(response);
      if (open.size === 0) for (const resolve of idleWaiters) resolve();
    });
    try {
      if (await collector.handle(request, response)) return;
      const agent = request.headers['user-agent'];
      if (request.url === EARLY_PATH) return send(response, { type: SCRIPT, body: earlyFor(agent) }, agent);
      const [address, query] = (request.url ?? '/').split('?');
      queries.set(address, [...(queries.get(address) ?? []), new URLSearchParams(query)]);
      const content = contents.get(address) ?? EMPTY_PAGE;
      if (content.delay) await setTimeout(content.delay);
      send(response, content, agent);
    } catch {
      response.destroy(); // the browser went away while its body was being read
    }
  };

  const servers = [await listen(listener), await listen(listener)];
  const [self, other] = servers.map(({ host }) => host);

  return {
    self,
    other,
    collector,
    serve: (address, content) => void contents.set(address, content),
    asked: (address) => queries.get(address) ?? [],
    waitForHits: (run, count) => waitForHits(collector, run, count, ARRIVAL_TIMEOUT),
    waitForHit: async (run, isWanted) => collector.hits(run).find(isWanted) ?? nextHit(collector, (hit) => hit.run === run && isWanted(hit), ARRIVAL_TIMEOUT),
    async idle() {
      if (open.size === 0) return;
      await new Promise((resolve) => idleWaiters.add(resolve)).finally(() => idleWaiters.clear());
    },
    async close() {
      for (const server of servers) await server.close();
    },
  };
}

async function readTracker(file) {
  try {
    return await readFile(file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`The tracker ${file} does not exist: run \`npm run build\`.`, { cause: error });
  }
}

function send(response, content, agent) {
  const { type, body, headers, status = 200 } =
    typeof content === 'string' ? { type: 'text/html; charset=utf-8', body: content } : content;
  const sent = type.startsWith('text/html') ? withEarly(String(body), agent, headers?.['Content-Security-Policy']) : body;
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers }).end(sent);
}
