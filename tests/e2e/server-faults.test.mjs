/** What a page sends again when the server or the connection fails, when, and what it never sends twice. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hide } from '../vectors/player/replay.mjs';
import { startFaultWorld } from './support/fault-world.mjs';
import { AT_ONCE } from './support/world.mjs';

const VIEW = 'action_name=A page';
const [ONE, TWO, THREE, FOUR] = ['e_a=one', 'e_a=two', 'e_a=three', 'e_a=four'];

/** A pause is up to a half longer than it is meant, at random. */
const LONGEST = (pause) => pause * 1.5;

/** How often a page asks by itself at most. */
const MAX_RETRIES = 10;

const world = startFaultWorld();

describe('a request is sent again', AT_ONCE, () => {
  for (const fate of [500, 502, 503, 'reset']) {
    test(`when the first request ends with: ${fate}`, async (t) => {
      const page = await world.open(t, [fate], { paq: [['trackPageView'], ['trackEvent', 'Fault', 'one']] });
      await page.isAll(VIEW, ONE);
      const again = fate === 500 ? [['take', VIEW], ['take', ONE]] : [['take', VIEW, ONE]]; // Matomo refuses all for one.
      assert.deepEqual(page.story, [[fate, VIEW, ONE], ...again]);
    });
  }

  for (const fate of [500, 502, 504]) {
    test(`once, not twice, where the server may have taken it: ${fate}`, async (t) => {
      const page = await world.open(t, ['take', fate, fate]);
      await page.hasBegun();
      await page.give('one');
      await page.requests(3);
      await page.outcomes(3);
      await page.give('two');
      await page.isAll(VIEW, TWO);
      assert.deepEqual(page.story, [['take', VIEW], [fate, ONE], [fate, ONE], ['take', TWO]]);
    });
  }

  test('before the hits that were given meanwhile', async (t) => {
    const page = await world.open(t, ['take', 'take', 'reset']);
    await page.arrived(1);
    await page.give('one');
    await page.arrived(2);
    await page.outcomes(2);
    await page.stopClock();
    await page.give('two');
    await page.skip(0);
    await page.outcomes(3);
    await page.give('three', 'four');
    await page.skip(100);
    assert.deepEqual(page.story, [['take', VIEW], ['take', ONE], ['reset', TWO]], 'what was given waits');
    await page.skip(LONGEST(1000));
    await page.isAll(VIEW, ONE, TWO, THREE, FOUR);
    assert.deepEqual(page.story[3], ['take', TWO, THREE, FOUR], 'in one request');
  });

  test('in the order of giving, also when the later one failed first', async (t) => {
    const page = await world.open(t, ['take', 'hold, reset', 'reset']);
    await page.hasBegun();
    await page.give('one');
    await page.requests(2);
    await page.stopClock();
    await page.give('two');
    await page.skip(0);
    await page.outcomes(2);
    page.site.release();
    await page.outcomes(3);
    await page.skip(60_000);
    await page.isAll(VIEW, ONE, TWO);
  });

  test('after about 1, 2, 4, 8 and 16 seconds, and then as if nothing had been', async (t) => {
    const down = ['reset', 503, 'reset', 429, 'reset'];
    const page = await world.open(t, down, { paq: [] });
    await page.stopClock();
    await page.give('one');
    await page.skip(0);
    for (const [index, fate] of down.entries()) {
      await page.requests(index + 1);
      await page.outcomes(index + 1);
      const pause = 1000 * 2 ** index;
      await page.skip(pause / 2 - 100);
      assert.equal(page.story.length, index + 1, `${fate}: sent again too soon`);
      await page.skip(pause + 100);
    }
    await page.requests(down.length + 1);
    await page.outcomes(down.length + 1);
    await page.give('two');
    await page.skip(0);
    await page.isAll(ONE, TWO);
    assert.deepEqual(page.story, [...down.map((fate) => [fate, ONE]), ['take', ONE], ['take', TWO]]);
  });

  test('from another origin, where only a broken connection can be noticed', async (t) => {
    const page = await world.open(t, ['reset'], otherOrigin);
    await page.isAll(VIEW);
    assert.deepEqual(page.story, [['reset', VIEW], ['take', VIEW]]);
  });
});

describe('a server that says why', AT_ONCE, () => {
  test('429: the hits are sent again', async (t) => {
    const page = await world.open(t, [429]);
    await page.isAll(VIEW);
    assert.deepEqual(page.story, [[429, VIEW], ['take', VIEW]]);
  });

  test('413: the hits are sent in halves, once each', async (t) => {
    const page = await world.open(t, [413], { paq: [['trackPageView'], ...['one', 'two', 'three'].map((name) => ['trackEvent', 'Fault', name])] });
    await page.isAll(VIEW, ONE, TWO, THREE);
    assert.ok(page.story.length > 2 && page.story[0].length === 5, JSON.stringify(page.story));
  });
});

