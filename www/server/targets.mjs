/**
 * The three Matomo servers of the page about anonymous measurement: an installation's own, one shared by several
 * installations, and the maker's. One program plays all of them, each at its own path, and one of them can be
 * down. They are never a real server: the page's fictional customers stay here.
 *
 * @module
 */
import { HitStream } from './hit-stream.mjs';
import { createTracking } from './tracking.mjs';

export const TARGETS = Object.freeze(['own', 'shared', 'maker']);
const DOWN = 'shared';

/**
 * @param {object} options
 * @param {{handle: Function}} options.collector stores the hits of each under its name
 * @param {(line: string) => void} options.log
 */
export function createTargets({ collector, log }) {
  let isDown = false;
  const stream = new HitStream({ isDown });
  const tracking = new Map(TARGETS.map((target) => [
    `/${target}/matomo.php`,
    createTracking({ stream, collector: { handle: respond }, target, log }),
  ]));

  function respond(request, response, { pathname, search }) {
    const target = pathname.split('/')[1];
    if (target !== DOWN || !isDown) return collector.handle(request, response, `/c/${target}/matomo.php${search}`);
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end('Down.\n');
    return true;
  }

  /** The page's own endpoints; other methods are not handled. */
  const endpoints = {
    'GET /anonymous/hits': (request, response) => stream.connect(request, response),
    'DELETE /anonymous/hits': (request, response) => done(response, () => stream.clear()),
    // A page of another site can send neither method without a preflight, which fails.
    'PUT /anonymous/down': (request, response) => done(response, () => setDown(true)),
    'DELETE /anonymous/down': (request, response) => done(response, () => setDown(false)),
  };

  function setDown(wanted) {
    isDown = wanted;
    stream.change({ isDown });
  }

  return {
    /**
     * @param {import('node:http').IncomingMessage} request
     * @param {import('node:http').ServerResponse} response
     * @param {URL} url
     * @returns {Promise<boolean>} false, with the response untouched, if the address is not one of theirs
     */
    async handle(request, response, url) {
      const act = tracking.get(url.pathname) ?? endpoints[`${request.method} ${url.pathname}`];
      if (!act) return false;
      await act(request, response, url);
      return true;
    },

    /** Ends every listener's connection. */
    close: () => stream.close(),
  };
}

function done(response, work) {
  work();
  response.writeHead(204).end();
}
