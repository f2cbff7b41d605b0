/** The moments at which a page goes, comes back, or has its queue replaced: no hit is lost, and none is sent twice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engine, launch } from '../engines/engines.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { KEPT, leaveKept, restore, startKeepingWorld } from './support/restored.mjs';
import { AT_ONCE, World, kind, startWorld } from './support/world.mjs';

const world = startWorld();
const leaving = (name) => `window._paq.push(['trackEvent', 'Leaving', '${name}']);`;

const MOMENTS = {
  'in pagehide': (name) => `addEventListener('pagehide', () => { ${leaving(name)} }); location = '/after';`,
  'in visibilitychange': (name) => `document.addEventListener('visibilitychange', () => { ${leaving(name)} }); location = '/after';`,
  'in beforeunload': (name) => `addEventListener('beforeunload', () => { ${leaving(name)} }); location = '/after';`,
  'in unload': (name) => `addEventListener('unload', () => { ${leaving(name)} }); location = '/after';`,
  'just before location =': (name) => `${leaving(name)} location = '/after';`,
  'in a form’s submit': (name) => `const form = document.body.appendChild(document.createElement('form')); form.action = '/after';
    form.addEventListener('submit', () => { ${leaving(name)} }); form.requestSubmit();`,
};

describe('a hit given', AT_ONCE, () => {
  for (const [name, script] of Object.entries(MOMENTS)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { paq: [['trackPageView']] });
      await visit.hits(1);
      await visit.page.evaluate((code) => void setTimeout(code), script(name));
      await visit.page.waitForURL('**/after*');
      assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', `e_a=${name}`]);
    });
  }
});

// By fetch alone, as no other request can do without them.
describe('a hit without cookies given', AT_ONCE, () => {
  const WITHOUT = { disableCredentials: ['disableCredentials'], 'anonymous measurement': ['enableAnonymousMeasurement', { categories: ['Leaving'] }] };
  const moments = Object.entries(MOMENTS).filter(([name]) => name !== 'in unload'); // WebKitGTK lets nothing leave there.
  for (const [title, row] of Object.entries(WITHOUT)) {
    for (const [name, script] of moments) {
      test(`${name}, with ${title}`, async (t) => {
        const visit = await world.visit(t, { paq: [row, ['trackPageView']], cookies: ({ url }) => [{ name: 'own', value: '1', url }] });
        await visit.hits(1);
        await visit.page.evaluate((code) => void setTimeout(code), script(name));
        await visit.page.waitForURL('**/after*');
        const hits = await visit.end(2);
        assert.equal(hits.length, 2);
        assert.deepEqual(hits.map(({ headers }) => headers.cookie), [undefined, undefined]);
        if (title !== 'disableCredentials') assert.deepEqual(hits.map(({ headers }) => headers.referer), [undefined, undefined]);
      });
    }
  }
});

describe('six hits given where requests end with the page', AT_ONCE, () => {
  const ended = new World();
  before(async () => {
    await ended.start();
    if (engine !== 'firefox') return;
    await ended.browser.close();
    ended.browser = await launch({ preferences: { 'dom.fetchKeepalive.enabled': false } }); // As it was before Firefox 133.
  });
  after(() => ended.stop());

  const SIX = [1, 2, 3, 4, 5, 6];
  const WAYS = {
    'before location =': "give(); location = '/after';",
    'before a form is sent': "const form = document.body.appendChild(document.createElement('form')); form.action = '/after'; give(); form.submit();",
    'in the click on a link': "const link = document.body.appendChild(document.createElement('a')); link.href = '/after'; link.onclick = give; link.click();",
  };
  const withoutKeepalive = () => {
    const { fetch } = window;
    if (!('keepalive' in Request.prototype)) return;
    delete Request.prototype.keepalive;
    window.fetch = (input, options) => fetch(input, { ...options, keepalive: false });
  };
  for (const [name, script] of Object.entries(WAYS)) {
    test(`arrive once, ${name}`, async (t) => {
      const visit = await ended.visit(t, { init: withoutKeepalive, paq: [['trackPageView']] });
      await visit.hits(1);
      const give = `const give = () => ${JSON.stringify(SIX)}.forEach((one) => _paq.push(['trackEvent', 'Leaving', one]));`;
      await visit.page.evaluate((code) => void setTimeout(code), `${give} ${script}`);
      await visit.page.waitForURL('**/after*');
      const [, ...hits] = await visit.end(7);
      assert.deepEqual(hits.map(kind), SIX.map((one) => `e_a=${one}`));
    });
  }
});

describe('the back/forward cache', () => {
  const cached = startKeepingWorld();

  for (const isAsked of [false, true]) {
    test(isAsked ? 'counts a page again where that is asked for' : 'gives a page back that goes on where it was', async (t) => {
      const paq = [...(isAsked ? [['setCountRestored', true]] : []), ['trackPageView']];
      const html = ({ trackerUrl }) => ({ type: 'text/html; charset=utf-8', body: buildPage({ title: 'A page', paq }, trackerUrl), headers: KEPT });
      const visit = await cached.visit(t, { html });
      await visit.hits(1);
      await leaveKept(visit);
      await restore(visit);
      await visit.push(['trackEvent', 'Back', 'again']);
      const hits = await visit.end(isAsked ? 3 : 2);
      const views = hits.filter((hit) => kind(hit).startsWith('action_name='));
      assert.equal(views.length, isAsked ? 2 : 1);
      assert.equal(kind(hits.at(-1)), 'e_a=again');
      const ids = new Set(views.map(({ params }) => params.find(([name]) => name === 'pv_id')[1]));
      assert.equal(ids.size, views.length, 'each view has an id of its own');
    });
  }
});

describe('a script that makes _paq an array again', AT_ONCE, () => {
  test('before the page has loaded gets its commands done then', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => {
      window.old = window._paq = [['trackEvent', 'c', 'one']];
      window._paq.push(['trackEvent', 'c', 'two']);
      dispatchEvent(new Event('load'));
      window.old.push(['trackEvent', 'c', 'three']);
      window._paq.push(['trackEvent', 'c', 'four']);
    });
    assert.deepEqual((await visit.end(5)).map(kind), ['action_name=A page', 'e_a=one', 'e_a=two', 'e_a=three', 'e_a=four']);
  });

  test('later gets them done when the page is left', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => { window._paq = [['trackEvent', 'c', 'kept']]; });
    assert.deepEqual((await visit.end(2, 1)).map(kind), ['action_name=A page', 'e_a=kept']);
  });

  test('leaves another tracker’s queue alone', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    const isOther = await visit.page.evaluate(() => {
      const other = window._paq = { push() {} };
      dispatchEvent(new Event('load'));
      return window._paq === other;
    });
    assert.ok(isOther);
  });
});
