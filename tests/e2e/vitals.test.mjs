/** `enableWebVitals`: what Google's library reports on the same page load, to a millisecond and a thousandth of a shift. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CORE } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { engine } from '../engines/engines.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { KEPT, leaveKept, restore, startKeepingWorld } from './support/restored.mjs';
import { PAGES } from './support/vitals-pages.mjs';
import { LIBRARY, LIBRARY_FILE, assertSame, begun, countObservers, reachedIn, reference, reportsAfter, reportsIn, reportsOf, supported } from './support/vitals-reference.mjs';
import { param, startWorld } from './support/world.mjs';

const world = startWorld(fromRoot(CORE));

const VITALS = [['enableWebVitals'], ['trackPageView']];

/** What makes a page one that nobody has seen yet. */
function hidden() {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
}

/** A page with the library on it. */
async function open(t, { body = '', head = '', delay, files = {}, isHidden, init, headers }, { paq = VITALS, routes, of = world } = {}) {
  const html = (visit) => {
    visit.site.serve(LIBRARY, LIBRARY_FILE);
    for (const [name, file] of Object.entries(files)) visit.site.serve(`/page/${name}`, file);
    return { type: 'text/html; charset=utf-8', body: buildPage({ title: 'A page', paq, head: reference(visit.trackerUrl, routes) + head, body }, visit.trackerUrl), delay, headers };
  };
  const visit = await of.visit(t, {
    html,
    init: countObservers,
    prepare: async (page) => {
      if (isHidden) await page.addInitScript(hidden);
      if (init) await page.addInitScript(init);
    },
  });
  await visit.page.evaluate(begun);
  return visit;
}

describe('as the library has them', { concurrency: 2 }, () => {
  for (const [title, page] of Object.entries(PAGES)) {
    test(title, async (t) => {
      const visit = await open(t, page);
      await page.act?.(visit.page);
      const asked = await reachedIn(visit.page, page.least);
      const known = await visit.page.evaluate(supported);
      const { ours, library } = await reportsAfter(visit);
      assertSame(ours, library);
      const valueOf = (name) => ours.find((one) => one.name === name)?.value / (name === 'CLS' ? 1000 : 1);
      for (const [name, least] of Object.entries(asked)) assert.ok(valueOf(name) >= least - 0.5, `${name} is ${valueOf(name)}, expected ${least}`);
      for (const name of page.without ?? []) assert.ok(!library.some((one) => one.name === name), `${name} is there`);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
      if (engine === 'chromium') assert.ok(Object.values(known).every(Boolean), 'Chromium measures all of them');
    });
  }
});

const SLOW = `<button id="go" style="width: 200px; height: 50px">Go</button><script>
function busy(time) { var end = performance.now() + time; while (performance.now() < end); }
document.getElementById('go').onclick = function () { busy(120); };</script>`;

describe('a route of an application', () => {
  test('has metrics of its own, with its own address', async (t) => {
    const visit = await open(t, { body: SLOW });
    await visit.page.click('#go');
    const { INP } = await reachedIn(visit.page, { INP: 110 });
    await visit.page.evaluate(() => { history.pushState(null, '', '/second'); _paq.push(['setCustomUrl', location.href], ['trackPageView']); document.getElementById('go').onclick = () => window.busy(330); });
    await visit.page.click('#go');
    await reachedIn(visit.page, { INP: 320 });
    const { ours } = await reportsAfter(visit);
    const first = ours.filter(({ url }) => !url.endsWith('/second')), second = ours.filter(({ url }) => url.endsWith('/second'));
    assert.equal(new Set(first.map(({ name }) => name)).size, first.length, 'each once');
    assert.ok(first.some(({ name }) => name === 'TTFB') && !second.some(({ name }) => name === 'TTFB'));
    if (!INP) return;
    const of = (rows) => rows.filter(({ name }) => name === 'INP').map(({ value, rating }) => [value >= 320, rating]);
    assert.deepEqual([of(first), of(second)], [[[false, 'good']], [[true, 'needs-improvement']]]);
  });
});

