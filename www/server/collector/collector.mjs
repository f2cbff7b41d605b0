/**
 * A stand-in for Matomo's `matomo.php`: it answers as the server does and keeps every hit decoded. The demo shows them,
 * the tests count them. It serves `/matomo.php` and, so that many pages can be told apart, `/c/<run>/matomo.php`.
 *
 * It measures nothing, keeps nothing on disk, and trusts nothing it is sent: sizes and counts are bounded.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { readBody, Room } from './body.mjs';
import { BadRequest, decodeRequest, valueOf } from './decode.mjs';
import { HitStore, Tally } from './store.mjs';

/**
 * @typedef {object} Hit
 * @property {number} id rises by one with every hit
 * @property {string} run the part of the path that tells pages apart, '' for `/matomo.php`
 * @property {number} time milliseconds since 1970, with fractions, when the request had arrived
 * @property {string} method
 * @property {'image' | 'beacon' | 'fetch' | 'unknown'} transport as far as the browser's headers tell; a `no-cors` fetch
 *   cannot be told from a beacon, nor XMLHttpRequest from fetch
 * @property {number} request which HTTP request of the run it came in, from 1
 * @property {null | {request: number, index: number, size: number}} bulk its place in a bulk request
 * @property {Record<string, string>} headers those worth looking at
 * @property {[string, string][]} params decoded, in the order they were sent
 * @property {string} raw the query string as it was sent
 */

/**
 * @typedef {object} Rejection
 * @property {string} run
 * @property {number} status
 * @property {string} reason
 */

/** @type {Readonly<Limits>} */
export const DEFAULT_LIMITS = Object.freeze({
  bodyBytes: 2 * 1024 * 1024,
  arrivingBytes: 32 * 1024 * 1024,
  hits: 5000,
  storedBytes: 32 * 1024 * 1024,
  bulk: 1000,
  params: 1000,
  runs: 1000,
});

/**
 * @typedef {object} Limits
 * @property {number} bodyBytes a longer body is answered 413
 * @property {number} arrivingBytes of bodies that are read at the same time; more is answered 503
 * @property {number} hits how many are kept
 * @property {number} storedBytes how much memory hits may take, the oldest make room
 * @property {number} bulk hits in one bulk request
 * @property {number} params parameters of one hit
 * @property {number} runs for how many runs requests are counted
 */

const PATH = /^\/(?:c\/([\w.-]{1,64})\/)?matomo\.php$/;
/** Requests name a path; the host does not matter here. */
const BASE = 'http://collector.invalid';
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const KEPT_HEADERS = ['content-type', 'cookie', 'origin', 'referer', 'sec-fetch-dest', 'sec-fetch-mode', 'user-agent'];

/**
 * @param {{limits?: Partial<Limits>}} [options]
 */
