/** `enableElementTracking`: events that elements say themselves, in our words and in those of Plausible and Umami. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { HEARING, eventOf, eventsOf, hearing, isHeard } from './support/hearing.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const FILES = [CORE, FULL, FALLBACK];
const worlds = Object.fromEntries(FILES.map((file) => [file, startWorld(fromRoot(file))]));
const world = worlds[CORE];

const STAYS = "<script>addEventListener('submit', (event) => event.preventDefault());</script>";
const open = (t, { options, before = [], body = '', ...parts } = {}) =>
  hearing(world, t, { paq: [...before, ['enableElementTracking', ...(options ? [options] : [])]], body: body + STAYS, ...parts });
/** As the site's own code clicks. */
const clickByScript = (visit, selector) => visit.page.evaluate((wanted) => void document.querySelector(wanted).click(), selector);
const isHalted = (text) => text.startsWith('Crumbless: data-track-event=');

/** The events of a page of which every element with the class `press` is clicked in turn. */
async function eventsAfter(t, body, count, parts = {}) {
  const visit = await open(t, { body, ...parts });
  await visit.page.evaluate(() => {
    // Elements of SVG have no `click`.
    for (const element of document.querySelectorAll('.press')) element.click ? element.click() : element.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
  });
  return eventsOf(await visit.end(count + 1));
}

for (const file of FILES) {
  describe(`elements with ${file}`, AT_ONCE, () => {
    test('say their events when they are clicked, also as the page is left', async (t) => {
      const visit = await hearing(worlds[file], t, {
        paq: [['enableElementTracking']],
        body: '<button id="play" data-track-event="Videos, play , Trailer,30">Play</button><a id="go" href="/after" data-track-event="Menu,open"><b id="deep">Go</b></a>',
      });
      await visit.page.click('#play');
      await visit.page.click('#deep');
      await visit.page.waitForURL('**/after');
      assert.deepEqual(eventsOf(await visit.end(3)), [['Videos', 'play', 'Trailer', '30'], ['Menu', 'open', null, null]]);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  });
}

describe('elements with the ES module', AT_ONCE, () => {
  test('say their events', async (t) => {
    const commands = [['enableElementTracking'], ['trackPageView']];
    const visit = await application(world, t, { ...HEARING, body: '<button id="play" data-track-event="Videos,play">Play</button>', options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands }) });
    await isHeard(visit);
    await visit.page.click('#play');
    assert.deepEqual(eventsOf(await visit.end(2)), [['Videos', 'play', null, null]]);
  });
});

