/** Content blocks that are counted when the visitor can see them: at once, later, and without asking again and again. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const world = startWorld();
const FAR = '<div style="height: 3000px"></div>';
const VISIBLE = [['trackPageView'], ['trackVisibleContentImpressions']];

const block = (name, style = '', more = '') => `<div data-track-content data-content-name="${name}" style="${style}" ${more}>x</div>`;

describe('of the blocks on a page those count', AT_ONCE, () => {
  test('that can be seen', async (t) => {
    const visit = await open(t, `<style>.box { position: relative; width: 200px; height: 40px } .box > * { position: absolute }</style>
      ${block('plain')}
      ${block('no room, nothing cut off', 'width: 0; height: 0')}
      <div class="box" style="overflow: hidden">${block('inside', 'top: 0')}${block('cut off below', 'top: 60px')}${block('cut off at the right', 'left: 260px')}</div>
      <div class="box" style="overflow: scroll">${block('top of a list', 'top: 0')}${block('end of a list', 'top: 300px')}</div>
      ${block('not displayed', 'display: none')}${block('hidden', 'visibility: hidden')}${block('transparent', 'opacity: 0')}
      <div style="display: none">${block('in what is not displayed')}</div><div style="visibility: hidden">${block('in what is hidden')}</div>
      <div style="opacity: 0"><p>${block('in what is transparent')}</p></div>
      ${block('almost transparent', 'opacity: 0.01')}
      ${block('no room', 'width: 0; height: 0; overflow: hidden')}
      ${block('left of the screen', 'position: absolute; left: -500px; width: 100px')}
      ${block('right of the screen', 'position: absolute; left: 5000px; width: 100px')}
      ${block('stuck', 'position: fixed; bottom: 0')}
      ${FAR}${block('far below')}`);
    const expected = ['almost transparent', 'inside', 'no room, nothing cut off', 'plain', 'stuck', 'top of a list'];
assert.deepEqual(names(await visit.end(1 + expected.length)), expected);
  });

  test('that the browser shows (matomo.js: not what is visible in a hidden element, but what is folded)', async (t) => {
    const visit = await open(t, `<div style="visibility: hidden">${block('shown again', 'visibility: visible')}</div>
      <details><summary>More</summary>${block('folded')}</details>`);
    assert.deepEqual(names(await visit.end(2)), ['shown again']);
  });

  test('that were scrolled past before the start', async (t) => {
    const visit = await open(t, block('top') + FAR + block('bottom') + '<script>scrollTo(0, 1e6)</script>');
    assert.deepEqual(names(await visit.end(3)), ['bottom', 'top']);
  });

  test('in a node, when only visible ones are tracked', async (t) => {
    const visit = await open(t, '<div id="part"></div>', [['trackPageView'], ['trackVisibleContentImpressions', false, 0]]);
    await visit.hits(1);
    await visit.page.evaluate((html) => {
      const part = document.getElementById('part');
      part.innerHTML = html;
      _paq.push(['trackContentImpressionsWithinNode', part]);
    }, block('shown') + block('hidden', 'display: none'));
    assert.deepEqual(names(await visit.end(2)), ['shown']);
  });

  test('in the order of the document from the last on, in one request', async (t) => {
    const visit = await open(t, ['a', 'b', 'c'].map((name) => block(name)).join(''));
    const hits = await visit.end(4);
    assert.deepEqual(hits.slice(1).map((hit) => param(hit, 'c_n')), ['c', 'b', 'a']);
    assert.equal(new Set(hits.slice(1).map((hit) => hit.request)).size, 1);
  });

  test('2,000 of them, each exactly once', async (t) => {
    const wanted = Array.from({ length: 2000 }, (_, index) => `block ${index}`);
    const visit = await open(t, `<div style="height: 300px; font-size: 1px">${wanted.map((name) => block(name, 'float: left; width: 5px; height: 5px')).join('')}</div>`);
    assert.deepEqual(names(await visit.end(2001)), wanted.sort());
  });
});

/** Title, the page, and what happens in it. */
const LATER = [
  ['is added', '', () => document.body.insertAdjacentHTML('beforeend', '<p data-track-content data-content-name="later">x</p>')],
  ['becomes one by a class', '<p id="x" data-content-name="later">x</p>', () => document.getElementById('x').classList.add('matomoTrackContent')],
  ['becomes one by its attribute', '<p id="x" data-content-name="later">x</p>', () => document.getElementById('x').setAttribute('data-track-content', '')],
  ['is displayed', block('later', 'display: none', 'id="x"'), () => (document.getElementById('x').style.display = 'block')],
  ['is no longer `hidden`', block('later', '', 'id="x" hidden'), () => (document.getElementById('x').hidden = false)],
  ['has an ancestor that is displayed by a class', `<style>.off { display: none }</style><div id="x" class="off">${block('later')}</div>`, () => document.getElementById('x').classList.remove('off')],
  ['is shown by a class', `<style>.off { visibility: hidden }</style>${block('later', '', 'id="x" class="off"')}`, () => document.getElementById('x').classList.remove('off')],
  ['fades in', `<style>#x { opacity: 0; transition: opacity 0.4s 0.2s } #x.on { opacity: 1 }</style><div id="x">${block('later')}</div>`, () => document.getElementById('x').classList.add('on')],
  ['is faded in by an animation', `<style>@keyframes in { from { opacity: 0 } 50% { opacity: 0 } to { opacity: 1 } } #x { opacity: 0 } #x.on { animation: in 0.4s forwards }</style><div id="x">${block('later')}</div>`, () => document.getElementById('x').classList.add('on')],
  ['is shown by any attribute', `<style>[data-state=closed] { opacity: 0 }</style><div id="x" data-state="closed">${block('later')}</div>`, () => (document.getElementById('x').dataset.state = 'open')],
  ['is shown by a control', `<style>#x:not(:checked) ~ div { visibility: hidden }</style><input type="checkbox" id="x">${block('later')}`, () => document.getElementById('x').click()],
  ['is shown by a style sheet', block('later', '', 'class="off"') + '<style>.off { opacity: 0 }</style>', () => document.querySelector('style').remove()],
  ['is unfolded', `<details id="x"><summary>More</summary>${block('later')}</details>`, () => (document.getElementById('x').open = true)],
  ['moves into view', block('later', 'position: fixed; left: -500px; width: 100px', 'id="x"'), () => (document.getElementById('x').style.left = '0')],
  ['gets room', `<div id="x" style="height: 0; overflow: hidden; position: relative">${block('later')}</div>`, () => (document.getElementById('x').style.height = '100px')],
  ['is scrolled to', FAR + block('later'), () => scrollTo(0, 1e6)],
  ['is jumped over', FAR + block('later') + FAR, () => scrollTo(0, 1e6)],
  ['is scrolled to in a list', `<div id="x" style="height: 100px; overflow: scroll; position: relative">${FAR}${block('later')}</div>`, () => document.getElementById('x').scrollTo(0, 1e6)],
  ['is scrolled to aside', `<div style="width: 5000px">${block('later', 'position: absolute; left: 4000px; width: 100px')}</div>`, () => scrollTo(1e6, 0)],
];

