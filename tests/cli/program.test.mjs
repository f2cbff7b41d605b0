/** The program `crumbless`: its commands that need no browser, its help and its sentences. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { transform } from 'esbuild';
import { recognise } from '../../cli/lib/files.mjs';
import { FILES_BESIDE, snippet, TRACKER_FILE } from '../../js/snippet.js';
import { crumbless, folder } from './support/terminal.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');
const FILES = ['matomo.js', ...FILES_BESIDE];
/** What `copy` puts there unless it is told, and which built file each is. */
const COPIED = { [TRACKER_FILE]: 'matomo.js', ...Object.fromEntries(FILES_BESIDE.map((name) => [name, name])) };
const ALL = ['--only', [TRACKER_FILE, ...FILES].join()];
const COMMANDS = ['copy', 'snippet', 'check', 'verify', 'outdated', 'bundle'];
const AT_ONCE = { concurrency: 4 };

describe('help', AT_ONCE, () => {
  test('lists every command there is', async () => {
    const { status, out } = await crumbless(['--help']);
    assert.equal(status, 0);
    assert.deepEqual([...out.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name), COMMANDS);
    assert.deepEqual(readdirSync(path.join(ROOT, 'cli/commands')).sort(), COMMANDS.map((name) => `${name}.mjs`).sort());
    const bare = await crumbless([]);
    assert.deepEqual([bare.status, bare.out], [2, out]);
  });

  for (const name of COMMANDS) {
    test(`of ${name} names every option, and so does no error`, async () => {
      const { command } = await import(`../../cli/commands/${name}.mjs`);
      const { status, out, err } = await crumbless([name, '--help']);
      assert.deepEqual([status, err], [0, '']);
      assert.deepEqual([...out.matchAll(/^ {2}--([\w-]+)/gm)].map(([, option]) => option), Object.keys(command.options));
    });
  }

  test('the version is the package’s', async () => {
    const { out } = await crumbless(['--version']);
    assert.equal(out.trim(), JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version);
  });
});

