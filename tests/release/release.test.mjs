/**
 * What `npm run release` makes, as those who download it have it: the same bytes each time, sums that fit, archives that install, and
 * script elements whose hashes a browser accepts.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { FILES_BESIDE } from '../../js/snippet.js';
import { SHIPPED } from '../../scripts/build/dist.mjs';
import { aptInstall } from '../../scripts/lib/apt.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { ask, run } from '../../scripts/lib/run.mjs';
import { writeRelease } from '../../scripts/release.mjs';
import { releaseFiles } from '../../scripts/release/contents.mjs';
import { filesOf, integrityOf } from '../../scripts/release/integrity.mjs';
import { launch } from '../engines/chromium.mjs';
import { serveFolder } from '../support/folder-site.mjs';
import { install } from '../support/package.mjs';

const { version: VERSION } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
const FOLDER = `crumbless-${VERSION}`;
const CHANGES = '## Changes\n';

describe('a release', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-release-'));
  const place = (name) => path.join(folder, name);
  let files;
  before(async () => {
    files = await releaseFiles(CHANGES);
    writeRelease(files, place('dist'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is the same bytes when it is made again, and what was there before is gone', async () => {
    assert.deepEqual(integrityOf(await releaseFiles(CHANGES)), integrityOf(files));
    writeRelease({ 'old.txt': Buffer.from('old') }, place('again'));
    writeRelease(files, place('again'));
    await run('diff', ['-r', place('dist'), place('again')]);
  });

  test('has sums that sha384sum accepts, of every file but itself', async () => {
    const { stdout } = await run('sha384sum', ['-c', 'SHA384SUMS'], { cwd: place('dist') });
    assert.deepEqual(stdout.trim().split('\n').map((line) => line.replace(/: OK$/, '')).sort(), Object.keys(files).filter((name) => name !== 'SHA384SUMS').sort());
    writeFileSync(place('again/CHANGES.md'), 'changed');
    assert.notEqual((await run('sha384sum', ['-c', 'SHA384SUMS'], { cwd: place('again'), mayFail: true })).status, 0);
  });

  test('has one folder for websites, with the built files, and a zip of it', () => {
    const zipped = unzipSync(files[`${FOLDER}.zip`]);
    assert.deepEqual(Object.keys(zipped).sort(), Object.keys(files).filter((name) => name.startsWith(`${FOLDER}/`)).sort());
    for (const name of Object.keys(zipped)) assert.ok(files[name].equals(zipped[name]), name);
    for (const [name, built] of [['crumbless.js', 'matomo.js'], ...FILES_BESIDE.map((name) => [name, name])]) {
      assert.ok(files[`${FOLDER}/${name}`].equals(readFileSync(fromRoot(`dist/${built}`))), name);
    }
  });

  test("has the plugin for Matomo, all of it in the folder that a Matomo expects", () => {
    const names = Object.keys(unzipSync(files[`crumbless-matomo-plugin-${VERSION}.zip`]));
    assert.deepEqual(names.filter((name) => !name.startsWith('Crumbless/')), []);
    for (const name of ['plugin.json', 'Crumbless.php', 'tracker/matomo.js', 'tracker/frame.json', 'LICENSE-MIT']) assert.ok(names.includes(`Crumbless/${name}`), name);
  });

  test('has an npm package that installs, with the built files and a program', async () => {
    const project = place('project');
    mkdirSync(project);
    await install(project, place(`dist/${FOLDER}.tgz`));
    assert.deepEqual(integrityOf(filesOf(path.join(project, 'node_modules/crumbless'), SHIPPED)), integrityOf(filesOf(root, SHIPPED)));
    assert.equal((await run('npx', ['--no-install', 'crumbless', '--version'], { cwd: project })).stdout.trim(), VERSION);
    const { stdout } = await run('npx', ['--no-install', 'crumbless', 'outdated', place(`dist/${FOLDER}`)], { cwd: project });
    assert.match(stdout, /✔ Nothing is older/);
  });

  test('has a wheel that pip installs, and a source distribution of which hatchling makes the same one', async () => {
    const python = await environment(place('python'));
    const pip = (...args) => run(python, ['-m', 'pip', ...args, '--quiet', '--disable-pip-version-check', '--no-deps']);
    const wheel = Object.keys(files).find((name) => name.endsWith('.whl'));
    await pip('install', '--no-index', place(`dist/${wheel}`));
    const { stdout } = await run(python, ['-c', 'import crumbless, importlib.metadata as m, pathlib; print(m.version("crumbless"), (pathlib.Path(crumbless.__file__).parent / "static/crumbless/matomo.js").stat().st_size)'], { cwd: folder });
    assert.equal(stdout.trim(), `${VERSION} ${files[`${FOLDER}/crumbless.js`].length}`);
    await pip('wheel', '--wheel-dir', place('wheels'), place(`dist/${FOLDER}.tar.gz`));
    const [ours, theirs] = [files[wheel], readFileSync(place(`wheels/${wheel}`))].map((bytes) => unzipSync(bytes));
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort());
    const lines = (bytes) => Buffer.from(bytes).toString().split('\n').filter((line) => line && !line.startsWith('Metadata-Version: ')).sort();
    for (const name of Object.keys(ours).filter((one) => !/\/(?:RECORD|WHEEL)$/.test(one))) assert.deepEqual(lines(ours[name]), lines(theirs[name]), name);
  });

  describe('its script elements', () => {
    let site, browser;
    before(async () => {
      browser = await launch();
      cpSync(place('dist'), place('site'), { recursive: true });
      site = await serveFolder(place('site'));
    });
    after(async () => {
      await browser?.close();
      await site?.close();
    });

    /** A page with the element of a file, at the addresses of this site. */
    async function open(t, name, change = (html) => html) {
      const element = files['INTEGRITY.html'].toString().split('\n').find((line) => line.includes(`/${name}"`));
      const html = change(element.replace('https://www.example.org', site.origin).replace('https://stats.example.org', ''));
      writeFileSync(place('site/page.html'), `<!doctype html><meta charset="utf-8"><title>${t.name}</title>${html}`);
      const page = await browser.newPage();
      t.after(() => page.close());
      const lines = [];
      page.on('console', (message) => lines.push(message.text()));
      await page.goto(`${site.origin}/page.html`, { waitUntil: 'load' });
      return { page, lines };
    }

    for (const name of ['crumbless.js', ...FILES_BESIDE]) {
      test(`let ${name} run`, async (t) => {
        const { page } = await open(t, name);
        assert.equal(await page.evaluate(() => window.Matomo.crumbless), VERSION);
        await page.waitForFunction(() => window.Matomo.initialized);
      });

      test(`let no other ${name} run`, async (t) => {
        const { page, lines } = await open(t, name, (html) => html.replace(/sha384-.{4}/, 'sha384-AAAA'));
        assert.equal(await page.evaluate(() => typeof window.Matomo), 'undefined');
        assert.ok(lines.some((line) => /integrity/.test(line)), lines.join('\n'));
      });
    }

    test('do not cover what crumbless.js loads by itself, as RELEASE.md says', async (t) => {
      const { page, lines } = await open(t, 'crumbless.js', (html) => html.replace(' data-site-id', ' data-set-custom-variable=\'[1,"name","value"]\' data-site-id'));
      await page.waitForFunction(() => window.Matomo?.JSON); // The full file has it.
      const integrity = await page.evaluate(() => [...document.querySelectorAll('script')].map((script) => [script.src.replace(/.*\/|\?.*/g, ''), script.integrity !== '']).sort());
      assert.deepEqual([integrity, lines], [[['crumbless.js', true], ['matomo.full.js', false]], []]);
      assert.match(files['RELEASE.md'].toString(), /The hash covers that one file only/);
    });
  });
});

async function environment(folder) {
  const isThere = (program) => ask(program, ['-c', 'import venv, ensurepip']);
  const failures = (await isThere('python3')) === undefined ? await aptInstall('Installing Python', ['python3', 'python3-venv']) : [];
  const program = (await isThere('python3')) === undefined ? '/usr/bin/python3' : 'python3';
  if ((await isThere(program)) === undefined) throw new Error(['Python with its module venv is missing: on Debian run `apt-get install python3 python3-venv`.', ...failures].join('\n'));
  await run(program, ['-m', 'venv', folder], { env: process.env });
  return path.join(folder, 'bin/python');
}
