/**
 * Whatever libraries have done to the language and the document before the tracker comes, hits are those of the page without. Not the
 * libraries that we know: each method that one of them may have replaced is gone, or does another thing, with all others,
 * and what the tracker cannot do without is there as a library passes it on. One by one they are in tests/long.
 */
import { describe } from 'node:test';
import { WAYS } from './support/busy-page.mjs';
import { OTHERS, ALL_AT_ONCE, testAll } from './support/replacing.mjs';
import { AT_ONCE, startWorld } from './support/world.mjs';

const MANY = ['matomo.js', 'matomo.js, anonymous', 'the ES module'];

const world = startWorld();

for (const [name, way] of Object.entries(WAYS)) {
  describe(`hits of ${name} are those of the page without`, AT_ONCE, () => testAll(world, way, MANY.includes(name) ? { ...ALL_AT_ONCE, ...OTHERS } : ALL_AT_ONCE));
}