describe('a command that is written wrongly is a sentence, and status 2', AT_ONCE, () => {
  const WRONG = [
    [['fly'], /Unknown command "fly": `npx crumbless --help`/],
    [['toString'], /Unknown command/],
    [['copy'], /needs a folder: npx crumbless copy <folder>/],
    [['copy', 'a', 'b'], /Unexpected argument "b"/],
    [['copy', 'a', '--only', 'matomo.jss'], /Unknown file "matomo.jss": --only takes crumbless.js, matomo.js/],
    [['copy', 'a', '--fast'], /no option --fast: `npx crumbless copy --help`/],
    [['copy', 'a', '--force=yes'], /--force takes no value/],
    [['copy', 'a', '--only'], /--only needs a value/],
    [['copy', 'a', '--only='], /--only needs a value/],
    [['copy', ''], /`crumbless copy` needs /],
    [['bundle', '--plugin', 'a.js', '--out', ''], /--out needs a value/],
    [['copy', 'a', '--only', '--force'], /--only needs a value/],
    [['copy', 'a', '--only', 'matomo.js', '--only', 'matomo.js'], /--only is given 2 times/],
    [['snippet', '--site', '1'], /--url is missing: add --url/],
    [['snippet', '--site', '1', '--url', 'm.example'], /--url must be a URL that begins with https/],
    [['snippet', '--site', '1', '--url', '/', '--cross-domain'], /--cross-domain needs --domains/],
    [['snippet', '--site', '1', '--url', '/', '--form', 'module'], /--form must be "inline" or "attribute"/],
    [['snippet', '--site', '1', '--url', '/', '--command', 'setUserId'], /--command takes a JSON array/],
    [['snippet', '--site', '1', '--url', '/', '--command', '["trackPageView"]'], /add --no-track-page-view/],
    [['snippet', '--site', '1', '--url', '/', '--custom-dimension', 'a=b'], /takes a number and a value/],
    [['snippet', '--site', '1', '--url', '/', '--form', 'attribute', '--title-with-domain'], /leave --form out/],
    [['check'], /needs a page's address/],
    [['check', 'www.site.example'], /takes an address like https/],
    [['check', 'https://site.example', '--seconds', 'ten'], /--seconds takes a number of seconds/],
    [['verify', '--site', '1'], /--matomo is missing/],
    [['verify', '--site', '1', '--matomo', 'https://m.example', '--token', 'abc'], /can be read by others: put it into a file/],
    [['verify', '--site', '1', '--matomo', 'https://m.example', '--token-file', 'nowhere'], /nowhere cannot be read \(ENOENT\)/],
    ...['http://m.example/', 'http://localhost.m.example', 'http://127.0.0.1.m.example', 'http://10.0.0.1', 'http://[::ffff:7f00:2]', 'HTTP://M.EXAMPLE/matomo.php', 'http://127.m.example'].map((matomo) => [
      ['verify', '--site', '1', '--matomo', matomo, '--token-file', 'token'],
      /The token was not sent to http:\S+, where anyone on the network could read it: use https:\/\/, or pass --insecure/,
    ]),
    [['verify', '--site', '1', '--matomo', 'http://:secret@127.0.0.1/'], /takes only the address of your Matomo/],
    [['outdated', ''], /`crumbless outdated` needs arguments that are not empty/],
    [['outdated', 'a', '--seconds', '0'], /--seconds takes a number of seconds/],
    [['outdated', '--newest'], /no option --newest/],
    [['bundle'], /--plugin is missing/],
    [['bundle', '--plugin', 'a', '--file', 'matomo.js'], /--file takes matomo.full.js or matomo.fallback.js, which plugins can use at once, not "matomo.js"/],
    ...['matomo.core.js', 'matomo.anonymous.js'].map((gone) => [['copy', 'a', '--only', gone], /Unknown file "matomo\.\w+\.js": --only takes crumbless.js, matomo.js, matomo.full.js, matomo.fallback.js, matomo.engagement.js/]),
  ];
  for (const [args, says] of WRONG) {
    test(args.join(' '), async (t) => {
      const cwd = folder(t);
      writeFileSync(path.join(cwd, 'token'), 'abc123\n');
      const { status, out, err } = await crumbless(args, { cwd });
      assert.match(err, says);
      assert.match(err, /[.\])]\n$/);
      assert.deepEqual([status, out], [2, '']);
      assert.equal(err.trimEnd().includes('\n'), false, err);
    });
  }

  test('control characters of an argument stay off the terminal', async () => {
    const { err } = await crumbless(['\u001b[2Jfly\u0007']);
    assert.doesNotMatch(err, /[\u001b\u0007]/); // eslint-disable-line no-control-regex
  });
});

