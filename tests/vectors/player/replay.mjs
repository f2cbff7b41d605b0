/**
 * Plays one scenario in a real browser and hands back what reached the collector.
 *
 * @module
 */
import { buildPage } from './page.mjs';

const VIEWPORT = { width: 1000, height: 700 };

/** A page that is still busy then is in an endless loop: nothing it is asked would ever return. */
const PATIENCE_MS = 90_000;

/**
 * @typedef {object} Replayed
 * @property {import('../../../www/server/collector/collector.mjs').Hit[]} hits
 * @property {Record<string, unknown>} results of the `get` steps; those that are undefined are left out
 * @property {boolean} started whether `window.Matomo` was there when the page had loaded
 * @property {Record<string, number>} timing of the page's load, by names of the platform, in milliseconds from its start
 * @property {string[]} pageErrors uncaught errors of the page
 * @property {(text: string) => string} fill puts this run's addresses in the place of `%SELF%`, `%OTHER%` and `%RUN%`
 */

let runs = 0;

/**
 * @param {object} scenario a row of tests/vectors
 * @param {object} options
 * @param {import('playwright-core').Browser} options.browser
 * @param {import('./site.mjs').Site} options.site
 * @param {number} options.count how many hits are expected
 * @param {(page: import('playwright-core').Page) => Promise<void>} [options.prepare] before anything is loaded
 * @returns {Promise<Replayed>}
 */
export async function replay(scenario, { browser, site, count, prepare }) {
  runs += 1;
  const run = `${scenario.name}-${runs}`;
  const fill = (text) =>
    text.replaceAll('%SELF%', site.self).replaceAll('%OTHER%', site.other).replaceAll('%RUN%', run);
  const filled = JSON.parse(fillJson(fill, { title: `Scenario ${scenario.name}`, ...scenario, expect: undefined }));
  site.serve(`/page/${filled.name}`, buildPage(filled, `http://${site.self}/c/${run}/matomo.php`));

  const context = await browser.newContext({ viewport: VIEWPORT });
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    context.close().catch(() => {}); // what waits for the page is told
  }, PATIENCE_MS);
  try {
    const page = await context.newPage();
    const pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(String(error)));
    await page.addInitScript(showPdfs);
    if (filled.init) await page.addInitScript({ content: filled.init });
    await prepare?.(page);
    await arrive(page, filled, site);
    const started = await page.evaluate(() => typeof window.Matomo === 'object');
    const results = {};
    for (const step of filled.steps ?? []) await takeStep(page, step, results);
    await site.waitForHits(run, count);
    const timing = await page.evaluate(readTiming);
    await leave(page, site);
    return { hits: site.collector.hits(run), results, started, timing, pageErrors, fill };
  } catch (error) {
    throw hangs ? new Error(`the page did not come to its end within ${PATIENCE_MS / 1000} s`, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

/** Fills every string in a value, keys excepted, and gives JSON. */
function fillJson(fill, value) {
  return JSON.stringify(value, (key, inner) => (typeof inner === 'string' ? fill(inner) : inner));
}

async function arrive(page, scenario, site) {
  const address = `http://${site.self}/page/${scenario.name}${scenario.search ?? ''}`;
  if (!scenario.referrer) return page.goto(address);
  await page.goto(`http://${scenario.referrer === 'other' ? site.other : site.self}/`);
  await page.$eval('#go', (link, href) => link.setAttribute('href', href), address);
  await page.click('#go');
  return page.waitForURL((url) => url.href === address, { waitUntil: 'load' });
}

async function takeStep(page, [kind, ...args], results) {
  switch (kind) {
    case 'click':
      return page.click(args[0], args[1]);
    case 'key':
      return page.press(args[0], args[1]);
    case 'eval':
      return void (await page.evaluate(args[0]));
    case 'get': {
      const value = await page.evaluate(args[1]);
      if (value !== undefined) results[args[0]] = value;
      return undefined;
    }
    case 'wait':
      return page.waitForTimeout(args[0]);
    case 'scroll':
      return page.evaluate((top) => window.scrollTo(0, top), args[0]);
    case 'goto':
      return page.goto(args[0]);
    case 'hide':
      return hide(page);
    default:
      throw new Error(`The step "${kind}" is not known: see tests/vectors/README.md.`);
  }
}

/**
 * A headless page is always visible and focused, so it is told otherwise.
 *
 * @param {import('playwright-core').Page} page
 */
export function hide(page) {
  return page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.hasFocus = () => false;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    window.dispatchEvent(new Event('blur'));
  });
}

/**
 * The end of a page makes a tracker send what it still holds, so nothing that is to come can be missed afterwards.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('./site.mjs').Site} site
 */
export async function leave(page, site) {
  await page.goto('about:blank');
  // A beacon leaves before the next document does: once that one is here, the server has the beacon at least open.
  await page.goto(`http://${site.self}/after`);
  await site.idle();
}

function readTiming() {
  const timing = window.performance?.timing?.toJSON() ?? {};
  const { navigationStart } = timing;
  return Object.fromEntries(Object.entries(timing).map(([name, time]) => [name, time === 0 ? 0 : time - navigationStart]));
}

/** The headless shell shows no PDF files; the browser that the hits were recorded in does. */
function showPdfs() {
  if (navigator.mimeTypes.length > 0) return;
  const mimeTypes = { length: 1, 'application/pdf': { enabledPlugin: {} } };
  Object.defineProperty(Navigator.prototype, 'mimeTypes', { get: () => mimeTypes, configurable: true });
}
