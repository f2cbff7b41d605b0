/** The tracker without a script in the page: its element's attributes do what the snippet does. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leave } from '../vectors/player/replay.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const world = startWorld();

/** A page whose one script is the tracker's element, under a policy that allows no other. */
function open(t, attributes, { file = 'matomo.js', before = '', policy = "script-src 'self' 'wasm-unsafe-eval'" } = {}) {
  return world.visit(t, {
    html({ trackerUrl }) {
      const script = `<script async src="/${file}" data-tracker-url="${trackerUrl}" data-site-id="7" ${attributes}></script>`;
      const body = `<!doctype html><title>A page</title>${before}<a id="out" href="http://partner.example/">out</a>${script}`;
      return { type: 'text/html; charset=utf-8', body, headers: { 'Content-Security-Policy': policy } };
    },
  });
}

const POLICIES = { 'with WebAssembly': undefined, 'by the fallback': "script-src 'self'" };

describe('attributes', AT_ONCE, () => {
  for (const [name, policy] of Object.entries(POLICIES)) {
    test(`give a page view and links, ${name}`, async (t) => {
      const visit = await open(t, '', { policy });
      const [view] = await visit.hits(1);
      assert.deepEqual([kind(view), view.params.find(([param]) => param === 'idsite')[1]], ['action_name=A page', '7']);
      await visit.page.$eval('#out', (link) => {
        link.addEventListener('click', (event) => event.preventDefault());
        link.click();
      });
      assert.equal(kind((await visit.hits(2))[1]), 'link=http://partner.example/');
      assert.deepEqual(visit.errors, []);
      assert.equal((await visit.page.evaluate(() => window.Matomo.getAsyncTrackers().length)), 1);
    });
  }

  test('are commands, in their order', async (t) => {
    const visit = await open(t, `data-document-title="A &quot;title&quot;" data-set-custom-dimension='[3, "three"]' data-track-page-view="" data-track-event='["c", "after the view"]'`);
    const hits = await visit.hits(2);
    assert.deepEqual(hits.map(kind), ['action_name=A "title"', 'e_a=after the view']);
    for (const hit of hits) assert.ok(hit.params.some(([name, value]) => name === 'dimension3' && value === 'three'), hit.raw);
  });

  test('hold hits back until there is consent', async (t) => {
    const visit = await open(t, 'data-require-consent data-track-event=\'["c", "waits"]\'');
    await visit.push(['trackEvent', 'c', 'too']);
    assert.equal(visit.site.collector.hits(visit.run).length, 0);
    await visit.push(['setConsentGiven']);
    assert.deepEqual((await visit.hits(3)).map(kind), ['e_a=waits', 'action_name=A page', 'e_a=too']);
  });

  test('that are wrong are lines in the console, and the page view arrives', async (t) => {
    const visit = await open(t, 'data-domains="[not JSON" data-tracker-ulr="x" data-cfasync="false"');
    await visit.hits(1);
    assert.deepEqual(visit.errors, []);
    assert.equal(visit.messages.filter(({ text }) => text.startsWith('Crumbless:')).length, 1);
  });
});

describe('attributes that a tag manager dropped, of an element beside', AT_ONCE, () => {
  /** The tracker's own element says nothing; `paq` is what a page's own scripts gave before it. */
  const put = (t, paq, { hasElement = true } = {}) => world.visit(t, {
    html({ trackerUrl }) {
      const element = `<script type="text/plain" data-tracker-url="${trackerUrl}" data-site-id="7"></script>`;
      const code = "const script = document.createElement('script'); script.src = '/matomo.js'; document.head.append(script);";
      const body = `<!doctype html><title>A page</title><script>window._paq = ${paq.replace('TRACKER', trackerUrl)};</script>${hasElement ? element : ''}<script>${code}</script>`;
      return { type: 'text/html; charset=utf-8', body };
    },
  });
  const LINE = /nothing says where hits go/;
  const linesOf = ({ messages }) => messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless:'));

  for (const paq of ['undefined', '[]', "[['trackEvent', 'a', 'given before']]", "[['setSiteId', '8'], ['trackEvent', 'a', 'given before']]"]) {
    test(`say where hits go, with _paq = ${paq}`, async (t) => {
      const visit = await put(t, paq);
      const hits = await visit.hits(paq.includes('trackEvent') ? 2 : 1);
      assert.deepEqual(hits.map(kind).toSorted(), ['action_name=A page', ...(paq.includes('trackEvent') ? ['e_a=given before'] : [])]);
      assert.deepEqual([linesOf(visit), visit.errors], [[], []]);
    });
  }

  for (const [name, row] of [['the queue does', ''], ['it does behind a row that cannot be read', '{ get 0() { throw 1; } }, ']]) {
    test(`say nothing where ${name}`, async (t) => {
      const visit = await put(t, `[${row}['setTrackerUrl', 'TRACKER'], ['setSiteId', '9'], ['trackEvent', 'a', 'b']]`);
      await visit.hits(1);
      await leave(visit.page, visit.site);
      const hits = visit.site.collector.hits(visit.run);
      assert.deepEqual(hits.map((hit) => [kind(hit), hit.params.find(([param]) => param === 'idsite')[1]]), [['e_a=b', '9']]);
      assert.equal(linesOf(visit).length, row ? 1 : 0, linesOf(visit).join());
    });
  }

  test('are missing: nothing is sent to the page itself, the console warns, and later hits arrive', async (t) => {
    const visit = await put(t, "[['trackEvent', 'a', 'nowhere']]", { hasElement: false });
    await visit.page.waitForFunction(() => document.readyState === 'complete' && window.Matomo?.initialized);
    await visit.push(['ping']);
    assert.equal(linesOf(visit).filter((line) => LINE.test(line)).length, 1);
    assert.equal(visit.site.asked(new URL(visit.page.url()).pathname).length, 1);
    await visit.push(['setTrackerUrl', visit.trackerUrl], ['setSiteId', '7'], ['trackEvent', 'a', 'somewhere']);
    assert.deepEqual((await visit.hits(1)).map(kind), ['e_a=somewhere']);
  });

  test('are none, and the page makes a tracker of its own: no line', async (t) => {
    const visit = await put(t, "undefined; window.matomoAsyncInit = () => Matomo.getTracker('TRACKER', 7).trackEvent('a', 'its own')", { hasElement: false });
    assert.deepEqual((await visit.hits(1)).map(kind), ['e_a=its own']);
    await visit.page.waitForFunction(() => document.readyState === 'complete');
    assert.deepEqual(linesOf(visit), []);
  });
});
