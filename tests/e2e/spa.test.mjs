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
  for (const [name, script] of Object.entries(WAYS)) {
    test(name, async (t) => {
      const visit = await open(t);
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
