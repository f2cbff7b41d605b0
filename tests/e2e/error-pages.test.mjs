/** `enableErrorPages`: one event for each view of a page that says it is an error, with where the visitor came from. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { application } from './support/module.mjs';
import { KEPT, leaveKept, restore, startKeepingWorld } from './support/restored.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const world = worlds[CORE];

const META = '<meta name="prerender-status-code" content="404">';
const isError = (hit) => param(hit, 'e_c') === 'Error Page';
const rowsOf = (hits) => hits.filter(isError).map((hit) => `${param(hit, 'e_a')} ${param(hit, 'e_n')}`);
const pathOf = (visit) => new URL(visit.url).pathname;

/** A page with that response. */
const sent = (parts, status, headers = {}) => ({ trackerUrl }) => ({ type: 'text/html; charset=utf-8', status, headers, body: buildPage({ title: 'Secret title', ...parts }, trackerUrl) });

const open = (t, { using = world, rows = [], options, ...parts } = {}) =>
  using.visit(t, { paq: [...rows, ['enableErrorPages', ...(options === undefined ? [] : [options])], ['trackPageView']], init: noteLoaded, ...parts });

function noteLoaded() {
  document.addEventListener('load', ({ target }) => {
    if (/engagement/.test(target.src)) window.isMeasuring = true;
  }, true);
}
const isMeasuring = (visit) => visit.page.waitForFunction(() => window.isMeasuring);

/** A router: the address first, the head later. */
const route = (visit, path, meta) => visit.page.evaluate(([to, status]) => {
  history.pushState(null, '', to);
  document.title = `Page ${to}`;
  document.querySelector('meta[content="404"]')?.remove();
  if (status) document.head.insertAdjacentHTML('beforeend', status);
}, [path, meta]);

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`an error page with ${file}`, AT_ONCE, () => {
    test('by a meta element is an event with the path alone', async (t) => {
      const visit = await open(t, { using: worlds[file], head: META, search: '?user=ann#here' });
      const hits = await visit.end(2, 2);
      assert.deepEqual(rowsOf(hits), [`404 ${pathOf(visit)}`]);
      assert.equal(param(hits[1], 'e_v'), undefined);
      assert.equal(param(hits[1], 'pv_id'), param(hits[0], 'pv_id'));
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  });
}

describe('an error page', AT_ONCE, () => {
  for (const [meta, status] of [
    ['<meta name="status" content="404">', 404],
    ['<META NAME="Status" CONTENT=" 503 ">', 503],
    ['<meta http-equiv="Status" content="410 Gone">', 410],
    ['<meta name="status" content="published"><meta name="prerender-status-code" content="404">', 404],
  ]) {
    test(`is ${meta}`, async (t) => {
      const visit = await open(t, { head: meta });
      assert.deepEqual(rowsOf(await visit.end(2, 2)), [`${status} ${pathOf(visit)}`]);
      assert.deepEqual(visit.messages, []);
    });
  }

  for (const status of [404, 500, 403]) {
    test(`is one that the server sent with ${status}`, async (t) => {
      const visit = await open(t, { html: sent({ paq: [['enableErrorPages'], ['trackPageView']] }, status) });
      assert.deepEqual(rowsOf(await visit.end(2, 2)), [`${status} ${pathOf(visit)}`]);
    });
  }

  test('is one that the site says to be one', async (t) => {
    const visit = await open(t, { options: { status: 451 }, head: META });
    assert.deepEqual(rowsOf(await visit.end(2, 2)), [`451 ${pathOf(visit)}`]);
  });

  test('is said by the next view too, by the command once more', async (t) => {
    const visit = await open(t);
    await visit.hits(1);
    await isMeasuring(visit);
    await visit.push(['enableErrorPages', { status: 404 }], ['enableErrorPages', { status: 404 }]);
    await visit.hits(2);
    await visit.push(['setCustomUrl', 'https://www.example.org/fine'], ['trackPageView', 'Fine']);
    const hits = await visit.end(3, 3);
    assert.deepEqual(rowsOf(hits), [`404 ${pathOf(visit)}`]);
  });

  test('is none where nothing says so', async (t) => {
    const visit = await open(t, { head: '<meta name="prerender-status-code" content="200"><meta name="statuses" content="404">', body: META });
    await isMeasuring(visit);
    await visit.end(1);
    assert.deepEqual(visit.messages, []);
  });

  test('is none where the page says that the response is wrong, or the site that it does not count', async (t) => {
    const fine = await open(t, { html: sent({ head: '<meta name="status" content="200">', paq: [['enableErrorPages'], ['trackPageView']] }, 404) });
    await isMeasuring(fine);
    await fine.end(1);
    const off = await open(t, { html: sent({ paq: [['enableErrorPages', { response: false }], ['trackPageView']] }, 404) });
    await isMeasuring(off);
    await off.end(1);
  });

  test('says so where it is left before its head has settled', async (t) => {
    const visit = await open(t, { head: META });
    await visit.hits(1);
    await isMeasuring(visit);
    assert.deepEqual(rowsOf(await visit.end(2, 1)), [`404 ${pathOf(visit)}`]);
  });
});