describe('copy', AT_ONCE, () => {
  test('puts the files there as they were built, ours under its own name, and prints what a page can check them by', async (t) => {
    const cwd = folder(t);
    const { status, out } = await crumbless(['copy', 'site/js'], { cwd });
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(path.join(cwd, 'site/js')).sort(), Object.keys(COPIED).sort());
    for (const [name, built] of Object.entries(COPIED)) {
      const bytes = readFileSync(path.join(DIST, built));
      assert.ok(readFileSync(path.join(cwd, 'site/js', name)).equals(bytes));
      const hash = createHash('sha384').update(bytes).digest('base64');
      assert.match(out, new RegExp(`${name} +${bytes.length.toLocaleString('en-US')} bytes +sha384-${hash.replace(/[+/]/g, '\\$&')}\n`));
    }
  });

  test('some of them, and says what is missed without the others', async (t) => {
    for (const [only, lines] of [
      ['matomo.full.js, matomo.js', [/^Without matomo.fallback.js/, /^Without matomo.engagement.js/]],
      ['matomo.js', [/^Without matomo.fallback.js/, /^Without matomo.full.js in the same folder, pages lose the commands/]],
      [`${TRACKER_FILE},matomo.fallback.js,matomo.engagement.js`, [/^Without matomo.full.js/]],
      ['matomo.full.js,matomo.fallback.js,matomo.engagement.js', []],
    ]) {
      const cwd = folder(t);
      const { status, err } = await crumbless(['copy', '.', '--only', only], { cwd });
      assert.deepEqual([status, readdirSync(cwd).sort()], [0, only.split(/, ?/).sort()]);
      const said = err.split('\n').filter(Boolean);
      assert.equal(said.length, lines.length, err);
      for (const [index, line] of lines.entries()) assert.match(said[index], line);
    }
  });

  test('lies beside Matomo’s own file, whose name it takes only where that is asked for', async (t) => {
    const cwd = folder(t);
    writeFileSync(path.join(cwd, 'matomo.js'), MATOMO);
    assert.equal((await crumbless(['copy', '.'], { cwd })).status, 0);
    assert.equal(readFileSync(path.join(cwd, 'matomo.js'), 'utf8'), MATOMO);
    const { status } = await crumbless(['copy', 'old', '--only', 'matomo.js,matomo.fallback.js'], { cwd });
    assert.deepEqual([status, readdirSync(path.join(cwd, 'old')).sort()], [0, ['matomo.fallback.js', 'matomo.js']]);
    assert.ok(readFileSync(path.join(cwd, 'old/matomo.js')).equals(readFileSync(path.join(cwd, TRACKER_FILE))));
  });

  const MATOMO = 'var Matomo = { getAsyncTrackers: 1, setTrackerUrl: 2 };';
  for (const [whose, content, says] of [
    ["Matomo's own matomo.js", MATOMO, /is Matomo's own matomo.js, which you need to switch back: save a copy and add --force/],
    ['any other file', 'hello', /is not a crumbless file/],
    ['a bundle, whose plugins would be lost', '\uFEFF/*! crumbless bundle 0.0.1 */\nvar a;', /contains plugins/],
    ['a file that only speaks of us', "/* Crumbless: not used here */ console.log('/*! crumbless 0.1.0 */')", /is not a crumbless file/],
    ['one that has the mark in its second line', '"use strict";\n/*! crumbless 0.1.0 */\n', /is not a crumbless file/],
    ['one from before there were marks', "f('setTrackerUrl getAsyncTrackers'); console.error('Crumbless:', 'an older one')", /looks like a tracker from an earlier crumbless.*add --force once/],
    ['a bundle from before there were marks', "/* crumbless bundle */ f('setTrackerUrl'); console.error('Crumbless:')", /looks like a bundle from an earlier crumbless.*add --force once/],
  ]) {
    test(`does not overwrite ${whose}, and copies nothing then`, async (t) => {
      const cwd = folder(t);
      writeFileSync(path.join(cwd, 'matomo.js'), content);
      const { status, out, err } = await crumbless(['copy', '.', ...ALL], { cwd });
      assert.match(err, says);
      assert.deepEqual([status, out, readdirSync(cwd), readFileSync(path.join(cwd, 'matomo.js'), 'utf8')], [1, '', ['matomo.js'], content]);
      assert.equal((await crumbless(['copy', '.', ...ALL, '--force'], { cwd })).status, 0);
      assert.deepEqual(readdirSync(cwd).sort(), [TRACKER_FILE, ...FILES].sort());
    });
  }

  test('overwrites another version of ours', async (t) => {
    const cwd = folder(t);
    const file = path.join(cwd, TRACKER_FILE);
    writeFileSync(file, '\uFEFF/*! crumbless 0.0.1 */\nvar older;', { mode: 0o640 });
    assert.equal((await crumbless(['copy', '.'], { cwd })).status, 0);
    assert.ok(readFileSync(file).equals(readFileSync(path.join(DIST, 'matomo.js'))));
    assert.equal(statSync(file).mode & 0o777, 0o640);
  });

  test('every file that it puts there, and that bundle makes of it, is ours by its first line, also when it was made smaller', async (t) => {
    const cwd = folder(t);
    writeFileSync(path.join(cwd, 'a.js'), '');
    assert.equal((await crumbless(['copy', 'js', ...ALL], { cwd })).status, 0);
    for (const [name, args] of [TRACKER_FILE, ...FILES].map((name) => [name, []]).concat([['bundle.js', ['matomo.full.js']], ['fallback.js', ['matomo.fallback.js']]])) {
      const file = path.join(cwd, 'js', name);
      if (args.length > 0) assert.equal((await crumbless(['bundle', '--plugin', 'a.js', '--file', ...args, '--out', file], { cwd })).status, 0);
      const wanted = args.length > 0 ? 'bundle' : 'crumbless';
      assert.equal(recognise(readFileSync(file)), wanted, name);
      const { code } = await transform(readFileSync(file, 'utf8'), { minify: true });
      assert.equal(recognise(Buffer.from(code)), wanted, name);
    }
  });

  test('says what is in its way', async (t) => {
    const cwd = folder(t);
    writeFileSync(path.join(cwd, 'taken'), '');
    mkdirSync(path.join(cwd, 'odd', TRACKER_FILE), { recursive: true });
    assert.match((await crumbless(['copy', 'taken/js'], { cwd })).err, /cannot be written \((ENOTDIR|EEXIST)\): choose another path/);
    assert.match((await crumbless(['copy', 'odd'], { cwd })).err, /is not a regular file: choose another path/);
  });
});

