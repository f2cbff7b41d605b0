/** `enableWebVitals` on pages that are against it, that are made ready before they are shown, in each file, and in anonymous measurement. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { end } from './support/measured.mjs';
import { application } from './support/module.mjs';
import { supported } from './support/vitals-reference.mjs';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const RATING = /^(good|needs-improvement|poor)$/;
const BODY = '<main class="secret-class" id="secret-id"><p title="secret">secret secret secret</p></main>';
const vitalsOf = (hits) => hits.filter((hit) => param(hit, 'e_c') === 'Web Vitals');
const namesOf = (hits) => vitalsOf(hits).map((hit) => param(hit, 'e_a')).sort();

/** Before anything on the page: the page says when the browser has told the tracker of what was painted. */
function watch() {
  const own = window.PerformanceObserver;
  const { observe } = own.prototype;
  window.asked = 0;
  own.prototype.observe = function (options) {
    if (options?.type === 'paint') window.asked += 1;
    return observe.call(this, options);
  };
}

/** In the page: once the tracker asked for paints and these, which came before, have been delivered. */
const painted = () => window.asked > 0 && performance.getEntriesByName('first-contentful-paint').length > 0
  && new Promise((resolve) => { requestAnimationFrame(() => setTimeout(() => resolve(true))); });

/** What each engine has of a page that nobody has clicked on. */
async function expectedIn(page) {
  const known = await page.evaluate(supported);
  return Object.keys(known).filter((name) => known[name] && name !== 'INP').sort();
}

for (const file of [CORE, FULL, FALLBACK]) {
  test(`${file} has the metrics that the engine measures`, async (t) => {
    const visit = await worlds[file].visit(t, { paq: [['enableWebVitals'], ['trackPageView']], body: BODY, init: watch });
    await visit.page.waitForFunction(painted);
    const expected = await expectedIn(visit.page);
    const hits = await end(visit, 1 + expected.length, 1);
    assert.deepEqual(namesOf(hits), expected);
    for (const hit of vitalsOf(hits)) assert.match(param(hit, 'e_n'), RATING);
    assert.deepEqual([visit.errors, visit.messages], [[], []]);
  });
}

test('the ES module has them too', async (t) => {
  const visit = await application(worlds[CORE], t, {
    body: BODY,
    init: watch,
    options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['enableWebVitals'], ['trackPageView']] }),
  });
  await visit.page.waitForFunction(painted);
  const expected = await expectedIn(visit.page);
  assert.deepEqual(namesOf(await end(visit, 1 + expected.length, 1)), expected);
  assert.deepEqual(visit.errors, []);
});