describe('where a visitor came from', AT_ONCE, () => {
  for (const [title, host, shown] of [['the same site', 'self', () => '/list/of'], ['another one', 'other', (visit) => `http://${visit.site.other}/`]]) {
    test(`is ${title}, without parameters`, async (t) => {
      const page = await world.openPage();
      t.after(() => page.context().close());
      const visit = await open(t, {
        page,
        head: META,
        prepare: async () => {
          await page.goto(`http://${world.site[host]}/list/of?user=ann`);
          const url = `http://${world.site.self}/page/`;
          // The test goes to the page by itself; that is to be a link here.
          page.goto = async (to) => {
            assert.ok(to.startsWith(url));
            delete page.goto;
            await page.$eval('#go', (link, href) => link.setAttribute('href', href), to);
            await page.click('#go');
            await page.waitForURL(to);
          };
        },
      });
      const hits = await visit.end(2, 2);
      assert.deepEqual(rowsOf(hits), [`404 ${pathOf(visit)} (from ${shown(visit)})`]);
    });
  }

  test('is what the site says, and nothing that it excludes', async (t) => {
    const said = await open(t, { head: META, rows: [['setReferrerUrl', 'https://ann:secret@partner.example/list?user=ann#x']] });
    assert.deepEqual(rowsOf(await said.end(2, 2)), [`404 ${pathOf(said)} (from https://partner.example/list)`]);
    const excluded = await open(t, { head: META, rows: [['setReferrerUrl', 'https://login.example/list'], ['setExcludedReferrers', ['login.example']]] });
    assert.deepEqual(rowsOf(await excluded.end(2, 2)), [`404 ${pathOf(excluded)}`]);
  });

  test('and the page are those of the hit', async (t) => {
    const visit = await open(t, { head: META, rows: [['setCustomUrl', 'https://www.example.org/gone?token=secret#!/route?x=1'], ['setReferrerUrl', 'https://www.example.org/#/list?y=2']] });
    assert.deepEqual(rowsOf(await visit.end(2, 2)), ['404 /gone#!/route (from /#/list)']);
    const without = await open(t, { head: META, rows: [['discardHashTag', true], ['setCustomUrl', 'https://www.example.org/gone#/route'], ['setReferrerUrl', 'https://www.example.org/#/list']] });
    assert.deepEqual(rowsOf(await without.end(2, 2)), ['404 /gone (from /)']);
  });
});

describe('in an application', AT_ONCE, () => {
  const SPA = [['enableSpaTracking']];

  test('each page is looked at by itself, and the one before is where it was come from', async (t) => {
    const visit = await open(t, { rows: SPA });
    await isMeasuring(visit);
    await visit.hits(1);
    await route(visit, '/list?user=ann');
    await visit.hits(2);
    await route(visit, '/missing', META);
    await visit.hits(4);
    await route(visit, '/fine');
    await visit.hits(5);
    await route(visit, '/missing/too', META);
    const hits = await visit.end(7, 7);
    assert.deepEqual(rowsOf(hits), ['404 /missing (from /list)', '404 /missing/too (from /fine)']);
    assert.deepEqual(hits.filter(isError).map((hit) => new URL(param(hit, 'url')).pathname), ['/missing', '/missing/too']);
    assert.deepEqual([visit.errors, visit.messages], [[], []]);
  });

  test('an element that is changed later counts', async (t) => {
    const visit = await open(t, { rows: SPA, head: '<meta name="status" content="200">' });
    await isMeasuring(visit);
    await visit.hits(1);
    await route(visit, '/late');
    await visit.hits(2);
    await visit.page.evaluate(() => document.querySelector('meta[name=status]').setAttribute('content', '404'));
    assert.deepEqual(rowsOf(await visit.end(3, 3)), [`404 /late (from ${pathOf(visit)})`]);
  });

  test('the response is that of the document alone', async (t) => {
    const visit = await open(t, { html: sent({ paq: [...SPA, ['enableErrorPages'], ['trackPageView']] }, 404) });
    await visit.hits(2);
    await route(visit, '/fine');
    const hits = await visit.end(3, 3);
    assert.deepEqual(rowsOf(hits), [`404 ${pathOf(visit)}`]);
  });

  test('the command says it of the page that is shown, once', async (t) => {
    const visit = await open(t, { rows: SPA });
    await isMeasuring(visit);
    await visit.hits(1);
    await visit.page.evaluate(() => {
      history.pushState(null, '', '/missing');
      window._paq.push(['enableErrorPages', { status: 404 }]);
      document.title = 'Missing';
    });
    await visit.hits(3);
    await route(visit, '/fine');
    assert.deepEqual(rowsOf(await visit.end(4, 4)), [`404 /missing (from ${pathOf(visit)})`]);
  });
});

