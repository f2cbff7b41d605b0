/** `enableSpaTracking` in a real application's ways to change its address: each page once, with its title and referrer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const world = startWorld();

const get = ({ params }, name) => params.find(([own]) => own === name)?.[1];
const open = (t, rows = [], parts = {}) => world.visit(t, { paq: [['enableSpaTracking'], ...rows, ['trackPageView'], ['enableLinkTracking']], ...parts });
/** Goes on in the page as an application does: the title comes a moment after the address. */
const go = (visit, script) => visit.page.evaluate((code) => new Promise((resolve) => {
  window.eval(code);
  setTimeout(() => resolve(document.title = `Page ${location.pathname}${location.hash}`), 20);
}), script);

describe('a view is counted', AT_ONCE, () => {
  const WAYS = {
    'by pushState': "history.pushState({}, '', '/app/two')",
    'by replaceState': "history.replaceState({}, '', '/app/two')",
    'by a hash': "location.hash = '#/two'",
  };
  const old = () => Object.defineProperty(window, 'navigation', { value: undefined });
  const cases = Object.entries(WAYS).flatMap(([name, script]) => [[name, script], [`${name}, without the Navigation API`, script, old]]);
  for (const [name, script, init] of cases) {
    test(name, async (t) => {
      const visit = await open(t, [], { init });
      const [landing] = await visit.hits(1);
      await go(visit, script);
      const [, view] = await visit.end(2);
      assert.match(kind(view), /^action_name=Page .*two$/);
      assert.match(get(view, 'url'), /two$/);
      assert.equal(get(view, 'urlref'), get(landing, 'url'));
      assert.notEqual(get(view, 'pv_id'), get(landing, 'pv_id'));
      assert.deepEqual(visit.errors, []);
    });
  }

  test('when the visitor goes back', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await go(visit, "history.pushState({}, '', '/app/two')");
    await visit.hits(2);
    await go(visit, 'history.back()');
    const hits = await visit.hits(3);
    assert.equal(get(hits[2], 'url'), get(hits[0], 'url'));
    assert.match(get(hits[2], 'urlref'), /\/app\/two$/);
  });

  test('once for changes that follow each other at once, as it is in the end', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await go(visit, "history.pushState({}, '', '/app/redirected'); history.replaceState({}, '', '/app/end')");
    const hits = await visit.end(2);
    assert.match(get(hits[1], 'url'), /\/app\/end$/);
  });

  test('also if the visitor leaves at once', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await visit.page.evaluate(() => history.pushState({}, '', '/app/quick'));
    assert.match(get((await visit.end(2))[1], 'url'), /\/app\/quick$/);
  });

  test('not for the landing, nor for parameters that are ignored', async (t) => {
    const visit = await world.visit(t, { paq: [['enableSpaTracking', ['sort']], ['trackPageView']] });
    await visit.hits(1);
    await go(visit, "history.replaceState({}, '', location.href); history.pushState({}, '', '?sort=up')");
    assert.equal((await visit.end(1)).length, 1);
  });
});

describe('a page', AT_ONCE, () => {
  const TITLES = [
    ['that has its title in time', [[600, 'Two']], 'Two'],
    ['that has its title just in time', [[1500, 'Two']], 'Two'],
    ['whose first title is that of its data to come', [[50, 'Loading'], [150, 'Two']], 'Two'],
    ['that keeps the title', [], 'A page'],
    ['that has its title too late', [[1800, 'Two']], 'A page'],
  ];
  for (const [name, titles, expected] of TITLES) {
    test(`${name} is counted with: ${expected}`, async (t) => {
      const visit = await open(t, [], { prepare: (page) => page.clock.install() });
      await visit.hits(1);
      const start = await visit.page.evaluate(() => Date.now()) + 60_000;
      await visit.page.clock.pauseAt(start);
      await visit.page.evaluate(() => history.pushState({}, '', '/app/two'));
      let now = 0;
      for (const [time, title] of titles) {
        await visit.page.clock.runFor(time - now);
        now = time;
        await visit.page.evaluate((text) => { document.title = text; }, title);
      }
      await visit.page.clock.runFor(3000);
      const [, view] = await visit.hits(2);
      assert.equal(kind(view), `action_name=${expected}`);
      assert.match(get(view, 'url'), /\/app\/two$/);
      assert.equal((await visit.end(2)).length, 2);
    });
  }

  test('is there before what is given in the turn in which it came', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/product/1');
      window._paq.push(['trackEvent', 'Product', 'seen']);
    });
    const [, view, event] = await visit.end(3);
    assert.deepEqual([view, event].map(kind), ['action_name=A page', 'e_a=seen']);
    for (const hit of [view, event]) assert.match(get(hit, 'url'), /\/product\/1$/);
    assert.equal(get(event, 'pv_id'), get(view, 'pv_id'));
  });

  test('is there once where the site counts it itself', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/product/1');
      window._paq.push(['setDocumentTitle', 'Own'], ['trackPageView']);
    });
    const [, view] = await visit.end(2);
    assert.equal(kind(view), 'action_name=Own');
    assert.match(get(view, 'urlref'), /^http/);
  });
});

