/**
 * Plugins: hooks that add to requests, methods that the queue can call, events of the trackers. How a plugin's own file
 * finds the tracker stands in plugin-files.test.mjs.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hide } from '../vectors/player/replay.mjs';
import { AT_ONCE, FULL_TRACKER, kind, param, startWorld } from './support/world.mjs';

const world = startWorld(FULL_TRACKER);

/** JavaScript in the place of a command: what a plugin does that is there before the tracker. */
const early = (code) => `(window.matomoPluginAsyncInit = window.matomoPluginAsyncInit || []).push(function () { ${code} });`;

/** Hooks that add their name and the site's id to the request, and note what they were given in `window.calls`. */
const NOTING = (...names) => `
  window.calls = window.calls || [];
  var hooks = {};
  ${JSON.stringify(names)}.forEach(function (name) {
    hooks[name] = function () {
      var info = arguments[0];
      window.calls.push({ name: name, keys: Object.keys(info).sort(), request: info.request, site: info.tracker && info.tracker.getSiteId() });
      return '&hook_' + name + '=' + (info.tracker && info.tracker.getSiteId());
    };
  });
  Matomo.addPlugin('Noting', hooks);`;

const HOOKS = {
  log: [['trackPageView']],
  event: [['trackEvent', 'Category', 'Action']],
  goal: [['trackGoal', 1]],
  sitesearch: [['trackSiteSearch', 'words']],
  link: [['trackLink', 'http://partner.example/', 'link']],
  ping: [['ping']],
  ecommerce: [['trackEcommerceOrder', 'A-1', 20]],
  contentImpression: [['trackContentImpression', 'Sale', 'sale.png']],
  contentImpressions: [['trackAllContentImpressions']],
  contentInteraction: [['trackContentInteraction', 'click', 'Sale', 'sale.png']],
  ownHook: [['trackRequest', 'own=1', null, null, 'ownHook']],
};
/** Those that no command calls, and what has no hook. */
const NEVER = ['load', 'none', 'undefined', 'null', ''];
const AD = '<div data-track-content data-content-name="Sale" data-content-piece="sale.png">Sale</div>';

describe('the hook', AT_ONCE, () => {
  for (const [name, paq] of Object.entries(HOOKS)) {
    test(`${name} gets tracker and request, what it returns is appended`, async (t) => {
      const visit = await world.visit(t, { body: AD, paq: [early(NOTING(...Object.keys(HOOKS), ...NEVER)), ...paq] });
      const [hit] = await visit.hits(1);
      const calls = await visit.page.evaluate(() => window.calls);
      assert.deepEqual(calls.map((call) => [call.name, call.keys, call.site]), [[name, ['request', 'tracker'], '7']]);
      assert.deepEqual(hooked(hit), [[`hook_${name}`, '7']]);
      const given = [...new URLSearchParams(calls[0].request)];
      assert.ok(given.some(([key]) => key === 'idsite'), `the hook got only ${calls[0].request}`);
      for (const [key, value] of given) assert.equal(param(hit, key), value, key);
      await visit.end(1);
    });
  }

  test('none is called for a request without a kind', async (t) => {
    const names = [...Object.keys(HOOKS), ...NEVER];
    const visit = await world.visit(t, { paq: [early(NOTING(...names)), ['trackRequest', 'own=1'], ['queueRequest', 'own=2']] });
    const asked = await visit.page.evaluate(() => Matomo.getAsyncTracker().getRequest('own=3'));
    assert.doesNotMatch(asked, /hook_/);
    for (const hit of await visit.end(2)) assert.deepEqual(hooked(hit), []);
  });

  test('contentInteraction is called for a click on content', async (t) => {
    const body = '<div data-track-content data-content-name="Sale"><a id="go" data-content-target="/offer" href="#offer">Offer</a></div>';
    const visit = await world.visit(t, { body, paq: [early(NOTING(...Object.keys(HOOKS))), ['trackAllContentImpressions']] });
    await visit.hits(1);
    await visit.page.click('#go');
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(hooked), [[['hook_contentImpressions', '7']], [['hook_contentInteraction', '7']]]);
  });

  test('unload is called once when the page is left, and its hits are still sent', async (t) => {
    const visit = await world.visit(t, { paq: [early(tracking('unload', 'Unload')), ['trackPageView']] });
    await visit.hits(1);
    assert.deepEqual((await visit.end(2, 1)).map(kind), ['action_name=A page', 'e_a=Unload 0']);
  });

  test('unload is called when the page is hidden', async (t) => {
    const visit = await world.visit(t, { paq: [early(tracking('unload', 'Unload')), ['trackPageView']] });
    await visit.hits(1);
    await hide(visit.page);
    assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'e_a=Unload 0']);
  });
});

