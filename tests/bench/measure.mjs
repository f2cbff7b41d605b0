/**
 * Measures one tracker once: every number comes from a page in a browser context of its own, which is a process of its
 * own, so that no compiled code of an earlier run helps.
 *
 * What a visitor waits for is the time until a call is back. What it costs in all is Chromium's own count of main-thread
 * time, `TaskDuration` of `Performance.getMetrics` in `threadTicks`, read before and after. It holds whatever a tracker causes, at once or later in timers, promises and network callbacks, sending
 * included, so nothing hides; `ScriptDuration` would miss promises, a clock around a call everything put off. And it is
 * the thread's processor time: another busy program on the machine does not add to it.
 *
 * @module
 */
import { waitForHits } from '../support/arrivals.mjs';
import { BLOCKS, CONTROL, snippet } from './site.mjs';

/** The browser's developer tools call this Fast 4G (front_end/core/sdk/NetworkManager.ts in devtools-frontend). */
export const NETWORK_4G = Object.freeze({
  offline: false,
  latency: 165,
  downloadThroughput: 1_012_500,
  uploadThroughput: 168_750,
});

/** How often an action is repeated in a page, and the pause in which the work it put off gets done. */
const REPEATS = 20;
const PAUSE_MS = 25;
/** How often a request is built before the times count, and how often then. */
const WARM_UP = 200;
const BUILT = 200;
/** How long a hit may take; `npm run bench -- --timeout` says otherwise. */
export const patience = { seconds: 60 };

/**
 * All in milliseconds.
 *
 * @typedef {object} Work
 * @property {number} scriptAtLoad from the snippet until the page view is sent
 * @property {number} trackEventTogether how long `push` takes, one of many in a turn
 * @property {number} clickTogether how long a click takes, one of many in a turn
 * @property {number} trackEvent one of many in a turn, all it causes included
 * @property {number} click one of many in a turn
 * @property {number} trackEventAlone one in a turn of its own
 * @property {number} trackEventBlocks how long `push` takes then
 * @property {number} clickAlone
 * @property {number} clickBlocks how long the click takes then
 * @property {number} beforeunload
 * @property {number} getRequest how long building one request takes, without sending it
 * @property {number} contentScan all of it, on a page with many blocks
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startBenchSite>>} site
 * @param {string} variant
 * @param {string} run unlike any other
 * @returns {Promise<Partial<Work> & {firstHit: number}>}
 */
export async function measure(browser, site, variant, run) {
  return {
    ...(await measureWork(browser, site, variant, `${run}-work`)),
    firstHit: await measureFirstHit(browser, site, variant, `${run}-4g`),
  };
}

/**
 * What only a tracker with every command does.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startBenchSite>>} site
 * @param {string} variant
 * @param {string} run unlike any other
 */
export async function measureRest(browser, site, variant, run) {
  return {
    ...(await measureRequest(browser, site, variant, `${run}-request`)),
    ...(await measureScan(browser, site, variant, `${run}-scan`)),
  };
}

/**
 * The first hit of a page that uses ecommerce and content from the start.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startBenchSite>>} site
 * @param {string} variant
 * @param {string} run unlike any other
 */
export function measureShop(browser, site, variant, run) {
  return measureFirstHit(browser, site, variant, `${run}-shop`, 'shop');
}

/**
 * How long the script itself takes, from its beginning until the page goes on, by the page's own clock: browsers other than Chromium say
 * nothing else. Nothing of loading it is in that, nor what it does later.
 *
 * @param {import('playwright-core').Browser} browser of any engine
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startBenchSite>>} site
 * @param {Buffer} script
 * @param {string} run unlike any other
 * @param {number} [slowdown] so many times as slow as it is, in Chromium
 * @returns {Promise<number>} milliseconds
 */
