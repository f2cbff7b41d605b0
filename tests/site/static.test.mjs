/** The site as files for a static host: nothing but files is asked for, and what a page sends stays in it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import sirv from 'sirv';
import { buildSite } from '../../scripts/site.mjs';
import { launch } from '../engines/chromium.mjs';

for (const base of ['/', '/crumbless/']) {
  describe(`the site at ${base}`, () => {
    let folder, server, browser, pages;
    const asked = [];
    before(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-site-'));
      pages = await buildSite({ out: folder, base });
      const files = sirv(folder);
      server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        const missing = () => response.writeHead(404).end();
        if (!request.url.startsWith(base)) return missing();
        request.url = request.url.slice(base.length - 1);
        return files(request, response, missing);
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      server?.closeAllConnections();
      server?.close();
      if (folder) rmSync(folder, { recursive: true });
    });

    test('every page opens without an error, finds all its files and links to pages that are there', async (t) => {
      const { page, said } = await open(t);
      for (const address of pages) {
        await page.goto(addressOf(address));
        await page.waitForFunction(() => window.Matomo?.getAsyncTracker);
        const links = await page.$$eval('a[href]', (nodes) => nodes.map((node) => new URL(node.href)).filter(({ host }) => host === location.host).map(({ pathname }) => pathname));
        assert.deepEqual([...new Set(links)].filter((link) => !isThere(link)), [], address);
      }
      assert.deepEqual(said, []);
      assert.ok(pages.length > 15 && !pages.includes('/anonymous/'));
    });

    test('the demo shows its hits, decoded, and no request leaves the page', async (t) => {
      const { page, said } = await open(t);
      asked.length = 0;
      await page.goto(addressOf('/demo/'));
      await page.locator('.request', { hasText: 'Page view' }).first().waitFor();
      await page.getByRole('button', { name: 'Play the trailer' }).click();
      await page.locator('.request', { hasText: 'Videos' }).first().waitFor();
      await page.evaluate(() => window._paq.push(['setRequestMethod', 'GET'], ['trackEvent', 'By', 'image']));
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.locator('#empty').waitFor();
      assert.deepEqual(asked.filter((line) => /^POST|\/hits$/.test(line)), []);
      assert.deepEqual(said.filter((line) => !line.includes('404')), []);
    });

    test('the dashboard counts what its page does, and no request leaves the page', async (t) => {
      const { page, said } = await open(t);
      asked.length = 0;
      await page.goto(addressOf('/dashboard/'));
      const counts = (rows) => page.waitForFunction((wanted) => [...document.querySelectorAll('#pages-table tbody tr')].map(({ textContent }) => textContent).join() === wanted, rows.join());
      await counts([`${base}dashboard/1`]);
      await page.getByRole('link', { name: 'Sponge', exact: true }).click();
      await counts([`${base}dashboard/1`, `${base}dashboard/?page=sponge1`]);
      await page.locator('#depth-chart canvas').waitFor();
      await page.click('#clear');
      await page.locator('#pages-empty').waitFor();
      assert.deepEqual(asked.filter((line) => /^POST|\/hits$/.test(line)), []);
      assert.deepEqual(said, []);
    });

    test('an example of the commands runs', async (t) => {
      const { page } = await open(t);
      await page.goto(`${addressOf('/commands/')}#trackGoal`);
      await page.locator('[data-run=trackGoal]').click();
      await page.locator('#trackGoal .request .kind').first().waitFor();
    });

    const addressOf = (address) => `http://127.0.0.1:${server.address().port}${base}${address.slice(1)}`;
    const isThere = (link) => link.startsWith(base) && existsSync(path.join(folder, link.slice(base.length), link.endsWith('/') ? 'index.html' : ''));

    async function open(t) {
      const page = await browser.newPage();
      t.after(() => page.close());
      const said = [];
      page.on('pageerror', (error) => said.push(`thrown: ${error}`));
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      return { page, said };
    }
  });
}

test('a folder with other files is left as it is, and one that the site was written to is written anew', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-site-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await buildSite({ out: folder });
  writeFileSync(path.join(folder, 'old.html'), '');
  await buildSite({ out: folder });
  assert.equal(existsSync(path.join(folder, 'old.html')), false);
  assert.match(readFileSync(path.join(folder, 'index.html'), 'utf8'), /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'/);
  rmSync(path.join(folder, '.crumbless-site'));
  await assert.rejects(() => buildSite({ out: folder }), /has files that are not of this site/);
  await assert.rejects(() => buildSite({ out: folder, base: 'crumbless' }), /--base takes a path/);
});
