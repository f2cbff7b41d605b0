/**
 * A site whose collector fails when it is told to: before a request reaches the collector, its fate is decided. What fails is
 * not counted, and what became of every request is written down. Every connection serves one request: a browser sends a
 * request again by itself when a connection that it had used before breaks, and that would hide a failure from the page.
 */
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { createCollector } from '../../../www/server/collector/collector.mjs';
import { decodeRequest } from '../../../www/server/collector/decode.mjs';
import { withEarly } from '../../vectors/player/early.mjs';
import { ARRIVAL_TIMEOUT } from '../../vectors/player/site.mjs';

const SCRIPT = 'text/javascript; charset=utf-8';
const TRACKING = /^\/c\/([\w.-]+)\/matomo\.php/;
const EMPTY_PAGE = '<!doctype html><meta charset="utf-8"><title>Empty</title>';
const LIMITS = { hits: 1e6, storedCharacters: 1e9, bulk: 1000, params: 1000, runs: 1e5 };

/**
 * What becomes of a request: taken by the collector, its connection broken, nothing until `release` and then one of these, or a
 * status that says that it was not taken.
 *
 * @typedef {'take' | 'reset' | 'hold' | 'hold, reset' | 'hold, 500' | number} Fate
 */

/**
 * @typedef {object} Tracked one request to the collector
 * @property {string} run
 * @property {number} number of the run, from 1
 * @property {number} at milliseconds since 1970
 * @property {Fate | 'aborted'} fate `aborted` where the browser broke it off
 * @property {import('../../../www/server/collector/decode.mjs').DecodedHit[]} hits that it had, taken or not
 * @property {string} transport as far as the browser's headers tell
 */

/**
 * @param {object} options
 * @param {string} options.tracker the file served as `/matomo.js`
 * @param {(run: string, number: number) => Fate} [options.fateOf] by default what was planned for the run
 * @returns {Promise<FaultSite>}
 */
export async function startFaultSite(options) {
  const site = new FaultSite(options);
  await site.start();
  return site;
}

/** Serves what tests/vectors/player/site.mjs serves too, so that a test's world can stand on it. */
export class FaultSite extends EventEmitter {
  /** @type {string} host:port of the pages */
  self;
  /** @type {string} host:port of a second origin */
  other;
  collector = createCollector({ limits: LIMITS });

  #tracker;
  #fateOf;
  #plans = new Map();
  #contents = new Map([['/favicon.ico', { type: 'image/x-icon', body: '' }]]);
  #queries = new Map();
  #open = new Set();
  #runs = new Map();
  #held = [];
  #servers;

