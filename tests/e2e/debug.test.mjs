/** `enableDebug`: one group in the console for each request as it leaves, and nothing else is different. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const PAQ = [['disableBundling'], ['setUserId', 'ann'], ['trackPageView'], ['trackEvent', 'Videos', 'play', 'One', 5]];
const groups = (visit) => visit.messages.filter(({ level }) => level === 'startGroupCollapsed').map(({ text }) => text);
const logs = (visit) => visit.messages.filter(({ level }) => level === 'log').map(({ text }) => text);
/** What a hit says, without what is another each time. */
const constant = ({ params }) => params.filter(([name]) => !/^(?:r|h|m|s|_id|pv_id|_idn|url|pf_\w+|uadata|cdo)$/.test(name)).sort();

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`debug in ${file}`, AT_ONCE, () => {
    test('shows each request with its hits and receiver, and sends what is sent without', async (t) => {
      const [shown, plain] = await Promise.all([[...PAQ, ['enableDebug']], PAQ].map((paq) => worlds[file].visit(t, { paq })));
      const [hits, same] = await Promise.all([shown.end(2), plain.end(2)]);
      assert.deepEqual(hits.map(constant), same.map(constant));
      assert.deepEqual(groups(shown), [`Crumbless: page view → ${shown.trackerUrl}`, `Crumbless: event → ${shown.trackerUrl}`]);
      const [view, event] = logs(shown);
      assert.match(view, /^page view\n[^]* {2}action_name \(title\): A page\n/);
      for (const line of ['idsite (site): 7', 'uid (user): ann', `url (page): ${shown.url.replace(/:\d+/, '')}`]) assert.ok(view.replace(/:\d{4,5}\//, '/').includes(`\n  ${line}`), `${line} in\n${view}`);
      for (const line of ['e_c (event category): Videos', 'e_a (event action): play', 'e_n (event name): One', 'e_v (event value): 5']) assert.ok(event.includes(`\n  ${line}`), event);
      assert.deepEqual([plain.messages, shown.errors], [[], []]);
    });
  });
}

describe('debug', AT_ONCE, () => {
  test('shows all hits of a bulk request, in one group', async (t) => {
    const visit = await worlds[CORE].visit(t, { paq: [['enableDebug'], ['trackPageView'], ['trackEvent', 'c', 'a'], ['trackGoal', 3]] });
    await visit.end(3);
    assert.deepEqual(groups(visit), [`Crumbless: page view, event, goal or cart → ${visit.trackerUrl}`]);
    assert.deepEqual(logs(visit).map((text) => text.split('\n')[0]), ['page view', 'event', 'goal or cart']);
  });

  test('is an attribute too', async (t) => {
    const visit = await worlds[CORE].visit(t, { html: ({ trackerUrl }) => `<!doctype html><title>A page</title><script async src="/matomo.js" data-tracker-url="${trackerUrl}" data-site-id="7" data-debug></script>` });
    await visit.end(1);
    assert.deepEqual(groups(visit), [`Crumbless: page view → ${visit.trackerUrl}`]);
  });

  test('is an option of createTracker', async (t) => {
    const visit = await application(worlds[CORE], t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, debug: true, commands: [['trackPageView']] }) });
    await visit.end(1);
    assert.deepEqual(groups(visit), [`Crumbless: page view → ${visit.trackerUrl}`]);
    const quiet = await application(worlds[CORE], t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, debug: false, commands: [['trackPageView']] }) });
    await quiet.end(1);
    assert.deepEqual(groups(quiet), []);
  });

  test('shows of anonymous measurement what leaves, and of a tracker that did not ask nothing', async (t) => {
    const visit = await worlds[CORE].visit(t, {
      search: '?q=secret', title: 'secret title',
      paq: [['enableAnonymousMeasurement', { url: 'https://app.example', title: 'App' }], ['setUserId', 'secret'], ['enableDebug'], ['trackPageView', 'secret']],
    });
    const [hit] = await visit.hits(1);
    await visit.page.evaluate((url) => window.Matomo.getTracker(url, 8).trackPageView(), visit.trackerUrl);
    await visit.end(2);
    assert.equal(groups(visit).length, 1);
    const [view, ...others] = logs(visit);
    assert.deepEqual([others, /secret/.test(view)], [[], false]);
    for (const [name, value] of hit.params) assert.ok(view.split('\n').some((line) => line.startsWith(`  ${name}`) && line.endsWith(`: ${value}`)), name);
  });

  test('is no error of the page where the console was replaced', async (t) => {
    for (const spoil of ["console.groupCollapsed = () => { throw new Error('by the page'); };", "console.log = console.groupEnd = () => { throw new Error('by the page'); };", 'window.console = undefined;', 'JSON.parse = () => { throw new Error("by the page"); };']) {
      const visit = await worlds[CORE].visit(t, { paq: [spoil, ['enableDebug'], ['trackPageView'], ['trackEvent', 'c', 'a']] });
      const hits = await visit.end(2);
      assert.deepEqual([hits.map(kind), visit.errors], [['action_name=A page', 'e_a=a'], []], spoil);
    }
  });
});
