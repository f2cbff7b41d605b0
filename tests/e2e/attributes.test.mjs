/** The tracker without a script in the page: its element's attributes do what the snippet does. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