describe('what is asked for', () => {
  test('late gives the same', async (t) => {
    const visit = await open(t, { ...PAGES['a large shift'], init: () => { window.observed = { paint: 9 }; } }, { paq: [['trackPageView']] });
    await reachedIn(visit.page, { CLS: 0.3, LCP: 1 });
    await visit.page.evaluate(() => { window.observed = {}; });
    await visit.push(['enableWebVitals']);
    await visit.page.waitForFunction(() => window.observed.paint >= 1);
    await reachedIn(visit.page, { CLS: 0.3 });
    const { ours, library } = await reportsAfter(visit);
    assertSame(ours, library);
  });

  test('of two trackers comes from both', async (t) => {
    const visit = await open(t, { body: SLOW }, {});
    await visit.arrival('action_name=A page');
    await visit.page.evaluate((url) => Matomo.addTracker(url, 9), visit.trackerUrl);
    await visit.push(['enableWebVitals'], ['trackPageView']);
    await reachedIn(visit.page, { LCP: 1 });
    const { hits } = await reportsAfter(visit);
    const sites = hits.filter((hit) => param(hit, 'e_c') === 'Web Vitals' && param(hit, 'e_a') === 'TTFB').map((hit) => param(hit, 'idsite'));
    assert.deepEqual(new Set(sites), new Set(['7', '9']));
  });

  test('with the element by a selector that says nothing, and a dimension instead of an event', async (t) => {
    const body = '<main class="wide one"><p title="secret" aria-label="secret" data-x="secret">secret secret secret secret</p></main>';
    const visit = await open(t, { body }, { paq: [['enableWebVitals', { attribution: true, dimensions: { TTFB: 4 } }], ['trackPageView']] });
    const asked = await reachedIn(visit.page, { LCP: 1 });
    const { hits } = await reportsAfter(visit);
    const vitals = hits.filter((hit) => param(hit, 'e_c') === 'Web Vitals');
    assert.ok(!JSON.stringify(vitals.map(({ params }) => params)).includes('secret'));
    assert.equal(vitals.find((hit) => param(hit, 'e_a') === 'TTFB'), undefined);
    assert.match(param(hits.find((hit) => param(hit, 'ping')), 'dimension4'), /^\d+$/);
    if (!asked.LCP) return;
    const lcp = vitals.find((hit) => param(hit, 'e_a') === 'LCP');
    assert.match(param(lcp, 'e_n'), /^(good|needs-improvement|poor) html>body>main\.wide\.one>p$/);
  });

  test('wrongly costs one line in the console and nothing else', async (t) => {
    const visit = await world.visit(t, { paq: [['enableWebVitals', { dimensions: { LPC: 1 } }], ['trackPageView']] });
    await visit.line((text) => text.includes('enableWebVitals: dimensions needs a number from 1 to 999'));
    await visit.end(1);
    assert.equal(visit.messages.length, 1);
    assert.deepEqual(reportsIn(visit).ours, []);
  });
});

describe('a page from the back/forward cache', { skip: engine === 'firefox' && 'its driver turns the cache off' }, () => {
  const cached = startKeepingWorld();

  test('has new metrics, as the library has them', async (t) => {
    const visit = await open(t, { body: SLOW, headers: KEPT }, { of: cached });
    const names = Object.keys(await reachedIn(visit.page, { LCP: 1, FCP: 1, CLS: 0, TTFB: 0 }));
    await leaveKept(visit);
    const before = await reportsOf(visit, names);
    assertSame(before.ours, before.library);
    await restore(visit);
    await visit.page.waitForFunction((all) => all.every((name) => window.seen[name].navigationType === 'back-forward-cache'), names);
    const { ours, library } = await reportsAfter(visit);
    const restored = library.filter(({ of }) => of === 'back-forward-cache');
    assert.ok(restored.length >= names.length, 'the library has new ones');
    assertSame(ours.slice(before.ours.length), restored);
  });
});
