/** How a page and the tracker find each other: the queue, the callbacks, several trackers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
/** Runs on the page, in the place of a command. */
const script = (text) => text;

describe('start', AT_ONCE, () => {
  test("Matomo and a drained queue are there when the script's load event fires", async (t) => {
    const visit = await world.visit(t, {
      html: ({ trackerUrl }) => `<!doctype html><title>A page</title><script>
        var _paq = [['disableCookies'], [function () { window.ran = this.getSiteId(); }], ['trackPageView'],
          ['setTrackerUrl', ${JSON.stringify(trackerUrl)}], ['setSiteId', '7']];
        var tracker = document.createElement('script');
        tracker.src = '/matomo.js';
        tracker.onload = function () {
          window.atLoad = { matomo: typeof Matomo, initialized: Matomo.initialized, array: Array.isArray(_paq), ran: window.ran,
            trackers: Matomo.getAsyncTrackers().length, same: Matomo === Piwik && Matomo === AnalyticsTracker };
        };
        document.head.appendChild(tracker);
      </script>`,
    });
    await visit.hits(1);
    assert.deepEqual(await visit.page.evaluate(() => window.atLoad), {
      matomo: 'object', initialized: true, array: false, ran: '7', trackers: 1, same: true,
    });
  });

  test('without a queue no tracker is made, with one later on pushing works', async (t) => {
    const visit = await world.visit(t, { html: () => '<!doctype html><title>A page</title><script src="/matomo.js"></script>' });
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTrackers().length), 0);
    await visit.page.evaluate((url) => Matomo.getTracker(url, 5).trackEvent('Own', 'tracker'), visit.trackerUrl);
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'idsite')], ['e_a=tracker', '5']);
  });

  test('settings that are applied first are, the rest runs in order', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        ['trackEvent', 'Order', 'one'],
        ['setCustomDimension', 1, 'after the first'],
        ['trackEvent', 'Order', 'two'],
        ['setUserId', 'ann'], // first, like setTrackerUrl and setSiteId at the end of the snippet
        script("_paq.push([function () { this.trackEvent('Order', 'function'); }]);"),
        ['deleteCustomDimension', 1],
        ['trackEvent', 'Order', 'three'],
      ],
    });
    const hits = await visit.end(4);
    assert.deepEqual(hits.map(kind), ['e_a=one', 'e_a=two', 'e_a=function', 'e_a=three']);
    assert.deepEqual(hits.map((hit) => param(hit, 'uid')), ['ann', 'ann', 'ann', 'ann']);
    assert.deepEqual(hits.map((hit) => param(hit, 'dimension1')), [undefined, 'after the first', 'after the first', undefined]);
  });

  test('several commands go in one push, each at once', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const seen = await visit.page.evaluate(() => {
      const order = [];
      _paq.push(
        ['setUserId', 'bob'],
        [function () { order.push(this.getUserId()); }],
        ['setUserId', 'eve'],
        [function () { order.push(this.getUserId()); }],
      );
      return order;
    });
    assert.deepEqual(seen, ['bob', 'eve']);
  });

  test('a function runs with the tracker as this and gets its arguments', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const seen = await visit.page.evaluate(() => {
      let result;
      _paq.push([function (...args) { result = [this === Matomo.getAsyncTracker(), ...args]; }, 1, 'two', null]);
      return result;
    });
    assert.deepEqual(seen, [true, 1, 'two', null]);
  });

  test('an unknown command throws a TypeError out of push, and later ones go on', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const thrown = await visit.page.evaluate(() => {
      const names = [];
      for (const command of ['noSuchCommand', 'toString2', '', '__proto__x']) {
        try {
          _paq.push([command]);
          names.push('nothing');
        } catch (error) {
          names.push(error.name);
        }
      }
      _paq.push(['trackEvent', 'Still', 'works']);
      return names;
    });
    assert.deepEqual(thrown, ['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=works']);
  });

  test('an unknown command in the queue does not cost those behind it', async (t) => {
    const visit = await world.visit(t, { paq: [['noSuchCommand'], ['trackPageView']] });
    await visit.push(['trackEvent', 'Still', 'works']);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=works']);
  });

  test('a function that throws does not cost the commands behind it', async (t) => {
    const visit = await world.visit(t, {
      paq: [script("_paq.push([function () { throw new Error('by the page'); }]);"), ['trackPageView']],
    });
    await visit.push(['trackEvent', 'Still', 'works']);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=works']);
  });

  test('the script loaded twice counts nothing twice', async (t) => {
    const again = '<script src="/matomo.js"></script><script src="/matomo.js"></script>';
    const visit = await world.visit(t, { paq: [['trackPageView'], ['enableLinkTracking']], body: `${again}<a id="out" href="http://partner.example/">Out</a>
      <script>document.addEventListener('click', (event) => event.preventDefault());</script>` });
    await visit.push(['trackEvent', 'Only', 'once']);
    await visit.page.click('#out');
    assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'e_a=once', 'link=http://partner.example/']);
    assert.ok(visit.site.asked('/matomo.js').length >= 3);
  });

  test('a snippet in the head starts before there is a body', async (t) => {
    const visit = await world.visit(t, {
      html: ({ trackerUrl }) => `<!doctype html><html><head><title>A page</title><script>
        var _paq = [['disableCookies'], ['trackPageView'], ['enableLinkTracking'],
          ['setTrackerUrl', ${JSON.stringify(trackerUrl)}], ['setSiteId', '7']];</script><script src="/matomo.js"></script></head>
        <body><a id="out" href="http://partner.example/">Out</a>
        <script>document.addEventListener('click', (event) => event.preventDefault());</script></body></html>`,
    });
    await visit.page.click('#out');
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'link=http://partner.example/']);
    assert.deepEqual(visit.errors, []);
  });

  test('in a frame that may keep nothing it starts as anywhere, and throws nothing', async (t) => {
    const visit = await world.visit(t, {
      html: ({ trackerUrl, site }) => {
        const frame = `<!doctype html><title>A frame</title><script>var _paq = [['disableCookies'], ['trackPageView'],
          ['setTrackerUrl', ${JSON.stringify(trackerUrl)}], ['setSiteId', '7']];</script><script src="http://${site.self}/matomo.js"></script>`;
        return `<!doctype html><title>A page</title><iframe sandbox="allow-scripts" srcdoc="${frame.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`;
      },
    });
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=A frame']);
    assert.deepEqual(visit.errors, []);
    assert.deepEqual(visit.messages.filter(({ text }) => text.includes('Crumbless')), []);
  });
});