describe('hooks', AT_ONCE, () => {
  test('of several plugins are called in order; a name that is given again replaces', async (t) => {
    const plugin = (name, text) => `Matomo.addPlugin('${name}', { log: function () { return '${text}'; } });`;
    const visit = await world.visit(t, {
      paq: [early(plugin('A', '&hook_a=1') + plugin('B', '&hook_b=1') + plugin('C', '&hook_c=1') + plugin('B', '&hook_b=2')), ['trackPageView']],
    });
    const [hit] = await visit.end(1);
    assert.deepEqual(hooked(hit), [['hook_a', '1'], ['hook_b', '2'], ['hook_c', '1']]);
  });

  test('that return nothing to append append nothing', async (t) => {
    const nothing = ['undefined', 'null', 'false', '0', "''"].map((value, index) => `Matomo.addPlugin('P${index}', { log: function () { return ${value}; } });`);
    const visit = await world.visit(t, {
      paq: [
        early(`${nothing.join('')} Matomo.addPlugin('None', null); Matomo.addPlugin('Sees', { log: function (info) { window.before = info.request; } });`),
        "_paq.push(['setCustomRequestProcessing', function (request) { window.processed = request; return request; }]);",
        ['trackPageView'],
      ],
    });
    await visit.hits(1);
    const { before, processed } = await visit.page.evaluate(() => ({ before: window.before, processed: window.processed }));
    assert.match(before, /action_name=/);
    assert.equal(processed, before);
    await visit.end(1);
  });

  test("can be added by the queue and by a tracker's method, for all trackers", async (t) => {
    const visit = await world.visit(t, {
      paq: ["_paq.push(['addPlugin', 'Queued', { event: function () { return '&hook_queued=1'; } }]);", ['trackEvent', 'c', 'one']],
    });
    await visit.page.evaluate((url) => {
      const tracker = Matomo.getTracker(url, 11);
      tracker.addPlugin('Method', { event: ({ tracker: given }) => `&hook_method=${given === tracker}` });
      tracker.trackEvent('c', 'two');
    }, visit.trackerUrl);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(hooked), [[['hook_queued', '1']], [['hook_queued', '1'], ['hook_method', 'true']]]);
  });

  test('are called for each tracker with that tracker', async (t) => {
    const visit = await world.visit(t, { paq: [early(NOTING('log')), ['setUserId', 'ann']] });
    await visit.page.evaluate((url) => {
      Matomo.addTracker(url, 9);
      _paq.push(['trackPageView']);
    }, visit.trackerUrl);
    const sites = (await visit.end(2)).map((hit) => [param(hit, 'idsite'), param(hit, 'hook_log')]);
    assert.deepEqual(sites.sort(), [['7', '7'], ['9', '9']]);
  });

  test('come before appendToTrackingUrl and setCustomRequestProcessing, which sees what they returned', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        early("Matomo.addPlugin('Own', { log: function () { return '&hook_own=1'; } });"),
        ['appendToTrackingUrl', 'hook_appended=1'],
        "_paq.push(['setCustomRequestProcessing', function (request) { return request.replace('hook_own=1', 'hook_own=2') + '&hook_last=1'; }]);",
        ['trackPageView'],
      ],
    });
    const [hit] = await visit.end(1);
    assert.deepEqual(hooked(hit), [['hook_own', '2'], ['hook_appended', '1'], ['hook_last', '1']]);
  });

  test('may ask and set the tracker: getters return at once, what is set is for the next request', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        early(`Matomo.addPlugin('Asks', { log: function (info) {
          var tracker = info.tracker;
          var returned = [tracker.getSiteId(), tracker.getUserId(), tracker.getCustomDimension(1), tracker.getPageViewId().length, tracker.getRequest('own=1').indexOf('own=1') >= 0];
          tracker.setCustomDimension(2, 'by the hook');
          return '&hook_returned=' + encodeURIComponent(returned.join());
        } });`),
        ['setUserId', 'ann'],
        ['setCustomDimension', 1, 'one'],
        ['trackPageView'],
        ['trackEvent', 'c', 'a'],
      ],
    });
    const [view, event] = await visit.end(2);
    assert.equal(param(view, 'hook_returned'), '7,ann,one,6,true');
    assert.deepEqual([param(view, 'dimension2'), param(event, 'dimension2')], [undefined, 'by the hook']);
  });

  test('may track in the middle of a command', async (t) => {
    const visit = await world.visit(t, { paq: [early(tracking('log', 'From hook')), ['trackPageView']] });
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(kind).sort(), ['action_name=A page', 'e_a=From hook 0']);
    assert.equal(param(hits.find((hit) => param(hit, 'action_name')), 'hook_log'), '1');
  });

  test('that throw cost neither their hit nor the others (DIFFERENCES.md: nothing-stops-the-queue)', async (t) => {
    const broken = "Matomo.addPlugin('Broken', { log: function () { throw new Error('by the plugin'); }, unload: function () { throw new Error('by the plugin'); } });";
    const visit = await world.visit(t, { paq: [early(broken + NOTING('log')), early("throw new Error('by another');"), ['trackPageView']] });
    await visit.push(['trackEvent', 'Still', 'works']);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=works']);
    assert.deepEqual(hooked(hits[0]), [['hook_log', '7']]);
    assert.deepEqual(visit.errors, []);
  });
});

