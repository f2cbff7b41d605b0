/** Usage reports and the preset `matomo` of anonymous measurement, in the ES module. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { application as openApplication, hitsOf, receiver } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const RECORDED = JSON.parse(readFileSync(new URL('../vectors/anonymous-urls.json', import.meta.url), 'utf8'));

const world = startWorld();
const application = (t, parts) => openApplication(world, t, parts);
const anonymous = { url: 'https://app.invalid' };
const said = (hit) => ['e_c', 'e_a', 'e_n', 'e_v'].map((name) => param(hit, name));

describe('usage report', AT_ONCE, () => {
  test('says counts, average times and facts, and is empty afterwards', async (t) => {
    const visit = await application(t, { search: '?user=ann', options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, anonymous }) });
    await visit.page.evaluate(() => {
      const { tracker } = window;
      for (const time of [10, 20, 40.4]) tracker.recordCall('API', 'Actions', 'Actions.get', time);
      tracker.recordCall('API', 'Live', 'Live.get', 5);
      tracker.sendUsageReport({ facts: { PHP: '8.1', 'MySQL "max"': 10 } });
      tracker.trackPageView();
    });
    const hits = await visit.end(6);
    assert.deepEqual([kind(hits[0]), param(hits[0], 'url')], ['action_name=System-Report', 'https://app.invalid/system-report']);
    assert.deepEqual(JSON.parse(param(hits[0], '_cvar')), { 1: ['PHP', '8.1'], 2: ['MySQL "max"', '10'] });
    assert.deepEqual(hits.slice(1, 5).map(said), [
      ['API (count)', 'Actions.get (count)', 'Actions (count)', '3'],
      ['API (speed)', 'Actions.get (speed)', 'Actions (speed)', '23.5'],
      ['API (count)', 'Live.get (count)', 'Live (count)', '1'],
      ['API (speed)', 'Live.get (speed)', 'Live (speed)', '5'],
    ]);
    assert.deepEqual([kind(hits[5]), param(hits[5], 'url'), param(hits[5], '_cvar')], ['action_name=Anonymous', 'https://app.invalid/?', undefined]);
    assert.equal(visit.requests(), 1, 'one bulk request');
  });

  test('leaves address and variables of the site as they are', async (t) => {
    const visit = await application(t, { search: '?view=one', options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate((url) => {
      const { tracker } = window;
      tracker.addTargets([{ url, siteId: 8, anonymous: true }], { url: 'https://app.invalid', pathParameters: ['view'] });
      tracker.setCustomVariable(1, 'plan', 'gold', 'visit');
      tracker.sendUsageReport({ facts: { PHP: 'x'.repeat(300) } });
      history.pushState(null, '', '?view=three');
      tracker.trackPageView();
    }, receiver(visit, 'shared'));
    const own = await visit.hits(2);
    assert.equal(new URL(param(own[0], 'url')).pathname, '/system-report');
    assert.deepEqual(own.map((hit) => JSON.parse(param(hit, '_cvar'))), [{ 1: ['PHP', 'x'.repeat(200)] }, { 1: ['plan', 'gold'] }]);
    const shared = await hitsOf(visit, 'shared', 2);
    assert.deepEqual(shared.map((hit) => param(hit, 'url')), ['https://app.invalid/system-report', 'https://app.invalid/three/default/?']);
  });

  test('that cannot be made leaves the hits after it as they are', async (t) => {
    const visit = await application(t, { search: '?view=one', options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    const [view] = await visit.page.evaluate(() => {
      const { tracker } = window;
      tracker.setDocumentTitle('A page');
      tracker.setCustomVariable(1, 'plan', 'gold', 'visit');
      tracker.setCustomRequestProcessing(() => { throw new Error('by the page'); });
      try {
        tracker.sendUsageReport({ facts: { PHP: '8.1' } });
      } catch {
        // matomo.js lets such an error through as well
      }
      tracker.setCustomRequestProcessing((request) => request);
      tracker.trackPageView();
      return [location.pathname];
    });
    const hit = await visit.arrival('action_name=A page');
    assert.equal(new URL(param(hit, 'url')).pathname, view);
    assert.deepEqual(JSON.parse(param(hit, '_cvar')), { 1: ['plan', 'gold'] });
  });

  test('leaves with the page', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, anonymous }) });
    await visit.page.evaluate(() => window.tracker.recordCall('API', 'Live', 'Live.get', 7));
    await visit.page.goto('about:blank');
    const hits = await visit.site.waitForHits(visit.run, 3);
    assert.deepEqual(hits.map((hit) => param(hit, 'e_v') ?? kind(hit)), ['action_name=System-Report', '1', '7']);
  });

  test('values that are no report are ignored', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, anonymous }) });
    await visit.page.evaluate(() => {
      const { tracker } = window;
      const cyclic = {};
      cyclic.self = cyclic;
      for (const wrong of [null, 5, 'a', cyclic, Symbol('s'), 2n, () => {}, { get facts() { throw new Error('facts'); } }]) {
        tracker.recordCall(wrong, wrong, wrong, wrong);
        tracker.addTargets(wrong, wrong);
        tracker.measureInteractions(wrong);
      }
      tracker.measureInteractions([{ selector: '(', category: 'a', action: 'b' }, null]);
      tracker.trackPageView();
    });
    const hits = await visit.site.waitForHits(visit.run, 1);
    assert.equal(kind(hits[0]), 'action_name=Anonymous');
    assert.deepEqual(visit.errors, []);
  });
});

test('a text is no list of rules, and a rule without a selector is none', async (t) => {
  const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, anonymous }) });
  const listened = await visit.page.evaluate(() => {
    let count = 0;
    const { addEventListener } = document;
    document.addEventListener = (...given) => {
      count += 1;
      return addEventListener.apply(document, given);
    };
    const rule = { category: 'Editor', action: 'save' };
    for (const wrong of ['.save', 'x'.repeat(100_000), { length: 2 ** 53, 0: rule }, [rule], ['.save'], [{ ...rule, selector: 5 }], [null]]) {
      window.tracker.measureInteractions(wrong);
    }
    const before = count;
    window.tracker.measureInteractions([null, { ...rule, selector: 'body' }]);
    document.body.click();
    return [before, count];
  });
  assert.deepEqual(listened, [0, 1]);
  const [hit] = await visit.end(1);
  assert.deepEqual(said(hit).slice(0, 2), ['Editor', 'save']);
  assert.deepEqual(visit.errors, []);
});

test('the preset does with every recorded address what was recorded', async (t) => {
  const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, anonymous: { preset: 'matomo' } }) });
  await visit.page.evaluate((addresses) => {
    for (const address of addresses) {
      window.tracker.setCustomUrl(address);
      window.tracker.trackPageView();
    }
  }, RECORDED.map(({ url }) => url));
  const hits = await visit.end(RECORDED.length);
  assert.deepEqual(hits.map((hit) => [param(hit, 'url'), param(hit, 'action_name')]), RECORDED.map(({ tracked, title }) => [tracked, title]));
});
