/** The heartbeat: a ping when the visitor turns away from a page that was looked at for a while. The page's clock is ours. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hide, leave } from '../vectors/player/replay.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();

/** What turning away looks like to the page. */
const blur = (visit) => visit.page.evaluate(() => window.dispatchEvent(new Event('blur')));
const focus = (visit) => visit.page.evaluate(() => window.dispatchEvent(new Event('focus')));
const later = (visit, seconds) => visit.page.clock.fastForward(seconds * 1000);

/** A page whose first hits are there. */
async function open(t, paq, count = 1) {
  const visit = await world.visit(t, { paq, prepare: (page) => page.clock.install() });
  await visit.hits(count);
  return visit;
}

const show = (visit) => visit.page.evaluate(() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
});

const BEATING = [['enableHeartBeatTimer'], ['trackPageView']];

describe('a ping leaves', AT_ONCE, () => {
  for (const [title, turnAway] of [['the window loses focus', blur], ['the page is hidden', (visit) => hide(visit.page)], ['the page is left', (visit) => leave(visit.page, visit.site)]]) {
    test(`when ${title}, once, with the id of the page view`, async (t) => {
      const visit = await open(t, BEATING);
      await later(visit, 16);
      await turnAway(visit);
      const [view, ping] = await visit.end(2);
      assert.equal(kind(ping), 'ping=1');
      assert.equal(param(ping, 'pv_id'), param(view, 'pv_id'));
      assert.equal(param(ping, 'action_name'), undefined);
    });
  }

  test('with the id of the newest page view', async (t) => {
    const visit = await open(t, BEATING);
    await later(visit, 2);
    await visit.push(['trackPageView', 'Next']);
    await visit.hits(2);
    await later(visit, 16);
    await blur(visit);
    const hits = await visit.end(3);
    assert.notEqual(param(hits[0], 'pv_id'), param(hits[1], 'pv_id'));
    assert.deepEqual([kind(hits[2]), param(hits[2], 'pv_id')], ['ping=1', param(hits[1], 'pv_id')]);
  });

  test('each time the visitor was there for long enough', async (t) => {
    const visit = await open(t, BEATING);
    for (const pings of [1, 2, 3]) {
      await later(visit, 16);
      await blur(visit);
      await visit.hits(1 + pings);
      await later(visit, 60);
      await focus(visit);
    }
    await visit.end(4);
  });

  test('for each tracker', async (t) => {
    const visit = await open(t, BEATING);
    await visit.page.evaluate((url) => Matomo.addTracker(url, 9), visit.trackerUrl);
    await visit.push(['enableHeartBeatTimer'], ['trackEvent', 'c', 'a']);
    await visit.hits(3);
    await later(visit, 16);
    await blur(visit);
    const hits = await visit.end(5);
    const pings = hits.filter((hit) => kind(hit) === 'ping=1');
    assert.deepEqual(pings.map((hit) => param(hit, 'idsite')).sort(), ['7', '9']);
  });

  test('when it was turned on after the page view', async (t) => {
    const visit = await open(t, [['trackPageView']]);
    await visit.push(['enableHeartBeatTimer']);
    await later(visit, 16);
    await blur(visit);
    assert.equal(kind((await visit.end(2))[1]), 'ping=1');
  });

  /** Seconds that are asked for, some that are too few even on a slow machine, and some that are enough. */
  for (const [seconds, few, enough] of [[undefined, 10, 16], [30, 25, 31], [5, 2, 6], [1, 2, 6], [0, 10, 16], ['20', 15, 21]]) {
    test(`after the seconds asked for: ${JSON.stringify(seconds) ?? 'none, which are 15'}${seconds === 1 ? ', which are 5' : ''}`, async (t) => {
      const short = await open(t, [['enableHeartBeatTimer', seconds], ['trackPageView']]);
      await later(short, few);
      await blur(short);
      await short.end(1);
      const long = await open(t, [['enableHeartBeatTimer', seconds], ['trackPageView']]);
      await later(long, enough);
      await blur(long);
      await long.end(2);
    });
  }
});

describe('no ping leaves', AT_ONCE, () => {
  test('when a hit left in the meantime', async (t) => {
    const visit = await open(t, BEATING);
    await later(visit, 10);
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.hits(2);
    await later(visit, 10);
    await hide(visit.page);
    await visit.end(2);
  });

  for (const [title, turnAway, turnBack] of [['the window had no focus', blur, focus], ['the page was hidden', (visit) => hide(visit.page), show]]) {
    test(`when it was looked at for a moment only after ${title}`, async (t) => {
      const visit = await open(t, BEATING);
      await later(visit, 5);
      await turnAway(visit);
      await later(visit, 60);
      await turnBack(visit);
      await later(visit, 5);
      await turnAway(visit);
      await visit.hits(1);
      await turnBack(visit);
      await later(visit, 16);
      await turnAway(visit);
      assert.equal(kind((await visit.hits(2))[1]), 'ping=1');
    });
  }

  test('when nothing was tracked', async (t) => {
    const visit = await open(t, [['enableHeartBeatTimer']], 0);
    await later(visit, 60);
    await blur(visit);
    await visit.end(0);
  });

  test('once it is turned off', async (t) => {
    const visit = await open(t, BEATING);
    await visit.push(['disableHeartBeatTimer']);
    await later(visit, 60);
    await hide(visit.page);
    await visit.end(1);
  });

  test('without being asked for', async (t) => {
    const visit = await open(t, [['trackPageView']]);
    await later(visit, 60);
    await hide(visit.page);
    await visit.end(1);
  });

  test('while the visitor stays, however long', async (t) => {
    const visit = await open(t, BEATING);
    await visit.page.clock.runFor(600_000);
    await focus(visit);
    assert.equal(visit.requests(), 1);
    await visit.end(1);
  });

  test('without consent', async (t) => {
    const visit = await open(t, [['requireConsent'], ...BEATING], 0);
    await later(visit, 60);
    await blur(visit);
    await visit.end(0);
  });
});

test('a ping can be sent by hand', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView'], ['ping']] });
  const [view, ping] = await visit.end(2);
  assert.deepEqual([kind(ping), param(ping, 'pv_id')], ['ping=1', param(view, 'pv_id')]);
});