describe('in anonymous measurement', AT_ONCE, () => {
  const open = async (t, eventNames, options) => {
    const visit = await worlds[CORE].visit(t, {
      paq: [['enableAnonymousMeasurement', { url: 'https://app.example/', ...(eventNames && { eventNames }) }], ['enableWebVitals', options], ['trackPageView']],
      body: BODY,
      init: watch,
    });
    await visit.page.waitForFunction(painted);
    const expected = await expectedIn(visit.page);
    const hits = await end(visit, 1 + expected.length, 1);
    assert.deepEqual(namesOf(hits), expected);
    return hits;
  };

  for (const [title, eventNames] of [['no selector leaves', undefined], ['nor one that is not among those of the options', ['good #other-id']]]) {
    test(`${title}: the rating alone`, async (t) => {
      const hits = await open(t, eventNames, { attribution: true });
      for (const hit of vitalsOf(hits)) assert.match(param(hit, 'e_n'), RATING);
      assert.doesNotMatch(JSON.stringify(hits.map(({ raw }) => raw)), /secret/);
    });
  }

  test('a selector leaves where the options have it', async (t) => {
    const eventNames = ['good', 'needs-improvement', 'poor'].map((rating) => `${rating} #secret-id>p`);
    const hits = await open(t, eventNames, { attribution: true });
    const lcp = vitalsOf(hits).find((hit) => param(hit, 'e_a') === 'LCP');
    if (lcp) assert.match(param(lcp, 'e_n'), / #secret-id>p$/);
    for (const hit of vitalsOf(hits)) if (param(hit, 'e_a') !== 'LCP') assert.match(param(hit, 'e_n'), RATING);
  });
});

describe('a hostile page', AT_ONCE, () => {
  const thrown = "throw new Error('by the page');";
  /** An observer of the page's own, which is told of its entries and has more of them. */
  const observing = (entries) => `window.PerformanceObserver = class { static supportedEntryTypes = ['paint', 'largest-contentful-paint', 'layout-shift', 'event', 'first-input']; constructor(told) { this.told = told; } observe() { this.told({ getEntries: () => ${entries}, getEntriesByName: () => [] }, this); } takeRecords() { return ${entries}; } disconnect() {} };`;
  /** What is replaced before the tracker comes, and whether the metrics are still there. */
  const PAGES = {
    'no PerformanceObserver': 'delete window.PerformanceObserver;',
    'a PerformanceObserver that throws': `window.PerformanceObserver = class { constructor() { ${thrown} } };`,
    'one that cannot observe': `PerformanceObserver.prototype.observe = () => { ${thrown} };`,
    'one without what it supports': "Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { get: () => undefined });",
    'one whose entries say nothing': observing("[{}, { startTime: NaN, value: 'secret', name: 5 }]"),
    'one whose entries are none': observing('[null, undefined, 0]'),
    'one whose entries throw': observing(`[{ get startTime() { ${thrown} }, get value() { ${thrown} }, get name() { ${thrown} }, get interactionId() { ${thrown} } }]`),
    'one that has no list of entries': observing('null'),
    'a performance without entries': `for (const name of ['getEntriesByType', 'getEntriesByName', 'getEntries', 'mark', 'measure']) Object.defineProperty(performance, name, { value: () => { ${thrown} } });`,
    'a performance whose entries are none': "Object.defineProperty(performance, 'getEntriesByType', { value: () => null });",
    'methods of arrays that throw': `for (const name of ['at', 'map', 'filter', 'find', 'includes', 'forEach', 'flatMap', 'some']) Array.prototype[name] = () => { ${thrown} };`,
    'no requestIdleCallback': 'delete window.requestIdleCallback;',
    'a requestIdleCallback that throws': `window.requestIdleCallback = () => { ${thrown} };`,
    'weak maps that throw': `WeakMap.prototype.get = WeakMap.prototype.set = WeakMap.prototype.has = () => { ${thrown} };`,
  };
  for (const [title, code] of Object.entries(PAGES)) {
    test(`${title} costs no other hit, throws nothing and is a line at most`, async (t) => {
      const visit = await worlds[CORE].visit(t, { paq: [code, ['enableWebVitals'], ['trackPageView'], 'window._paq[window._paq.length] = ["trackEvent", "c", "after"];'], body: BODY, init: loaded });
      await visit.page.waitForFunction(() => window.isMeasuring);
      await visit.page.evaluate(() => void window._paq.push(['trackEvent', 'c', 'later']));
      await visit.arrival('e_a=later');
      await visit.page.goto('about:blank');
      const hits = visit.site.collector.hits(visit.run);
      assert.deepEqual(hits.filter((hit) => param(hit, 'e_c') === 'c').map((hit) => param(hit, 'e_a')), ['after', 'later']);
      for (const hit of vitalsOf(hits)) assert.match(param(hit, 'e_n'), RATING);
      assert.deepEqual(visit.errors.map(String), []);
      assert.ok(visit.messages.length <= 1, visit.messages.map(({ text }) => text).join('\n'));
    });
  }

  test('markup with the document’s names changes nothing', async (t) => {
    const names = ['visibilityState', 'hidden', 'prerendering', 'readyState', 'wasDiscarded', 'addEventListener', 'removeEventListener', 'querySelector', 'body', 'documentElement'];
    const body = `${BODY}${names.map((name) => `<img name="${name}"><form name="${name}"></form>`).join('')}`;
    const visit = await worlds[CORE].visit(t, { paq: [['enableWebVitals', { attribution: true }], ['trackPageView']], body, init: loaded });
    await visit.page.waitForFunction(() => window.isMeasuring);
    await visit.push(['trackEvent', 'c', 'later']);
    await visit.arrival('e_a=later');
    assert.deepEqual(visit.errors.map(String), []);
    assert.ok(visit.messages.length <= 1, visit.messages.map(({ text }) => text).join('\n'));
  });

  function loaded() {
    document.addEventListener('load', ({ target }) => {
      if (/engagement/.test(target.src)) window.isMeasuring = true;
    }, true);
  }
});
