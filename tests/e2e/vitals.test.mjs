/** `enableWebVitals`: what Google's library reports on the same page load, to a millisecond and a thousandth of a shift. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FULL, CORE } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { engine } from '../engines/engines.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { PAGES } from './support/vitals-pages.mjs';
import { LIBRARY, LIBRARY_FILE, assertSame, begun, countObservers, reachedIn, reference, reportsAfter, supported } from './support/vitals-reference.mjs';
import { AT_ONCE, startWorld } from './support/world.mjs';

const world = startWorld(fromRoot(CORE));
const full = startWorld(fromRoot(FULL));

const VITALS = [['enableWebVitals'], ['trackPageView']];

/** What makes a page one that nobody has seen yet. */
function hidden() {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
}

/** A page with the library on it. */
export async function open(t, { body = '', head = '', delay, files = {}, isHidden, init }, { paq = VITALS, routes, of = world } = {}) {
  const html = (visit) => {
    visit.site.serve(LIBRARY, LIBRARY_FILE);
    for (const [name, file] of Object.entries(files)) visit.site.serve(`/page/${name}`, file);
    return { type: 'text/html; charset=utf-8', body: buildPage({ title: 'A page', paq, head: reference(visit.trackerUrl, routes) + head, body }, visit.trackerUrl), delay };
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
