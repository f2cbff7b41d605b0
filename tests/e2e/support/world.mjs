/**
 * What every end-to-end test needs: one browser and one site for the file, and a page with the snippet for the test.
 * Nothing waits for a time: tests wait for a number of hits, and know that no more will come when the page has ended.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import { after, before } from 'node:test';
import { valueOf } from '../../../scripts/collector/decode.mjs';
import { launch } from '../../../scripts/lib/chromium.mjs';
import { buildPage } from '../../../scripts/vectors/page.mjs';
import { leave } from '../../../scripts/vectors/replay.mjs';
import { startSite } from '../../../scripts/vectors/site.mjs';

/** The file under test; `CRUMBLESS_TRACKER` names another, such as Matomo's own, to see whether a test asks for more. */
export const TRACKER = process.env.CRUMBLESS_TRACKER ?? path.join(import.meta.dirname, '../../../dist/matomo.js');

/** Visits know nothing of each other, and most of a test is waiting. */
export const AT_ONCE = Object.freeze({ concurrency: 4 });

const VIEWPORT = { width: 1000, height: 700 };
const HIT_TIMEOUT = 10_000;
let visits = 0;

/**
 * Starts browser and site before the tests of the file, and ends them after.
 *
 * @returns {World}
 */
export function startWorld() {
  const world = new World();
  before(() => world.start());
  after(() => world.stop());
  return world;
}

class World {
  /** @type {import('playwright-core').Browser} */
  browser;
  /** @type {import('../../../scripts/vectors/site.mjs').Site} */
  site;

  async start() {
    this.site = await startSite({ tracker: TRACKER });
    this.browser = await launch();
  }

  async stop() {
    await this.browser?.close();
    await this.site?.close();
  }

  /**
   * A page with the snippet in a browser context of its own, loaded; it goes when the test ends.
   *
   * @param {import('node:test').TestContext} t
   * @param {import('../../../scripts/vectors/page.mjs').PageParts & VisitOptions} [parts]
   * @returns {Promise<Visit>}
   */
  async visit(t, parts = {}) {
    visits += 1;
    const visit = new Visit(this.site, `visit-${visits}`);
    const html = parts.html?.(visit) ?? buildPage({ title: 'A page', ...parts }, visit.trackerUrl);
    this.site.serve(`/page/${visit.run}`, html);
    parts.before?.(visit);
    const context = await this.browser.newContext({ viewport: VIEWPORT });
    t.after(() => context.close());
    if (parts.cookies) await context.addCookies(parts.cookies(visit));
    visit.page = await context.newPage();
    visit.page.on('pageerror', (error) => visit.errors.push(error));
    if (parts.init) await visit.page.addInitScript(parts.init);
    await parts.prepare?.(visit.page);
    await visit.page.goto(visit.url);
    return visit;
  }
}

/**
 * @typedef {object} VisitOptions
 * @property {string | (() => void)} [init] run before anything on the page
 * @property {(page: import('playwright-core').Page) => Promise<void>} [prepare] done with the page before it is loaded
 * @property {(visit: Visit) => string} [html] the whole page instead of the usual one
 * @property {(visit: Visit) => void} [before] run when the addresses are known and nothing is loaded yet
 * @property {(visit: Visit) => object[]} [cookies] that the browser has already
 */

class Visit {
  /** @type {import('playwright-core').Page} */
  page;
  /** @type {Error[]} uncaught errors of the page */
  errors = [];

  constructor(site, run) {
    this.site = site;
    this.run = run;
    this.url = `http://${site.self}/page/${run}`;
    this.trackerUrl = `http://${site.self}/c/${run}/matomo.php`;
  }

  /**
   * Pushes commands in one call, as the page would.
   *
   * @param {...unknown[]} commands
   */
  push(...commands) {
    return this.page.evaluate((rows) => window._paq.push(...rows), commands);
  }

  /** How many HTTP requests the collector had from this page. */
  requests() {
    return this.site.collector.requests(this.run);
  }

  /**
   * Waits for that many hits; fails when they do not come.
   *
   * @param {number} count
   */
  async hits(count) {
    const hits = await this.site.waitForHits(this.run, count, HIT_TIMEOUT);
    assert.equal(hits.length, count, `expected ${count} hits, had ${hits.map(kind).join(', ') || 'none'}`);
    return hits;
  }

  /**
   * Ends the page, which makes the tracker send what it holds; afterwards exactly that many hits must be there.
   *
   * @param {number} count
   */
  async end(count) {
    await this.site.waitForHits(this.run, count, HIT_TIMEOUT);
    await leave(this.page, this.site);
    return this.hits(count);
  }
}

/**
 * What a hit is, in a word or two.
 *
 * @param {{params: [string, string][]}} hit
 */
export function kind(hit) {
  const naming = ['e_a', 'idgoal', 'search', 'link', 'download', 'ping', 'action_name'];
  const name = naming.find((candidate) => param(hit, candidate) !== undefined);
  return name === undefined ? 'other' : `${name}=${param(hit, name)}`;
}

/**
 * @param {{params: [string, string][]}} hit
 * @param {string} name
 */
export const param = valueOf;