describe('of the ways to change the address', AT_ONCE, () => {
  const SEARCH = "for (const end of [3, 4, 5, 6]) history.replaceState({}, '', '?q=' + 'search'.slice(0, end));";
  const CHANGES = [
    ['each letter of a search field by replaceState is none', [], SEARCH, 0],
    ['a state that is kept for the same address is none', [], "history.replaceState({ open: true }, ''); history.pushState({ open: false }, '');", 0],
    ['replaceState counts where the site says so', [{ replaceState: true }], SEARCH, 1],
    ['another path by replaceState is a page', [], "history.replaceState({}, '', '/app/two')", 1],
    ['a slash that a router adds is none', [], "history.replaceState({}, '', location.pathname + '/')", 0],
    ['paths that the site leaves out are none', [{ ignoredPaths: ['/admin/*'] }], "history.pushState({}, '', '/admin/users')", 0],
    ['parameters that the site leaves out are none', [{ ignoredParameters: ['sort'] }], "history.pushState({}, '', '?sort=up')", 0],
  ];
  for (const [name, options, script, more] of CHANGES) {
    test(name, async (t) => {
      const visit = await world.visit(t, { paq: [['enableSpaTracking', ...options], ['trackPageView']] });
      await visit.hits(1);
      await go(visit, script);
      assert.equal((await visit.end(1 + more)).length, 1 + more);
      assert.deepEqual(visit.messages, []);
    });
  }

  const UNSEEN = {
    'a router that kept its own pushState': "window.own('/app/two')",
    'the Navigation API': "navigation.navigate('/app/two')",
  };
  for (const [name, script] of Object.entries(UNSEEN)) {
    test(`${name} is seen`, async (t) => {
      const visit = await open(t, [], { init: keepOwn });
      const [landing] = await visit.hits(1);
      if (!(await visit.page.evaluate(() => 'navigation' in window))) return t.skip('this browser has no Navigation API');
      await visit.page.evaluate((code) => window.eval(code), script);
      const [, view] = await visit.hits(2);
      assert.match(get(view, 'url'), /\/app\/two$/);
      assert.equal(get(view, 'urlref'), get(landing, 'url'));
      return undefined;
    });
  }
});

/** Runs in the page: what a router does that loads before the tracker. */
function keepOwn() {
  const { pushState } = history;
  window.own = (url) => Reflect.apply(pushState, history, [{}, '', url]);
  window.navigation?.addEventListener('navigate', (event) => {
    if (event.canIntercept && event.navigationType === 'push') event.intercept({ handler: async () => {} });
  });
}

test('links and content go on', async (t) => {
  const visit = await open(t, [['trackAllContentImpressions']]);
  await visit.hits(1);
  await go(visit, `document.body.insertAdjacentHTML('beforeend', '<a id="new" href="http://partner.example/new" data-track-content data-content-name="New">new</a>');
    history.pushState({}, '', '/app/two')`);
  const hits = await visit.hits(3);
  assert.deepEqual(hits.slice(1).map((hit) => get(hit, 'c_n') ?? get(hit, 'action_name')).sort(), ['New', 'Page /app/two']);
  await visit.page.$eval('#new', (link) => {
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
  });
  const later = await visit.hits(4);
  assert.equal(get(later[3], 'link'), 'http://partner.example/new');
  assert.match(get(later[3], 'url'), /\/app\/two$/);
});
