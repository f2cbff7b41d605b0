/** Each object's methods replaced alone, each class of the page's own, and what libraries are known for in every way into a page: `npm run test:all`. */
import { describe } from 'node:test';
import { WAYS } from '../e2e/support/busy-page.mjs';
import { ONE_BY_ONE, OTHERS, OWN_CLASSES, testAll } from '../e2e/support/replacing.mjs';
import { AT_ONCE, startWorld } from '../e2e/support/world.mjs';

const world = startWorld();

describe('hits of matomo.full.js are those of the page without', AT_ONCE, () => testAll(world, WAYS['matomo.full.js'], { ...ONE_BY_ONE, ...OWN_CLASSES }));
for (const [name, way] of Object.entries(WAYS)) {
  describe(`hits of ${name} are those of the page without`, AT_ONCE, () => testAll(world, way, OTHERS));
}