describe('a browser that says it is offline by mistake', AT_ONCE, () => {
  const isOffline = () => Object.defineProperty(navigator, 'onLine', { get: () => false });

  test('is tried anyway, and no longer trusted', async (t) => {
    const page = await world.open(t, [], { prepare: (own) => own.addInitScript(isOffline) });
    await page.hasBegun();
    await page.stopClock();
    await page.give('one');
    await page.skip(0);
    await page.isAll(VIEW, ONE);
  });

  test('is tried when the page is left at once', async (t) => {
    const page = await world.open(t, [], { prepare: (own) => own.addInitScript(isOffline) });
    await page.stopClock();
    await page.page.goto(`http://${page.site.self}/after`);
    await page.isAll(VIEW);
  });
});

describe('a failing server', AT_ONCE, () => {
  test('gets a thousand hits when it is back, in few requests, however often the page was hidden', async (t) => {
    const page = await world.open(t, Array(500).fill('reset'));
    await page.requests(1);
    for (let round = 0; round < 4; round += 1) {
      await page.page.evaluate((first) => {
        for (let number = 0; number < 500; number += 1) window._paq.push(['trackEvent', 'Fault', `n${first + number}`]);
      }, round * 500);
      await hide(page.page);
      await page.skip(10);
      await page.show();
    }
    page.site.plan(page.visit.run);
    const before = page.story.length;
    await page.skip(60_000);
    const kinds = [VIEW, ...Array.from({ length: 999 }, (_, number) => `e_a=n${number}`)];
    // Several requests are under way at once then, and each may be the first at the server.
    assert.deepEqual((await page.settled(kinds.length)).sort(), kinds.sort());
    assert.deepEqual(page.visit.errors, []);
    assert.ok(page.story.length - before < 30, `${page.story.length - before} requests`);
    assert.equal(page.visit.messages.filter(({ text }) => text.includes('hits dropped: 1000 wait')).length, 1);
  });
});

describe('without a connection', AT_ONCE, () => {
  test('little is tried, and all of it comes in order with the connection', async (t) => {
    const page = await world.open(t, []);
    await page.hasBegun();
    const tried = requestsTried(page);
    await page.page.context().setOffline(true);
    await page.give('one', 'two', 'three');
    await page.skip(300_000);
    assert.ok(tried() <= MAX_RETRIES, `${tried()} requests`);
    await page.page.context().setOffline(false);
    await page.isAll(VIEW, ONE, TWO, THREE);
  });

  test('what had failed before is tried as little, and is sent at once with the connection', async (t) => {
    const page = await world.open(t, ['take', 'reset']);
    await page.hasBegun();
    await page.giveAlone('one', 2);
    const tried = requestsTried(page);
    await page.page.context().setOffline(true);
    await page.pass(300_000);
    await page.give('two');
    await page.pass(300_000);
    assert.ok(tried() <= MAX_RETRIES, `${tried()} requests`);
    await page.page.context().setOffline(false);
    assert.deepEqual((await page.arrived(3)).slice(0, 3), [VIEW, ONE, TWO], 'the clock stands still');
    await page.isAll(VIEW, ONE, TWO);
  });

  test('the event `online` sends what waits, without its time having come', async (t) => {
    const page = await world.open(t, [500]);
    await page.requests(1);
    await page.outcomes(1);
    await page.stopClock();
    await page.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.isAll(VIEW);
    assert.deepEqual(page.story, [[500, VIEW], ['take', VIEW]]);
  });
});