describe('snippet', AT_ONCE, () => {
  const PLACE = ['--url', 'https://m.example', '--site', '3'];
  const at = { url: 'https://m.example', siteId: '3' };
  for (const [name, args, options] of [
    ['alone', [], {}],
    ['with switches', ['--no-disable-cookies', '--no-enable-link-tracking', '--spa', '--disable-bundling'], { disableCookies: false, enableLinkTracking: false, spa: true, disableBundling: true }],
    ['with Matomo’s name for the file', ['--file', 'matomo.js'], { file: 'matomo.js' }],
    ['with lists', ['--domains', '*.a.example, b.example', '--domains', 'c.example', '--cross-domain'], { domains: ['*.a.example', 'b.example', 'c.example'], crossDomain: true }],
    ['with dimensions and commands', ['--custom-dimension', '1=a=b', '--command', '["setUserId","5"]'], { customDimensions: { 1: 'a=b' }, commands: [['setUserId', '5']] }],
    ['with seconds', ['--heart-beat', '10'], { heartBeat: 10 }],
    ['as attributes, with a nonce', ['--form', 'attribute', '--nonce', '{{ nonce }}'], { form: 'attribute', nonce: '{{ nonce }}' }],
  ]) {
    test(`${name} is what the generator makes`, async () => {
      const { status, out, err } = await crumbless(['snippet', ...PLACE, ...args]);
      assert.deepEqual([status, out, err], [0, `${snippet({ ...at, ...options })}\n`, '']);
    });
  }
});

describe('a package with nothing but what is shipped', () => {
  /** The program in a folder of its own, without the project around it. */
  function install(t) {
    const cwd = folder(t);
    const to = path.join(cwd, 'node_modules/crumbless');
    mkdirSync(path.join(to, 'js'), { recursive: true });
    for (const name of ['cli', 'dist', 'js/snippet.js', 'package.json']) cpSync(path.join(ROOT, name), path.join(to, name), { recursive: true });
    return { cwd, main: path.join(to, 'cli/main.mjs') };
  }

  test('has all that the commands import', async (t) => {
    const at = install(t);
    for (const name of COMMANDS) assert.equal((await crumbless([name, '--help'], at)).status, 0, name);
    assert.equal((await crumbless(['copy', 'public'], at)).status, 0);
    assert.equal((await crumbless(['snippet', '--url', '/', '--site', '1'], at)).status, 0);
    assert.ok(existsSync(path.join(at.cwd, 'public', TRACKER_FILE)));
  });

  test('says how to get a driver, and a browser', async (t) => {
    const at = install(t);
    const check = (env) => crumbless(['check', 'http://127.0.0.1:9/'], { ...at, env });
    const without = await check();
    assert.deepEqual([without.status, without.out], [1, '']);
    assert.match(without.err, /run `npm install --save-dev playwright-core` in this folder/);

    cpSync(path.join(ROOT, 'node_modules/playwright-core'), path.join(at.cwd, 'node_modules/playwright-core'), { recursive: true });
    assert.match((await check({ CHROMIUM: '/nowhere/chromium' })).err, /CHROMIUM is set to \/nowhere\/chromium, which is not an executable/);
    assert.match((await check({ CHROMIUM: process.execPath })).err, /did not start .*: set CHROMIUM to a working Chromium or Chrome/);
  });
});
