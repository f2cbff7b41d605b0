/** Clicks on links of every make and in every way, followed from the real input event to the hit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const OUT = 'http://partner.example/out';

/** The page stays where it is, so that several clicks can be made. */
const STAY = `<script>
for (const type of ['click', 'auxclick', 'contextmenu']) document.addEventListener(type, (event) => event.preventDefault());
</script>`;

const tracked = (t, body, paq = []) =>
  world.visit(t, { paq: [...paq, ['trackPageView'], ['enableLinkTracking']], body: body + STAY, snippetLast: true });

/** Clicks and returns the kinds of the hits that came of it, and no others will. */
async function kindsAfter(visit, count, act) {
  await visit.hits(1);
  await act(visit.page);
  return (await visit.end(1 + count)).slice(1).map(kind);
}

describe('links of every make', AT_ONCE, () => {
  test('in an open shadow root, also a nested one', async (t) => {
    const visit = await tracked(t, `<div id="host"></div><script>
      const outer = document.getElementById('host').attachShadow({ mode: 'open' });
      outer.innerHTML = '<a id="one" href="${OUT}?one"><b>One</b></a><div id="inner"></div>';
      outer.getElementById('inner').attachShadow({ mode: 'open' }).innerHTML = '<a id="two" href="/files/two.zip">Two</a>';
    </script>`);
    const kinds = await kindsAfter(visit, 2, async (page) => {
      await page.click('#one b'); // Playwright's CSS looks into open shadow roots
      await page.click('#two');
    });
    assert.deepEqual(kinds, [`link=${OUT}?one`, `download=http://${visit.site.self}/files/two.zip`]);
  });

  test('a slotted link around which a component is built', async (t) => {
    const visit = await tracked(t, `<div id="host"><a id="light" href="${OUT}">Light</a></div><script>
      document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<p><slot></slot></p>';
    </script>`);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#light')), [`link=${OUT}`]);
  });

  test('in SVG, by href and by xlink:href', async (t) => {
    const visit = await tracked(t, `<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="60">
      <a href="${OUT}?href"><rect id="one" width="50" height="50"/></a>
      <a xlink:href="/files/drawing.pdf"><rect id="two" x="100" width="50" height="50"/></a></svg>`);
    const kinds = await kindsAfter(visit, 2, async (page) => {
      await page.click('#one');
      await page.click('#two');
    });
    assert.deepEqual(kinds, [`link=${OUT}?href`, `download=http://${visit.site.self}/files/drawing.pdf`]);
  });

  test('but not in text that is edited', async (t) => {
    const visit = await tracked(t, `<div contenteditable="true"><p><a id="edited" href="${OUT}?edited">Edited</a></p>
      <a id="fixed" contenteditable="false" href="${OUT}?fixed">Fixed</a></div>`);
    const kinds = await kindsAfter(visit, 1, async (page) => {
      await page.click('#edited');
      await page.click('#fixed');
    });
    assert.deepEqual(kinds, [`link=${OUT}?fixed`]);
  });

  test('areas of an image map', async (t) => {
    const visit = await tracked(t, `<img id="map" usemap="#places" width="100" height="100" alt=""
      src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
      <map name="places"><area shape="rect" coords="0,0,100,100" href="${OUT}" alt="Place"></map>`);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#map', { force: true })), [`link=${OUT}`]);
  });

  test('with elements inside elements, and none that only looks like one', async (t) => {
    const visit = await tracked(t, `<a href="${OUT}"><section><h2><em id="deep">Deep</em></h2></section></a>
      <p><a id="bare">Without address</a> <span id="text">Text</span>`);
    const kinds = await kindsAfter(visit, 1, async (page) => {
      await page.click('#bare');
      await page.click('#text');
      await page.click('#deep');
    });
    assert.deepEqual(kinds, [`link=${OUT}`]);
  });

  test('added later, and changed later', async (t) => {
    const visit = await tracked(t, '<div id="place"></div><a id="changed" href="/inside">Changed</a>');
    const kinds = await kindsAfter(visit, 2, async (page) => {
      await page.evaluate((address) => {
        document.getElementById('place').innerHTML = `<a id="later" href="${address}?later">Later</a>`;
        document.getElementById('changed').href = `${address}?changed`;
      }, OUT);
      await page.click('#later');
      await page.click('#changed');
    });
    assert.deepEqual(kinds, [`link=${OUT}?later`, `link=${OUT}?changed`]);
  });

  test('a link whose element went away with the click', async (t) => {
    const visit = await tracked(t, `<div id="menu"><a id="out" href="${OUT}">Out</a></div>
      <script>document.getElementById('out').onclick = () => document.getElementById('menu').remove();</script>`);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#out')), [`link=${OUT}`]);
  });
});

describe('every way of following', AT_ONCE, () => {
  const link = `<a id="out" href="${OUT}">Out</a>`;

  test('the Enter key', async (t) => {
    const visit = await tracked(t, link);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.press('#out', 'Enter')), [`link=${OUT}`]);
  });

  test('the middle button, once', async (t) => {
    const visit = await tracked(t, link);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#out', { button: 'middle' })), [`link=${OUT}`]);
  });

  test('the context menu, where a link can be opened from', async (t) => {
    const visit = await tracked(t, link);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#out', { button: 'right' })), [`link=${OUT}`]);
  });

  test('with a modifier key', async (t) => {
    const visit = await tracked(t, link);
    assert.deepEqual(await kindsAfter(visit, 1, (page) => page.click('#out', { modifiers: ['Control'] })), [`link=${OUT}`]);
  });

  test('a click whose propagation the page stops is still seen where matomo.js sees it', async (t) => {
    const visit = await tracked(t, `<div id="around">${link}</div>`);
    const kinds = await kindsAfter(visit, 1, async (page) => {
      await page.evaluate(() => document.addEventListener('click', (event) => event.stopImmediatePropagation()));
      await page.click('#out');
    });
    assert.deepEqual(kinds, [`link=${OUT}`]);
  });
});

describe('downloads that carry their content in the address', AT_ONCE, () => {
  const payload = '736563726574207061796c6f6164'.repeat(200);

  test('a data: address is not sent whole', async (t) => {
    const visit = await tracked(t, `<a id="data" download="export.csv" href="data:text/csv;base64,${payload}">Export</a>`);
    await visit.hits(1);
    await visit.page.click('#data');
    const hits = await visit.end(2);
    assert.ok(!hits[1].raw.includes(payload.slice(0, 40)));
    const address = param(hits[1], 'download');
    assert.match(address, /^data:text\/csv/);
    assert.ok(address.length < 100, address);
  });

  test('a blob: address is sent without its random name', async (t) => {
    const visit = await tracked(t, '<a id="blob" download="export.csv">Export</a>');
    await visit.hits(1);
    const name = await visit.page.evaluate(() => {
      const address = URL.createObjectURL(new Blob(['text']));
      document.getElementById('blob').href = address;
      return address.split('/').pop();
    });
    await visit.page.click('#blob');
    const hits = await visit.end(2);
    assert.ok(!hits[1].raw.includes(name));
    assert.match(param(hits[1], 'download'), /^blob:/);
  });
});