describe('callbacks before the first tracker', AT_ONCE, () => {
  test('are called in order, while there is none', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        script(`window.calls = [];
          var note = function (name) { return function () { calls.push(name + Matomo.getAsyncTrackers().length); }; };
          window.matomoPluginAsyncInit = [note('plugin one '), note('plugin two ')];
          window.piwikAsyncInit = note('piwik ');
          window.matomoAsyncInit = note('matomo ');`),
        ['trackPageView'],
      ],
    });
    await visit.hits(1);
    assert.deepEqual(await visit.page.evaluate(() => window.calls), ['plugin one 0', 'plugin two 0', 'piwik 0', 'matomo 0']);
  });

  test('a tracker made there is the only one', async (t) => {
    const visit = await world.visit(t, {
      noSiteId: true,
      noTrackerUrl: true,
      paq: [script(`window.matomoAsyncInit = function () { Matomo.addTracker(${JSON.stringify('/c/made-there/matomo.php')}, 9); };`), ['trackPageView']],
    });
    const hits = await world.site.waitForHits('made-there', 1);
    assert.deepEqual(hits.map((hit) => param(hit, 'idsite')), ['9']);
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTrackers().length), 1);
  });

  test('one that throws does not keep the tracker from starting', async (t) => {
    const visit = await world.visit(t, {
      paq: [script("window.matomoAsyncInit = function () { throw new Error('by the page'); };"), ['trackPageView']],
    });
    await visit.end(1);
  });
});

