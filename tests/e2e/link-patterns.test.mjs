/** Links that are downloads and outlinks by their URL (`setDownloadPatterns`, `setOutlinkPatterns`), with what pages may give for patterns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const LINKS = ['/bitstreams/5/download', '/go/partner', '/stay', '/caf%C3%A9/menu', '/list?file=5', '/a.webp', '/a.PDF'];
const BODY = `${LINKS.map((href, index) => `<p><a id="link${index}" href="${href}">A link</a>`).join('')}
<p><a id="ignored" class="matomo_ignore" href="/go/unseen">Ignored</a>
<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;

/** Clicks on all links and returns what they were, of those that were anything. */
async function kinds(t, rows, count, { file = FULL, ...more } = {}) {
  const visit = await worlds[file].visit(t, { paq: [...rows, ['trackPageView'], ['enableLinkTracking']], body: BODY, snippetLast: true, ...more });
  await visit.hits(1);
  if (file === CORE && rows.length) await visit.page.waitForFunction(() => window.Matomo?.JSON);
  for (const index of LINKS.keys()) await visit.page.click(`#link${index}`);
  await visit.page.click('#ignored');
  const hits = await visit.end(1 + count);
  assert.deepEqual(visit.errors, []);
  return [hits.slice(1).map((hit) => kind(hit).replace(`http://${visit.site.self}`, '')), visit.messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless'))];
}

const EXTENSIONS = ['download=/a.webp', 'download=/a.PDF'];

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`link patterns in ${file}`, AT_ONCE, () => {
    test('by path, and by expression as text and object', async (t) => {
      const rows = [['setDownloadPatterns', ['/bitstreams/*/download', '/café', '/\\?FILE=\\d$/i']], "_paq.push(['setOutlinkPatterns', [/\\/go\\//, '/a.*']]);"];
      const [found, lines] = await kinds(t, rows, 6, { file });
      assert.deepEqual(found, ['download=/bitstreams/5/download', 'link=/go/partner', 'download=/café/menu', 'download=/list?file=5', 'link=/a.webp', 'link=/a.PDF']);
      assert.deepEqual(lines, []);
    });

    test('none, as before', async (t) => {
      assert.deepEqual(await kinds(t, [], 2, { file }), [EXTENSIONS, []]);
    });
  });
}

describe('link patterns', AT_ONCE, () => {
  // What is wrong, how many lines it costs, and whether the good pattern beside it still works.
  const WRONG = {
    null: false, undefined: false, 5: false, true: false, '({})': false, '(() => {})': false, "({ length: 1, 0: '/go/*' })": false, 'Array(20000)': false, 'Array(4294967295)': false,
    "[null, undefined, NaN, true, {}, '/go/*', () => {}, 7]": true,
    "['/\\\\/(/', '/go/*']": true,
    "['/\\\\d/zz', '/go/*']": true,
    "[['/go/*'], '/go/*', Object.create(null)]": false,
    "[Symbol(), '/go/*']": false,
    "(() => { const all = ['/go/*']; all.push(all); return all; })()": true,
    "(() => { const all = ['/go/*', 1]; Object.defineProperty(all, 1, { get() { throw new Error('by the page'); } }); return all; })()": false,
    "({ toString() { throw new Error('by the page'); } })": false,
    "new Proxy({}, { get() { throw new Error('by the page'); } })": false,
  };
  for (const [given, works] of Object.entries(WRONG)) {
    test(`${given} costs one line and no hit`, async (t) => {
      const expected = [...(works ? ['link=/go/partner'] : []), ...EXTENSIONS];
      const [found, lines] = await kinds(t, [`_paq.push(['setOutlinkPatterns', ${given}]);`], expected.length);
      assert.deepEqual(found, expected);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], works ? /^Crumbless: setOutlinkPatterns: no pattern, left out: / : /^Crumbless: setOutlinkPatterns: needs up to 10000 /);
    });
  }

  test('ten thousand of them', async (t) => {
    const many = "Array.from({ length: 9999 }, (_, index) => `/part-${index}/*/x`).concat('/go/*')";
    const expressions = "Array.from({ length: 1000 }, (_, index) => new RegExp(`/item-${index}$`)).concat(/stay/)";
    const [found, lines] = await kinds(t, [`_paq.push(['setOutlinkPatterns', ${many}]);`, `_paq.push(['setDownloadPatterns', ${expressions}]);`], 4);
    assert.deepEqual([found, lines], [['link=/go/partner', 'download=/stay', ...EXTENSIONS], []]);
  });

  test('of each tracker its own, taken anew', async (t) => {
    const visit = await worlds[FULL].visit(t, { paq: [['trackPageView'], ['enableLinkTracking'], ['setOutlinkPatterns', '/go/*']], body: BODY, snippetLast: true });
    await visit.hits(1);
    await visit.page.evaluate(() => {
      const other = window.Matomo.getTracker(undefined, '8');
      other.enableLinkTracking();
      other.setDownloadPatterns(['/go/*']);
      other.setOutlinkPatterns(['/stay']);
      other.setOutlinkPatterns([]);
    });
    for (const id of ['#link1', '#link2']) await visit.page.click(id);
    const hits = await visit.end(3);
    const found = hits.slice(1).map((hit) => `${param(hit, 'idsite')} ${kind(hit).replace(`http://${visit.site.self}`, '')}`);
    assert.deepEqual(found.sort(), ['7 link=/go/partner', '8 download=/go/partner']);
  });
});

test('a host in Unicode keeps its port', AT_ONCE, async (t) => {
  const hrefs = ['http://xn--mnchen-3ya.example:8080/x', 'http://xn--mnchen-3ya.example/x', 'https://xn--mnchen-3ya.example:8080/y'];
  const body = `${hrefs.map((href, index) => `<p><a id="link${index}" href="${href}">A link</a>`).join('')}
<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;
  const visit = await worlds[FULL].visit(t, { paq: [['setDownloadPatterns', 'münchen.example:8080'], ['trackPageView'], ['enableLinkTracking']], body, snippetLast: true });
  await visit.hits(1);
  for (const index of hrefs.keys()) await visit.page.click(`#link${index}`);
  const hits = await visit.end(4);
  assert.deepEqual(hits.slice(1).map((hit) => kind(hit).split('=')[0]), ['download', 'link', 'download']);
});