describe('an attribute', AT_ONCE, () => {
  test('is a list or an array in JSON', async (t) => {
    const marks = ['a,b', ' a , b ,, 5', 'a,b,c', '["a, b","c"]', '["a","b",null,2.5]', '["a","b","\u00fc, &","-3"]', 'a,b,c,-1.5', 'a,b,,'];
    const body = marks.map((mark) => `<i class="press" data-track-event='${mark}'></i>`).join('');
    assert.deepEqual(await eventsAfter(t, body, marks.length), [
      ['a', 'b', null, null], ['a', 'b', null, '5'], ['a', 'b', 'c', null], ['a, b', 'c', null, null], ['a', 'b', null, '2.5'],
      ['a', 'b', '\u00fc, &', '-3'], ['a', 'b', 'c', '-1.5'], ['a', 'b', null, null],
    ]);
  });

  test('that is wrong is said once in the console, at whatever number of clicks, and costs no other', async (t) => {
    const wrong = ['a', ',b', 'a,b,c,many', 'a,b,c,1,2', '["a"', '["a",{}]', '["a","b","c",true]', '["a","b",["c"]]', '{"a":1}', '[]', 'a,b,c,1e400', '["a","b","c","0x1F"]'];
    const body = `${wrong.map((mark) => `<i class="wrong" data-track-event='${mark}'></i>`).join('')}<i class="wrong" data-track-event=" "></i><i class="press" data-track-event="a,b"></i>`;
    const visit = await open(t, { body });
    await visit.page.evaluate(() => {
      for (const selector of ['.wrong', '.wrong', '.press', '.wrong']) for (const element of document.querySelectorAll(selector)) element.click();
    });
    await visit.line((text) => text.includes('0x1F'));
    assert.deepEqual(eventsOf(await visit.end(2)), [['a', 'b', null, null]]);
    assert.deepEqual(visit.messages.map(({ text }) => text.split('" is not tracked: it needs category,action[,name[,value]]')[0]), wrong.map((mark) => `Crumbless: data-track-event="${mark}`));
    assert.deepEqual(visit.errors, []);
  });

  test('of the nearest element counts, alone', async (t) => {
    const body = `<div data-track-event="outer,a" data-umami-event="outer"><div data-track-event="inner,a" data-umami-event="no" class="plausible-event-name=no"><b class="press"></b></div>
      <svg class="press" data-track-event="svg,a"></svg><svg data-track-event="svg,b"><g class="press"></g></svg></div>`;
    assert.deepEqual((await eventsAfter(t, body, 3)).map(([category, action]) => `${category} ${action}`), ['inner a', 'svg a', 'svg b']);
  });

  test('counts in open shadow roots, of what came later, and as it is then', async (t) => {
    const visit = await open(t, { body: '<div id="host" data-track-event="around,a"></div><button id="changes" data-track-event="before,a">x</button>' });
    await visit.page.evaluate(() => {
      const root = document.getElementById('host').attachShadow({ mode: 'open' });
      root.innerHTML = '<button id="inner" data-track-event="inside,a">x</button><button id="plain">x</button><form data-track-event="form,sent"><button id="send">x</button></form>';
      root.addEventListener('submit', (event) => event.preventDefault());
      document.body.insertAdjacentHTML('beforeend', '<button id="later" data-track-event="later,a">x</button>');
      document.getElementById('changes').setAttribute('data-track-event', 'after,a');
    });
    for (const selector of ['#inner', '#plain', '#send', '#later', '#changes']) await visit.page.click(selector);
    assert.deepEqual(eventsOf(await visit.end(6)).map(([category]) => category), ['inside', 'around', 'form', 'later', 'after']);
  });

  test('of a form counts when it is submitted, and not when it is clicked', async (t) => {
    const visit = await open(t, { body: `<div data-track-event="outer,a"><form id="form" data-track-event="form,sent"><input name="getAttribute" id="field"><input name="nodeType"><i id="text">x</i><button id="go">Go</button></form></div>` });
    // Drivers do not look at such forms as the tracker does.
    await clickByScript(visit, '#text');
    await clickByScript(visit, '#go');
    assert.deepEqual(eventsOf(await visit.end(2)), [['form', 'sent', null, null]]);
  });

  test('of what is disabled or being edited does not count', async (t) => {
    const body = `<button class="press" disabled data-track-event="a,b">x</button><div data-track-event="a,b"><button class="press dispatch" disabled>x</button></div>
      <fieldset disabled><button class="press dispatch" data-track-event="a,b">x</button></fieldset><div contenteditable><p class="press" data-track-event="a,b">x</p></div>
      <script>for (const element of document.querySelectorAll('.dispatch')) element.click = () => element.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));</script><i class="press" data-track-event="c,d"></i>`;
    assert.deepEqual(await eventsAfter(t, body, 1), [['c', 'd', null, null]]);
  });
});

describe('a press', AT_ONCE, () => {
  const WIDGETS = `<div id="button" role="button" tabindex="0" data-track-event="button,a">x</div><span id="bare" tabindex="0" data-track-event="bare,a">x</span>
    <div id="link" role="link" tabindex="0" data-track-event="link,a">x</div><section id="region" role="region" tabindex="0" data-track-event="region,a">x</section>
    <div data-track-event="around,a"><input id="field" tabindex="0"><div id="edited" tabindex="0" contenteditable>x</div></div><button id="real" tabindex="0" data-track-event="real,a">x</button>
    <a id="anchor" tabindex="0" href="#there" data-track-event="anchor,a">x</a>`;

  test('of Enter or the space key is a click, once, where it does what a click does', async (t) => {
    const visit = await open(t, { body: WIDGETS });
    for (const id of ['button', 'bare', 'link', 'region', 'field', 'edited', 'real', 'anchor']) {
      for (const key of ['Enter', 'a', ' ']) if (key !== ' ' || id !== 'anchor') await visit.page.press(`#${id}`, key);
    }
    const names = eventsOf(await visit.end(9)).map(([category]) => category);
    assert.deepEqual(names, ['button', 'button', 'bare', 'bare', 'link', 'real', 'real', 'anchor']);
  });

  test('counts once where the site makes a click of it, and a click of the visitor after it', async (t) => {
    const visit = await open(t, {
      body: `${WIDGETS}<script>
        document.getElementById('button').onkeydown = ({ target }) => target.click();
        document.getElementById('bare').onkeyup = ({ target }) => target.click();
      </script>`,
    });
    await visit.page.press('#button', 'Enter');
    await visit.page.press('#bare', ' ');
    await visit.page.click('#bare');
    await visit.page.click('#button');
    assert.deepEqual(eventsOf(await visit.end(5)).map(([category]) => category), ['button', 'bare', 'bare', 'button']);
  });

  test('of a modifier, or one that is held, does not count', async (t) => {
    const visit = await open(t, { body: WIDGETS });
    await visit.page.evaluate(() => {
      for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }, {}]) {
        document.getElementById('button').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, ...more }));
      }
    });
    assert.equal(eventsOf(await visit.end(2)).length, 1);
  });
});

