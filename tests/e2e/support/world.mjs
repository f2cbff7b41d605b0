/**
 * What every end-to-end test needs: one browser and one site for the file, and a page with the snippet for the test.
 * Nothing waits for a time: tests wait for a number of hits, and know that no more will come when the page has ended.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import { after, before } from 'node:test';
import { valueOf } from '../../../www/server/collector/decode.mjs';
import { launch } from '../../engines/engines.mjs';
import { buildPage } from '../../vectors/player/page.mjs';
import { leave } from '../../vectors/player/replay.mjs';
import { startSite } from '../../vectors/player/site.mjs';

/** The file under test; `CRUMBLESS_TRACKER` names another, such as Matomo's own, to see whether a test asks for more. */
export const TRACKER = process.env.CRUMBLESS_TRACKER ?? path.join(import.meta.dirname, '../../../dist/matomo.js');

/** The one with every command, for tests of what a command returns at once and of what a plugin's call does at once. */
export const FULL_TRACKER = process.env.CRUMBLESS_TRACKER ?? path.join(import.meta.dirname, '../../../dist/matomo.full.js');

/** Visits know nothing of each other, and most of a test is waiting. */
export const AT_ONCE = Object.freeze({ concurrency: 4 });

/** The level at which Chromium gives advice about a page's markup, such as `autocomplete`; no script can write at it. */
const BROWSER_HINT = 'verbose';

const VIEWPORT = { width: 1000, height: 700 };
let visits = 0;

/**
 * Starts browser and site before the tests of the file, and ends them after.
 *
 * @param {string} [tracker] the file under test
 * @returns {World}
 */
export function startWorld(tracker = TRACKER) {
  const world = new World();
  before(() => world.start(tracker));
  after(() => world.stop());
  return world;
}

export class World {
  /** @type {import('playwright-core').Browser} */
  browser;
  /** @type {import('../../vectors/player/site.mjs').Site} */
  site;

  /** @param {string} [tracker] the file under test */
  async start(tracker = TRACKER) {
    this.site = await startSite({ tracker });
    this.browser = await launch();
  }

  async stop() {
    await this.browser?.close();
    await this.site?.close();
  }

  /**
   * A page with the snippet in a browser context of its own, loaded; it goes when the test ends.
   *
   * @param {Pick<import('node:test').TestContext, 'after'>} t
   * @param {import('../../vectors/player/page.mjs').PageParts & VisitOptions} [parts]
   * @returns {Promise<Visit>}
   */
  async visit(t, parts = {}) {
    visits += 1;
    const visit = new Visit(this.site, `visit-${visits}`, parts.search);
    const html = parts.html?.(visit) ?? buildPage({ title: 'A page', ...parts }, visit.trackerUrl);
    this.site.serve(`/page/${visit.run}`, html);
    parts.before?.(visit);
    visit.page = parts.page ?? (await this.openPage());
    if (!parts.page) t.after(() => visit.page.context().close());
    if (parts.cookies) await visit.page.context().addCookies(parts.cookies(visit));
    listen(t, visit.page, 'pageerror', (error) => !isPolicyReport(error) && visit.errors.push(error));
    listen(t, visit.page, 'console', (message) => {
      if (message.type() !== BROWSER_HINT) visit.messages.push({ level: message.type(), text: message.text() });
    });
    if (parts.init) await visit.page.addInitScript(parts.init);
    await parts.prepare?.(visit.page);
    await visit.page.goto(visit.url);
    return visit;
  }

  /** An empty page in a browser context of its own. */
  async openPage() {
    const context = await this.browser.newContext({ viewport: VIEWPORT, locale: 'en-US' });
    return context.newPage();
  }
}

/** Firefox calls what a policy refused an error of the page too. */
const isPolicyReport = (error) => `${error.name} ${error.message}`.includes('Content-Security-Policy');

function listen(t, page, event, listener) {
  page.on(event, listener);
  t.after(() => page.off(event, listener));
}

/**
 * @typedef {object} VisitOptions
 * @property {import('playwright-core').Page} [page] to go on with, instead of one in a context of its own
 * @property {string} [search] query and hash of the page's address
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
  /** @type {{level: string, text: string}[]} what was said in the console */
  messages = [];

  constructor(site, run, search = '') {
    this.site = site;
    this.run = run;
    this.url = `http://${site.self}/page/${run}${search}`;
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

  /**
   * Waits for a line in the console, unless it is there already.
   *
   * @param {(text: string) => boolean} isLine
   */
  async line(isLine) {
    if (!this.messages.some(({ text }) => isLine(text))) await this.page.waitForEvent('console', (message) => isLine(message.text()));
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
    const hits = await this.site.waitForHits(this.run, count);
    assert.equal(hits.length, count, `expected ${count} hits, had ${hits.map(kind).join(', ') || 'none'}`);
    return hits;
  }

  /**
   * Waits for the hit that is wanted, whatever else comes; fails when it does not come.
   *
   * @param {string} wanted as `kind` says it
   */
  async arrival(wanted) {
    const hit = await this.site.waitForHit(this.run, (candidate) => kind(candidate) === wanted);
    assert.ok(hit, `${wanted} did not arrive, but ${this.site.collector.hits(this.run).map(kind).join(', ') || 'nothing'}`);
    return hit;
  }

  /**
   * Ends the page, which makes the tracker send what it holds; afterwards exactly that many hits must be there.
   *
   * @param {number} count
   * @param {number} [before] how many of them come while the page stays; waiting for more would be waiting for time
   */
  async end(count, before = count) {
    const hits = await this.site.waitForHits(this.run, before);
    assert.ok(hits.length >= before, `expected ${before} hits before the end, had ${hits.map(kind).join(', ') || 'none'}`);
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