describe('a page that is hidden or left', AT_ONCE, () => {
  test('sends what had failed at once', async (t) => {
    const page = await world.open(t, ['take', 'reset']);
    await page.hasBegun();
    await page.giveAlone('one', 2);
    await page.give('two');
    await hide(page.page);
    await page.arrived(3);
    await page.isAll(VIEW, ONE, TWO);
  });

  test('sends it when it is left', async (t) => {
    const page = await world.open(t, ['take', 'reset']);
    await page.hasBegun();
    await page.giveAlone('one', 2);
    await page.give('two');
    await page.page.goto(`http://${page.site.self}/after`);
    await page.isAll(VIEW, ONE, TWO);
  });

  test('has it still when it is shown again and even that has failed', async (t) => {
    const page = await world.open(t, ['take', 'reset', 'reset']);
    await page.hasBegun();
    await page.give('one');
    await page.requests(2);
    await page.outcomes(2);
    await hide(page.page);
    await page.requests(3);
    await page.show();
    await page.skip(60_000);
    await page.isAll(VIEW, ONE);
  });

  for (const fate of [500, 'reset']) {
    test(`sends its last hits once, though they fail: ${fate}`, async (t) => {
      const page = await world.open(t, ['take', fate]);
      await page.hasBegun();
      await page.page.evaluate(() => addEventListener('pagehide', () => window._paq.push(['trackEvent', 'Fault', 'one'])));
      await page.page.goto(`http://${page.site.self}/after`);
      await page.requests(2);
      await page.isAll(VIEW);
      assert.deepEqual(page.story, [['take', VIEW], [fate, ONE]]);
    });
  }

  const WAYS = {
    address: 'location = "/after"',
    reload: 'location.reload()',
    form: 'document.body.append(Object.assign(document.createElement("form"), { action: "/after" })); document.forms[0].submit()',
  };
  // A listener that comes before the tracker's: between the two the page may hear that its requests have failed.
  const LISTENERS = { '': '', ', where the page listens too': "<script>addEventListener('pagehide', () => {});</script>" };
  for (const [way, script] of Object.entries(WAYS)) {
    for (const [listens, head] of Object.entries(LISTENERS)) {
      test(`does not repeat requests in flight: ${way}${listens}`, async (t) => {
        const page = await world.open(t, ['take', 'hold'], { head });
        await page.hasBegun();
        await page.give('one');
        await page.requests(2);
        page.site.serve(`/page/${page.visit.run}`, '<!doctype html>');
        // The page is left while nobody knows what becomes of its request.
        const gone = page.page.waitForEvent('domcontentloaded');
        await page.page.evaluate((text) => setTimeout(() => window.eval(text)), script);
        await gone;
        page.site.release();
        await page.arrived(2);
        await page.site.idle();
        assert.deepEqual(page.story, [['take', VIEW], ['hold', ONE]]);
      });
    }
  }
});

describe('a request that hangs', AT_ONCE, () => {
  test('holds up others for three seconds, and is not sent twice when its response comes late', async (t) => {
    const page = await world.open(t, ['hold']);
    await page.requests(1);
    await page.stopClock();
    await page.give('one', 'two');
    await page.skip(3100);
    assert.deepEqual(await page.arrived(2), [ONE, TWO]);
    page.site.release();
    await page.isAll(ONE, TWO, VIEW);
    assert.equal(page.story.flat().filter((hit) => hit === VIEW).length, 1);
  });
});

describe('a request is not sent again', AT_ONCE, () => {
  for (const status of [400, 401, 403, 404, 413]) {
    test(`when the status is ${status}`, async (t) => {
      const page = await world.open(t, [status]);
      await page.requests(1);
      await page.outcomes(1);
      await page.give('one');
      await page.isAll(ONE);
      assert.deepEqual(page.story, [[status, VIEW], ['take', ONE]]);
    });
  }

  test('when another origin responded with 500, which nobody can know', async (t) => {
    const page = await world.open(t, [500], otherOrigin);
    await page.requests(1);
    await page.outcomes(1);
    await page.give('one');
    await page.isAll(ONE);
    assert.deepEqual(page.story, [[500, VIEW], ['take', ONE]]);
  });

  for (const fate of [500, 'reset']) {
    test(`as an image that failed: ${fate}`, async (t) => {
      const page = await world.open(t, [fate], { paq: [['disableAlwaysUseSendBeacon'], ['trackPageView']] });
      await page.requests(1);
      await page.skip(60_000);
      await page.give('one');
      await page.isAll(ONE);
      assert.equal(page.story.flat().filter((hit) => hit === VIEW).length, 1);
    });
  }
});

describe('a callback', AT_ONCE, () => {
  for (const [name, fates] of Object.entries({ 'of a hit that arrives': [], 'of one that arrives at the third attempt': ['reset', 500], 'of one that is refused': [400] })) {
    test(`${name} is called once`, async (t) => {
      const page = await world.open(t, fates, {
        paq: ['window.called = [];', "_paq.push(['trackPageView', '', {}, (outcome) => called.push(outcome.success)]);"],
      });
      await page.requests(fates.length || 1);
      await page.skip(20_000);
      await page.requests(Math.max(1, fates[0] === 400 ? 1 : fates.length + 1));
      await page.page.waitForFunction(() => window.called.length > 0);
      await page.skip(60_000);
      assert.equal(await page.page.evaluate(() => window.called.length), 1);
    });
  }
});

/** The collector is at home elsewhere, as it mostly is. */
const otherOrigin = Object.freeze({
  noTrackerUrl: true,
  get paq() {
    return ["_paq.push(['setTrackerUrl', 'http://OTHER/c/' + location.pathname.split('/').pop() + '/matomo.php']);".replace('OTHER', world.site.other), ['trackPageView']];
  },
});

/** How many requests of hits the page makes from now on, whether they come through or not. */
function requestsTried({ page }) {
  let tried = 0;
  page.on('request', (request) => {
    if (request.url().includes('/matomo.php')) tried += 1;
  });
  return () => tried;
}
