/**
 * The package in an application of each bundler: packed, installed from the tarball, built with the bundler's own command, opened
 * in Chromium. And the package without a page: on a server, and where nothing of it is used.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { measure } from '../../scripts/build/sizes.mjs';
import { launch } from '../engines/chromium.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { pack } from '../support/package.mjs';
import { serveFolder } from '../support/folder-site.mjs';
import { BUNDLERS, build, copyOf, emptyProject, serveByVite } from './support/bundlers.mjs';
import { kind, param } from './support/world.mjs';

/** Two at once, one for each core: a bundler is work, not waiting. */
const PAIRWISE = { concurrency: 2 };

/** Bytes, after brotli, that an application may load for a page view and an event: its own, the tracker's script and the WebAssembly. */
const MOST = 25_000;

/** What an application loads for anonymous options, besides the tracker: with the core's script the file for them, and both WebAssemblies. */
const ANONYMOUS = "{ url: '/matomo.php', siteId: 1, anonymous: { title: 'Built' }, commands: [['trackPageView']] }";

/** The same with the addresses of the files, where the bundler does not find them by itself. */
const WITH_ADDRESSES = `
  import { createTracker } from 'crumbless';
  import core from 'crumbless/crumbless_bg.wasm';
  import full from 'crumbless/full_bg.wasm';
  import options from 'crumbless/options_bg.wasm';
  createTracker({ ...${ANONYMOUS}, wasm: { core, full, options } });
`;

/** Long enough to be nobody else's code. */
const SHARED_CODE = 60;

let packed;
let browser;
before(async () => {
  [packed, browser] = await Promise.all([pack(), launch()]);
});
after(() => browser?.close());

describe('an application built with', PAIRWISE, () => {
  for (const name of BUNDLERS) {
    test(`${name} sends its hits, and loads the WebAssembly once`, async (t) => {
      const copy = await copyOf(name, packed.tarball);
      await build(copy);
      const site = await serveFolder(copy.served);
      t.after(() => site.close());
      const page = await browser.newPage();
      t.after(() => page.close());
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.addInitScript(countCompilations);
      await page.goto(`${site.origin}/`);

      const hits = await site.hits(2);
      assert.deepEqual(hits.map(kind).sort(), [`action_name=${await page.title()}`, 'e_a=opened']);
      assert.deepEqual(hits.map((hit) => param(hit, 'idsite')), ['1', '1']);
      const asked = site.asked.filter((file) => /\.(js|wasm)$/.test(file));
      assert.equal(asked.filter((file) => file.endsWith('.wasm')).length, 1, asked.join(' '));
      const bytes = asked.map((file) => measure(readFileSync(path.join(copy.served, file))).brotli).reduce((sum, size) => sum + size, 0);
      t.diagnostic(`${name}: ${bytes} bytes after brotli in ${asked.length} files`);
      assert.ok(bytes < MOST, `${bytes} bytes in ${asked.join(' ')}`);
      assert.deepEqual(await page.evaluate(() => window.compilations), { compileStreaming: 1 });
      assert.deepEqual(faults.filter((fault) => !fault.includes('favicon') && !fault.includes('404')), []);

      // The same application with options that need more.
      writeFileSync(path.join(copy.folder, 'src/main.js'), name === 'esbuild' ? WITH_ADDRESSES : `import { createTracker } from 'crumbless';\ncreateTracker(${ANONYMOUS});\n`);
      await build(copy);
      const before = site.asked.length;
      await page.goto(`${site.origin}/`);
      const [, , hit] = await site.hits(3);
      assert.equal(kind(hit), 'action_name=Built');
      assert.equal(site.asked.slice(before).filter((file) => file.endsWith('.wasm')).length, 2, site.asked.join(' '));

      // And one that uses nothing of the package.
      writeFileSync(path.join(copy.folder, 'src/main.js'), "import { createTracker, paq } from 'crumbless';\n\nconsole.log('nothing is used');\n");
      await build(copy);
      const unused = site.asked.length;
      await page.goto(`${site.origin}/`);
      assert.deepEqual(leftovers(copy.served, site.asked.slice(unused)), []);
    });
  }

  test('vite, by its development server, sends its hits too', async (t) => {
    const { folder } = await copyOf('vite', packed.tarball, 'vite-dev');
    const main = path.join(folder, 'src/main.js');
    const asWritten = readFileSync(main, 'utf8');
    const origin = await serveByVite(t, folder);
    const page = await browser.newPage();
    t.after(() => page.close());
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const sent = page.waitForRequest((request) => new URL(request.url()).pathname === '/matomo.php');
    await page.goto(origin);
    assert.match((await sent).postData() ?? '', /action_name=Crumbless%20with%20Vite/);
    assert.equal(asked.filter((file) => file.endsWith('.wasm')).length, 1, asked.join(' '));

    // What the core lacks is found there as well.
    const whole = page.waitForRequest((request) => /e_a=raw/.test(decodeURIComponent(request.url() + request.postData())));
    writeFileSync(main, `${asWritten}\npaq.push(['trackRequest', 'e_c=Own&e_a=raw']);\n`);
    await page.goto(origin);
    await whole;
    assert.ok(asked.some((file) => /full_bg.*\.wasm$/.test(file)), asked.join(' '));
  });

  test('any of them leaves nothing over, and leftovers would be found', () => {
    const code = readFileSync(fromRoot('dist/module/crumbless.js'), 'utf8');
    assert.equal(shared(`!function(){${code.slice(500, 600)}}()`, code).length > 0, true);
    assert.deepEqual(shared("console.log('nothing is used');", code), []);
  });
});

