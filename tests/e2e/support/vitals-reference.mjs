/**
 * Google's library on the page itself, beside the tracker: what it reports goes to the same collector, and is compared there.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { leave } from '../../vectors/player/replay.mjs';
import { param } from './world.mjs';

export const LIBRARY = '/web-vitals.js';
const CLS_SCALE = 1000;

/** The library as it is published, in a file beside the page. */
export const LIBRARY_FILE = { type: 'text/javascript; charset=utf-8', body: readFileSync(fromRoot('node_modules/web-vitals/dist/web-vitals.iife.js')) };

/**
 * Before anything on the page: how often the browser was asked for which entries, which shows that both have begun.
 */
export function countObservers() {
  window.observed = {};
  const { observe } = PerformanceObserver.prototype;
  PerformanceObserver.prototype.observe = function (options) {
    window.observed[options.type] = (window.observed[options.type] ?? 0) + 1;
    return observe.call(this, options);
  };
}

/**
 * The library's script and what keeps its reports: the last one of each metric is what counts. A second time it says every change,
 * which shows the test when the page is where it should be.
 *
 * @param {string} trackerUrl
 * @param {boolean} [areRoutesReported] by the browser's own heuristics
 */
export const reference = (trackerUrl, areRoutesReported = false) => `<script src="${LIBRARY}"></script><script>
window.seen = {};
(function () {
  var number = 0, due = [], all = ['onLCP', 'onINP', 'onCLS', 'onFCP', 'onTTFB'];
  function sendDue() { due.splice(0).forEach(function (send) { send(); }); }
  addEventListener('pagehide', sendDue);
  all.forEach(function (name) {
    webVitals[name](function (metric) {
      var query = new URLSearchParams({ idsite: 7, rec: 1, e_c: 'Reference', e_a: metric.name, e_n: metric.rating, e_v: metric.value, number: number += 1, id: metric.id, of: metric.navigationType });
      // Later where there is time: of a page that came back the library reads the clock when it is called, and the tracker's is called next.
      function send() { navigator.sendBeacon(${JSON.stringify(trackerUrl)} + '?' + query); }
      due.push(send);
      if (document.visibilityState === 'visible') setTimeout(sendDue); else sendDue();
    }, { reportSoftNavs: ${areRoutesReported} });
    webVitals[name](function (metric) { seen[metric.name] = metric; }, { reportAllChanges: true, reportSoftNavs: ${areRoutesReported} });
  });
})();
</script>`;

/** In the page: whether the browser measures a metric. */
export const supported = () => {
  const types = PerformanceObserver.supportedEntryTypes;
  return {
    LCP: types.includes('largest-contentful-paint'),
    INP: 'PerformanceEventTiming' in window && 'interactionId' in PerformanceEventTiming.prototype,
    CLS: types.includes('layout-shift'),
    FCP: types.includes('paint'),
    TTFB: true,
  };
};

/** In the page: waits until both have begun and what the browser had kept for them is delivered. */
export const begun = async () => {
  const turn = () => new Promise((resolve) => { setTimeout(() => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 50 })); });
  // Twice the library on the page, once the tracker's.
  const end = performance.now() + 30_000;
  while (!(window.observed.paint >= 3)) {
    if (performance.now() > end) throw new Error(`observers: ${JSON.stringify(window.observed)}`);
    await turn();
  }
  for (let turns = 0; turns < 5; turns += 1) await turn();
};

/** In the page: waits until the library has seen at least so much of each metric that the browser measures. */
export const reached = async (least) => {
  const turn = () => new Promise((resolve) => { setTimeout(() => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 50 })); });
  const end = performance.now() + 30_000;
  for (const name in least) {
    while (!(window.seen[name]?.value >= least[name])) {
      if (performance.now() > end) throw new Error(`${name} is ${window.seen[name]?.value}, expected ${least[name]}`);
      await turn();
    }
  }
  for (let turns = 0; turns < 3; turns += 1) await turn();
};

/** The same of those that it measures. */
export async function reachedIn(page, least) {
  const known = await page.evaluate(supported);
  const asked = Object.fromEntries(Object.entries(least).filter(([name]) => known[name]));
  await page.evaluate(reached, asked);
  return asked;
}

/** Leaves the page; afterwards all is there that the library and the tracker have reported. */
export async function reportsAfter(visit) {
  await leave(visit.page, visit.site);
  return reportsIn(visit);
}

/** What has come of a page that was left by itself, once both have reported each of these metrics. */
export async function reportsOf(visit, names) {
  for (const category of ['Web Vitals', 'Reference']) {
    for (const name of names) await visit.site.waitForHit(visit.run, (hit) => param(hit, 'e_c') === category && param(hit, 'e_a') === name);
  }
  return reportsIn(visit);
}

/** What has come, oldest first. */
export function reportsIn({ site, run }) {
  const hits = site.collector.hits(run);
  const row = (hit) => ({ name: param(hit, 'e_a'), rating: param(hit, 'e_n'), value: Number(param(hit, 'e_v')), url: param(hit, 'url'), id: param(hit, 'id'), of: param(hit, 'of'), view: param(hit, 'pv_id') });
  const of = (category) => hits.filter((hit) => param(hit, 'e_c') === category);
  const latest = {};
  for (const hit of of('Reference').sort((one, other) => param(one, 'number') - param(other, 'number'))) latest[param(hit, 'id')] = row(hit);
  return { ours: of('Web Vitals').map(row), library: Object.values(latest), hits };
}

/** That each metric is there once, and as the library has it. */
export function assertSame(ours, library) {
  const names = (rows) => rows.map(({ name }) => name).sort();
  assert.deepEqual(names(ours), names(library));
  for (const { name, rating, value } of ours) {
    const other = library.find((one) => one.name === name);
    const exact = name === 'CLS' ? other.value * CLS_SCALE : other.value;
    assert.ok(Math.abs(value - exact) <= 1, `${name} is ${value}, the library says ${exact}`);
    assert.equal(rating, other.rating, `rating of ${name} ${value}, by the library of ${exact}`);
  }
}
