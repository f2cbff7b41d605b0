/**
 * Pages that the browser renders before anybody asked to see them. A real prerender: the browser makes none while a debugger looks
 * at the page, so it runs on its own here and the pages tell what happens.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, before } from 'node:test';
import { CHROMIUM_FLAGS, findChromium } from '../../engines/chromium.mjs';
import { buildPage } from '../../vectors/player/page.mjs';
import { startSite } from '../../vectors/player/site.mjs';
import { TRACKER, kind } from './world.mjs';

/**
 * @param {Record<string, import('../../vectors/player/site.mjs').Served>} [files] that the pages load beside the tracker
 * @returns `prerender` for the tests of the file, with a server of their own
 */
export function startPrerendering(files = {}) {
  let site;
  before(async () => {
    site = await startSite({ tracker: TRACKER });
    for (const [address, file] of Object.entries(files)) site.serve(address, file);
  });
  after(() => site.close());
  return (t, parts) => prerender(site, t, parts);
}

let runs = 0;

/**
 * A browser with a page that has been prerendered and has its tracker started, and one before it that leads there.
 *
 * Both pages wait for and tell the test by requests to the collector, each under a name of its own. `parts` are the page's, as
 * `buildPage` takes them; a function is given the address of the collector.
 */
async function prerender(site, t, parts) {
  runs += 1;
  const run = `prerender-${runs}`;
  const [signal, ready, shown] = ['signal', 'ready', 'shown'].map((name) => `${run}-${name}`);
  const ask = (name) => `fetch('/c/${name}/matomo.php?idsite=1')`;
  const trackerUrl = `http://${site.self}/c/${run}/matomo.php`;
  const { head = '', ...others } = typeof parts == 'function' ? parts(trackerUrl) : parts;
  site.serve(`/${run}`, buildPage({
    title: 'A page',
    ...others,
    head: `${head}<script>
      addEventListener('load', function () { if (document.prerendering) ${ask(ready)}; });
      document.addEventListener('prerenderingchange', function () { ${ask(shown)}; });</script>`,
  }, trackerUrl));
  site.serve(`/${run}-before`, `<!doctype html><title>Before</title><a id="go" href="/${run}">Go</a>
    <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/${run}"], "eagerness": "immediate" }] }</script>
    <script>${ask(signal)}.then(() => document.getElementById('go').click());</script>`);

  site.collector.hold(signal);
  const stop = await browse(t, `http://${site.self}/${run}-before`);
  const [said] = await site.waitForHits(ready, 1);
  assert.ok(said, 'the browser prerendered nothing');
  return {
    run,
    site,
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
