/** The demo of anonymous measurement: one application, three servers, and what each got, side by side. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { valueOf } from '../../www/server/collector/decode.mjs';
import { startSite } from './support/site.mjs';

const ANONYMOUS = ['shared', 'maker'];
/** What nobody outside of the house may read, however it is spelt. */
const PRIVATE = /jane|miller|4711|clerk|late/i;
/** The browser's own line on a 503. */
const REFUSED = /^Failed to load resource: the server responded with a status of 503/;
const INVOICE = '?module=invoices&action=edit&id=4711&customer=Jane+Miller';

describe('demo of anonymous measurement', () => {
  const site = startSite();
  let page;
  let said;

  beforeEach(async () => {
    await fetch(`${site.server.url}anonymous/hits`, { method: 'DELETE' });
    site.server.collector.clear();
    const context = await site.browser.newContext();
    page = await context.newPage();
    said = [];
    page.on('pageerror', (error) => said.push(`thrown: ${error}`));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await page.goto(`${site.server.url}anonymous/`);
    await counts([1, 1, 1]);
  });
  afterEach(async () => {
    await page.context().close();
    await fetch(`${site.server.url}anonymous/down`, { method: 'DELETE' });
  });

  test('each column shows what its server got, and no two got the same', async () => {
    await useAll([1, 1, 1]);
    const [own, shared, maker] = await columns();

    assert.deepEqual(own.map(({ kind, title }) => [kind, title]).slice(2).reverse(), [
      ['page-view', 'Invoices – Ledger'],
      ['page-view', 'Invoice 4711, Jane Miller – Ledger'],
      ['event', 'Invoices › remind › button'],
      ['event', 'Note › Jane Miller pays late'],
      ['site-search', '“Jane Miller” · in Invoices'],
      ['page-view', 'Revenue by month – Ledger'],
      ['page-view', 'System-Report'],
    ]);
    const home = `${site.server.url}anonymous/`;
    const opened = own.find(({ title }) => title.startsWith('Invoice 4711'));
    assert.deepEqual([opened.url, opened.urlref, opened.uid], [home + INVOICE, `${home}?module=invoices&action=list`, 'clerk@ledger.example']);
    const search = own.find(({ kind }) => kind === 'site-search');
    assert.equal(search.url, `${home}?module=search&action=results&q=Jane+Miller`);

    const views = (column) => column.slice(2).reverse().map(({ kind, title, url }) => [kind, title, url]);
    assert.deepEqual(views(shared), [
      ['page-view', 'An invoice book', 'https://shared.invalid/?module=invoices&action=list'],
      ['page-view', 'An invoice book', 'https://shared.invalid/?module=invoices&action=edit&id=11'],
      ['event', 'Invoices › remind › button', 'https://shared.invalid/?module=invoices&action=edit&id=11'],
      ['page-view', 'An invoice book', 'https://shared.invalid/?module=reports&action=revenue&period=month'],
      ['page-view', 'System-Report', 'https://shared.invalid/system-report'],
    ]);
    assert.deepEqual(views(maker), [
      ['page-view', 'Invoices List', 'https://ledger.invalid/invoices/list/?'],
      ['page-view', 'Invoices Edit', 'https://ledger.invalid/invoices/edit/?'],
      ['event', 'Invoices › remind › button', 'https://ledger.invalid/invoices/edit/?'],
      ['page-view', 'Reports Revenue', 'https://ledger.invalid/reports/revenue/?'],
      ['page-view', 'System-Report', 'https://ledger.invalid/system-report'],
    ]);

    for (const column of [own, shared, maker]) {
      const [speed, count, report] = column;
      assert.equal(count.title, 'Reports (count) › Reports.revenue (count) › Revenue (count) · value 1');
      assert.match(speed.title, /^Reports \(speed\) › Reports\.revenue \(speed\) › Revenue \(speed\) · value [\d.]+$/);
      assert.deepEqual(JSON.parse(report._cvar), { 1: ['Version', '4.2'], 2: ['Database', 'SQLite 3.46'] });
    }
    assert.equal(await page.locator('#totals').textContent(), 'Own server 9, shared 7, maker 7');
    assert.deepEqual(said, []);
  });

  test('what the anonymous servers got has no name, no id above 20, no search and nobody in it', async () => {
    await useAll([1, 1, 1]);
    assert.deepEqual(['own', ...ANONYMOUS].map((target) => [target, hits(target).length]), [['own', 9], ['shared', 7], ['maker', 7]]);
    assert.ok(hits('own').some((hit) => PRIVATE.test(valueOf(hit, 'url')) && PRIVATE.test(hit.headers.referer)), 'there is something to find');
    for (const [index, target] of ANONYMOUS.entries()) {
      for (const hit of hits(target)) {
        assert.doesNotMatch(decodeURIComponent(hit.raw), PRIVATE);
        assert.doesNotMatch(JSON.stringify(hit.headers), PRIVATE);
        assert.equal(hit.headers.referer, undefined, 'though the page and this server are of one origin');
        assert.equal(valueOf(hit, 'idsite'), String(index + 2));
        for (const name of ['search', 'uid', 'urlref', '_id']) assert.equal(valueOf(hit, name), undefined, name);
        const address = new URL(valueOf(hit, 'url'));
        assert.match(address.hostname, /\.invalid$/);
        assert.match(address.searchParams.get('id') ?? 'XYZ', /^(XYZ|1?\d|20)$/);
        assert.match(address.searchParams.get('customer') ?? 'XYZ', /^XYZ$/);
      }
    }
  });

  test('a server that is down costs the others nothing, and gets all when it is back', async () => {
    await page.check('#down');
    await page.waitForSelector('#shared-down:not([hidden])');
    await useAll([1, 1, 1], { isDown: true });
    assert.deepEqual(['own', 'shared', 'maker'].map((target) => hits(target).length), [9, 1, 7]);
    assert.match(await page.locator('[data-target="shared"] .count').textContent(), /^1 hit, [1-9]\d* refused$/);
    assert.deepEqual(said.filter((line) => !REFUSED.test(line)), []);
    assert.ok(said.length > 0, 'the browser reported the responses');

    await page.uncheck('#down');
    await page.waitForSelector('#shared-down', { state: 'hidden' });
    await page.click('#modules a[href*="customers"]');
    await page.evaluate(() => dispatchEvent(new Event('online'))); // Instead of waiting for its next attempt.
    await counts([10, 8, 8]);
    assert.deepEqual(['own', 'shared', 'maker'].map((target) => hits(target).length), [10, 8, 8]);
  });

  test('back and forward are page views, and every view says in its heading what it is', async () => {
    await page.click('#view a[href*="id=4711"]');
    await counts([2, 2, 2]);
    await page.goBack();
    await counts([3, 3, 3]);
    assert.equal(await page.locator('#view-title').textContent(), 'Invoices');
    await page.goForward();
    await counts([4, 4, 4]);
    assert.equal(new URL(page.url()).search, INVOICE);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Invoice 4711, Jane Miller');
    assert.equal((await columns())[1][0].url, 'https://shared.invalid/?module=invoices&action=edit&id=11');
  });

  test('what an address, a search or a hit brings is shown as text', async () => {
    const harm = '<img src=x onerror="window.harmed=1">';
    await page.fill('#words', harm);
    await page.click('#search button');
    await counts([2, 1, 1]);
    await page.evaluate((text) => window._paq.push(['measureInteractions', [{ selector: 'h1', category: text, action: text }]]), harm);
    await page.click('h1');
    await counts([3, 2, 2]);
    for (const column of await columns()) assert.equal(column[0].title, `${harm} › ${harm}`);
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.evaluate(() => window.harmed), undefined);
  });

  test('is left empty by Clear, in every column', async () => {
    await page.click('#clear');
    await counts([0, 0, 0]);
    assert.equal(await page.locator('.target .empty:visible').count(), 3);
  });

  test('works by keyboard, and nothing is wider than a phone', async () => {
    await page.setViewportSize({ width: 390, height: 600 });
    await page.focus('#view a[href*="id=4711"]');
    await page.keyboard.press('Enter');
    await counts([2, 2, 2]);
    await page.waitForSelector('#latest:not([hidden])');
    assert.equal(await page.locator('#latest-text').textContent(), 'Own server 2, shared 2, maker 2');
    await page.focus('[data-use="remind"]');
    await page.keyboard.press('Enter');
    await counts([3, 3, 3]);
    await page.focus('#down');
    await page.keyboard.press('Space');
    await page.waitForSelector('#shared-down:not([hidden])');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  });

  const hits = (target) => site.server.collector.hits(target);

  /** Waits until the columns have taken so many hits: own, shared, maker. */
  function counts(wanted) {
    const texts = wanted.map((count) => new RegExp(`^${count} hits?(,|$)`).source);
    return page.waitForFunction(
      (patterns) => [...document.querySelectorAll('.target .count')].every((node, index) => new RegExp(patterns[index]).test(node.textContent)),
      texts,
    );
  }

  /** Does with the application all that it can, waiting for each to arrive: so the order is the same in every column. */
  async function useAll([own, shared, maker], { isDown = false } = {}) {
    const step = async (selector, hitsOfOwn, hitsOfOthers) => {
      await page.click(selector);
      own += hitsOfOwn;
      maker += hitsOfOthers;
      shared += isDown ? 0 : hitsOfOthers;
      await counts([own, shared, maker]);
    };
    await step('#view a[href*="id=4711"]', 1, 1);
    await step('[data-use="remind"]', 1, 1);
    await step('[data-form="note"] button', 1, 0);
    await step('#search button', 1, 0);
    await step('#modules a[href*="reports"]', 1, 1);
    await step('[data-use="revenue"]', 0, 0);
    await step('[data-use="report"]', 3, 3);
    if (isDown) await page.waitForFunction(() => document.querySelector('[data-target="shared"] .count').textContent.endsWith('refused'));
  }

  /** What the columns show without anything opened: kind, title and the parameters at a glance, newest first. */
  function columns() {
    return page.evaluate(() => [...document.querySelectorAll('.target')].map((column) =>
      [...column.querySelectorAll('.request')].flatMap((request) => [...request.querySelectorAll('.hits > li')].reverse()).map((hit) => ({
        kind: hit.querySelector('.kind').dataset.kind,
        title: hit.querySelector('.title').textContent,
        ...Object.fromEntries([...hit.querySelectorAll('.glance > div')].map((row) => [row.children[0].textContent, row.children[1].textContent])),
      }))));
  }
});