describe('a block counts once it', AT_ONCE, () => {
  for (const [title, body, happens] of LATER) {
    test(title, async (t) => {
      const visit = await open(t, block('at once') + body);
      await visit.hits(2);
      await visit.page.evaluate(happens);
      assert.deepEqual(names(await visit.end(3)), ['at once', 'later']);
    });
  }
});

describe('visible blocks', AT_ONCE, () => {
  test('are not watched where the site wants it so', async (t) => {
    const visit = await open(t, block('at once') + FAR + block('later'), [['trackPageView'], ['trackVisibleContentImpressions', false, 0]]);
    await visit.hits(2);
    await visit.page.evaluate(() => scrollTo(0, 1e6));
    await twoFrames(visit);
    await visit.push(['trackPageView', 'Next']);
    await visit.hits(3);
    await visit.push(['trackVisibleContentImpressions', false, 0]);
    assert.deepEqual(names(await visit.end(5)), ['at once', 'at once', 'later']);
  });

  test('count once for a page view, whatever is asked and however often they are seen', async (t) => {
    const visit = await open(t, block('top') + FAR + block('bottom'));
    await visit.hits(2);
    await visit.push(['trackVisibleContentImpressions'], ['trackVisibleContentImpressions', true, 100]);
    for (const top of [1e6, 0, 1e6, 0]) {
      await visit.page.evaluate((place) => scrollTo(0, place), top);
      await twoFrames(visit);
    }
    assert.deepEqual(names(await visit.end(3)), ['bottom', 'top']);
  });

  test('count anew for the next page view of the same document', async (t) => {
    const visit = await open(t, block('a') + block('hidden', 'display: none'));
    await visit.hits(2);
    await visit.push(['trackPageView', 'Next']);
    await visit.hits(4);
    await visit.push(['trackPageView', 'Last']);
    const hits = await visit.end(6);
    assert.deepEqual(names(hits), ['a', 'a', 'a']);
    const ids = (name) => hits.filter((hit) => param(hit, name) !== undefined).map((hit) => param(hit, 'pv_id'));
    assert.deepEqual(ids('c_n'), ids('action_name'));
  });

  test('of a page that replaces its content count for the new page view', async (t) => {
    const visit = await open(t, `<main>${block('old')}</main>`);
    await visit.hits(2);
    await visit.page.evaluate((html) => {
      document.querySelector('main').innerHTML = html;
      _paq.push(['trackPageView', 'Next']);
    }, block('new'));
    assert.deepEqual(names(await visit.end(4)), ['new', 'old']);
  });

  test('are watched without a timer while nothing changes (matomo.js looks every 750 ms)', async (t) => {
    const visit = await open(t, block('at once') + FAR + block('later'), VISIBLE, {
      prepare: async (page) => {
        await page.clock.install();
        await page.addInitScript(countTimers);
      },
    });
    await visit.page.clock.runFor(10_000);
    await visit.hits(2);
    await visit.page.evaluate(() => (window.timers = 0));
    await visit.page.clock.runFor(600_000);
    assert.equal(await visit.page.evaluate(() => window.timers), 0);
    await visit.page.evaluate(() => scrollTo(0, 1e6));
    await visit.page.clock.resume();
    assert.deepEqual(names(await visit.end(3)), ['at once', 'later']);
  });
});

function open(t, body, paq = VISIBLE, parts = {}) {
  return world.visit(t, { body, snippetLast: true, paq, ...parts });
}

/** After two frames the browser has said what is in view now. */
function twoFrames(visit) {
  return visit.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Runs in the page: takes nothing from this module. */
function countTimers() {
  window.timers = 0;
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
    const original = window[name];
    if (original) window[name] = (callback, ...rest) => original(() => {
      window.timers += 1;
      callback();
    }, ...rest);
  }
}

function names(hits) {
  return hits.map((hit) => param(hit, 'c_n')).filter(Boolean).sort();
}