describe('a click', AT_ONCE, () => {
  test('on a label counts once, although the browser clicks on its control too', async (t) => {
    const visit = await open(t, {
      body: `<label data-track-event="nested,a"><i id="one">x</i><input id="inside" type="checkbox"></label>
        <div data-track-event="around,a"><label id="two" for="box">x</label><input id="box" type="checkbox"></div>
        <label id="three" for="own">x</label><input id="own" type="checkbox" data-track-event="control,a">`,
    });
    for (const selector of ['#one', '#inside', '#two', '#box', '#three', '#own']) await visit.page.click(selector);
    assert.deepEqual(eventsOf(await visit.end(7)).map(([category]) => category), ['nested', 'nested', 'around', 'around', 'control', 'control']);
  });

  const LINKS = `<a id="link" href="/after" data-track-event="link,a"><i id="in">x</i></a><div data-track-event="around,a"><a id="inner" href="/after">x</a></div><button id="button" data-track-event="button,a">x</button>
    <script>for (const type of ['click', 'auxclick']) addEventListener(type, (event) => event.preventDefault());</script>`;

  test('of the middle button counts on links alone', async (t) => {
    const visit = await open(t, { body: LINKS });
    for (const selector of ['#button', '#in', '#inner']) await visit.page.click(selector, { button: 'middle' });
    assert.deepEqual(eventsOf(await visit.end(3)).map(([category]) => category), ['link', 'around']);
  });

  test('of the right button does not count', async (t) => {
    const visit = await open(t, { body: LINKS });
    await visit.page.click('#link', { button: 'right' });
    await visit.end(1);
  });

  test('by a script counts, as on links, and where the page stops it or takes it over', async (t) => {
    const visit = await open(t, { body: `<button id="a" data-track-event="a,b">x</button><script>document.getElementById('a').addEventListener('click', (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);</script>` });
    await clickByScript(visit, '#a');
    assert.equal(eventsOf(await visit.end(2)).length, 1);
  });

  test('on an outlink is an event and an outlink', async (t) => {
    const visit = await open(t, { before: [['enableLinkTracking']], body: `<a id="out" href="https://partner.example/" data-track-event="Partner,open">x</a><script>addEventListener('click', (event) => event.preventDefault());</script>` });
    await visit.page.click('#out');
    assert.deepEqual((await visit.end(3)).map(kind).sort(), ['action_name=A page', 'e_a=open', 'link=https://partner.example/']);
  });
});

describe('of other trackers', AT_ONCE, () => {
  test('Plausible’s classes count on the element and three above', async (t) => {
    const body = `<b class="press x plausible-event-name=Sign+up+now plausible-event-method=e+mail  plausible-event-plan=pro">x</b>
      <b class="press plausible-event-name--Sign+up plausible-event-plan--pro">x</b><svg class="press plausible-event-name=Drawn"></svg>
      <div class="plausible-event-name=Three"><div><div><b class="press">x</b></div></div></div>
      <div class="plausible-event-name=Four"><div><div><div><b class="press">x</b></div></div></div></div>
      <b class="press plausible-event-plan=none">x</b><b class="press plausible-event-name=">x</b>`;
    assert.deepEqual(await eventsAfter(t, body, 4), [
      ['Event', 'Sign up now', 'method: e mail, plan: pro', null], ['Event', 'Sign up', 'plan: pro', null], ['Event', 'Drawn', null, null], ['Event', 'Three', null, null],
    ]);
  });

  test('Plausible’s classes on a form or around it count when it is submitted', async (t) => {
    const visit = await open(t, {
      body: `<form id="own" class="plausible-event-name=Own"><button id="a">x</button></form><div class="plausible-event-name=Around plausible-event-place=foot"><form><button id="b">x</button></form></div>
        <form><button id="c" class="plausible-event-name=Button" type="button">x</button></form>`,
    });
    for (const selector of ['#a', '#b', '#c']) await visit.page.click(selector);
    assert.deepEqual(eventsOf(await visit.end(4)).map(([, action, name]) => [action, name]), [['Own', null], ['Around', 'place: foot'], ['Button', null]]);
  });

  test('Umami’s attributes count with their data', async (t) => {
    const body = `<button class="press" data-umami-event="Signup button" data-umami-event-plan="pro" data-umami-event-from-page="home" data-umami-other="no">x</button>
      <a data-umami-event="Link"><i class="press">x</i></a><i class="press" data-umami-event="">x</i><i class="press" data-umami-event-plan="pro">x</i>`;
    assert.deepEqual(await eventsAfter(t, body, 2), [['Event', 'Signup button', 'plan: pro, from-page: home', null], ['Event', 'Link', null, null]]);
  });

  test('nothing counts if the site does not want it', async (t) => {
    const body = '<b class="press plausible-event-name=A">x</b><b class="press" data-umami-event="B">x</b><div data-track-event="c,d"><b class="press plausible-event-name=A">x</b></div>';
    assert.deepEqual(await eventsAfter(t, body, 1, { options: { others: false } }), [['c', 'd', null, null]]);
  });
});