export function createCollector(options = {}) {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const events = new EventEmitter();
  const store = new HitStore(limits);
  const room = new Room(limits.arrivingBytes);
  const requestCounts = new Tally(limits.runs);
  /** @type {Map<string, PromiseWithResolvers<void>>} answers that wait, by run */
  const held = new Map();
  let lastId = 0;

  return {
    /**
     * Answers a request that is meant for the collector.
     *
     * @param {import('node:http').IncomingMessage} request
     * @param {import('node:http').ServerResponse} response
     * @param {URL | string} [url]
     * @returns {Promise<boolean>} false, with the response untouched, when the path is not the collector's
     */
    async handle(request, response, url = request.url ?? '/') {
      if (!URL.canParse(url, BASE)) return false;
      const { pathname, search } = new URL(url, BASE);
      const path = PATH.exec(pathname);
      if (!path) return false;
      const run = path[1] ?? '';
      try {
        await answer(request, response, run, search.slice(1));
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
        events.emit('rejected', { run, status: error.status, reason: error.message });
        respond(request, response, error.status, `${error.message}\n`, 'text/plain; charset=utf-8');
      }
      return true;
    },

    /**
     * @param {string} [run] of this run only
     * @returns {Hit[]} oldest first
     */
    hits: (run) => store.list(run),

    /**
     * How many HTTP requests came, preflights not counted.
     *
     * @param {string} [run]
     */
    requests: (run = '') => requestCounts.of(run),

    /**
     * `hit` with a {@link Hit} for each that was taken, `rejected` with a {@link Rejection}.
     *
     * @param {'hit' | 'rejected'} event
     * @param {(value: any) => void} listener
     */
    on: (event, listener) => void events.on(event, listener),

    /**
     * @param {'hit' | 'rejected'} event
     * @param {(value: any) => void} listener
     */
    off: (event, listener) => void events.off(event, listener),

    /** Forgets every hit and count. */
    clear() {
      store.clear();
      requestCounts.clear();
    },

    /**
     * From now on requests of the run are taken but their answers wait for `release`: a slow server.
     *
     * @param {string} [run]
     */
    hold(run = '') {
      if (!held.has(run)) held.set(run, withResolvers());
    },

    /** @param {string} [run] */
    release(run = '') {
      held.get(run)?.resolve();
      held.delete(run);
    },
  };

  async function answer(request, response, run, query) {
    if (request.method === 'OPTIONS') return respond(request, response, 204);
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new BadRequest(405, 'matomo.php takes GET and POST.');
    }
    const { decoded, tracked } = await takeAll(request, run, query);
    await held.get(run)?.promise;
    if (!decoded.bulk && tracked === 0) throw new BadRequest(400, 'A hit needs "idsite".');
    if (!decoded.wantsImage) return respond(request, response, 204);
    if (!decoded.bulk) return respond(request, response, 200, PIXEL, 'image/gif');
    const result = { status: 'success', tracked, invalid: decoded.size - tracked };
    return respond(request, response, 200, JSON.stringify(result), 'application/json');
  }

  /** Keeps the hits of a request, and nothing else of it. */
  async function takeAll(request, run, query) {
    const { body, done } = request.method === 'POST' ? await readBody(request, limits.bodyBytes, room) : { body: '', done() {} };
    try {
      const requestNumber = requestCounts.add(run);
      const { bulk, hits, wantsImage } = decodeRequest(query, String(body), limits);
      const common = { ...describe(request), run, request: requestNumber };
      let tracked = 0;
      hits.forEach((hit, index) => {
        if (!valueOf(hit, 'idsite')) return;
        tracked += 1;
        take({ ...common, bulk: bulk ? { request: requestNumber, index, size: hits.length } : null }, hit);
      });
      return { decoded: { bulk, wantsImage, size: hits.length }, tracked };
    } finally {
      done();
    }
  }

  function take(about, hit) {
    lastId += 1;
    const kept = { id: lastId, ...about };
    store.add({ ...kept, raw: hit.raw });
    if (events.listenerCount('hit') > 0) events.emit('hit', { ...kept, ...hit });
  }
}

function describe(request) {
  const headers = {};
  for (const name of KEPT_HEADERS) {
    if (request.headers[name] !== undefined) headers[name] = String(request.headers[name]);
  }
  return {
    time: performance.timeOrigin + performance.now(),
    method: request.method,
    transport: transportOf(request.method, headers),
    headers,
  };
}

/**
 * Browsers say in Fetch Metadata (https://www.w3.org/TR/fetch-metadata/) what a request is for.
 *
 * @param {string} method
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {'image' | 'beacon' | 'fetch' | 'unknown'} a beacon looks like a `no-cors` fetch
 */
export function transportOf(method, headers) {
  if (headers['sec-fetch-dest'] === 'image') return 'image';
  if (headers['sec-fetch-dest'] !== 'empty') return 'unknown';
  return method === 'POST' && headers['sec-fetch-mode'] === 'no-cors' ? 'beacon' : 'fetch';
}

/** A browser sends credentials with a beacon, so the answer names the origin instead of saying `*`. */
function respond(request, response, status, body, contentType) {
  if (response.headersSent || response.destroyed) return;
  const headers = { 'Cache-Control': 'no-store', Vary: 'Origin' };
  if (request.headers.origin) {
    headers['Access-Control-Allow-Origin'] = request.headers.origin;
    headers['Access-Control-Allow-Credentials'] = 'true';
  }
  if (request.method === 'OPTIONS') {
    headers['Access-Control-Allow-Methods'] = 'GET, POST, OPTIONS';
    headers['Access-Control-Allow-Headers'] = 'Content-Type';
  }
  if (status === 405) headers.Allow = 'GET, POST, OPTIONS';
  if (status === 413 || status === 503) headers.Connection = 'close'; // the rest of the body is not read
  if (contentType) headers['Content-Type'] = contentType;
  response.writeHead(status, headers).end(body);
}

// Node 20 has no Promise.withResolvers.
function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
