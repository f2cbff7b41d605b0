/** Which clicks are uses of a content block, and who tells of them: the block or the link. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const world = startWorld();
const BLOCK = 'data-track-content';
const OUT = 'http://partner.example/out';
const LINKS = [['enableLinkTracking']];

/** The page stays where it is, so that several clicks can be made. */
const STAY = `<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;

/** Title, markup with the element `#x` to click on, what is sent for it, and commands before. */
const CLICKS = [
  ['on the block itself', `<p ${BLOCK} data-content-name="n" id="x">x</p>`, ['click n Unknown']],
  ['deep in a block without a target', `<p ${BLOCK} data-content-name="n"><b><i id="x">x</i></b></p>`, ['click n Unknown']],
  ['on the target', `<p ${BLOCK} data-content-name="n"><b data-content-target="t" id="x">x</b></p>`, ['click n Unknown t']],
  ['in the target', `<p ${BLOCK} data-content-name="n"><b class="matomoContentTarget"><i id="x">x</i></b></p>`, ['click n Unknown']],
  ['beside the target', `<p ${BLOCK} data-content-name="n"><b data-content-target="t">t</b><i id="x">x</i></p>`, []],
  ['outside of the block', `<p ${BLOCK} data-content-name="n">n</p><i id="x">x</i>`, []],
  ['on a target that ignores them, by attribute', `<p ${BLOCK} data-content-name="n"><b data-content-target="t" data-content-ignoreinteraction id="x">x</b></p>`, []],
  ['on a target that ignores them, by class', `<p ${BLOCK} data-content-name="n"><b data-content-target="t" class="a matomoContentIgnoreInteraction" id="x">x</b></p>`, []],
  ['on a target that ignores them, by the old class', `<p ${BLOCK} data-content-name="n"><b data-content-target="t" class="piwikContentIgnoreInteraction" id="x">x</b></p>`, []],
  ['where the block, which is no target, ignores them', `<p ${BLOCK} data-content-name="n" data-content-ignoreinteraction><b data-content-target="t" id="x">x</b></p>`, ['click n Unknown t']],
  ['on an element of the target that ignores them alone', `<p ${BLOCK} data-content-name="n"><b data-content-ignoreinteraction id="x">x</b></p>`, ['click n Unknown']],
  ['on a link inside, links not being tracked', `<p ${BLOCK} data-content-name="n"><a data-content-target href="${OUT}" id="x">x</a></p>`, [`click n Unknown ${OUT}`]],
  ['on a target that is an outlink: its hit tells', `<p ${BLOCK} data-content-name="n"><a data-content-target href="${OUT}"><b id="x">x</b></a></p>`, [`${OUT} click n Unknown ${OUT}`], LINKS],
  ['on a block that is a download: its hit tells', `<a ${BLOCK} data-content-name="n" href="/f.zip" id="x">x</a>`, ['/f.zip click n Unknown /f.zip'], LINKS],
  ['on a target that leads to another page of the site', `<p ${BLOCK} data-content-name="n"><a data-content-target href="/in" id="x">x</a></p>`, ['click n Unknown /in'], LINKS],
  ['on an outlink in a block that ignores them', `<p ${BLOCK} data-content-name="n" data-content-ignoreinteraction><a href="${OUT}" id="x">x</a></p>`, [OUT], LINKS],
  ['on an outlink beside the target', `<p ${BLOCK} data-content-name="n"><b data-content-target="t">t</b><a href="${OUT}" id="x">x</a></p>`, [OUT], LINKS],
  ['on an outlink that is no target', `<p ${BLOCK} data-content-name="n"><a href="${OUT}" id="x">x</a></p>`, [`${OUT} click n Unknown ${OUT}`, 'click n Unknown'], LINKS],
  ['on an outlink in a block whose target is an address', `<p ${BLOCK} data-content-name="n" data-content-target="there"><a href="${OUT}" id="x">x</a></p>`, [`${OUT} click n Unknown there`, 'click n Unknown there'], LINKS],
  ['on a block in an outlink', `<a href="${OUT}"><b ${BLOCK} data-content-name="n" id="x">x</b></a>`, [OUT], LINKS],
];