describe('anonymous measurement', AT_ONCE, () => {
  const body = `<button class="press" title="secret" aria-label="secret" value="secret" data-note="secret" data-track-event="Menu,secret,secret,5">secret</button>
    <button class="press" data-track-event="secret,open">secret</button><input class="press" data-track-event="Menu,open,secret" value="secret" placeholder="secret">
    <b class="press plausible-event-name=open plausible-event-mail=secret">secret</b><b class="press" data-umami-event="secret" data-umami-event-mail="secret">secret</b>`;

  test('sends of them what the site has declared', async (t) => {
    const visit = await open(t, { before: [['enableAnonymousMeasurement', { url: 'https://app.example', categories: ['Menu', 'Event'], eventNames: ['open'] }]], body });
    await visit.page.evaluate(() => {
      for (const element of document.querySelectorAll('.press')) element.click();
    });
    const hits = await visit.end(5);
    const mask = param(hits[1], 'e_a');
    assert.deepEqual(hits.slice(1).map(eventOf), [['Menu', mask, null, '5'], ['Menu', 'open', null, null], ['Event', 'open', null, null], ['Event', mask, null, null]]);
    assert.doesNotMatch(decodeURIComponent(JSON.stringify(hits.map(({ params }) => params))), /secret/);
  });

  test('sends none of a category that it has not', async (t) => {
    const visit = await open(t, { before: [['enableAnonymousMeasurement', { url: 'https://app.example' }]], body });
    await visit.page.evaluate(() => {
      for (const element of document.querySelectorAll('.press')) element.click();
    });
    await visit.end(1);
  });
});

describe('a page that does what it likes', AT_ONCE, () => {
  test('has one line about options that are wrong, and all other hits', async (t) => {
    const visit = await world.visit(t, { paq: [['enableElementTracking', { others: 1 }], ['trackPageView'], ['trackEvent', 'a', 'b']] });
    await visit.line((text) => text.includes('enableElementTracking'));
    await visit.end(2);
    assert.deepEqual([visit.messages.length, visit.errors.length], [1, 0]);
  });

  test('gets no exception where it has replaced methods of elements', async (t) => {
    const visit = await open(t, { body: '<button id="a" data-track-event="a,b">x</button>' });
    await visit.page.evaluate(() => {
      const { getAttribute } = Element.prototype;
      Element.prototype.getAttribute = () => { throw new Error('by the page'); };
      Element.prototype.matches = () => { throw new Error('by the page'); };
      document.querySelector('#a').click();
      Element.prototype.getAttribute = getAttribute;
      document.querySelector('#a').click();
    });
    assert.deepEqual(eventsOf(await visit.end(2)), [['a', 'b', null, null]]);
    assert.deepEqual(visit.errors, []);
    assert.equal(visit.messages.some(({ text }) => isHalted(text)), false);
  });

  test('counts once for a tracker, and for each tracker', async (t) => {
    const visit = await open(t, { body: '<button id="a" data-track-event="a,b">x</button><button id="bad" data-track-event="bad">x</button>' });
    await visit.page.evaluate((url) => {
      const other = window.Matomo.addTracker(url, 8);
      window.isHeard = false;
      other.enableElementTracking();
      window._paq.push(['enableElementTracking']);
    }, visit.trackerUrl);
    await isHeard(visit);
    await visit.page.click('#bad');
    await visit.page.click('#a');
    const hits = await visit.end(3);
    assert.deepEqual(hits.slice(1).map((hit) => param(hit, 'idsite')).sort(), ['7', '8']);
    assert.equal(visit.messages.filter(({ text }) => isHalted(text)).length, 1);
  });
});
