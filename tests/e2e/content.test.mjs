/** Content blocks: what markup says of itself, which blocks are counted, when, and which clicks are uses of them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AT_ONCE, FULL_TRACKER, kind, param, startWorld } from './support/world.mjs';

const world = startWorld(FULL_TRACKER);
const BLOCK = 'data-track-content';

/** The page stays where it is, so that several clicks can be made. */
const STAY = `<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;

/**
 * Title, markup, and what is sent as name, piece and target; SELF stands for the page's origin, PAGE for its address. Each
 * block says something else: the same is counted once.
 *
 * @type {[string, string, ...string[]][]}
 */
const RULES = [
  ['all three by attribute', `<p ${BLOCK} data-content-name="n1" data-content-piece="p1" data-content-target="t1">x</p>`, 'n1', 'p1', 't1'],
  ['attributes of elements inside', `<p ${BLOCK}><b data-content-target="t2"><i data-content-name="n2"></i></b><u data-content-piece="p2"></u></p>`, 'n2', 'p2', 't2'],
  ['the first of several', `<p ${BLOCK}><b data-content-name="n3"></b><b data-content-name="n3b" data-content-piece="p3"></b><b data-content-piece="p3b"></b></p>`, 'n3', 'p3'],
  ['an empty attribute is passed over', `<p ${BLOCK} data-content-name="" data-content-piece="" data-content-target=""><b data-content-name="n4" data-content-piece="p4" data-content-target="t4"></b></p>`, 'n4', 'p4', 't4'],
  ['white space around is cut off', `<p ${BLOCK} data-content-name="  n5\n " data-content-piece="\tp5 " data-content-target=" t5 ">x</p>`, 'n5', 'p5', 't5'],
  ['nothing but white space is unknown', `<p ${BLOCK} data-content-name="  " data-content-piece=" " data-content-target="t6">x</p>`, 'Unknown', 'Unknown', 't6'],
  ['an image', `<p ${BLOCK}><img src="/i/7.png" data-content-piece></p>`, '/i/7.png', 'SELF/i/7.png'],
  ['the block is the image itself', `<img ${BLOCK} src="/i/8.png">`, '/i/8.png', 'SELF/i/8.png'],
  ['an image that is not marked is no piece', `<p ${BLOCK} title="n9"><img src="/i/9.png"></p>`, 'n9', 'Unknown'],
  ['a relative address', `<p ${BLOCK}><img src="i/10.png" class="matomoContentPiece"></p>`, '/page/i/10.png', 'SELF/page/i/10.png'],
  ['an address without a scheme', `<p ${BLOCK}><img src="//cdn.example/11.png" class="piwikContentPiece"></p>`, 'http://cdn.example/11.png', 'http://cdn.example/11.png'],
  ['a medium of another site keeps its host in the name', `<p ${BLOCK}><img src="https://cdn.example/12.png" class="matomoContentPiece"></p>`, 'https://cdn.example/12.png', 'https://cdn.example/12.png'],
  ['a film with an address', `<video ${BLOCK} src="/v/13.mp4"></video>`, '/v/13.mp4', 'SELF/v/13.mp4'],
  ['a sound', `<p ${BLOCK}><audio src="/a/14.ogg" data-content-piece></audio></p>`, '/a/14.ogg', 'SELF/a/14.ogg'],
  ['an embedded file', `<p ${BLOCK}><embed src="/e/15.svg" data-content-piece></p>`, '/e/15.svg', 'SELF/e/15.svg'],
  ['a film by its sources', `<video ${BLOCK}><source src="/v/16.webm"><source src="/v/16.mp4"></video>`, '/v/16.webm', 'SELF/v/16.webm'],
  ['an object by its data', `<object ${BLOCK} data="/o/17.svg"></object>`, '/o/17.svg', 'SELF/o/17.svg'],
  ['an object by its film', `<object ${BLOCK}><param name="x" value="no"><param name="movie" value="/o/18.swf"></object>`, '/o/18.swf', 'SELF/o/18.swf'],
  ['an object by what is embedded in it', `<object ${BLOCK}><embed src="/o/19.swf"></object>`, '/o/19.swf', 'SELF/o/19.swf'],
  ['a link is a target', `<a ${BLOCK} data-content-name="n20" href="/to/20">x</a>`, 'n20', 'Unknown', 'SELF/to/20'],
  ['a link that is not marked is no target', `<p ${BLOCK} data-content-name="n21"><a href="/to/21">x</a></p>`, 'n21', 'Unknown'],
  ['a marked link', `<p ${BLOCK} data-content-name="n22"><a class="matomoContentTarget" href="/to/22">x</a></p>`, 'n22', 'Unknown', 'SELF/to/22'],
  ['a link marked by an empty attribute', `<p ${BLOCK} data-content-name="n23"><a data-content-target href="to/23">x</a></p>`, 'n23', 'Unknown', 'SELF/page/to/23'],
  ['an attribute with a value before an empty one', `<p ${BLOCK} data-content-name="n24"><a data-content-target href="/no">x</a><b data-content-target="t24"></b></p>`, 'n24', 'Unknown', 't24'],
  ['the old name of the class', `<p class="x piwikTrackContent y"><a class="piwikContentTarget" href="?q=25">x</a><b data-content-name="n25"></b></p>`, 'n25', 'Unknown', 'PAGE?q=25'],
  ['the new name before the old', `<p ${BLOCK} data-content-name="n26"><a class="piwikContentTarget" href="/old">x</a><a class="matomoContentTarget" href="/to/26">x</a></p>`, 'n26', 'Unknown', 'SELF/to/26'],
  ['the link that is the piece, without another target', `<p ${BLOCK} data-content-name="n27"><a class="matomoContentPiece" href="#27">x</a></p>`, 'n27', 'Unknown', 'PAGE#27'],
  ['an address of no page', `<a class="matomoTrackContent" data-content-name="n28" href="mailto:a@b.example">x</a>`, 'n28', 'Unknown', 'mailto:a@b.example'],
  ['the title of the block', `<p ${BLOCK} title="n29" data-content-target="t29">x</p>`, 'n29', 'Unknown', 't29'],
  ['the title of the piece', `<p ${BLOCK}><b title="no"></b><b title="n30" class="matomoContentPiece"></b></p>`, 'n30', 'Unknown'],
  ['the title of the target', `<p ${BLOCK}><a title="n31" data-content-target="t31">x</a></p>`, 'n31', 'Unknown', 't31'],
  ['the piece before the title', `<p ${BLOCK} title="no" data-content-piece="p32">x</p>`, 'p32', 'p32'],
  ['text of every kind', `<p ${BLOCK} data-content-name="Größe &amp; 100 % +1" data-content-piece="&quot;a=b&amp;c#d&quot;" data-content-target="日本">x</p>`, 'Größe & 100 % +1', '"a=b&c#d"', '日本'],
  ['interactions that are ignored do not hide the block', `<p ${BLOCK} data-content-name="n34" data-content-ignoreinteraction>x</p>`, 'n34', 'Unknown'],
  ['hidden blocks are blocks', `<p ${BLOCK} data-content-name="n35" hidden style="opacity: 0">x</p>`, 'n35', 'Unknown'],
];

describe('name, piece and target are found in the markup:', () => {
  const ends = [];
  const found = [];
  let page;

  before(async () => {
    const visit = await world.visit({ after: (end) => ends.push(end) }, {
      body: RULES.map(([, markup]) => markup).join('\n'),
      paq: [['trackPageView'], ['trackAllContentImpressions']],
    });
    page = new URL(visit.url);
    const hits = await visit.end(1 + RULES.length);
    // Blocks with the new class come last, then those with the old one, then those with the attribute, each from the last on.
    const ways = ['class="matomoTrackContent', 'class="x piwikTrackContent', BLOCK];
    const order = ways.flatMap((way) => [...RULES.keys()].filter((index) => RULES[index][1].includes(way))).reverse();
    for (const [index, hit] of hits.slice(1).entries()) found[order[index]] = blockOf(hit);
  });
  after(() => Promise.all(ends.map((end) => end())));

  for (const [index, [title, , ...expected]] of RULES.entries()) {
    test(title, () => {
      const fill = (text) => text.replace(/^SELF/, page.origin).replace(/^PAGE/, page.href);
      assert.deepEqual(found[index], expected.map(fill));
    });
  }
});

describe('all blocks', AT_ONCE, () => {
  test('leave in bulk, apart from the page view', async (t) => {
    const visit = await open(t, blocks(['one', 'two', 'three']));
    const hits = await visit.end(4);
    assert.deepEqual(hits.map(kind).slice(0, 1), ['action_name=A page']);
    assert.deepEqual(names(hits), ['three', 'two', 'one']);
    assert.ok(hits.slice(1).every((hit) => hit.bulk?.size >= 3 && hit.request === hits[1].request && param(hit, 'ca') === '1'));
  });

  test('a block in a block is one too, and says what is first in it', async (t) => {
    const visit = await open(t, `<div ${BLOCK} data-content-name="outer"><p ${BLOCK} data-content-name="inner" data-content-piece="of the inner"></p></div>`);
    const hits = await visit.end(3);
    assert.deepEqual(hits.slice(1).map(blockOf), [['inner', 'of the inner'], ['outer', 'of the inner']]);
  });

  test('a block that is marked in two ways is one', async (t) => {
    const visit = await open(t, `<p ${BLOCK} class="matomoTrackContent piwikTrackContent" data-content-name="once">x</p>`);
    assert.deepEqual(names(await visit.end(2)), ['once']);
  });

  test('blocks that say the same are one', async (t) => {
    const visit = await open(t, blocks(['same', 'other', 'same']));
    assert.deepEqual(names(await visit.end(3)).sort(), ['other', 'same']);
  });

  test('are counted once per page view, and again for the next', async (t) => {
    const visit = await open(t, blocks(['first']));
    await visit.hits(2);
    await visit.page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), blocks(['second']));
    await visit.push(['trackAllContentImpressions']);
    await visit.hits(3);
    await visit.push(['trackPageView', 'Next'], ['trackAllContentImpressions'], ['trackAllContentImpressions']);
    const hits = await visit.end(6);
    assert.deepEqual(names(hits), ['first', 'second', 'second', 'first']);
    const [first, next] = hits.filter((hit) => param(hit, 'action_name')).map((hit) => param(hit, 'pv_id'));
    const impressions = hits.filter((hit) => param(hit, 'c_n'));
    assert.deepEqual(impressions.map((hit) => param(hit, 'pv_id')), [first, first, next, next]);
  });

  test('asked for before the document is there, all are counted', async (t) => {
    const commands = ({ trackerUrl }) => [['disableCookies'], ['setTrackerUrl', trackerUrl], ['setSiteId', '7'], ['trackPageView'], ['trackAllContentImpressions']];
    const visit = await world.visit(t, {
      html: (own) => `<!doctype html><title>A page</title><script>var _paq = ${JSON.stringify(commands(own))};</script>
        ${blocks(['early'])}<script src="/matomo.js"></script>${blocks(['late'])}`,
    });
    assert.deepEqual(names(await visit.end(3)).sort(), ['early', 'late']);
  });

  test('2,000 of them arrive exactly once, in few requests', async (t) => {
    const wanted = Array.from({ length: 2000 }, (_, index) => `block ${index}`);
    const visit = await open(t, blocks(wanted));
    const hits = await visit.end(2001);
    assert.deepEqual(names(hits).sort(), wanted.sort());
    assert.ok(visit.requests() <= 41, `${visit.requests()} requests`);
  });
});

describe('blocks within a node, and blocks tracked by hand:', AT_ONCE, () => {
  test('the node and what is in it, no others', async (t) => {
    const visit = await open(t, `<div id="part" ${BLOCK} data-content-name="part">${blocks(['inside'])}</div>${blocks(['outside'])}`, [], []);
    await visit.page.evaluate(() => {
      const part = document.getElementById('part');
      for (const node of [part, part, null, undefined]) _paq.push(['trackContentImpressionsWithinNode', node]);
    });
    assert.deepEqual(names(await visit.end(3)).sort(), ['inside', 'part']);
  });

  test('impressions and interactions', async (t) => {
    const visit = await open(t, '', [], [
      ['trackContentImpression', ' Ad ', ' piece', 'http://t.example/ '],
      ['trackContentImpression', 'Alone'],
      ['trackContentImpression', 'Alone'],
      ['trackContentInteraction', 'submit', 'Ad', '', 't'],
      ['trackContentInteraction', 'submit', 'Ad', 'piece'],
      ['trackContentImpression'],
      ['trackContentImpression', ' '],
      ['trackContentInteraction', 'submit'],
      ['trackContentInteraction', '', 'Ad'],
    ]);
    const hits = await visit.end(6);
    assert.deepEqual(hits.filter((hit) => param(hit, 'c_n')).map(blockOf), [
      ['Ad', 'piece', 'http://t.example/'], ['Alone', 'Unknown'], ['Alone', 'Unknown'],
      ['submit', 'Ad', 'Unknown', 't'], ['submit', 'Ad', 'piece'],
    ]);
  });

  test('trackContentInteractionNode returns the request, nothing for a node in no block', async (t) => {
    const visit = await open(t, `<p ${BLOCK} data-content-name="n" data-content-target="t"><b id="in">x</b></p><b id="out">x</b>`, [], []);
    const [own, unnamed, ...none] = await visit.page.evaluate(() => {
      const tracker = Matomo.getAsyncTracker();
      const [inside, outside] = ['in', 'out'].map((id) => document.getElementById(id));
      return [
        tracker.trackContentInteractionNode(inside, 'tap'),
        tracker.trackContentInteractionNode(inside),
        tracker.trackContentInteractionNode(outside, 'tap'),
        tracker.trackContentInteractionNode(undefined, 'tap'),
      ];
    });
    const asked = new URLSearchParams(own);
    assert.deepEqual(['c_i', 'c_n', 'c_p', 'c_t', 'idsite', 'rec'].map((name) => asked.get(name)), ['tap', 'n', 'Unknown', 't', '7', '1']);
    assert.equal(new URLSearchParams(unnamed).get('c_i'), 'Unknown');
    assert.deepEqual(none, [undefined, undefined]);
    const hits = await visit.end(3);
    assert.deepEqual(hits.slice(1).map(blockOf), [['tap', 'n', 'Unknown', 't'], ['Unknown', 'n', 'Unknown', 't']]);
  });

  test('logAllContentBlocksOnPage shows an array of them, and sends nothing', async (t) => {
    const visit = await open(t, blocks(['a "quoted" name', 'b']) + `<img ${BLOCK} src="/i.png">`, [], []);
    await visit.hits(1);
    const [message] = await Promise.all([visit.page.waitForEvent('console'), visit.push(['logAllContentBlocksOnPage'])]);
    assert.equal(message.type(), 'log');
    assert.equal(message.args().length, 1);
    const unknown = { piece: 'Unknown', target: '' };
    assert.deepEqual(await message.args()[0].jsonValue(), [
      { name: '/i.png', piece: `http://${visit.site.self}/i.png`, target: '' },
      { name: 'b', ...unknown },
      { name: 'a "quoted" name', ...unknown },
    ]);
    await visit.end(1);
  });
});

function open(t, body, paq = [], scan = [['trackAllContentImpressions']]) {
  return world.visit(t, { body: body + STAY, snippetLast: true, paq: [...paq, ['trackPageView'], ...scan] });
}

function blocks(wanted) {
  return wanted.map((name) => `<p ${BLOCK} data-content-name="${name.replaceAll('"', '&quot;')}">x</p>`).join('\n');
}

function blockOf(hit) {
  return ['c_i', 'c_n', 'c_p', 'c_t'].map((name) => param(hit, name)).filter((value) => value !== undefined);
}

function names(hits) {
  return hits.map((hit) => param(hit, 'c_n')).filter(Boolean);
}
