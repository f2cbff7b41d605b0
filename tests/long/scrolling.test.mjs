/** What measures a page view costs next to nothing while the page scrolls; and a cost that is there comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMIT_MS, benchScrolling } from '../bench/scrolling.mjs';
import { summary } from '../bench/report.mjs';

const costOf = ({ script }) => summary(script.with).median - summary(script.without).median;

test('all that measures page views keeps the limit while a page scrolls', async () => {
  const result = await benchScrolling({ rounds: 5, seconds: 4 });
  assert.ok(result.kinds.TimerFire?.calls > 0, 'nothing of ours ran');
  assert.deepEqual(result.traced.without.map((time) => time > 0.01), [false, false, false, false, false], 'the page without calls nothing of ours');
  assert.ok(costOf(result) <= LIMIT_MS, `${costOf(result)} ms each second`);
});

test('a listener that works at each event is seen', async () => {
  const extra = "addEventListener('scroll', function () { for (let power = 0; power < 20; power += 1) 3n ** 2000n; }, { passive: true });";
  const result = await benchScrolling({ rounds: 1, seconds: 3, extra });
  assert.ok(costOf(result) > 3 * LIMIT_MS, `${costOf(result)} ms each second`);
});