describe('a page from the back/forward cache', () => {
  const cached = startKeepingWorld();

  test('is an error page again where it is counted again', async (t) => {
    // Chromium keeps no page whose response was an error.
    const html = sent({ head: META, paq: [['setCountRestored', true], ['enableErrorPages'], ['trackPageView']] }, 200, KEPT);
    const visit = await open(t, { using: cached, html });
    await visit.hits(2);
    await leaveKept(visit);
    await restore(visit);
    const hits = await visit.end(4, 4);
    assert.equal(rowsOf(hits).length, 2);
    assert.equal(new Set(hits.filter(isError).map((hit) => param(hit, 'pv_id'))).size, 2);
  });
});

describe('what is wrong', AT_ONCE, () => {
  for (const options of [{ status: 200 }, { status: '404' }, { status: 404.5 }, { status: null }, 404, [404]]) {
    test(`${JSON.stringify(options)} is one line, and the right command works afterwards`, async (t) => {
      const visit = await open(t, { options, head: META });
      await visit.line((text) => text.includes('enableErrorPages'));
      await visit.push(['enableErrorPages']);
      assert.deepEqual(rowsOf(await visit.end(2, 2)), [`404 ${pathOf(visit)}`]);
      assert.equal(visit.messages.length, 1);
      assert.match(visit.messages[0].text, /needs an? (number|object)/);
      assert.deepEqual(visit.errors, []);
    });
  }

  for (const content of ['published', '', '4040', '99']) {
    test(`an element that says ${JSON.stringify(content)} is one line, whatever it says`, async (t) => {
      const visit = await open(t, { head: `<meta name="status" content="${content}">` });
      await visit.line((text) => text.includes('enableErrorPages'));
      await visit.push(['trackPageView', 'Again']);
      await visit.end(2);
      assert.equal(visit.messages.length, 1);
      if (content) assert.ok(!visit.messages[0].text.includes(`"${content}"`));
      assert.deepEqual(visit.errors, []);
    });
  }

  test('markup in the place of the document’s names changes nothing', async (t) => {
    const names = ['head', 'querySelectorAll', 'status', 'location', 'baseURI'].map((name) => `<form name="${name}"><meta name="status" content="500"></form><img name="${name}">`).join('');
    const visit = await open(t, { body: names, head: META });
    assert.deepEqual(rowsOf(await visit.end(2, 2)), [`404 ${pathOf(visit)}`]);
    assert.deepEqual(visit.errors, []);
  });
});

describe('anonymous measurement', AT_ONCE, () => {
  test('has the status, and neither path nor referrer', async (t) => {
    const rows = [['enableAnonymousMeasurement', { url: 'https://app.example/' }], ['setReferrerUrl', 'https://secret.example/secret']];
    const visit = await open(t, { rows, head: META, title: 'Secret title', search: '?user=secret' });
    const hits = await visit.end(2, 2);
    assert.equal(kind(hits[1]), 'e_a=404');
    assert.equal(param(hits[1], 'e_n'), undefined);
    assert.doesNotMatch(JSON.stringify(hits.map(({ params }) => params)), /secret|visit-/i);
  });
});

describe('the ES module', () => {
  test('knows error pages too', async (t) => {
    const visit = await application(world, t, {
      options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['enableErrorPages', { status: 404 }], ['trackPageView']] }),
    });
    assert.deepEqual(rowsOf(await visit.end(2, 2)), [`404 ${pathOf(visit)}`]);
  });
});
