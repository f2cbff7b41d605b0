/** The dashboard: numbers of what arrives, at once, as charts and as tables, whoever looks at them and however. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, test } from 'node:test';
import { TRACKER } from '../e2e/support/world.mjs';
import { CARDS } from '../../www/js/dashboard/cards.mjs';
import { measuresOf } from '../../www/server/measures.mjs';
import { startSite } from './support/site.mjs';

const TABLE = JSON.parse(readFileSync(new URL('../../dist/commands.json', import.meta.url), 'utf8'));
const MEASURED = measuresOf(TABLE);
const has = (command) => MEASURED.some(([name]) => name === command);
const needs = (command) => ({ skip: has(command) ? false : `the built files have no ${command}` });
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOP = 'https://shop.example.org';

describe('dashboard', () => {
  const site = startSite({ tracker: TRACKER });

  beforeEach(() => fetch(`${site.server.url}hits`, { method: 'DELETE' }));

  test('each topic has its numbers as soon as its hits arrive', async (t) => {
    const { page, said } = await open(t, { isMeasured: false });
    const before = await page.textContent('#totals');
    const event = (category, action, name, value, path = '/') => ({ url: SHOP + path, pv_id: 'aB3dE9', e_c: category, e_a: action, ...(name && { e_n: name }), ...(value !== undefined && { e_v: String(value) }) });
    const steps = [
      [[{ url: `${SHOP}/?mtm_campaign=spring`, action_name: 'Shop', urlref: 'https://news.example.net/a' }, { url: `${SHOP}/b`, action_name: 'B', urlref: 'https://news.example.net/a' }], {
        pages: [['/', 1], ['/b', 1]],
        sources: [['news.example.net', 'website', 1], ['spring', 'campaign', 1]],
      }],
      [[3100, 2400, 2500, 1000].map((value) => event('Web Vitals', 'LCP', value > 2500 ? 'needs-improvement' : 'good #hero>img', value)), { vitals: [['LCP', '2500 ms', 'Good', 3, 1, 0]] }],
      [[event('Web Vitals', 'CLS', 'poor', 251)], { vitals: [['LCP', '2500 ms', 'Good', 3, 1, 0], ['CLS', '0.251', 'Poor', 0, 0, 1]] }],
      [[event('Scroll', 'Depth', '40%', 47), event('Scroll', 'Reached', '25%', 25)], { depth: Array.from({ length: 11 }, (_, index) => [index === 10 ? '100%' : `${index * 10}–${index * 10 + 9}%`, index === 4 ? 1 : 0, index === 2 ? 1 : 0]) }],
      [[event('Engagement', 'Time', '', 12), event('Engagement', 'Time', '', 5), event('Engagement', 'Read', '', 10)], { engagement: [['/', '17', '17', 1, 1]] }],
      [[event('Form', 'Start', 'signup /account/new'), event('Form', 'Abandon', 'signup /account/new > email'), event('Form', 'Submit', 'find /search')], { forms: [['find /search', 0, 1, 0, 'none'], ['signup /account/new', 1, 0, 1, 'email 1']] }],
      [[event('Media', 'Play', 'intro'), event('Media', '25%', 'intro'), event('Media', 'Time', '/talk.mp4', 31)], { media: [['intro', 1, 0, 1, 0, '0'], ['/talk.mp4', 0, 0, 0, 0, '31'], ['All', 1, 0, 1, 0, '31']] }],
      [[{ url: `${SHOP}/`, download: `${SHOP}/a.pdf` }, { url: `${SHOP}/`, link: 'https://example.net/' }], { links: [['https://example.net/', 'outlink', 1], [`${SHOP}/a.pdf`, 'download', 1]] }],
      [[event('Error Page', '404', '/gone (from https://example.net/list)')], { errors: [['/gone', '404', 'https://example.net/list', 1]] }],
      [[event('Recipes', 'rate', 'Shortbread', 5)], { events: [['Recipes › rate', 1]] }],
    ];
    for (const [hits, wanted] of steps) {
      for (const hit of hits) await send(hit);
      for (const [card, rows] of Object.entries(wanted)) await shows(page, card, rows);
    }
    const sent = steps.reduce((sum, [hits]) => sum + hits.length, 0);
    assert.deepEqual([before, await page.textContent('#totals')], ['0 hits, 0 page views', `${sent} hits, 2 page views`]);
    for (const { id, title } of CARDS) {
      assert.match(await page.getAttribute(`#${id}-chart`, 'aria-label'), new RegExp(`^${title}: .*\\d`), id);
      await page.locator(`#${id}-chart canvas`).waitFor();
      assert.equal(await page.isVisible(`#${id}-empty`), false, id);
    }
    assert.deepEqual(said, []);
  });

  test('a page that opens later has the same numbers, and "Start over" empties every page that is open', async (t) => {
    const one = await open(t, { isMeasured: false });
    await send({ url: `${SHOP}/x`, e_c: 'Recipes', e_a: 'rate' });
    await shows(one.page, 'events', [['Recipes › rate', 1]]);
    const other = await open(t, { isMeasured: false });
    await shows(other.page, 'events', [['Recipes › rate', 1]]);
    await other.page.click('#clear');
    for (const { page } of [one, other]) {
      await page.locator('#views-empty').waitFor();
      assert.equal(await page.textContent('#totals'), '0 hits, 0 page views');
      assert.equal(await page.locator('canvas').count(), 0);
      assert.match(await page.getAttribute('#events-chart', 'aria-label'), /^Other events: No other event yet/);
    }
  });

  test('many hits in one request count, what the server refuses does not, and what nobody can read is said', async (t) => {
    const { page } = await open(t, { isMeasured: false });
    const bulk = { requests: ['?idsite=1&rec=1&url=https://shop.example.org/a', '?idsite=1&rec=1&url=nowhere', '?rec=1&url=https://shop.example.org/b', `?${new URLSearchParams({ idsite: '1', url: `${SHOP}/`, e_c: 'Web Vitals', e_a: 'LCP', e_v: 'fast' })}`] };
    await fetch(`${site.server.url}matomo.php`, { method: 'POST', body: JSON.stringify(bulk) });
    await page.waitForFunction(() => document.getElementById('totals').textContent.endsWith('unreadable'));
    assert.equal(await page.textContent('#totals'), '4 hits, 1 page view, 3 unreadable');
    assert.equal((await send({ url: `${SHOP}/refused`, idsite: '' })).status, 400);
    await send({ url: `${SHOP}/last` });
    await shows(page, 'pages', [['/a', 1], ['/last', 1]]);
    assert.equal(await page.textContent('#totals'), '5 hits, 2 page views, 3 unreadable');
  });

  test('what a hit brings is shown as text', async (t) => {
    const { page } = await open(t);
    const harm = '<img src=x onerror="window.harmed=1">';
    for (const [category, action] of [[harm, 'a'], ['Form', 'Submit'], ['Error Page', '404'], ['Media', 'Play']]) await send({ url: `${SHOP}/`, e_c: category, e_a: action, e_n: harm });
    await shows(page, 'media', [[harm, 1, 0, 0, '0'], ['All', 1, 0, 0, '0']]);
    await shows(page, 'events', [[`${harm} › a`, 1]]);
    assert.deepEqual([await page.locator('main img').count(), await page.evaluate(() => window.harmed)], [0, undefined]);
  });

  test('the snippet has every command that measures, of those that the built files have', async (t) => {
    const { page, said } = await open(t);
    const snippet = await page.evaluate(() => document.querySelector('script:not([src])').textContent);
    const rows = [...snippet.matchAll(/_paq\.push\((\[.*"enable.*\])\)/g)].map(([, row]) => JSON.parse(row));
    assert.deepEqual(rows, MEASURED);
    assert.ok(has('enableWebVitals') && has('enableScrollTracking') && has('enableEngagement'));
    assert.deepEqual(said, []);
  });

  test('a view that ends in the application shows its depth, its time and its Web Vitals', async (t) => {
    const { page } = await open(t);
    await playFor(page, 1);
    const counted = (row, column) => page.waitForFunction(([text, at]) => [...document.querySelectorAll('#depth-table tbody tr')].find(({ cells: [head] }) => head.textContent === text)?.cells[at].textContent === '1', [row, column]);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await counted('90–99%', 2);
    await page.getByRole('link', { name: 'Shortbread', exact: true }).click();
    await shows(page, 'pages', [['/dashboard/', 1], ['/dashboard/?page=shortbread', 1]]);
    await shows(page, 'sources', [['Direct', 'no referrer', 1]]);
    await counted('100%', 1);
    await page.waitForFunction(() => document.querySelector('#engagement-table tbody th')?.textContent === '/dashboard/');
    await page.waitForFunction(() => [...document.querySelectorAll('#vitals-table tbody th')].some(({ textContent }) => textContent === 'LCP'));
    const [, perView, seconds, views] = (await cells(page, 'engagement'))[0];
    assert.ok(Number(seconds) >= 1 && perView === seconds && views === '1', seconds);
    assert.equal(await page.title(), 'Shortbread: Crumbless');

    await page.goBack();
    await shows(page, 'pages', [['/dashboard/', 2], ['/dashboard/?page=shortbread', 1]]);
    assert.equal(await page.title(), 'What visitors do: Crumbless');
    assert.equal(await page.getAttribute('[data-route="home"]', 'aria-current'), 'page');
    await page.getByRole('link', { name: 'Sponge', exact: true }).click();
    await shows(page, 'pages', [['/dashboard/', 2], ['/dashboard/?page=shortbread', 1], ['/dashboard/?page=sponge', 1]]);
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await shows(page, 'pages', [['/dashboard/', 3], ['/dashboard/?page=shortbread', 1], ['/dashboard/?page=sponge', 1]]);
    assert.equal(page.url(), `${site.server.url}dashboard/`);
  });

  test('nothing on the page moves when its first numbers come', async (t) => {
    const { page } = await open(t);
    await page.getByRole('link', { name: 'Shortbread', exact: true }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('#vitals-table tbody th')].some(({ textContent }) => textContent === 'CLS'));
    const [, shift] = (await cells(page, 'vitals')).find(([metric]) => metric === 'CLS');
    assert.ok(Number(shift) < 0.02, shift);
  });

  test('the download and the outlink are counted, and the page stays', async (t) => {
    const { page } = await open(t);
    await page.getByRole('link', { name: 'A guide on another site' }).click();
    await page.getByRole('link', { name: 'Shortbread recipe, PDF' }).click();
    await shows(page, 'links', [[`${site.server.url}files/recipe.pdf`, 'download', 1], ['https://example.org/guide', 'outlink', 1]]);
    assert.equal(page.url(), `${site.server.url}dashboard/`);
  });

  test('the sample form is submitted, started and abandoned, and nothing of it is sent', needs('enableFormTracking'), async (t) => {
    const { page } = await open(t);
    await page.fill('#first-name', 'Jane');
    await page.fill('#email', 'jane@example.org');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.waitForFunction(() => document.querySelector('#forms-table tbody td:nth-child(3)')?.textContent === '1');
    await page.getByRole('link', { name: 'Sponge', exact: true }).click();
    await shows(page, 'pages', [['/dashboard/', 1], ['/dashboard/?page=sponge', 1]]);
    await page.fill('#email', 'jane@example.net');
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('#forms-table tbody td:nth-child(4)')?.textContent === '1');
    assert.deepEqual(await cells(page, 'forms'), [['newsletter /dashboard/newsletter', '2', '1', '1', 'email 1']]);
    assert.doesNotMatch(site.server.collector.hits().map(({ raw }) => decodeURIComponent(raw)).join('\n'), /jane/i);
  });

  test('the element is counted by mouse and keyboard', needs('enableElementTracking'), async (t) => {
    const { page } = await open(t);
    await page.getByRole('button', { name: 'Rate the recipe' }).click();
    await shows(page, 'events', [['Recipes › rate', 1]]);
    await page.keyboard.press('Enter');
    await shows(page, 'events', [['Recipes › rate', 2]]);
  });

  test('a page that says it is missing is counted when its view ends', needs('enableErrorPages'), async (t) => {
    const { page } = await open(t);
    await page.getByRole('link', { name: 'A page that is missing' }).click();
    assert.ok(await page.isVisible('[data-route-text="missing"]'));
    await shows(page, 'pages', [['/dashboard/', 1], ['/dashboard/?page=missing', 1]]);
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('#errors-table tbody td')?.textContent === '404');
    assert.deepEqual((await cells(page, 'errors')).map(([missing, status]) => [missing, status]), [['/dashboard/', '404']]);
    assert.equal(await page.locator('meta[name="status"]').count(), 0);
  });

  test('the sound is counted', needs('enableMediaTracking'), async (t) => {
    const { page } = await open(t);
    await playFor(page, 0);
    await page.waitForFunction(() => document.querySelector('#media-table tbody td')?.textContent === '1');
    assert.equal((await cells(page, 'media'))[0][0], 'chord');
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing on the dashboard with numbers, ${colorScheme}, and nothing is wider than a phone`, async (t) => {
      const { page } = await open(t, { viewport: { width: 390, height: 800 }, colorScheme, reducedMotion: 'reduce' });
      await fill(page);
      await page.$$eval('main details', (all) => all.forEach((details) => { details.open = true; }));
      await page.waitForFunction(() => document.querySelectorAll('.card .scroll[tabindex="0"]').length > 0);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      assert.deepEqual(await page.$$eval('.card .chart', (nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth).map(({ id }) => id)), []);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    });
  }

  test('the numbers are reached by keyboard, and the charts are no stop on the way', async (t) => {
    const { page } = await open(t);
    await fill(page);
    await page.focus('#clear');
    const stops = [];
    for (let index = 0; index < CARDS.length; index += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => document.activeElement.textContent));
    }
    assert.deepEqual(stops, CARDS.map(({ title }) => `Numbers: ${title}`));
    await page.keyboard.press('Enter');
    assert.ok(await page.isVisible('#events-table'));
  });

  test('charts have the page’s colours, also when they change, and nothing moves', async (t) => {
    const { page } = await open(t, { reducedMotion: 'reduce', colorScheme: 'light' });
    await send({ url: `${SHOP}/a` });
    await shows(page, 'pages', [['/a', 1], ['/dashboard/', 1]]);
    /** Until the chart is there and has one colour and not the other: its library may still be loading. */
    const isDrawn = (colour, other) => page.waitForFunction(([wanted, unwanted]) => {
      const canvas = document.querySelector('#pages-chart canvas');
      if (!canvas?.width || !canvas.height) return false;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const found = new Set();
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) found.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
      return found.has(wanted) && !found.has(unwanted);
    }, [colour, other]);
    const accent = () => page.$eval('.skip', (node) => getComputedStyle(node).backgroundColor);
    const light = await accent();
    await isDrawn(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await accent();
    assert.notEqual(dark, light);
    await isDrawn(dark, light);
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  });

  test('a screen reader is told what came, politely', async (t) => {
    await send({ url: `${SHOP}/before` });
    const { page } = await open(t, { isMeasured: false });
    await shows(page, 'pages', [['/before', 1]]);
    assert.equal(await page.getAttribute('#announce', 'aria-live'), 'polite');
    assert.equal(await page.textContent('#announce'), '', 'what was there before the page is no news');
    await send({ url: `${SHOP}/a` });
    await page.waitForFunction(() => document.getElementById('announce').textContent === '2 hits, 2 page views');
  });

  test('where charts cannot be drawn, the numbers are in open tables', async (t) => {
    // As WebKitGTK says it on a machine without a language.
    const { page, said } = await open(t, { init: () => Object.defineProperty(navigator, 'language', { value: 'C' }) });
    await page.locator('#undrawn', { hasText: 'Their numbers are in the tables.' }).waitFor();
    await send({ url: `${SHOP}/a` });
    await shows(page, 'pages', [['/a', 1], ['/dashboard/', 1]]);
    assert.ok(await page.isVisible('#pages-table'));
    assert.equal(await page.locator('canvas:visible, .chart:visible').count(), 0);
    assert.deepEqual(said, []);
  });

  test('its policy lets it play what it made itself, and that of other pages nothing', async () => {
    const policy = async (address) => (await fetch(site.server.url + address)).headers.get('content-security-policy');
    assert.match(await policy('dashboard/'), /; media-src blob:;/);
    assert.doesNotMatch(await policy('demo/'), /media-src/);
  });

  test('the library is served from here, smaller, with its licence', async () => {
    const response = await fetch(`${site.server.url}js/uplot.js`);
    const text = await response.text();
    assert.match(response.headers.get('content-type'), /^text\/javascript/);
    assert.match(text, /^\/\*\*\s+\* Copyright \(c\) \d+, Leon Sorokin\s+\* All rights reserved\. \(MIT Licensed\)/);
    const whole = readFileSync(createRequire(import.meta.url).resolve('uplot/dist/uPlot.esm.js'));
    assert.ok(text.length < whole.length / 2, String(text.length));
  });

  /** The dashboard in a context of its own, with its own page view counted, unless it is not to measure itself. */
  async function open(t, { isMeasured = true, init, ...options } = {}) {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    if (init) await page.addInitScript(init);
    if (!isMeasured) await page.route('**/matomo.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    const said = [];
    page.on('pageerror', (error) => said.push(`thrown: ${error}`));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
    await page.goto(`${site.server.url}dashboard/`);
    await page.waitForFunction((isCounted) => (isCounted
      ? [...document.querySelectorAll('#pages-table tbody th')].some(({ textContent }) => textContent === '/dashboard/')
      : document.getElementById('destination').textContent !== '…'), isMeasured);
    return { page, said };
  }

  /** A hit as any tracker sends it. */
  function send(params) {
    return fetch(`${site.server.url}matomo.php`, { method: 'POST', body: new URLSearchParams({ idsite: '1', rec: '1', ...params }) });
  }

  /** Something for every card. */
  async function fill(page) {
    const event = (category, action, name, value = '1') => ({ url: `${SHOP}/a/rather/long/path?size=large`, pv_id: 'aB3dE9', e_c: category, e_a: action, e_n: name, e_v: value });
    const name = 'a-form-with-a-long-name /account/settings/notifications/new > email-address';
    const hits = [event('Web Vitals', 'LCP', 'good', '900'), event('Scroll', 'Depth', '70%', '71'), event('Engagement', 'Time', '', '9'), event('Form', 'Abandon', name), event('Media', 'Play', 'intro'), event('Error Page', '404', '/gone'), { url: SHOP, link: 'https://example.net/' }, event('Recipes', 'rate', 'Shortbread')];
    for (const hit of hits) await send(hit);
    await shows(page, 'events', [['Recipes › rate', 1]]);
  }

  /** Until it has been heard for so many seconds. */
  async function playFor(page, seconds) {
    await page.getByRole('button', { name: 'Play a sound' }).click();
    await page.waitForFunction((wanted) => document.getElementById('chord').currentTime > wanted, seconds);
  }

  /** Waits until a table has these rows. */
  async function shows(page, card, rows) {
    const wanted = rows.map((row) => row.map(String));
    const read = ([id, text]) => JSON.stringify([...document.querySelectorAll(`#${id}-table tbody tr`)].map(({ cells: all }) => [...all].map(({ textContent }) => textContent))) === text;
    await page.waitForFunction(read, [card, JSON.stringify(wanted)]).catch(async () => assert.deepEqual(await cells(page, card), wanted, card));
  }

  function cells(page, card) {
    return page.$$eval(`#${card}-table tbody tr`, (rows) => rows.map(({ cells: all }) => [...all].map(({ textContent }) => textContent)));
  }
});