describe('several trackers', AT_ONCE, () => {
  test('addTracker and the queue: each gets every hit, with its own site', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    const sites = await visit.page.evaluate((url) => {
      Matomo.addTracker(url, 8);
      _paq.push(['addTracker', url, 9]);
      _paq.push(['trackEvent', 'All', 'three']);
      return Matomo.getAsyncTrackers().map((tracker) => String(tracker.getSiteId()));
    }, visit.trackerUrl);
    assert.deepEqual(sites, ['7', '8', '9']);
    const hits = await visit.end(4);
    // Which of several trackers is heard first is the network's doing.
    const told = hits.slice(1).map((hit) => [kind(hit), param(hit, 'idsite')]);
    assert.deepEqual(told.sort(), [['e_a=three', '7'], ['e_a=three', '8'], ['e_a=three', '9']]);
  });

  test('setTrackerUrl and setSiteId are for the first, other settings for all', async (t) => {
    const visit = await world.visit(t, { paq: [['addTracker', '/c/second-tracker/matomo.php', 8], ['trackPageView']] });
    await visit.hits(1);
    const state = await visit.page.evaluate(() => {
      _paq.push(['setSiteId', '70'], ['setUserId', 'ann']);
      return Matomo.getAsyncTrackers().map((tracker) => [String(tracker.getSiteId()), tracker.getUserId()]);
    });
    assert.deepEqual(state, [['70', 'ann'], ['8', 'ann']]);
  });

  test('getTracker makes one that the queue does not reach; getAsyncTracker finds by address and site', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const found = await visit.page.evaluate((url) => {
      const own = Matomo.getTracker(url, 30);
      own.setCustomDimension(1, 'own');
      _paq.push(['trackEvent', 'Only', 'queue']);
      own.trackEvent('Only', 'own');
      return [
        Matomo.getAsyncTrackers().includes(own),
        Matomo.getAsyncTracker(url, '7') === Matomo.getAsyncTracker(),
        String(own.getSiteId()),
        own.getTrackerUrl() === url,
      ];
    }, visit.trackerUrl);
    assert.deepEqual(found, [false, true, '30', true]);
    const hits = await visit.end(3);
    const told = hits.map((hit) => [kind(hit), param(hit, 'idsite'), param(hit, 'dimension1')]);
    assert.deepEqual(told.sort(), [['action_name=A page', '7', undefined], ['e_a=own', '30', 'own'], ['e_a=queue', '7', undefined]]);
  });

  test('one made by a getter that the core is reading has its own settings, or those of the first', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    const made = await visit.page.evaluate((url) => {
      const trackers = [];
      const data = { get value() {
        if (trackers.length > 0) return 1;
        trackers.push(Matomo.getTracker(url, 30), Matomo.getTracker(), Matomo.getTracker(undefined, 31));
        for (const [index, tracker] of trackers.entries()) tracker.trackEvent('Made', `tracker ${index}`);
        return 1;
      } };
      _paq.push(['trackEvent', 'By', 'getter', undefined, undefined, data]);
      return trackers.map((tracker) => [tracker.getTrackerUrl() === url, String(tracker.getSiteId())]);
    }, visit.trackerUrl);
    assert.deepEqual(made, [[true, '30'], [true, '7'], [true, '31']]);
    const hits = await visit.end(5);
    const sites = hits.slice(1).map((hit) => [kind(hit), param(hit, 'idsite')]);
    assert.deepEqual(sites.sort(), [['e_a=getter', '7'], ['e_a=tracker 0', '30'], ['e_a=tracker 1', '7'], ['e_a=tracker 2', '31']]);
  });
});
