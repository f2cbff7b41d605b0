/**
 * Pages that the browser renders before anybody asked to see them count once they are shown, and are measured from then on.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startPrerendering } from './support/prerendered.mjs';
import { LIBRARY, LIBRARY_FILE, assertSame, begun, countObservers, reached, reference, reportsOf } from './support/vitals-reference.mjs';
import { kind, param } from './support/world.mjs';

const COMMANDS = [['trackPageView'], ['trackEvent', 'c', 'one'], ['trackGoal', 3], ['trackContentImpression', 'ad']];
const KINDS = ['action_name=A page', 'e_a=one', 'idgoal=3'];
const prerender = startPrerendering({ [LIBRARY]: LIBRARY_FILE });

describe('a prerendered page', () => {
  test('counts when it is shown, and not before (matomo.js: before)', async (t) => {
    const visit = await prerender(t, { paq: COMMANDS });
    assert.deepEqual(visit.site.collector.hits(visit.run), []);
    const shownAt = visit.show();
    const hits = await visit.hits(4);
    assert.deepEqual(hits.filter((hit) => !param(hit, 'c_n')).map(kind), KINDS);
    for (const { time } of hits) assert.ok(time >= shownAt);
  });

  test('does not count when it is never shown (matomo.js: counts)', async (t) => {
    const visit = await prerender(t, { paq: COMMANDS });
    await visit.stop();
    assert.deepEqual(visit.site.collector.hits(visit.run), []);
  });

  test('counts at once where the site wants it so', async (t) => {
    const visit = await prerender(t, { paq: [['setCountPreRendered', true], ...COMMANDS] });
    const hits = await visit.hits(4);
    assert.deepEqual(hits.filter((hit) => !param(hit, 'c_n')).map(kind), KINDS);
    visit.show();
    await visit.shown();
    assert.equal(visit.site.collector.hits(visit.run).length, 4);
  });

  test('goes on as any other once it is shown', async (t) => {
    const visit = await prerender(t, { paq: [['trackPageView'], `document.addEventListener('prerenderingchange', function () { _paq.push(['trackEvent', 'c', 'shown']); });`] });
    visit.show();
    assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'e_a=shown']);
  });
});

describe('what is measured of a prerendered page', () => {
  /** A page that goes on by itself, as nobody drives it, once it was shown and the library has seen something of each metric. */
  const measured = (trackerUrl) => ({
    paq: [['enableWebVitals'], ['trackPageView']],
    head: `<script>(${countObservers})();</script>${reference(trackerUrl)}`,
    body: `<p id="first">The first text</p><p>The second one, which is moved</p><script>
      (async function (begun, reached) {
        await begun();
        await reached({ FCP: 1, LCP: 1, TTFB: 0 });
        first.style.marginBottom = '200px';
        await reached({ CLS: 0.01 });
        location.href = '/after';
      })(${begun}, ${reached});
    </script>`,
  });

  test('are its vitals since then, as the library has them', async (t) => {
    const names = ['CLS', 'FCP', 'LCP', 'TTFB'];
    const visit = await prerender(t, measured);
    assert.deepEqual(visit.site.collector.hits(visit.run), []);
    visit.show();
    const { ours, library } = await reportsOf(visit, names);
    assertSame(ours, library);
    assert.deepEqual(library.map(({ name, of }) => `${name} of a ${of}`).sort(), names.map((name) => `${name} of a prerender`));
  });
});