describe('without a page', () => {
  test('the package can be imported, its tracker does nothing and what is pushed is dropped', async () => {
    const program = `
      import { createTracker, paq, Matomo } from 'crumbless';
      const before = Object.keys(globalThis).length;
      paq.push(['trackPageView'], [() => { throw new Error('called'); }]);
      const tracker = await createTracker({ url: 'https://stats.invalid/matomo.php', siteId: 1, commands: [['trackPageView']] });
      const returned = [tracker.trackEvent('a', 'b'), tracker.getUserId(), tracker.addTracker('/b', 2) === tracker, typeof Matomo];
      console.log(JSON.stringify([returned, Object.keys(globalThis).length - before]));`;
    const { output } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: await emptyProject(packed.tarball) });
    assert.deepEqual(JSON.parse(output), [[null, null, true, 'undefined'], 0]);
  });

  test('the package has the files it names and nothing else of the project', () => {
    const { exports, bin } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
    const filesOf = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(filesOf));
    const named = [...filesOf(exports), ...Object.values(bin)];
    const missing = named.map((file) => file.replace(/^\.\//, '')).filter((file) => !file.includes('*') && !packed.files.includes(file));
    assert.deepEqual(missing, []);
    assert.deepEqual(packed.files.filter((file) => /^(src|tests|scripts|www|target|\.)|\.rs$/.test(file)), []);
  });
});

/**
 * What a page and the scripts that it loads have in common with the package: its code, or its WebAssembly's name. The files themselves
 * may be there, unloaded: Vite, esbuild and the plugin for Rollup make them before it is known whether anything uses them.
 */
function leftovers(folder, asked) {
  const code = readFileSync(fromRoot('dist/module/crumbless.js'), 'utf8');
  const files = asked.map((file) => (file.endsWith('/') ? `${file}index.html` : file)).filter((file) => /\.(html|js)$/.test(file));
  assert.ok(files.some((file) => file.endsWith('.js')), `${folder} has no script`);
  return files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    return [...shared(text, code), ...(text.match(/[\w-]*\.wasm/g) ?? [])];
  });
}

function shared(text, code) {
  const starts = [...Array(Math.max(0, text.length - SHARED_CODE + 1)).keys()];
  return starts.map((start) => text.slice(start, start + SHARED_CODE)).filter((stretch) => code.includes(stretch));
}

/** Runs in the page: which of the ways to compile were used, and how often. */
function countCompilations() {
  window.compilations = {};
  for (const way of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
    const own = WebAssembly[way];
    WebAssembly[way] = (...given) => {
      window.compilations[way] = (window.compilations[way] ?? 0) + 1;
      return own.apply(WebAssembly, given);
    };
  }
}
