/** Pages with a file that `crumbless bundle` wrote: plugins take part from the first hit, and cost nothing when they fail. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { TRACKER_FILE } from '../../js/snippet.js';
import { crumbless } from './support/terminal.mjs';
import { AT_ONCE, kind, param, World } from '../e2e/support/world.mjs';

const COUNTER = path.join(import.meta.dirname, '../e2e/support/third-party-plugin.js');
const DIST = path.join(import.meta.dirname, '../../dist');
const BESIDE = ['matomo.fallback.js', 'matomo.engagement.js'];
const REFUSE_WASM = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" };
const PAQ = [['HitCounter.setLabel', 'a label'], ['HitCounter::greet', 'early'], ['trackPageView'], ['trackEvent', 'c', 'a']];

/** A plugin that throws, between two that do not; the last tells what it found. */
const THROWS = "window.ran = ['throws']; throw new Error('by the plugin');";
const TELLS = `window.ran.push(typeof Matomo, Matomo.getAsyncTrackers().length, Matomo.initialized, document.currentScript.getAttribute('src').replace(/\\?.*/, ''));
Matomo.addPlugin('Tells', { log: () => '&told=1' });`;

/** A browser and a site whose tracker is a bundle of these plugins. */
function startWorldOf(...plugins) {
  const world = new World();
  const folder = mkdtempSync(path.join(tmpdir(), 'crumbless-'));
  before(async () => {
    const files = plugins.map((plugin, index) => {
      if (path.isAbsolute(plugin)) return plugin;
      const file = path.join(folder, `plugin-${index}.js`);
      writeFileSync(file, plugin);
      return file;
    });
    for (const name of BESIDE) copyFileSync(path.join(DIST, name), path.join(folder, name));
    const { status, err } = await crumbless(['bundle', ...files.flatMap((file) => ['--plugin', file])], { cwd: folder });
    assert.deepEqual([status, err], [0, '']);
    await world.start(path.join(folder, TRACKER_FILE));
  });
  after(async () => {
    await world.stop();
    rmSync(folder, { recursive: true });
  });
  return world;
}

const html = (paq, headers) => ({ trackerUrl }) => ({
  type: 'text/html; charset=iso-8859-1', // the mark in the file says better
  body: `<!doctype html><title>A page</title><script>var _paq = ${JSON.stringify([...paq, ['setTrackerUrl', trackerUrl], ['setSiteId', '7']])};</script><script src="/matomo.js"></script>`,
  headers,
});
const counted = (hit) => [kind(hit), param(hit, 'counter_hit'), param(hit, 'counter_label')];

describe('a plugin in the bundle', AT_ONCE, () => {
  const world = startWorldOf(COUNTER);
  for (const [where, headers] of [['with WebAssembly', undefined], ['on the fallback, which has no plugins of its own', REFUSE_WASM]]) {
    test(`takes part from the first hit, ${where}`, async (t) => {
      const visit = await world.visit(t, { html: html(PAQ, headers) });
      const hits = await visit.hits(2);
      assert.deepEqual(hits.map(counted), [['action_name=A page', '1', 'a label'], ['e_a=a', '2', 'a label']]);
      assert.deepEqual(await visit.page.evaluate(() => Matomo.HitCounter.greetings), ['early']);
      assert.deepEqual(visit.errors, []);
    });
  }

  test('is there for what the page has waiting for the tracker', async (t) => {
    const visit = await world.visit(t, {
      init: () => {
        window.matomoPluginAsyncInit = [() => (window.found = typeof Matomo.HitCounter)];
      },
      html: html([['trackPageView']]),
    });
    await visit.hits(1);
    assert.equal(await visit.page.evaluate(() => window.found), 'object');
  });
});

describe('a plugin in the bundle that throws', AT_ONCE, () => {
  const world = startWorldOf(COUNTER, THROWS, TELLS);
  for (const [where, headers, script] of [['with WebAssembly', undefined, '/matomo.js'], ['on the fallback', REFUSE_WASM, '/matomo.fallback.js']]) {
    test(`costs neither the tracker nor the others, ${where}`, async (t) => {
      const visit = await world.visit(t, { html: html(PAQ, headers) });
      const hits = await visit.hits(2);
      assert.deepEqual(hits.map(counted), [['action_name=A page', '1', 'a label'], ['e_a=a', '2', 'a label']]);
      assert.equal(param(hits[0], 'told'), '1');
      const [threw, ...told] = await visit.page.evaluate(() => window.ran);
      assert.deepEqual([threw, ...told.slice(0, 3)], ['throws', 'object', 0, false]);
      assert.ok(told[3].endsWith(script), told[3]);
      assert.deepEqual(visit.errors, []);
      assert.ok(visit.messages.some(({ level, text }) => level === 'error' && text.startsWith('Crumbless:') && text.includes('by the plugin')));
    });
  }
});