export async function measureStart(browser, site, script, run, slowdown = 1) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${site.origin}/bare`);
    if (slowdown > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const time = await page.evaluate(begin, { text: script.toString(), trackerUrl: `/c/${run}/matomo.php` });
    await arrived(site.collector, run, 1, 'the page view of a script in the page');
    return time;
  } finally {
    await context.close();
  }
}

/**
 * What the same page costs with a script that sends one beacon and does nothing else: loading a script, ticking, clicking.
 * It is taken off every variant.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startBenchSite>>} site
 * @param {string} run
 * @returns {Promise<Partial<Work>>}
 */
export async function measureControl(browser, site, run) {
  return { ...(await measureWork(browser, site, CONTROL, `${run}-work`)), ...(await measureScan(browser, site, CONTROL, `${run}-scan`)) };
}

async function measureWork(browser, site, variant, run) {
  return inNewPage(browser, async (page, cdp) => {
    const { load, cost } = await startTracker({ page, cdp, site, variant, run, address: '/bare' });
    const many = (what, action) => cost(what, REPEATS, () => page.evaluate(actTogether, { action, repeats: REPEATS }));
    const alone = (what, action) =>
      cost(what, REPEATS, () => page.evaluate(actAlone, { action, repeats: REPEATS, pause: PAUSE_MS }));

    const events = await many('the events', 'event');
    const clicks = await many('the clicks', 'click');
    const singleEvents = await alone('the single events', 'event');
    const singleClicks = await alone('the single clicks', 'click');
    const leaving = await cost('the event before leaving', 1, () => page.evaluate(leave));
    return {
      scriptAtLoad: load.spent,
      trackEventTogether: events.result,
      clickTogether: clicks.result,
      trackEvent: events.spent / REPEATS,
      click: clicks.spent / REPEATS,
      trackEventAlone: singleEvents.spent / REPEATS,
      trackEventBlocks: singleEvents.result,
      clickAlone: singleClicks.spent / REPEATS,
      clickBlocks: singleClicks.result,
      beforeunload: leaving.result,
    };
  });
}

/** The middle one of the times that building a request takes when the engine knows the code. */
async function measureRequest(browser, site, variant, run) {
  return inNewPage(browser, async (page, cdp) => {
    await startTracker({ page, cdp, site, variant, run, address: '/bare' });
    return { getRequest: await page.evaluate(build, { warmUp: WARM_UP, repeats: BUILT }) };
  });
}

/** From the command until every block of the page is reported. */
async function measureScan(browser, site, variant, run) {
  return inNewPage(browser, async (page, cdp) => {
    const { cost } = await startTracker({ page, cdp, site, variant, run, address: '/blocks' });
    const scan = await cost('the content scan', BLOCKS, () => page.evaluate(() => void window._paq.push(['trackAllContentImpressions'])));
    return { contentScan: scan.spent };
  });
}

/**
 * Puts the snippet into a page that stands still already, so all that happens from there on is the tracker's.
 *
 * @returns {Promise<{load: Cost, cost: (what: string, hits: number, work: () => Promise<unknown>) => Promise<Cost>}>} what that
 *   cost, and a function that measures something else until that many more hits have come
 * @typedef {{spent: number, result: any}} Cost
 */
async function startTracker({ page, cdp, site, variant, run, address }) {
  let expected = 0;
  const cost = async (what, hits, work) => {
    const before = await taskTime(cdp);
    const result = await work();
    expected += variant === CONTROL && what !== 'the page view' ? 0 : hits;
    await arrived(site.collector, run, expected, `${variant}: ${what}`);
    await untilIdle(page);
    return { spent: (await taskTime(cdp)) - before, result };
  };
  await page.goto(site.origin + address, { waitUntil: 'load' });
  await untilIdle(page);
  const expression = snippet(variant, run);
  return { load: await cost('the page view', 1, () => cdp.send('Runtime.evaluate', { expression })), cost };
}

/**
 * From the start of the navigation until the collector has the hit. Chromium delays what comes back, not what goes out,
 * so the hit's own way is not in it, for any tracker alike.
 */
async function measureFirstHit(browser, site, variant, run, kind = 'page') {
  return inNewPage(browser, async (page, cdp) => {
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', NETWORK_4G);
    await page.goto(`${site.origin}/${kind}/${variant}/${run}`, { waitUntil: 'commit' });
    const [hit] = await arrived(site.collector, run, 1, `${variant}: the first hit on 4G`);
    return hit.time - (await page.evaluate(() => performance.timeOrigin));
  });
}

/** In the page: the queue of the snippet, and then the tracker. */
function begin({ text, trackerUrl }) {
  window._paq = [['disableCookies'], ['trackPageView'], ['enableLinkTracking'], ['setTrackerUrl', trackerUrl], ['setSiteId', '1']];
  const script = document.createElement('script');
  script.text = text;
  const start = performance.now();
  document.head.append(script);
  return performance.now() - start;
}

/** In the page: many in one turn, as a script does that catches up. Returns how long each was in the way. */
function actTogether({ action, repeats }) {
  const link = document.getElementById('link');
  const start = performance.now();
  for (let done = 0; done < repeats; done += 1) {
    if (action === 'click') link.click();
    else window._paq.push(['trackEvent', 'Bench', 'together', `number ${done}`]);
  }
  return (performance.now() - start) / repeats;
}

/** In the page: one at a time, as visitors act. Resolves with the middle one of the times until each call was back. */
function actAlone({ action, repeats, pause }) {
  const link = document.getElementById('link');
  const times = [];
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const start = performance.now();
      if (action === 'click') link.click();
      else window._paq.push(['trackEvent', 'Bench', 'alone', `number ${times.length}`]);
      times.push(performance.now() - start);
      if (times.length < repeats) return;
      clearInterval(timer);
      resolve(times.sort((one, other) => one - other)[repeats / 2]);
    }, pause);
  });
}

/** In the page: requests that are built and not sent, one after another. */
function build({ warmUp, repeats }) {
  const tracker = window.Matomo.getAsyncTracker();
  const times = [];
  for (let built = 0; built < warmUp + repeats; built += 1) {
    const start = performance.now();
    tracker.getRequest(`action_name=${built}`);
    if (built >= warmUp) times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[repeats / 2];
}

/** In the page: an event, and the visitor leaves. A tracker that waits in `pagehide` instead keeps the visitor as long. */
function leave() {
  window._paq.push(['trackEvent', 'Bench', 'leave']);
  const start = performance.now();
  window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  return performance.now() - start;
}

/** Until the page has nothing to do, twice in a row: one idle moment may lie between two tasks that belong together. */
function untilIdle(page) {
  return page.evaluate(async () => {
    for (let quiet = 0; quiet < 2; quiet += 1) await new Promise((resolve) => requestIdleCallback(resolve));
  });
}

/** Milliseconds of processor time that the page's main thread has used. */
async function taskTime(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
}

async function inNewPage(browser, work) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return await work(page, cdp);
  } finally {
    await context.close();
  }
}

async function arrived(collector, run, count, what) {
  const hits = await waitForHits(collector, run, count, patience.seconds * 1000);
  if (hits.length < count) throw new Error(`${what} did not arrive: ${hits.length} of ${count} hits came within ${patience.seconds} s.`);
  return hits;
}
