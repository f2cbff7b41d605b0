/**
 * What is asked of every example of a site generator: it is built by its own command with the packed package in it, and opened in
 * Chromium.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FILES_BESIDE } from '../../../js/snippet.js';
import { launch } from '../../engines/chromium.mjs';
import { distDir, fromRoot, npmBin } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { serveFolder } from '../../support/folder-site.mjs';
import { buildExample, startDev } from './commands.mjs';
import { EXAMPLES } from './examples.mjs';
import { installed } from './install.mjs';
import { param } from '../../e2e/support/world.mjs';

const FILES = ['matomo.js', ...FILES_BESIDE];
const LINK = 'the second page';
const SITE_ID = '7';
/** Ends every element and attribute that a value could stand in, and would be seen. */
const HOSTILE = '"\'></script><script>window.hacked=1</script>';
const FOLDER_ON_HOST = '/deep/';

/**
 * Declares the tests of an example.
 *
 * @param {string} name a key of `EXAMPLES`
 */
export function testsOfExample(name) {
  const example = EXAMPLES[name];
  const start = example.start ?? '';
  const tracker = example.tracker ?? `${example.folder ?? 'crumbless'}/${example.spa ? 'matomo.full.js' : 'matomo.js'}`;
  describe(`the example for ${name}`, { concurrency: 1 }, () => {
    let browser;
    /** @type {import('./install.mjs').Place} */
    let place;
    before(async () => {
      await example.needs?.();
      [place, browser] = await Promise.all([installed(name, example), launch()]);
    });
    after(() => browser?.close());

    test('the page and the one behind its link are counted, once each, for the site', async (t) => {
      const { site, page } = await open(t, browser, place);
      configure(place, example, { origin: site.origin, url: `${site.origin}/`, siteId: SITE_ID });
      await buildExample(example, place);

      await page.goto(`${site.origin}/${start}`);
      await site.hits(1);
      if (example.spa) await page.waitForLoadState('networkidle'); // the generator's own script takes links over when it is there
      await page.evaluate(() => { window.isFirstDocument = true; });
      await page.getByRole('link', { name: LINK }).first().click();
      const second = await secondPage(page, site);
      assert.equal(await page.evaluate(() => window.isFirstDocument === true), example.spa === true, 'the second page came without a load');
      await page.goto(`${site.origin}/${tracker}`); // shown as text, with no tracker in it

      const hits = await site.hits(2);
      assert.deepEqual(hits.map((hit) => param(hit, 'action_name')), example.titles);
      assert.deepEqual(hits.map((hit) => param(hit, 'url')), [`${site.origin}/${start}`, second]);
      assert.deepEqual(hits.map((hit) => param(hit, 'idsite')), [SITE_ID, SITE_ID]);
    });

    if (!example.tracker) {
      test('the files lie in the site as they were built, and no others', () => {
        const folder = path.join(place.out, path.dirname(tracker));
        assert.deepEqual(readdirSync(folder).sort(), FILES.toSorted());
        for (const file of FILES) assert.ok(readFileSync(path.join(folder, file)).equals(readFileSync(path.join(distDir, file))), file);
      });

      const [url, siteId] = example.isText ? ['https://matomo.invalid/', SITE_ID] : [`https://matomo.invalid/${HOSTILE}/`, HOSTILE];
      test(`a site in a folder finds the files${example.isText ? '' : '; an address and an id cannot leave their place'}`, async (t) => {
        const { site, page } = await open(t, browser, place);
        configure(place, example, { origin: site.origin, url, siteId, base: FOLDER_ON_HOST });
        await buildExample(example, place, FOLDER_ON_HOST);
        await page.goto(`${site.origin}${FOLDER_ON_HOST}`);
        await page.waitForFunction(() => window.Matomo?.initialized);

        const seen = await page.evaluate(() => ({
          hacked: window.hacked,
          siteId: window.Matomo.getAsyncTracker().getSiteId(),
          host: new URL(window.Matomo.getAsyncTracker().getTrackerUrl()).host,
        }));
        assert.deepEqual(seen, { hacked: undefined, siteId, host: 'matomo.invalid' });
        assert.deepEqual(site.asked.filter((asked) => /\/matomo\.[a-z.]*js$/.test(asked)), [`${FOLDER_ON_HOST}${tracker}`]);
      });
    }

    const configuration = fromRoot('tests/types/generators', `${name}.test-d.ts`);
    if (existsSync(configuration)) {
      test('its types fit the generator’s, and refuse what is wrong', async () => {
        cpSync(configuration, path.join(place.folder, 'typed.ts'));
        const settings = { ...JSON.parse(readFileSync(fromRoot('tests/types/generators/tsconfig.json'))), extends: fromRoot('tests/types/tsconfig.json'), include: ['typed.ts'] };
        writeFileSync(path.join(place.folder, 'tsconfig.typed.json'), JSON.stringify(settings));
        const { output } = await run(npmBin('tsc'), ['--project', path.join(place.folder, 'tsconfig.typed.json'), '--pretty', 'false'], { mayFail: true });
        assert.equal(output.trim(), '');
      });
    }

    for (const more of triesOf(example)) {
      test(['in development mode there is no tracker', ...more].join(' '), async (t) => {
        const { site, page } = await open(t, browser, place);
        configure(place, example, { origin: site.origin, url: `${site.origin}/`, siteId: SITE_ID });
        const address = await startDev(t, { ...example, dev: [...example.dev, ...more] }, place);
        const asked = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(address);
        await page.getByRole('link', { name: LINK }).first().waitFor();

        assert.equal(await page.evaluate(() => window.Matomo === undefined && window._paq === undefined), true);
        assert.equal(await page.locator('script[data-site-id]').count(), 0);
        assert.deepEqual(asked.filter((url) => /matomo/.test(url)), []);
      });
    }
  });
}

/** The words to add to the command for development, for each try of it. */
function triesOf({ dev, devAlso }) {
  if (!dev) return [];
  return devAlso ? [[], devAlso] : [[]];
}

/** A server for what the example will build, with the collector on it, and a page that reaches nothing but this machine. */
async function open(t, browser, place) {
  const site = await serveFolder(place.out);
  t.after(() => site.close());
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route(({ hostname }) => !['127.0.0.1', 'localhost'].includes(hostname), (route) => route.abort());
  return { site, page };
}

/** @returns {Promise<string>} the address that the page had when it was counted */
async function secondPage(page, site) {
  await site.hits(2);
  return page.url();
}

/** Writes the values where the example has its own; JSON's texts are texts in each of the languages, but in a snippet the id stays. */
function configure({ source, folder }, example, { origin, url, siteId, base = '/' }) {
  const original = readFileSync(path.join(source, example.config), 'utf8').replace('https://site.example', origin);
  if (example.isText) {
    assert.match(original, /data-site-id="7"/);
    writeFileSync(path.join(folder, example.config), original.replaceAll('https://matomo.example/', url));
    return;
  }
  const values = [[/(["'])https:\/\/matomo\.example\/\1/, url], [/(["'])7\1/, siteId]];
  const filled = values.reduce((text, [pattern, value]) => {
    assert.match(text, pattern, `${example.config} has the value to replace`);
    return text.replace(pattern, () => JSON.stringify(value));
  }, original);
  const [from, to] = example.baseIn ?? ['', ''];
  writeFileSync(path.join(folder, example.config), filled.replace(from, () => to.replace('{base}', base)));
}
