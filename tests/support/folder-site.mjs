/**
 * A folder served as a web server would, with a Matomo at `/matomo.php`: to see a built page send its hits.
 *
 * @module
 */
import sirv from 'sirv';
import { createCollector } from '../../www/server/collector/collector.mjs';
import { waitForHits } from './arrivals.mjs';
import { listen } from './listen.mjs';

/** How long a page may take until its hits are there, in milliseconds. */
const TIMEOUT_MS = 20_000;

/**
 * @param {string} folder
 * @param {{single?: boolean}} [options] `single` gives index.html for every address without a file, as applications with a router need
 * @returns {Promise<FolderSite>}
 */
export async function serveFolder(folder, { single = false } = {}) {
  const collector = createCollector();
  const asked = [];
  const files = sirv(folder, { dev: true, single, ignores: false });
  const { host, close } = await listen(async (request, response) => {
    try {
      if (await collector.handle(request, response)) return;
      asked.push(request.url.split('?')[0]);
      files(request, response, () => response.writeHead(404).end());
    } catch {
      response.destroy(); // The browser went away.
    }
  });
  return {
    origin: `http://${host}`,
    asked,
    async hits(count) {
      const hits = await waitForHits(collector, undefined, count, TIMEOUT_MS);
      if (hits.length < count) throw new Error(`Of ${count} hits ${hits.length} have come within ${TIMEOUT_MS / 1000} s.`);
      return hits;
    },
    close,
  };
}

/**
 * @typedef {object} FolderSite
 * @property {string} origin
 * @property {string[]} asked the paths that were asked for, but for the collector's
 * @property {(count: number) => Promise<import('../../www/server/collector/collector.mjs').Hit[]>} hits all there are, once there are that many;
 *   fails where they do not come
 * @property {() => Promise<void>} close
 */
