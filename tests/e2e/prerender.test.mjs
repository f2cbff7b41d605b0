/**
 * Pages that the browser renders before anybody asked to see them count once they are shown. A real prerender: the browser
 * makes none while a debugger looks at the page, so it runs on its own here and the pages tell what happens.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';
import { CHROMIUM_FLAGS, findChromium } from '../engines/chromium.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { startSite } from '../vectors/player/site.mjs';
import { TRACKER, kind, param } from './support/world.mjs';

const COMMANDS = [['trackPageView'], ['trackEvent', 'c', 'one'], ['trackGoal', 3], ['trackContentImpression', 'ad']];
const KINDS = ['action_name=A page', 'e_a=one', 'idgoal=3'];
let site;
let runs = 0;

before(async () => {
  site = await startSite({ tracker: TRACKER });
});
after(() => site.close());

describe('a prerendered page', () => {
  test('counts when it is shown, and not before (matomo.js: before)', async (t) => {
    const visit = await prerender(t, COMMANDS);
    assert.deepEqual(site.collector.hits(visit.run), []);
    const shownAt = visit.show();
    const hits = await visit.hits(4);
    assert.deepEqual(hits.filter((hit) => !param(hit, 'c_n')).map(kind), KINDS);
    for (const { time } of hits) assert.ok(time >= shownAt);
  });

  test('does not count when it is never shown (matomo.js: counts)', async (t) => {
    const visit = await prerender(t, COMMANDS);
    await visit.stop();
    assert.deepEqual(site.collector.hits(visit.run), []);
  });

  test('counts at once where the site wants it so', async (t) => {
    const visit = await prerender(t, [['setCountPreRendered', true], ...COMMANDS]);
    const hits = await visit.hits(4);
    assert.deepEqual(hits.filter((hit) => !param(hit, 'c_n')).map(kind), KINDS);
    visit.show();
    await visit.shown();
    assert.equal(site.collector.hits(visit.run).length, 4);
  });

  test('goes on as any other once it is shown', async (t) => {
    const visit = await prerender(t, [['trackPageView'], `document.addEventListener('prerenderingchange', function () { _paq.push(['trackEvent', 'c', 'shown']); });`]);
    visit.show();
    assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'e_a=shown']);
  });
});

/**
 * A browser with a page that has been prerendered and has its tracker started, and one before it that leads there.
 *
 * Both pages wait for and tell the test by requests to the collector, each under a name of its own.
 */
async function prerender(t, paq) {
  runs += 1;
  const run = `prerender-${runs}`;
  const [signal, ready, shown] = ['signal', 'ready', 'shown'].map((name) => `${run}-${name}`);
  const ask = (name) => `fetch('/c/${name}/matomo.php?idsite=1')`;
  site.serve(`/${run}`, buildPage({
    title: 'A page',
    paq,
    head: `<script>
      addEventListener('load', function () { if (document.prerendering) ${ask(ready)}; });
      document.addEventListener('prerenderingchange', function () { ${ask(shown)}; });</script>`,
  }, `http://${site.self}/c/${run}/matomo.php`));
  site.serve(`/${run}-before`, `<!doctype html><title>Before</title><a id="go" href="/${run}">Go</a>
    <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/${run}"], "eagerness": "immediate" }] }</script>
    <script>${ask(signal)}.then(() => document.getElementById('go').click());</script>`);

  site.collector.hold(signal);
  const stop = await browse(t, `http://${site.self}/${run}-before`);
  const [said] = await site.waitForHits(ready, 1);
  assert.ok(said, 'the browser prerendered nothing');
  return {
    run,
    stop,
    /** Leads the visitor to the page, and returns when. */
    show() {
      const time = performance.timeOrigin + performance.now();
      site.collector.release(signal);
      return time;
    },
    shown: () => site.waitForHits(shown, 1),
    async hits(count) {
      const hits = await site.waitForHits(run, count);
      assert.equal(hits.length, count, hits.map(kind).join(', '));
      return hits;
    },
  };
}

/** Starts a browser of its own on an address. */
async function browse(t, address) {
  const profile = await mkdtemp(path.join(tmpdir(), 'crumbless-prerender-'));
  const browser = spawn(findChromium().chromium, [...CHROMIUM_FLAGS, '--headless', `--user-data-dir=${profile}`, address], { stdio: 'ignore' });
  const gone = once(browser, 'exit');
  const stop = () => {
    browser.kill();
    return gone;
  };
  t.after(async () => {
    await stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  return stop;
}
