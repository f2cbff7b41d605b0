/** Plugins: hooks that add to requests, methods that the queue can call, events of the trackers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
/** Runs on the page, in the place of a command. */
const script = (text) => text;

describe('plugins', AT_ONCE, () => {
  test('hooks add to the requests of their kind', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        script(`window.matomoPluginAsyncInit = [function () {
          var hooks = {};
          ['log', 'event', 'goal', 'sitesearch', 'link', 'ping'].forEach(function (name) {
            hooks[name] = function (info) { return '&hook_' + name + '=' + info.tracker.getSiteId(); };
          });
          Matomo.addPlugin('Everything', hooks);
        }];`),
        ['trackPageView'],
        ['trackEvent', 'c', 'a'],
        ['trackGoal', 1],
        ['trackSiteSearch', 'words'],
        ['trackLink', 'http://partner.example/', 'link'],
        ['ping'],
      ],
    });
    const hits = await visit.end(6);
    const hooks = hits.map((hit) => hit.params.filter(([name]) => name.startsWith('hook_')).map((pair) => pair.join('=')).join());
    assert.deepEqual(hooks, ['hook_log=7', 'hook_event=7', 'hook_goal=7', 'hook_sitesearch=7', 'hook_link=7', 'hook_ping=7']);
  });

  test('a hook that throws costs neither its hit nor the others', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        script(`window.matomoPluginAsyncInit = [function () {
          Matomo.addPlugin('Broken', { log: function () { throw new Error('by the plugin'); } });
        }];`),
        ['trackPageView'],
      ],
    });
    await visit.push(['trackEvent', 'Still', 'works']);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=works']);
  });

  test("a hook may call the tracker in the middle of a command", async (t) => {
    const visit = await world.visit(t, {
      paq: [
        script(`window.matomoPluginAsyncInit = [function () {
          Matomo.addPlugin('Calls', { log: function (info) { info.tracker.trackEvent('From', 'hook'); return '&hooked=1'; } });
        }];`),
        ['trackPageView'],
      ],
    });
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(kind).sort(), ['action_name=A page', 'e_a=hook']);
    assert.equal(param(hits.find((hit) => param(hit, 'action_name')), 'hooked'), '1');
  });

  test("a static plugin's method is called, once the plugin is there", async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView'], ['Late::greet', 'early']] });
    const greeted = await visit.page.evaluate(() => {
      const names = [];
      Matomo.Late = { greet: (name) => names.push(name) };
      _paq.push(['Late::greet', 'now']);
      const before = [...names];
      Matomo.retryMissedPluginCalls();
      return { before, after: names };
    });
    assert.deepEqual(greeted, { before: ['now'], after: ['now', 'early'] });
    await visit.end(1);
  });

  test("a method of a tracker's plugin object is called with its arguments, once it is there", async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView'], ['Late.greet', 'early', 1]] });
    const greeted = await visit.page.evaluate(() => {
      const calls = [];
      Matomo.getAsyncTracker().Late = { greet: (...args) => calls.push(args) };
      Matomo.retryMissedPluginCalls();
      _paq.push(['Late.greet', 'now', 2]);
      return calls;
    });
    assert.deepEqual(greeted, [['early', 1], ['now', 2]]);
    await visit.end(1);
  });

  test('TrackerSetup reaches listeners with the tracker, and a listener can leave', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    const sites = await visit.page.evaluate((url) => {
      const seen = [];
      const listener = (tracker) => seen.push(typeof tracker.trackPageView);
      Matomo.on('TrackerSetup', listener);
      Matomo.getTracker(url, 11);
      Matomo.off('TrackerSetup', listener);
      Matomo.getTracker(url, 12);
      return seen;
    }, visit.trackerUrl);
    assert.deepEqual(sites, ['function']);
  });
});