describe('calls of plugins', AT_ONCE, () => {
  test("an object set on each tracker in TrackerSetup is there for the queue's first call", async (t) => {
    const visit = await world.visit(t, {
      paq: [
        early(`window.calls = [];
          Matomo.on('TrackerSetup', function (tracker) {
            tracker.Own = { site: function () { return tracker.getSiteId(); }, greet: function () { window.calls.push([this.site()].concat([].slice.call(arguments))); } };
          });`),
        ['Own.greet', 'early', 1],
        ['trackPageView'],
      ],
    });
    await visit.push(['Own.greet', 'now', null, { a: 1 }], ['Own.greet']);
    assert.deepEqual(await visit.page.evaluate(() => window.calls), [['7', 'early', 1], ['7', 'now', null, { a: 1 }], ['7']]);
    await visit.end(1);
  });

  test('a static method is called on its plugin with its arguments', async (t) => {
    const visit = await world.visit(t, {
      paq: [early("Matomo.Own = { names: [], greet: function () { this.names.push([].slice.call(arguments)); } };"), ['Own::greet', 'early', 1], ['trackPageView']],
    });
    await visit.push(['Own::greet', 'now', null], ['Own::greet']);
    assert.deepEqual(await visit.page.evaluate(() => Matomo.Own.names), [['early', 1], ['now', null], []]);
    await visit.end(1);
  });

  test('that come before their plugin are kept for retryMissedPluginCalls, in order and once', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView'], ['Late::greet', 'static'], ['Late.greet', 'object', 1], ['Late::greet', 'static again']] });
    const calls = await visit.page.evaluate(() => {
      const seen = [];
      Matomo.retryMissedPluginCalls(); // too early: they are kept again
      Matomo.Late = { greet: (...args) => seen.push(args) };
      Matomo.getAsyncTracker().Late = { greet: (...args) => seen.push(args) };
      _paq.push(['Late::greet', 'now']);
      Matomo.retryMissedPluginCalls();
      Matomo.retryMissedPluginCalls();
      return seen;
    });
    assert.deepEqual(calls, [['now'], ['static'], ['object', 1], ['static again']]);
    await visit.end(1);
    assert.deepEqual(visit.errors, []);
  });

  test("a method that the plugin's object does not have is no error of the page", async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.page.evaluate(() => {
      Matomo.getAsyncTracker().Own = {};
      _paq.push(['Own.nothing', 1]);
      _paq.push(['trackEvent', 'Still', 'works']);
    });
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=works']);
    assert.ok(visit.messages.some(({ level }) => level === 'error'));
  });

  test('TrackerSetup and TrackerAdded reach listeners with the tracker, and a listener can leave', async (t) => {
    const visit = await world.visit(t, {
      paq: [early("window.added = []; Matomo.on('TrackerAdded', function (tracker) { window.added.push(tracker.getSiteId()); });"), ['trackPageView']],
    });
    const { setUp, added } = await visit.page.evaluate((url) => {
      const setUp = [];
      const listener = (tracker) => setUp.push(typeof tracker.trackPageView);
      Matomo.on('TrackerSetup', listener);
      Matomo.getTracker(url, 11);
      Matomo.addTracker(url, 12);
      Matomo.off('TrackerSetup', listener);
      Matomo.getTracker(url, 13);
      return { setUp, added: window.added };
    }, visit.trackerUrl);
    assert.deepEqual(setUp, ['function', 'function']);
    assert.deepEqual(added, ['7', '7']);
    await visit.end(1);
  });

  test("events of a plugin's own reach listeners with arguments and context", async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const seen = await visit.page.evaluate(() => {
      const calls = [];
      const context = { name: 'context' };
      Matomo.on('Own', function (...given) { calls.push([this.name === 'context', ...given]); });
      Matomo.on('Own', function () { calls.push(['second']); });
      Matomo.trigger('Own', [1, 'two'], context);
      Matomo.trigger('Own', []);
      Matomo.trigger('Nobody listens', [1]);
      return calls;
    });
    assert.deepEqual(seen, [[true, 1, 'two'], ['second'], [false], ['second']]);
    await visit.end(1);
  });
});

/** JavaScript of a plugin whose hook tracks an event, numbered by how often it was called. */
function tracking(hook, action) {
  return `var called = 0;
    Matomo.addPlugin('Tracks', { ${hook}: function () {
      Matomo.getAsyncTracker().trackEvent('Hook', '${action} ' + called++);
      return '&hook_${hook}=1';
    } });`;
}

/** What hooks added to a hit, in order. */
function hooked(hit) {
  return hit.params.filter(([name]) => name.startsWith('hook_'));
}
