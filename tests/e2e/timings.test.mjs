/** The timings of a page load, in each engine: by name and by Matomo's formulas, read from the same page. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, startWorld } from './support/world.mjs';

const world = startWorld();

/** Sources: `performance.timing` of https://www.w3.org/TR/navigation-timing/; Matomo's "page performance" reports. */
const FORMULAS = {
  pf_net: ['fetchStart', 'connectEnd'],
  pf_srv: ['requestStart', 'responseStart'],
  pf_tfr: ['responseStart', 'responseEnd'],
  pf_dm1: ['domLoading', 'domInteractive'],
  pf_dm2: ['domInteractive', 'domComplete'],
  pf_onl: ['loadEventStart', 'loadEventEnd'],
};

function timingsOf(page) {
  return page.evaluate((formulas) => {
    const { timing } = performance;
    return Object.fromEntries(Object.entries(formulas).map(([name, [from, to]]) => [name, String(timing[to] - timing[from])]));
  }, FORMULAS);
}

/** A document that is long in coming, in parts: each timing has its own length. */
const SLOW = `<!doctype html><title>A page</title>${'<p>text</p>'.repeat(2000)}<script>for (const end = Date.now() + 40; Date.now() < end;);</script>`;

describe('the timings of a page view', AT_ONCE, () => {
  for (const [name, parts] of Object.entries({ 'of a short page': {}, 'of a page that takes its time': { body: SLOW } })) {
    test(`${name} are those of the formulas, each of them`, async (t) => {
      const visit = await world.visit(t, { ...parts, paq: [] });
      await visit.page.waitForFunction(() => performance.timing.loadEventEnd > 0 && window.Matomo?.initialized);
      await visit.push(['trackPageView']);
      const expected = await timingsOf(visit.page);
      const [hit] = await visit.end(1);
      assert.deepEqual(Object.fromEntries(hit.params.filter(([key]) => key.startsWith('pf_'))), expected);
    });
  }

  test('that are not there yet come with the first hit after the load, all of them, and with none after that', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.waitForFunction(() => performance.timing.loadEventEnd > 0);
    await visit.push(['trackEvent', 'c', 'one']);
    await visit.push(['trackEvent', 'c', 'two']);
    const expected = await timingsOf(visit.page);
    const said = (await visit.end(3)).map(({ params }) => Object.fromEntries(params.filter(([key]) => key.startsWith('pf_'))));
    assert.deepEqual(said.slice(1), [expected, {}]);
  });
});
