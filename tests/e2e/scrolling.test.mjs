/** `enableScrollTracking`: how deep each page view was read. The file that measures is loaded when the command is called. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
/** Ten windows high. */
const LONG = '<div style="height: 7000px"></div>';
const eventOf = (hit) => ['e_c', 'e_a', 'e_n', 'e_v'].map((name) => param(hit, name));

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`scroll depth with ${file}`, AT_ONCE, () => {
    test('is the deepest part that was seen, once, when the page is left', async (t) => {
      const visit = await worlds[file].visit(t, { paq: [['enableScrollTracking', { thresholds: [50] }], ['trackPageView']], body: LONG });
      await visit.hits(1);
      await visit.page.waitForFunction(() => document.querySelector('script[src*="engagement"]'));
      await visit.page.evaluate(() => scrollTo(0, 3500));
      await visit.hits(2);
      await visit.page.evaluate(() => scrollTo(0, 0));
      const before = visit.requests();
      const hits = await visit.end(4, 2);
      assert.deepEqual(hits.slice(1, 3).map(eventOf), [['Scroll', 'Reached', '50%', '50'], ['Scroll', 'Depth', '60%', '60']]);
      // Behind the event and in its request: Matomo believes the last of them about the time.
      assert.deepEqual([param(hits[3], 'ping'), visit.requests()], ['1', before + 1]);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  });
}
