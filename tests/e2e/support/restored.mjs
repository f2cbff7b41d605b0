/** Pages that come back from the back/forward cache, which the library that drives the browser turns off. */
import { after, before } from 'node:test';
import { launchWhole } from '../../engines/engines.mjs';
import { startSite } from '../../vectors/player/site.mjs';
import { TRACKER, World } from './world.mjs';

/** What a response needs, so that its page is kept: `no-store` forbids it. */
export const KEPT = { 'Cache-Control': 'max-age=0' };

/** @returns {World} for the tests of the surrounding suite, with that cache */
export function startKeepingWorld() {
  const world = new World();
  before(async () => {
    world.site = await startSite({ tracker: TRACKER });
    world.browser = await launchWhole({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  });
  after(() => world.stop());
  return world;
}

/** Goes on to another page. */
export async function leaveKept(visit) {
  await visit.page.evaluate(() => addEventListener('pageshow', ({ persisted }) => { document.title = `persisted: ${persisted}`; }));
  await visit.page.goto(`http://${visit.site.self}/after`);
}

/** Comes back from it, to the page as it was. */
export async function restore(visit) {
  await visit.page.evaluate(() => history.back());
  await visit.page.waitForFunction(() => document.title === 'persisted: true', undefined, { polling: 50 });
}
