/**
 * Files of third parties: a Matomo host appends them to its matomo.js; where ours replaces that file, a page loads them
 * beside it, before or after. `MATOMO_EXAMPLE_TRACKER` names plugins/ExampleTracker/tracker.js of a Matomo to run it as well.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const OWN = path.join(import.meta.dirname, 'support/third-party-plugin.js');
const EXAMPLE = process.env.MATOMO_EXAMPLE_TRACKER;
const FILE = '/third-party-plugin.js';
const TAG = `<script src="${FILE}"></script>`;

/** @type {Record<string, (body: string) => string>} how a host's script can be made of the tracker's and the plugin's */
const BEFORE = { 'before it': TAG, 'before it, twice': TAG + TAG };

describe("a plugin's file", AT_ONCE, () => {
  for (const [when, head] of Object.entries(BEFORE)) {
    test(`loaded ${when}: takes part from the first hit`, async (t) => {
      const visit = await open(t, OWN, { head, paq: [['HitCounter.setLabel', 'a label'], ['HitCounter::greet', 'early'], ['trackPageView']] });
      await visit.push(['HitCounter::greet', 'now'], ['HitCounter.setLabel', 'ä & b'], ['trackEvent', 'c', 'a']);
      const hits = await visit.end(2);
      assert.deepEqual(hits.map(counted), [['1', 'a label'], ['2', 'ä & b']]);
    });
  }

  test('loaded after it: takes part from then on, and what was asked of it before is done', async (t) => {
    const visit = await open(t, OWN, { paq: [['HitCounter.setLabel', 'a label'], ['HitCounter::greet', 'early'], ['trackPageView']] });
    await visit.hits(1);
    await visit.page.addScriptTag({ url: FILE });
    await visit.page.addScriptTag({ url: FILE });
    await visit.push(['HitCounter::greet', 'now'], ['trackEvent', 'c', 'a'], ['trackEvent', 'c', 'b']);
    assert.deepEqual(await visit.page.evaluate(() => Matomo.HitCounter.greetings), ['early', 'now']);
    const hits = await visit.end(3);
    assert.deepEqual(hits.map(counted), [[undefined, undefined], ['1', 'a label'], ['2', 'a label']]);
  });

  test('loaded after it: trackers that come later take part too, each with its own object', async (t) => {
    const visit = await open(t, OWN, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.addScriptTag({ url: FILE });
    // The plugin asks for the full file, and until that is there a tracker that is added cannot be asked for.
    await visit.page.waitForFunction(() => window.Matomo.JSON);
    await visit.page.evaluate((url) => {
      Matomo.addTracker(url, 9);
      _paq.push(['trackEvent', 'c', 'a']);
      Matomo.getAsyncTracker(url, 9).trackEvent('c', 'b');
    }, visit.trackerUrl);
    const hits = await visit.end(4);
    const seen = hits.map((hit) => [param(hit, 'idsite'), kind(hit), counted(hit)[0]].join(' '));
    assert.deepEqual(seen.sort(), ['7 action_name=A page ', '7 e_a=a 1', '9 e_a=a 1', '9 e_a=b 2']);
  });

  test('loaded after it by the same parser: takes part from then on', async (t) => {
    const visit = await open(t, OWN, {
      html: ({ trackerUrl }) => `<!doctype html><title>A page</title>
        <script>var _paq = [['disableCookies'], ['setTrackerUrl', ${JSON.stringify(trackerUrl)}], ['setSiteId', '7'], ['HitCounter::greet', 'early']];</script>
        <script src="/matomo.js"></script>${TAG}
        <script>_paq.push(['trackPageView']);</script>`,
    });
    assert.deepEqual(await visit.page.evaluate(() => Matomo.HitCounter.greetings), ['early']);
    assert.deepEqual((await visit.end(1)).map(counted), [['1', '']]);
  });

  test('that throws while it starts costs nothing (DIFFERENCES.md: nothing-stops-the-queue)', async (t) => {
    const head = `<script>window.matomoPluginAsyncInit = [function () { throw new Error('by the file'); }, 'no function', null];</script>${TAG}`;
    const visit = await open(t, OWN, { head, paq: [['trackPageView']] });
    assert.deepEqual((await visit.end(1)).map(counted), [['1', '']]);
  });
});

describe("Matomo's own plugins/ExampleTracker/tracker.js", { ...AT_ONCE, skip: EXAMPLE ? false : 'MATOMO_EXAMPLE_TRACKER does not name it' }, () => {
  const added = (hit) => param(hit, 'myCustomVisitParam');

  for (const [when, head] of Object.entries(BEFORE)) {
    test(`loaded ${when} adds to page views`, async (t) => {
      const visit = await open(t, EXAMPLE, { head, paq: [['trackPageView'], ['trackEvent', 'c', 'a']] });
      assert.deepEqual((await visit.end(2)).map(added), ['5007', undefined]);
    });
  }

  test('loaded after it adds to page views from then on', async (t) => {
    const visit = await open(t, EXAMPLE, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.addScriptTag({ url: FILE });
    await visit.page.addScriptTag({ url: FILE });
    await visit.push(['trackPageView', 'Another']);
    assert.deepEqual((await visit.end(2)).map(added), [undefined, '5007']);
  });
});

/** A page with the plugin's file beside the tracker's. */
async function open(t, file, parts) {
  const body = await readFile(file);
  const visit = await world.visit(t, { ...parts, before: ({ site }) => site.serve(FILE, { type: 'text/javascript; charset=utf-8', body }) });
  t.after(() => assert.deepEqual(visit.errors, []));
  return visit;
}

function counted(hit) {
  return [param(hit, 'counter_hit'), param(hit, 'counter_label')];
}