/** What matomo.js counts twice or not at all (DIFFERENCES.md). */
const OURS = [
  ['in a block in a block: the inner one once (matomo.js: twice)', `<div ${BLOCK} data-content-name="outer"><p ${BLOCK} data-content-name="inner"><b id="x">x</b></p></div>`, ['click inner Unknown']],
  ['in a block in the target of another: the inner one once (matomo.js: twice)', `<div ${BLOCK} data-content-name="outer"><b data-content-target="t"><i ${BLOCK} data-content-name="inner" id="x">x</i></b></div>`, ['click inner Unknown']],
  ['that the page stops (matomo.js: none)', `<p ${BLOCK} data-content-name="n"><b id="x" onclick="event.stopPropagation()">x</b></p>`, ['click n Unknown']],
];

describe('a click', AT_ONCE, () => {
  for (const [title, markup, wanted, paq = []] of [...CLICKS, ...OURS]) {
    test(title, async (t) => {
      const { visit, seen } = await open(t, markup, paq);
      await visit.page.click('#x');
      const hits = await visit.end(seen + wanted.length);
      assert.deepEqual(uses(visit, hits.slice(seen)), wanted);
    });
  }

  test('counts each time, and what the block says then', async (t) => {
    const { visit, seen } = await open(t, `<p ${BLOCK} data-content-name="n" id="x">x</p>`);
    await visit.page.click('#x');
    await visit.page.evaluate(() => document.getElementById('x').setAttribute('data-content-target', 'later'));
    await visit.page.click('#x');
    const hits = await visit.end(seen + 2);
    assert.deepEqual(uses(visit, hits.slice(seen)), ['click n Unknown', 'click n Unknown later']);
  });

  test('counts once however often the block was tracked', async (t) => {
    const { visit, seen } = await open(t, `<p ${BLOCK} data-content-name="n" id="x">x</p>`);
    await visit.push(['trackPageView', 'Next'], ['trackAllContentImpressions'], ['trackAllContentImpressions'], ['trackVisibleContentImpressions']);
    await visit.hits(seen + 2);
    await visit.page.click('#x');
    const hits = await visit.end(seen + 3);
    assert.deepEqual(uses(visit, hits.slice(seen + 2)), ['click n Unknown']);
  });

  test('on a block that is not tracked yet is no use of it', async (t) => {
    const visit = await world.visit(t, { body: `<p ${BLOCK} data-content-name="n" id="x">x</p>`, paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.click('#x');
    await visit.push(['trackAllContentImpressions']);
    await visit.end(2);
  });

  test('is sent by each tracker (matomo.js: by the first)', async (t) => {
    const { visit, seen } = await open(t, `<p ${BLOCK} data-content-name="n" id="x">x</p>`);
    await visit.page.evaluate((url) => Matomo.addTracker(url, 8), visit.trackerUrl);
    await visit.push(['trackPageView', 'Next'], ['trackAllContentImpressions']);
    await visit.hits(seen + 4);
    await visit.page.click('#x');
    const hits = await visit.end(seen + 6);
    assert.deepEqual(hits.slice(-2).map((hit) => param(hit, 'idsite')).sort(), ['7', '8']);
    assert.deepEqual(uses(visit, hits.slice(-2)), ['click n Unknown', 'click n Unknown']);
  });
});

/** A page whose blocks are tracked and have arrived. */
async function open(t, markup, paq = []) {
  const visit = await world.visit(t, { body: markup + STAY, snippetLast: true, paq: [...paq, ['trackPageView'], ['trackAllContentImpressions']] });
  const seen = markup.split(BLOCK).length;
  await visit.hits(seen);
  return { visit, seen };
}

/** Addresses of the page's own host are told by their path. */
function uses(visit, hits) {
  const told = (hit) => ['link', 'download', 'c_i', 'c_n', 'c_p', 'c_t'].map((name) => param(hit, name)).filter(Boolean);
  return hits.map((hit) => told(hit).join(' ').replaceAll(`http://${visit.site.self}`, ''));
}
