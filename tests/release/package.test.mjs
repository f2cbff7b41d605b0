/** The package as somebody has it who installed it into an empty project: what it can do there without anything of this project. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { FILES_BESIDE, TRACKER_FILE } from '../../js/snippet.js';
import { SHIPPED } from '../../scripts/build/dist.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { changesOf } from '../../scripts/release.mjs';
import { filesOf, integrityOf } from '../../scripts/release/integrity.mjs';
import { launch } from '../engines/chromium.mjs';
import { serveFolder } from '../support/folder-site.mjs';
import { install, pack } from '../support/package.mjs';

const PAGES = ['dist/matomo.js', 'dist/matomo.full.js', 'dist/matomo.fallback.js', 'dist/matomo.engagement.js', 'dist/module/crumbless.js', 'dist/module/full.js'];
const MANIFEST = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));

describe('the package, installed into an empty project,', () => {
  const project = mkdtempSync(path.join(os.tmpdir(), 'crumbless-release-'));
  const installed = path.join(project, 'node_modules/crumbless');
  const program = async (...args) => (await run('npx', ['--no-install', 'crumbless', ...args], { cwd: project })).stdout.trim();
  let packed;

  before(async () => {
    packed = await pack();
    await install(project, packed.tarball);
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  test('has the files that were built', () => assert.deepEqual(integrityOf(filesOf(installed, SHIPPED)), integrityOf(filesOf(root, SHIPPED))));

  test('has no file that is secret or of the build', () => {
    assert.ok(packed.files.length > 0);
    assert.deepEqual(packed.files.filter((file) => /(^|\/)\.|^(src|tests|scripts|target|www)\//.test(file)), []);
  });

  test('has the version of package.json in its program and its WebAssembly, and a changelog of it', async () => {
    const wasm = readFileSync(path.join(installed, 'dist/module/crumbless_bg.wasm'), 'latin1');
    assert.equal(await program('--version'), MANIFEST.version);
    assert.equal(/(\d+\.\d+\.\d+[\w.-]*)\+[0-9a-f]{12}/.exec(wasm)?.[1], MANIFEST.version);
    assert.ok(changesOf(readFileSync(path.join(installed, 'CHANGELOG.md'), 'utf8'), MANIFEST.version));
  });

  test('has a program that copies its files', async () => {
    await program('copy', 'public');
    const copied = integrityOf(filesOf(path.join(project, 'public'), [TRACKER_FILE, ...FILES_BESIDE]));
    const { 'matomo.js': core, ...beside } = integrityOf(filesOf(path.join(installed, 'dist'), ['matomo.js', ...FILES_BESIDE]));
    assert.deepEqual(copied, { ...beside, [TRACKER_FILE]: core });
  });

  test('can be imported and used where there is no page', async () => {
    const source = `
      import { createTracker, paq } from 'crumbless';
      paq.push(['trackPageView']);
      const tracker = await createTracker({ url: '/matomo.php', siteId: 1 });
      tracker.trackPageView();
      console.log('done');`;
    const { output } = await run(process.execPath, ['--input-type=module', '--eval', source], { cwd: project });
    assert.equal(output.trim(), 'done');
  });

  test('can be required, and so can what records commands in tests', async () => {
    const source = `
      const tried = [require('crumbless'), require('crumbless/full'), require('crumbless/testing')];
      for (const { createTracker } of tried) createTracker({ url: '/matomo.php', siteId: 1 }).then((tracker) => tracker.trackPageView());
      setImmediate(() => console.log(JSON.stringify(tried[2].commands)));`;
    const { output } = await run(process.execPath, ['--eval', source], { cwd: project });
    assert.equal(output.trim(), '[["trackPageView"]]');
  });

  for (const file of PAGES) test(`sends the hit of a page with ${file} in Chromium`, () => sendsHit(project, `/node_modules/crumbless/${file}`));
});

/** A page with the standard snippet's rows and a file of the package, or with the module. */
async function sendsHit(project, address) {
  const script = address.includes('/module/')
    ? `<script type="module">import { createTracker } from '${address}'; createTracker({ url: '/matomo.php', siteId: 1, commands: [['trackPageView']] });</script>`
    : `<script>_paq = [['trackPageView'], ['setTrackerUrl', '/matomo.php'], ['setSiteId', 1]]</script><script src="${address}"></script>`;
  mkdirSync(path.join(project, 'pages'), { recursive: true });
  writeFileSync(path.join(project, 'pages/index.html'), `<!doctype html><meta charset="utf-8"><title>Released</title>${script}`);
  const site = await serveFolder(project);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${site.origin}/pages/`);
    const [hit] = await site.hits(1);
    assert.equal(hit.params.find(([name]) => name === 'action_name')?.[1], 'Released');
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await site.close();
  }
}
