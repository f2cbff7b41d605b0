/** The snippet in a browser: its HTML parser reads what was made of hostile texts, and pages with each form are counted. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { snippet } from '../../js/snippet.js';
import { randomFrom } from '../support/random.mjs';
import { startStandInHost } from './support/host.mjs';
import { crumbless, folder } from './support/terminal.mjs';
import { AT_ONCE, kind, param, startWorld } from '../e2e/support/world.mjs';

const CASES = 400;
const PARTS = [
  '</script>', '</script ', '<script/', '<!--', '-->', '<script>', ']]>', '"', "'", '`', '\\', '\\u003c', '&', '&quot;', '&#39;', '&amp', '<', '>', '=', '/', '\n', '\r\n', '\t', ' ',
  '\0', '\b', '\u2028', '\u2029', '\ufeff', '\ud800', '\udc00', '😀', 'ü', '__proto__', '[', '["a"]', '{{', '${x}', '<?', '%>', 'false', '', 'a', 'constructor',
];

const world = startWorld();

describe('hostile texts', () => {
  test('come out of the inline form as they went in', async (t) => {
    const cases = manyCases((random) => ({ commands: [['setCustomData', hostile(random), { [hostile(random)]: [hostile(random), random()] }]], documentTitle: text(random) }));
    const read = await parse(t, cases.map((options) => inPage(options)));
    for (const [index, { rows, scripts, left }] of read.entries()) {
      const { documentTitle, commands } = cases[index];
      assert.deepEqual(rows.slice(0, 3), [['setDocumentTitle', documentTitle], ['disableCookies'], commands[0]].map((row) => JSON.stringify(row)), `case ${index}`);
      assert.deepEqual([rows.length, scripts, left], [7, 1, ''], `case ${index}: something broke out`);
    }
  });

  test('come out of the attribute form as they went in', async (t) => {
    const cases = manyCases((random) => ({ form: 'attribute', userId: text(random), documentTitle: text(random), commands: [['setCustomData', hostile(random), [hostile(random)]]] }));
    const read = await parse(t, cases.map((options) => inPage(options)));
    for (const [index, { data, scripts, left }] of read.entries()) {
      const { userId, documentTitle, commands } = cases[index];
      const expected = { trackerUrl: ['/matomo.php'], siteId: ['1'], documentTitle: [documentTitle], disableCookies: [], userId: [userId], customData: commands[0].slice(1) };
      assert.deepEqual(asArguments(data), expected, `case ${index}`);
      assert.deepEqual([scripts, left], [1, ''], `case ${index}: something broke out`);
    }
  });

  test('stay in the nonce', async (t) => {
    const nonces = manyCases((random) => text(random)).filter((nonce) => !/\p{Cc}|\p{Cs}/u.test(nonce));
    const read = await parse(t, nonces.flatMap((nonce) => [inPage({ nonce }), inPage({ nonce, form: 'attribute' })]));
    assert.ok(nonces.length > 50);
    assert.deepEqual(read.map(({ nonce }) => nonce), nonces.flatMap((nonce) => [nonce, nonce]));
    assert.ok(read.every(({ scripts, left }) => scripts === 1 && left === ''));
  });
});

describe('a page with the snippet is counted', AT_ONCE, () => {
  const NONCE = 'r4nd0m';
  const OPTIONS = { siteId: 7, documentTitle: 'By the snippet', customDimensions: { 2: 'a "value"' } };

  for (const [name, options, policy] of [
    ['inline', {}, undefined],
    ['inline with a nonce', { nonce: NONCE }, `script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'`],
    ['attribute', { form: 'attribute' }, "script-src 'self' 'wasm-unsafe-eval'"],
    ['attribute with a nonce, where WebAssembly is refused', { form: 'attribute', nonce: NONCE }, `script-src 'nonce-${NONCE}'`],
  ]) {
    test(name, async (t) => {
      const visit = await world.visit(t, {
        html: ({ trackerUrl }) => ({
          type: 'text/html; charset=utf-8',
          body: `<!doctype html><title>A page</title>${snippet({ ...OPTIONS, ...options, url: trackerUrl, scriptUrl: '/matomo.js' })}<a id="out" href="https://other.example/">out</a>`,
          headers: policy && { 'Content-Security-Policy': policy },
        }),
      });
      const [hit] = await visit.hits(1);
      assert.deepEqual([kind(hit), param(hit, 'idsite'), param(hit, 'dimension2')], ['action_name=By the snippet', '7', 'a "value"']);
      await visit.page.route('https://other.example/', (route) => route.fulfill({ body: '' }));
      await visit.page.click('#out');
      assert.equal(kind((await visit.hits(2))[1]), 'link=https://other.example/');
    });
  }
});

describe('what `copy` and `snippet` make works as it stands', AT_ONCE, () => {
  const REFUSED = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" };
  for (const [name, headers, more, asked] of [
    ['under our own name', undefined, [], ['/crumbless.js']],
    ['as one element', undefined, ['--form', 'attribute'], ['/crumbless.js']],
    ['where WebAssembly is refused, with the fallback from beside it', REFUSED, [], ['/crumbless.js', '/matomo.fallback.js']],
    ['with what only the full file has', undefined, ['--spa'], ['/matomo.full.js']],
    ["in the place of Matomo's, with what only the full file has", undefined, ['--file', 'matomo.js', '--spa'], ['/matomo.js', '/matomo.full.js']],
    ["in the place of Matomo's", undefined, ['--file', 'matomo.js'], ['/matomo.js']],
  ]) {
    test(name, async (t) => {
      const cwd = folder(t);
      const copy = ['copy', '.', ...(asked[0] === '/matomo.js' ? ['--only', 'matomo.js,matomo.full.js,matomo.fallback.js,matomo.engagement.js'] : [])];
      assert.equal((await crumbless(copy, { cwd })).status, 0);
      const files = Object.fromEntries(readdirSync(cwd).map((file) => [`/${file}`, { type: 'text/javascript; charset=utf-8', body: readFileSync(path.join(cwd, file)) }]));
      const responses = { ...files, '/matomo.php': { status: 204 } };
      const host = await startStandInHost(responses);
      t.after(() => host.close());
      const { out } = await crumbless(['snippet', '--url', host.url, '--site', '7', ...more]);
      responses['/'] = { headers, body: `<!doctype html><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><script>document.cookie = '_pk_id.7.1fff=a; path=/'; document.cookie = 'own=1';</script>${out}` };

      const page = await world.openPage();
      t.after(() => page.context().close());
      const tracked = page.waitForResponse((response) => response.url().includes('/matomo.php'));
      await page.goto(host.url);
      const { searchParams } = new URL((await tracked).url());
      assert.deepEqual([searchParams.get('idsite'), searchParams.get('action_name')], ['7', 'A page']);
      assert.deepEqual(host.asked.filter((url) => url.includes('.js')).map((url) => url.replace(/\?.*/, '')), asked);
      assert.equal(await page.evaluate(() => document.cookie), 'own=1');
    });
  }
});

