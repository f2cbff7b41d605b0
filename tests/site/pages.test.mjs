/** The pages of the site: they open, fit, can be used by keyboard and screen reader, and say what the project says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import { OPTIONS, snippet, TRACKER_FILE } from '../../js/snippet.js';
import { spreadText, valueText } from '../bench/report.mjs';
import { DOCUMENTS } from '../../www/server/documents.mjs';
import { PAGES as SITE } from '../../www/server/pages.mjs';
import { startServer } from '../../www/server/serve.mjs';
import { EXAMPLES, TOPICS } from '../../www/js/examples.mjs';
import { AT_ONCE, TRACKER } from '../e2e/support/world.mjs';
import { startSite } from './support/site.mjs';

const PAGES = SITE.map(({ address }) => address.slice(1));
/** Those that show what the server received. */
const LIVE = ['demo/', 'dashboard/', 'commands/', 'anonymous/'];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 800 };
const TABLE = JSON.parse(read('dist/commands.json'));
const COMMANDS = [...new Set(Object.values(TABLE).flatMap(({ commands }) => commands.map(({ name }) => name)))].sort();
/** What the console says of a command that Matomo has taken away. */
const GONE = /^Crumbless: setGenerationTimeMs: gone/;
const AXE = axe();

describe('site', AT_ONCE, () => {
  const site = startSite({ tracker: TRACKER });

  for (const address of PAGES) {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      test(`/${address} opens ${width} without an error, a request elsewhere or a scroll bar`, async (t) => {
        const { page, said, requests } = await open(t, address, { viewport });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
        assert.deepEqual(requests.filter((url) => !url.startsWith(site.server.url)), []);
        assert.deepEqual(said, []);
      });
    }

    // Of what axe looks at, a colour scheme changes the colours alone, and documents have the same.
    const isLikeOthers = DOCUMENTS.slice(1).some((document) => document.address === `/${address}`);
    for (const [colorScheme, rules] of [['light'], ['dark', ['color-contrast', 'link-in-text-block']]].slice(0, isLikeOthers ? 1 : 2)) {
      test(`axe finds nothing on /${address}, ${colorScheme}`, { skip: AXE ? false : 'axe-core is not installed' }, async (t) => {
        const { page } = await open(t, address, { viewport: NARROW, colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(AXE);
        const { violations } = await page.evaluate((runOnly) => window.axe.run(runOnly ? { runOnly } : {}), rules);
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
      });
    }
  }

  test('every page leads to every other: by the navigation, the list of documents or the demos, and says which it is', async (t) => {
    const { page } = await open(t, '');
    const reached = new Set(['/']);
    for (const address of PAGES) {
      await load(page, address);
      const links = await page.$$eval('header a, nav:not(.pages) a', (nodes) => nodes.map((node) => [node.getAttribute('href'), node.getAttribute('aria-current')]));
      const navigation = SITE.filter(({ label }) => label).map((other) => other.address);
      assert.deepEqual(navigation.filter((other) => !links.some(([href]) => href === other)), [], address);
      const current = links.filter(([href, is]) => is === 'page' && href.startsWith('/')).map(([href]) => href);
      assert.deepEqual(current, [...navigation, ...DOCUMENTS.map((document) => document.address), '/'].includes(`/${address}`) ? [`/${address}`] : []);
      for (const href of await page.$$eval('a[href^="/"]', (nodes) => nodes.map(({ pathname }) => pathname))) reached.add(href);
      const skip = await page.getAttribute('a.skip', 'href');
      assert.equal(await page.locator(skip).count(), 1);
    }
    assert.deepEqual(PAGES.filter((address) => !reached.has(`/${address}`)), []);
  });

  test('every page says version, licence, source and where to report a vulnerability', async (t) => {
    const { page } = await open(t, '');
    const { version, repository } = JSON.parse(read('package.json'));
    for (const address of PAGES) {
      await load(page, address);
      const foot = page.locator('footer.foot');
      assert.ok((await foot.textContent()).includes(`Crumbless ${version}, MIT or Apache 2.0`), address);
      const links = await foot.locator('a').evaluateAll((nodes) => nodes.map(({ href }) => href));
      assert.ok(links.includes(repository.url.replace(/^git\+|\.git$/g, '')), address);
      assert.ok(links.some((href) => href.endsWith('/docs/security/#report-a-vulnerability')), address);
    }
  });

  test('code is copied as it stands in the document', async (t) => {
    const { page } = await open(t, 'docs/website/', { permissions: ['clipboard-read', 'clipboard-write'] });
    const block = page.locator('.code', { hasText: 'mtm_consent_removed' });
    await block.getByRole('button', { name: 'Copy' }).click();
    await block.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.startsWith('window._paq') && read('docs/website.md').includes(`\`\`\`js\n${copied}\n\`\`\``));
  });

  test('the tab key stops at no region that does not scroll, and at those that do', async (t) => {
    const stops = (page) => page.$$eval('[tabindex="0"]', (nodes) => nodes.map((node) => [node.scrollWidth > node.clientWidth, node.getAttribute('aria-label')]));
    const { page } = await open(t, 'docs/device/', { viewport: NARROW });
    await page.waitForFunction(() => document.querySelectorAll('[tabindex="0"]').length === 1);
    assert.deepEqual(await stops(page), [[true, 'Table: Parameters']]);
    for (const address of PAGES.filter((other) => other !== 'anonymous/')) {
      await load(page, address);
      assert.deepEqual((await stops(page)).filter(([scrolls]) => !scrolls), [], address);
    }
  });

  test('each page is measured with the site that the server was given', async (t) => {
    const other = await startServer({ port: 0, tracker: TRACKER, siteId: '7' });
    t.after(() => other.close());
    for (const address of PAGES.filter((page) => page !== 'anonymous/')) {
      const { page } = await open(t, address, {}, other.url);
      const sent = await page.evaluate(() => window.Matomo.getAsyncTracker().getSiteId());
      assert.equal(String(sent), '7', address);
    }
  });

  test('the tab key walks through every page from its first link to its end, and every stop has a name and is seen', async (t) => {
    const { page } = await open(t, '', { viewport: NARROW });
    for (const address of PAGES) {
      await load(page, address);
      const ends = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter((node) => node.checkVisibility() && !node.disabled).length);
      const stops = [];
      for (;;) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const node = document.activeElement;
          if (!node || node === document.body) return null;
          const { width, height } = node.getBoundingClientRect();
          const name = node.ariaLabel || node.labels?.[0]?.textContent || node.textContent || node.querySelector('img')?.alt || node.title;
          return { name: name?.trim(), seen: width > 0 && height > 0 && getComputedStyle(node).outlineStyle !== 'none', what: node.outerHTML.slice(0, 100) };
        });
        if (!stop) break;
        stops.push(stop);
        assert.ok(stops.length <= ends + 1, `${address}: the tab key goes in circles`);
      }
      assert.equal(stops[0].what.includes('class="skip"'), true, address);
      assert.ok(stops.at(-1).what.includes('#report-a-vulnerability'), `${address} ends with ${stops.at(-1).what}`);
      assert.deepEqual(stops.filter(({ name, seen }) => !name || !seen), [], address);
    }
  });

  test('the keyboard reaches the form, and what it types is in the snippet', async (t) => {
    const { page } = await open(t, 'snippet/');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the form');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('https://stats.example.org/');
    assert.equal(await page.textContent('#output'), snippet({ url: 'https://stats.example.org/', siteId: '1' }));
  });

  test('the form has every option, and its snippet is the generator’s in each form', async (t) => {
    const { page } = await open(t, 'snippet/');
    const fields = await page.$$eval('#form [name]', (nodes) => nodes.map(({ name }) => name));
    assert.deepEqual([...new Set(fields)].sort(), OPTIONS.map(({ name }) => name).sort());

    await page.fill('#domains', 'example.org, *.example.net');
    await page.fill('#customDimensions', '1 = member\n2 = a = b');
    await page.fill('#commands', '["setUserId", "5"]\n["trackEvent", "a", "b"]');
    await page.fill('#heartBeat', '20');
    await page.check('#requireConsent');
    await page.uncheck('#enableLinkTracking');
    const given = {
      url: 'https://your.matomo.example/',
      siteId: 1,
      domains: ['example.org', '*.example.net'],
      customDimensions: [[1, 'member'], [2, 'a = b']],
      commands: [['setUserId', '5'], ['trackEvent', 'a', 'b']],
      heartBeat: 20,
      requireConsent: true,
      enableLinkTracking: false,
    };
    const output = () => page.textContent('#output');
    assert.equal(await output(), snippet(given));
    await page.check('#form-nonce');
    await page.fill('#nonce', 'abc');
    assert.equal(await output(), snippet({ ...given, nonce: 'abc' }));
    await page.fill('#customDimensions', '');
    await page.check('#form-attribute');
    assert.equal(await output(), snippet({ ...given, customDimensions: undefined, form: 'attribute' }));
  });

  test('the form writes our own file and disableCookies by default, and offers the files that the snippet needs', async (t) => {
    const { page } = await open(t, 'snippet/');
    const place = { url: 'https://your.matomo.example/', siteId: 1 };
    const output = () => page.textContent('#output');
    assert.ok((await output()).includes(`u+"${TRACKER_FILE}"`) && (await output()).includes('["disableCookies"]'));
    await page.uncheck('#disableCookies');
    await page.check('#disableBundling');
    await page.fill('#file', 'matomo.js');
    assert.equal(await output(), snippet({ ...place, file: 'matomo.js', disableCookies: false, disableBundling: true }));
    const links = await page.$$eval('#files a[download]', (nodes) => nodes.map(({ pathname }) => pathname));
    assert.deepEqual(links, [`/${TRACKER_FILE}`, '/matomo.full.js', '/matomo.fallback.js', '/matomo.engagement.js']);
    const bytes = async (address) => Buffer.from(await (await fetch(new URL(address, site.server.url))).arrayBuffer());
    assert.ok((await bytes(links[0])).equals(await bytes('/matomo.js')) && (await bytes(links[1])).equals(await bytes('/dist/matomo.full.js')) && (await bytes(links[2])).equals(await bytes('/dist/matomo.fallback.js')));
  });

  test('the snippet is copied as it stands', async (t) => {
    const { page } = await open(t, 'snippet/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.click('#copy');
    await page.waitForFunction(() => document.getElementById('state').textContent === 'Copied.');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), snippet({ url: 'https://your.matomo.example/', siteId: 1 }));
  });

  test('an error is shown beside its field, and nothing can be copied', async (t) => {
    const { page } = await open(t, 'snippet/');
    const wrong = [
      ['url', 'nowhere', /"url" must be a URL/],
      ['url', '', /"url" is missing/],
      ['heartBeat', 'soon', /"heartBeat" must be/],
      ['customDimensions', 'member', /"customDimensions" must be/],
      ['commands', 'setUserId', /a JSON array/],
      ['commands', '["trackPageView"]', /trackPageView is already in every snippet/, 'trackPageView'],
    ];
    for (const [name, value, sentence, beside = name] of wrong) {
      const before = await page.inputValue(`#${name}`);
      await page.fill(`#${name}`, value);
      assert.match(await page.textContent(`#error-${beside}`), sentence);
      assert.equal(await page.getAttribute(`#${beside}`, 'aria-invalid'), 'true');
      assert.ok(await page.isDisabled('#copy'));
      await page.fill(`#${name}`, before);
      assert.equal(await page.textContent(`#error-${beside}`), '');
    }
    await page.check('#crossDomain');
    assert.match(await page.textContent('#error-crossDomain'), /needs "domains"/);
  });

  test('every command has its place and its example', async (t) => {
    assert.deepEqual(Object.keys(EXAMPLES).sort(), COMMANDS);
    for (const [name, { row }] of Object.entries(EXAMPLES)) assert.equal(row[0], name);
    const { page } = await open(t, 'commands/');
    const shown = await page.$$eval('.command', (nodes) => nodes.map(({ id, textContent }) => [id, textContent]));
    assert.deepEqual(shown.map(([id]) => id), TOPICS.flatMap(({ names }) => names));
    assert.deepEqual(shown.map(([id]) => id).sort(), COMMANDS);
    const topics = await page.$$eval('#topics a', (nodes) => nodes.map((node) => [node.textContent, node.getAttribute('href')]));
    assert.deepEqual(topics, TOPICS.map(({ title, id }) => [title, `#${id}`]));
    for (const { name, parameters, summary } of TABLE['dist/matomo.full.js'].commands) {
      const [, text] = shown.find(([id]) => id === name);
      assert.ok(text.includes(`${name}(${parameters})`) && text.includes(summary), name);
    }
  });

  test('the filter leaves what it names, and an address leads to its command', async (t) => {
    const { page } = await open(t, 'commands/#trackGoal');
    assert.ok(await page.locator('#trackGoal').evaluate((node) => Math.abs(node.getBoundingClientRect().top) < innerHeight));
    await page.fill('#filter', 'ecommerceorder');
    assert.deepEqual(await page.$$eval('.command:not([hidden])', (nodes) => nodes.map(({ id }) => id)), ['trackEcommerceOrder']);
    assert.equal(await page.textContent('#found'), `1 command of ${COMMANDS.length}`);
    assert.deepEqual(await page.$$eval('.topic:not([hidden]) > h2', (nodes) => nodes.map(({ textContent }) => textContent)), ['Ecommerce']);
    assert.equal(await page.locator('#topics li:not([hidden])').count(), 1);
    await page.fill('#filter', 'cookies: there');
    assert.equal(await page.locator('.command:not([hidden])').count(), TOPICS.find(({ title }) => title.startsWith('Cookies')).names.length);
  });

  test('every example runs on the page’s tracker, and shows its hits or its return value', async (t) => {
    const waiting = [...COMMANDS];
    await Promise.all(Array.from({ length: 4 }, () => runExamples(t, waiting)));
  });

  test('the measurements are the last benchmark, row by row, with its conditions', async (t) => {
    const { date, chromium, cpu, runs, ours, reference, rows } = JSON.parse(read('www/benchmark.json'));
    const { page } = await open(t, 'measurements/');
    const sides = (row) => [row.ours, row.reference].map((side) => `${valueText(side.median, row.unit)} ${spreadText(side, row.unit)}`.trim());
    const shown = await cellsOf(page, '#rows');
    assert.deepEqual(shown.map(([label, , ...numbers]) => [label, ...numbers]), rows.map((row) => [row.label, row.ratio?.toFixed(3) ?? 'none', ...sides(row)]));
    for (const [index, { ratio }] of rows.entries()) assert.match(shown[index][1], ratio > 1.005 ? /more$/ : ratio < 0.995 ? /less$/ : /the same|not comparable/);

    const text = await page.textContent('main');
    for (const said of [chromium, cpu.model, `${cpu.cores} core`, `${runs} run`, ours.name, ours.sha256, reference.name, reference.sha256]) assert.ok(text.includes(said), said);
    assert.equal(await page.getAttribute('time', 'datetime'), date);
    assert.match(text, /Only the ratio means something/);
    assert.match(await page.textContent('#yourself + p + .code'), /npm run bench -- --reference/);
  });

  test('the measurements have the sizes of the budget, and its limits are those of docs/files.md', async (t) => {
    const { page } = await open(t, 'measurements/');
    const { files } = JSON.parse(read('size-budget.json'));
    const bytes = (number) => valueText(number, 'bytes');
    const shown = await cellsOf(page, '#sizes');
    assert.deepEqual(shown, Object.entries(files).map(([file, { brotli }]) => [path.basename(file), bytes(brotli.recorded), bytes(brotli.limit)]));
    for (const [file, , limit] of shown) assert.match(read('docs/files.md'), new RegExp(`\\| \`dist/${file}\` \\|.*\\| ${limit} \\|`));
  });

  test('each table names its rows, its columns and itself, and a narrow one scrolls by keyboard', async (t) => {
    const { page } = await open(t, 'measurements/', { viewport: NARROW });
    for (const table of ['#sizes', '#rows']) {
      assert.ok(await page.textContent(`${table} caption`));
      assert.equal(await page.locator(`${table} th:not([scope="col"], [scope="row"])`).count(), 0);
      assert.equal(await page.locator(`${table} tbody tr:not(:has(> th[scope="row"]:first-child))`).count(), 0);
    }
    const region = page.getByRole('region', { name: 'Medians, with the first and third quartile' });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('[aria-label^="Medians"]').scrollLeft > 0);
  });

  test('the guide for a Matomo host begins with what would merge visits, before anybody puts a file anywhere', async (t) => {
    const { page } = await open(t, 'docs/matomo-host/');
    assert.match(await page.textContent('h1 + p + p'), /^First: is there a tracker-proxy from before mid-2026 [^]*disableBundling[^]*npx crumbless verify/);
  });

  test('the front page has the four numbers of README.md', async (t) => {
    const { page } = await open(t, '');
    const shown = await page.$$eval('#numbers li', (nodes) => nodes.map((node) => [...node.children].map(({ textContent }) => textContent)));
    assert.equal(shown.length, 4);
    for (const [what, ours, other] of shown) assert.ok(read('README.md').includes(`| ${what} | ${ours} | ${other.replace('matomo.js: ', '')} |`), what);
  });

  test('no link within the site leads nowhere', async (t) => {
    const { page } = await open(t, '');
    const links = new Set();
    const anchors = new Map();
    for (const address of PAGES) {
      await load(page, address);
      for (const href of await page.$$eval('a[href^="/"], a[href^="#"]', (nodes) => nodes.map((node) => node.href))) links.add(href);
      anchors.set(`/${address}`, await page.$$eval('[id]', (nodes) => nodes.map(({ id }) => id)));
    }
    assert.ok(links.size > COMMANDS.length);
    for (const href of links) {
      const { pathname, hash } = new URL(href);
      if (hash) assert.ok(anchors.get(pathname)?.includes(decodeURIComponent(hash.slice(1))), href);
      else assert.equal((await fetch(href)).status, 200, href);
    }
  });

  /** Takes one after the other until none waits. */
  async function runExamples(t, waiting) {
    // What other pages send would be shown as its own.
    const alone = await startServer({ port: 0, tracker: TRACKER });
    t.after(() => alone.close());
    const { page, said } = await open(t, 'commands/', {}, alone.url);
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const { sends, returns, lasts } = EXAMPLES[name];
      await page.$eval(`[data-run="${name}"]`, (button) => button.click());
      const place = page.locator(`#${name} .ran`);
      if (sends) await place.locator('.request .kind').first().waitFor({ state: 'attached' });
      if (returns) assert.match(await place.locator('.said').textContent(), /^Returned: ./, name);
      const errors = said.splice(0).filter((line) => !(name === 'setGenerationTimeMs' && GONE.test(line)));
      assert.deepEqual(errors, [], name);
      if (lasts) await load(page, 'commands/', alone.url);
    }
  }

  /** A page of the site in a context of its own, with its first hit sent and shown where it is shown. */
  async function open(t, address, options = { viewport: WIDE }, base = site.server.url) {
    const context = await site.browser.newContext(options);
    t.after(() => context.close());
    const page = await context.newPage();
    const said = [];
    const requests = [];
    page.on('pageerror', (error) => said.push(`thrown: ${error}`));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await load(page, address, base);
    return { page, said, requests };
  }

  async function load(page, address, base = site.server.url) {
    // A mere change of the hash would load nothing.
    await page.goto('about:blank');
    const stream = LIVE.some((live) => address.startsWith(live)) && page.waitForResponse((response) => response.url().endsWith('/hits'));
    await page.goto(base + address);
    await page.waitForFunction(() => window.Matomo?.getAsyncTracker);
    if (address.startsWith('snippet/')) await page.waitForFunction(() => document.getElementById('output').textContent !== '');
    await stream;
  }
});

/** What a table's cells say, row by row. */
function cellsOf(page, table) {
  return page.$$eval(`${table} tbody tr`, (rows) => rows.map(({ cells }) => [...cells].map((cell) => cell.textContent.trim())));
}

function focused(page) {
  return page.evaluate(() => document.activeElement?.textContent);
}

function read(file) {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}

/** axe as a script for the page; nothing where it is not installed. */
function axe() {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    return undefined;
  }
}
