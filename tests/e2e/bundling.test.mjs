/** How hits travel: together where that is allowed, apart where the site asks for it, and at once when the page goes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hide } from '../vectors/player/replay.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

/** matomo.js leaves 800 ms after a visit's first hit; a busy machine takes the first request's start later than its order. */
const FIRST_PAUSE = 700;

const START_UP = [
  ['trackPageView'],
  ['trackEvent', 'Start', 'event'],
  ['trackGoal', 3],
  ['trackSiteSearch', 'words'],
  ['trackLink', 'http://partner.example/', 'link'],
];
const START_UP_KINDS = ['action_name=A page', 'e_a=event', 'idgoal=3', 'search=words', 'link=http://partner.example/'];

const world = startWorld();

describe('bundling', AT_ONCE, () => {
  test('five start-up commands make one request with five hits in order', async (t) => {
    const visit = await world.visit(t, { paq: START_UP });
    const hits = await visit.end(5);
    assert.equal(visit.requests(), 1);
    assert.deepEqual(hits.map(kind), START_UP_KINDS);
    assert.deepEqual(hits.map((hit) => hit.bulk), [0, 1, 2, 3, 4].map((index) => ({ request: 1, index, size: 5 })));
  });

  test('a single hit is an ordinary request', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const [hit] = await visit.end(1);
    assert.equal(visit.requests(), 1);
    assert.equal(hit.bulk, null);
  });

  test("hits that come while the visit's first request is under way follow it together, in order", async (t) => {
    const visit = await world.visit(t, {
      paq: [['trackPageView']],
      before: ({ site, run }) => site.collector.hold(run),
    });
    await visit.hits(1);
    for (const name of ['one', 'two', 'three']) await visit.push(['trackEvent', 'Meanwhile', name]);
    await visit.hits(1);
    assert.equal(visit.requests(), 1);
    visit.site.collector.release(visit.run);
    const hits = await visit.end(4);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=one', 'e_a=two', 'e_a=three']);
    assert.equal(visit.requests(), 2);
    assert.deepEqual(hits.slice(1).map((hit) => hit.bulk), [0, 1, 2].map((index) => ({ request: 2, index, size: 3 })));
  });

  test('a first request without a response does not cost the hits behind it', async (t) => {
    const visit = await world.visit(t, {
      paq: [['trackPageView']],
      before: ({ site, run }) => site.collector.hold(run),
    });
    await visit.hits(1);
    await visit.push(['trackEvent', 'Stuck', 'behind']);
    await visit.page.goto(`http://${visit.site.self}/next`);
    const hits = await visit.hits(2);
    assert.equal(kind(hits[1]), 'e_a=behind');
    visit.site.collector.release(visit.run);
  });

  test('hits of one turn go together later on as well', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.push(['trackEvent', 'Later', 'one'], ['trackEvent', 'Later', 'two']);
    const hits = await visit.end(3);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=one', 'e_a=two']);
    assert.equal(visit.requests(), 2);
  });

  test('a page of another site gets its hits across origins', async (t) => {
    const visit = await world.visit(t, {
      noTrackerUrl: true,
      before: (own) => own.site.serve(`/page/${own.run}`, pageFor(own.site.other, own.run)),
    });
    const hits = await visit.end(5);
    assert.deepEqual(hits.map(kind), START_UP_KINDS);
    assert.equal(visit.requests(), 1);
  });

  test('disableBundling: a request each, the second after the pause of matomo.js', async (t) => {
    const visit = await world.visit(t, { paq: [['disableBundling'], ...START_UP] });
    await visit.hits(5);
    const pause = await pauseAfterFirst(visit, 5);
    assert.ok(pause >= FIRST_PAUSE, `the second hit left ${pause} ms after the first`);
    const hits = await visit.end(5);
    assert.deepEqual(hits.map(kind), START_UP_KINDS);
    assert.deepEqual(hits.map((hit) => hit.bulk), [null, null, null, null, null]);
    assert.equal(visit.requests(), 5);
  });
});

describe('hits of a page that is leaving arrive', AT_ONCE, () => {
  const next = (visit) => `http://${visit.site.self}/next`;

  test('given in pagehide', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => addEventListener('pagehide', () => window._paq.push(['trackEvent', 'Leave', 'pagehide'])));
    await visit.page.goto(next(visit));
    assert.equal(kind((await visit.hits(2))[1]), 'e_a=pagehide');
  });

  test('given in beforeunload', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => addEventListener('beforeunload', () => window._paq.push(['trackEvent', 'Leave', 'unload'])));
    await visit.page.goto(next(visit));
    assert.equal(kind((await visit.hits(2))[1]), 'e_a=unload');
  });

  test('given right before the address changes', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await Promise.all([
      visit.page.waitForURL(next(visit)),
      visit.page.evaluate((address) => {
        window._paq.push(['trackEvent', 'Leave', 'one'], ['trackEvent', 'Leave', 'two']);
        window.location = address;
      }, next(visit)),
    ]);
    assert.deepEqual((await visit.hits(3)).slice(1).map(kind), ['e_a=one', 'e_a=two']);
  });

  test('given when the page becomes hidden', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() =>
      document.addEventListener('visibilitychange', () => window._paq.push(['trackEvent', 'Leave', 'hidden'])),
    );
    await hide(visit.page);
    assert.equal(kind((await visit.hits(2))[1]), 'e_a=hidden');
  });

  test('the page view itself, when the visitor is gone before it was sent', async (t) => {
    // Client hints that never come keep the first hit waiting, so only the end of the page can send it.
    const visit = await world.visit(t, {
      paq: START_UP,
      init: () => {
        navigator.userAgentData.constructor.prototype.getHighEntropyValues = () => new Promise(() => {});
      },
    });
    await visit.page.goto(next(visit));
    assert.deepEqual((await visit.hits(5)).map(kind), START_UP_KINDS);
  });

  test('a followed outlink', async (t) => {
    const visit = await world.visit(t, {
      paq: [['trackPageView'], ['enableLinkTracking']],
      body: `<a id="out" href="http://localhost:9/gone">Out</a>`,
    });
    await visit.hits(1);
    // Nothing listens there, which does not matter: the page has left.
    await visit.page.click('#out', { noWaitAfter: true });
    assert.equal(kind((await visit.hits(2))[1]), 'link=http://localhost:9/gone');
  });
});

/** By the browser's own record of when it sent them: on the way to the collector a request may be held up. */
async function pauseAfterFirst(visit, count) {
  const starts = await visit.page.waitForFunction(({ url, wanted }) => {
    const entries = performance.getEntriesByType('resource').filter((entry) => entry.name.startsWith(url));
    return entries.length === wanted && entries.map((entry) => entry.startTime).sort((one, other) => one - other);
  }, { url: visit.trackerUrl, wanted: count });
  const [first, second] = await starts.jsonValue();
  return second - first;
}

/** The standard page, its collector on the other origin. */
function pageFor(host, run) {
  const commands = [['disableCookies'], ...START_UP, ['setTrackerUrl', `http://${host}/c/${run}/matomo.php`], ['setSiteId', '7']];
  return `<!doctype html><title>A page</title>
<script>var _paq = window._paq = ${JSON.stringify(commands)};</script><script async src="/matomo.js"></script>`;
}