function inPage(options) {
  return `<!doctype html><head><title>A page</title>${snippet({ url: '/', siteId: 1, ...options })}</head>`;
}

/** What Chromium's parser finds on each page: the rows that the script pushes, or the attributes; and whatever stands outside. */
async function parse(t, pages) {
  const page = await world.openPage();
  t.after(() => page.context().close());
  return page.evaluate((all) => all.map((html) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    const scripts = [...parsed.scripts];
    const { textContent, nonce, dataset } = scripts[0];
    const left = [...parsed.querySelectorAll('body *, head > :not(title, script)')].map(({ outerHTML }) => outerHTML).join() + parsed.body.textContent.trim();
    if (textContent === '') return { data: { ...dataset }, nonce, scripts: scripts.length, left };
    const own = {};
    const document = { createElement: () => ({}), getElementsByTagName: () => [{ parentNode: { insertBefore: () => {} } }], title: '' };
    new Function('window', 'document', textContent)(own, document);
    return { rows: own._paq.map((row) => JSON.stringify(row)), nonce, scripts: scripts.length, left };
  }), pages);
}

/** The rule of the attribute form: nothing is no argument, a list is JSON, everything else is the one argument. */
function asArguments(data) {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value.startsWith('[') ? JSON.parse(value) : value === '' ? [] : [value]]));
}

function manyCases(make) {
  const random = randomFrom(20_261_122);
  return Array.from({ length: CASES }, () => make(random));
}

function hostile(random) {
  return Array.from({ length: Math.floor(random() * 6) }, () => PARTS[Math.floor(random() * PARTS.length)]).join('');
}

/** Options do not take a blank text. */
function text(random) {
  const made = hostile(random);
  return made.trim() === '' ? `${made}x` : made;
}