  constructor({ tracker, fateOf }) {
    super();
    this.setMaxListeners(0);
    this.#tracker = tracker;
    this.collector.on('hit', (hit) => this.#of(hit.run).hits.push(hit));
    this.#fateOf = fateOf ?? ((run) => this.#plans.get(run)?.shift() ?? 'take');
  }

  async start() {
    this.serve('/matomo.js', { type: SCRIPT, body: await readFile(this.#tracker) });
    for (const name of ['matomo.full.js', 'matomo.fallback.js']) {
      this.serve(`/${name}`, { type: SCRIPT, body: await readFile(path.join(path.dirname(this.#tracker), name)).catch(() => '') });
    }
    this.#servers = [0, 1].map(() => http.createServer((request, response) => this.#listen(request, response)));
    for (const server of this.#servers) await once(server.listen(0, '127.0.0.1'), 'listening');
    [this.self, this.other] = this.#servers.map((server) => `127.0.0.1:${server.address().port}`);
  }

  /**
   * @param {string} run
   * @param {...Fate} fates of its next requests; those after are taken
   */
  plan(run, ...fates) {
    this.#plans.set(run, fates);
  }

  /**
   * @param {string} run
   * @returns {Tracked[]}
   */
  requestsOf(run) {
    return this.#of(run).requests;
  }

  /**
   * @param {string} run
   * @returns {import('../../../www/server/collector/collector.mjs').Hit[]} that were taken
   */
  hitsOf(run) {
    return this.#of(run).hits;
  }

  /** What hangs goes on now. */
  release() {
    for (const resolve of this.#held.splice(0)) resolve();
  }

  /**
   * @param {string} address
   * @param {string | object | ((asked: {body: string, times: number}) => string | object | Promise<object>)} content as in
   *   tests/vectors/player/site.mjs, or a function that makes it
   */
  serve(address, content) {
    this.#contents.set(address, content);
  }

  /** What is served there. */
  served(address) {
    return this.#contents.get(address);
  }

  /** @param {string} address */
  asked(address) {
    return this.#queries.get(address) ?? [];
  }

  /** Resolves once the condition holds, which may change with a request; to false when it did not for so many milliseconds. */
  until(condition, patience) {
    return new Promise((resolve) => {
      const finish = (holds) => {
        clearTimeout(timer);
        this.off('change', check);
        resolve(holds);
      };
      const check = () => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(finish, patience, false);
      this.on('change', check);
      check();
    });
  }

  async waitForHits(run, count) {
    await this.until(() => this.hitsOf(run).length >= count, ARRIVAL_TIMEOUT);
    return [...this.hitsOf(run)];
  }

  /** Resolves when no request is open. */
  idle() {
    return this.until(() => this.#open.size === 0, 60_000);
  }

  async close() {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** What is known of a run: requests in the order in which they came, and hits that were taken. */
  #of(run) {
    if (!this.#runs.has(run)) this.#runs.set(run, { requests: [], hits: [] });
    return this.#runs.get(run);
  }

  async #listen(request, response) {
    this.#open.add(response);
    response.on('close', () => {
      this.#open.delete(response);
      this.emit('change');
    });
    response.setHeader('Connection', 'close');
    try {
      const run = TRACKING.exec(request.url)?.[1];
      // A question whether another origin may ask is no request of hits.
      if (run !== undefined && request.method !== 'OPTIONS') await this.#track(run, request, response);
      else if (run !== undefined) await this.collector.handle(request, response);
      else await this.#show(request, response);
    } catch {
      response.destroy(); // the browser went away while its body was being read
    }
  }

  async #track(run, request, response) {
    const { requests } = this.#of(run);
    const number = requests.length + 1;
    const tracked = { run, number, at: performance.timeOrigin + performance.now(), fate: this.#fateOf(run, number), hits: [], transport: request.headers['sec-fetch-dest'] === 'image' ? 'image' : 'other' };
    requests.push(tracked);
    const body = await bodyOf(request).catch((error) => {
      tracked.fate = 'aborted';
      throw error;
    });
    tracked.hits = decodeRequest(request.url.split('?')[1] ?? '', body, LIMITS).hits;
    this.emit('tracked', tracked);
    this.emit('change');
    if (String(tracked.fate).startsWith('hold')) await new Promise((resolve) => this.#held.push(resolve));
    if (String(tracked.fate).endsWith('reset')) return request.socket.resetAndDestroy();
    const [status] = /\d+$/.exec(tracked.fate) ?? [];
    if (status) return void response.writeHead(Number(status)).end();
    await this.collector.handle(readAgain(request, body), response);
    return this.emit('change');
  }

  async #show(request, response) {
    const [address, query] = request.url.split('?');
    const body = await bodyOf(request);
    const asked = [...this.asked(address), new URLSearchParams(query)];
    this.#queries.set(address, asked);
    const content = this.#contents.get(address) ?? EMPTY_PAGE;
    const made = await (typeof content === 'function' ? content({ body, times: asked.length }) : content);
    const { type, body: text, headers, status = 200 } = typeof made === 'string' ? { type: 'text/html; charset=utf-8', body: made } : made;
    const sent = type.startsWith('text/html') ? withEarly(String(text), request.headers['user-agent'], headers?.['Content-Security-Policy']) : text;
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers }).end(sent);
    this.emit('change');
  }
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The request for one who wants to read its body too. */
function readAgain({ method, headers, url }, body) {
  return Object.assign(Readable.from(body ? [Buffer.from(body)] : []), { method, headers, url });
}
