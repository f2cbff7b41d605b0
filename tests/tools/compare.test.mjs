/** The random visits of `npm run compare`: the same for the same seed, of every command, and all of it JavaScript. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { visitOf } from '../compare/visits.mjs';

const visits = Array.from({ length: 400 }, (_, seed) => visitOf(seed));

test('a seed has its visit', () => {
  assert.deepEqual(visitOf(7), visitOf(7));
  assert.equal(new Set(visits.map((visit) => JSON.stringify(visit))).size, visits.length);
});

test('visits are rows for _paq, before the tracker and after', () => {
  const given = { before: [], after: [] };
  for (const { paq, steps } of visits) {
    for (const code of paq) vm.runInNewContext(code, { _paq: given.before });
    const later = { _paq: given.after, window: {} };
    for (const [kind, code] of steps) if (kind === 'eval') vm.runInNewContext(code, later);
    assert.deepEqual(later.window, {});
  }
  for (const rows of Object.values(given)) {
    const names = new Set(rows.map(([name]) => name));
    for (const name of ['trackPageView', 'trackEcommerceOrder', 'setCustomVariable', 'setReferrerUrl']) assert.ok(names.has(name), name);
    assert.ok(rows.some((row) => row.length > 4));
  }
});
