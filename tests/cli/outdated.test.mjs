/** `crumbless outdated`: which version files have, on disk and on websites, and what it takes from neither. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { trackersIn } from '../../cli/lib/page-trackers.mjs';
import { compareVersions } from '../../cli/lib/versions.mjs';
import { FILES_BESIDE, snippet } from '../../js/snippet.js';
import { listen } from '../support/listen.mjs';
import { startStandInHost } from './support/host.mjs';
import { crumbless, folder } from './support/terminal.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');
const { version: VERSION } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const SCRIPT = 'text/javascript';
const AT_ONCE = { concurrency: 4 };

const built = (name) => readFileSync(path.join(DIST, name));
/** A file of ours that says it is of another version, or another build. */
const said = (name, version, build = '7') => Buffer.from(built(name).toString().replace(/crumbless [\w.-]+, build \d+/, `crumbless ${version}, build ${build}`));

async function outdated(args, options) {
  const { status, out, err } = await crumbless(['outdated', ...args, '--json'], options);
  assert.equal(err, '');
  return { status, ...JSON.parse(out) };
}

/** The three files as `copy` puts them there, but for those that a test says. */
async function site(t, others = {}) {
  const cwd = folder(t);
  await crumbless(['copy', 'js'], { cwd });
  for (const [name, bytes] of Object.entries(others)) writeFileSync(path.join(cwd, 'js', name), bytes);
  return cwd;
}

const states = ({ files }) => Object.fromEntries(files.map(({ name, state }) => [name, state]));
const SAME = Object.fromEntries(['crumbless.js', ...FILES_BESIDE].map((name) => [name, 'same']));

describe('on disk', AT_ONCE, () => {
  test('the files of this package are nothing to worry about, in a folder, by name, here, and under other names', async (t) => {
    const cwd = await site(t);
    for (const args of [[], ['.'], ['js'], ['js/crumbless.js'], ['js/matomo.full.js']]) {
      const found = await outdated(args, { cwd });
      assert.deepEqual([found.status, found.problems, found.notes, found.version, states(found)], [0, [], [], VERSION, SAME], args.join());
    }
    cpSync(path.join(cwd, 'js/crumbless.js'), path.join(cwd, 'assets/stats.3f2a.js'));
    const renamed = await outdated(['assets'], { cwd });
    assert.deepEqual([renamed.status, states(renamed)], [0, { 'stats.3f2a.js': 'same' }]);
    const { status, out } = await crumbless(['outdated', 'js'], { cwd });
    assert.equal(status, 0);
    assert.match(out, new RegExp(`^js/crumbless\\.js +${VERSION.replaceAll('.', '\\.')} +[\\d,]+ bytes +this package's crumbless\\.js\\n[^]*✔ Nothing is older than crumbless ${VERSION}, this package\\.\\n$`));
  });

  test('the files of the module are known too', async () => {
    const { status, files } = await outdated([path.join(DIST, 'module')]);
    assert.deepEqual([status, files.every(({ state, kind }) => state === 'same' && kind === 'module'), files.length > 8], [0, true, true]);
  });

  const WRONG = {
    'an older one': [{ 'crumbless.js': said('matomo.js', '0.0.9') }, 'crumbless.js', 'older', [/crumbless\.js is 0\.0\.9, this package is /, /of different builds/]],
    'an older one without a build': [{ 'crumbless.js': '\uFEFF/*! crumbless 0.0.1 */\nvar older;' }, 'crumbless.js', 'older', [/crumbless\.js is 0\.0\.1, this package is /, /of different builds/]],
    'one of another build': [{ 'matomo.full.js': said('matomo.full.js', VERSION) }, 'matomo.full.js', 'changed', [/matomo\.full\.js says that it is \S+, but is not the file of this package/, /of different builds/]],
    'one that was changed': [{ 'matomo.fallback.js': Buffer.concat([built('matomo.fallback.js'), Buffer.from('\n')]) }, 'matomo.fallback.js', 'changed', [/something changes it/]],
    'one under the name of another': [{ 'matomo.full.js': built('matomo.js') }, 'matomo.full.js', 'changed', [/is not the file of this package/]],
  };
  for (const [what, [others, name, state, says]] of Object.entries(WRONG)) {
    test(`finds ${what}`, async (t) => {
      const found = await outdated(['js'], { cwd: await site(t, others) });
      assert.deepEqual([found.status, states(found)], [1, { ...SAME, [name]: state }]);
      assert.equal(found.problems.length, says.length, found.problems.join('\n'));
      for (const [index, one] of says.entries()) assert.match(found.problems[index], one);
    });
  }

  test('notes what is newer, and a file of one build beside the others is mixed all the same', async (t) => {
    const all = Object.fromEntries(['crumbless.js', ...FILES_BESIDE].map((name) => [name, said(name.replace('crumbless', 'matomo'), '99.0.0')]));
    const newer = await outdated(['js'], { cwd: await site(t, all) });
    assert.deepEqual([newer.status, newer.problems], [0, []]);
    assert.match(newer.notes[0], /newer than this package \(.*\)\. Use `npx crumbless@latest outdated`/);
    const mixed = await outdated(['js'], { cwd: await site(t, { 'crumbless.js': all['crumbless.js'] }) });
    assert.equal(mixed.status, 1);
    assert.match(mixed.problems.join(), /crumbless\.js \(99\.0\.0, build 7\) and \S+ \(.*, build \d+\).* are of different builds/);
  });

  test('knows a bundle of this build, and one of an older version', async (t) => {
    const cwd = folder(t);
    writeFileSync(path.join(cwd, 'tracker.js'), 'window.plugin = 1;');
    await crumbless(['bundle', '--plugin', 'tracker.js', '--out', 'made/crumbless.js'], { cwd });
    const made = await outdated(['made'], { cwd });
    assert.deepEqual([made.status, made.files.map(({ kind, state }) => [kind, state])], [0, [['bundle', 'bundle']]]);
    const file = path.join(cwd, 'made/crumbless.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace(`bundle ${VERSION}`, 'bundle 0.0.2'));
    const older = await outdated(['made'], { cwd });
    assert.deepEqual([older.status, older.files.map(({ kind, version, state }) => [kind, version, state])], [1, [['bundle', '0.0.2', 'older']]]);
  });

  test('follows no link to a folder, waits for no pipe and reads no device', async (t) => {
    const cwd = await site(t);
    symlinkSync('..', path.join(cwd, 'js/again'));
    execFileSync('mkfifo', [path.join(cwd, 'js/pipe.js')]);
    const found = await outdated([], { cwd });
    assert.deepEqual([found.status, found.files.length], [0, 4]);
    for (const [target, says] of [['js/pipe.js', /not a regular file/], ['/dev/zero', /not a regular file/], ['nowhere', /ENOENT/]]) {
      const { status, problems } = await outdated([target], { cwd });
      assert.equal(status, 1);
      assert.match(problems.join(), says);
    }
  });

  test('a folder with nothing of ours, a file of others and Matomo’s own are problems', async (t) => {
    const cwd = folder(t);
    mkdirSync(path.join(cwd, 'node_modules/crumbless'), { recursive: true });
    writeFileSync(path.join(cwd, 'node_modules/crumbless/matomo.js'), said('matomo.js', '0.0.1'));
    writeFileSync(path.join(cwd, 'other.js'), '/*! crumblesses 1.0.0 */');
    writeFileSync(path.join(cwd, 'matomo.js'), 'var Matomo = { getAsyncTrackers: 1, setTrackerUrl: 2 };');
    assert.match((await outdated([], { cwd })).problems.join(), /has no tracker file of crumbless/);
    assert.match((await outdated(['other.js'], { cwd })).problems.join(), /other\.js is not a tracker file of crumbless/);
    const { status, problems } = await outdated(['matomo.js'], { cwd });
    assert.equal(status, 1);
    assert.match(problems.join(), /matomo\.js is Matomo's own tracker/);
  });

  test('control characters of a version or a name stay off the terminal', async (t) => {
    const cwd = folder(t);
    writeFileSync(path.join(cwd, 'a\u001b[2J.js'), '/*! crumbless 0.0.1, \u001b[2J\u0007 */');
    const { out } = await crumbless(['outdated', '.'], { cwd });
    assert.doesNotMatch(out, /[\u001b\u0007]/); // eslint-disable-line no-control-regex
  });
});

describe('on a website', AT_ONCE, () => {
  const FILES = { '/js/crumbless.js': built('matomo.js'), ...Object.fromEntries(FILES_BESIDE.map((name) => [`/js/${name}`, built(name)])) };

  async function host(t, responses) {
    const started = await startStandInHost(Object.fromEntries(Object.entries(responses).map(([name, given]) => [name, Buffer.isBuffer(given) ? { type: SCRIPT, body: given } : given])));
    t.after(() => started.close());
    return started;
  }

  const PAGES = {
    'a script element': '<!doctype html><SCRIPT async\n src="/js/crumbless.js?v=1&amp;b=2" data-tracker-url=/matomo.php></SCRIPT>',
    'a base': '<base href="/js/"><script src=crumbless.js></script>',
    'the inline snippet': snippet({ url: 'https://m.invalid/', siteId: 1, scriptUrl: '/js/crumbless.js' }),
    'the snippet of Matomo': '<script>var u="/js/"; var g=d.createElement("script"); g.src=u+\'crumbless.js\';</script>',
  };
  for (const [what, html] of Object.entries(PAGES)) {
    test(`finds the files of a page by ${what}, and those next to them`, async (t) => {
      const { url } = await host(t, { ...FILES, '/page': { body: html } });
      const found = await outdated([`${url}/page`]);
      assert.deepEqual([found.status, found.problems, states(found)], [0, [], SAME]);
    });
  }

  test('takes the address of a file, follows redirects, and reads what is compressed', async (t) => {
    const { url } = await host(t, { ...FILES, '/js/crumbless.js': { type: SCRIPT, headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(FILES['/js/crumbless.js']) }, '/old.js': { status: 301, headers: { Location: '/js/crumbless.js' } } });
    for (const at of ['/js/crumbless.js', '/old.js']) assert.deepEqual(states(await outdated([url + at])), SAME);
  });

  test('finds what is older, of another build, or lacks the others, and one that lies elsewhere', async (t) => {
    const { url } = await host(t, {
      ...FILES,
      '/older/matomo.js': said('matomo.js', '0.0.9'),
      '/older/matomo.full.js': built('matomo.full.js'),
      '/page': { body: '<script src="/js/crumbless.js" data-full-url="/elsewhere/full.js"></script>' },
      '/own': { body: '<script src="/js/crumbless.js" data-engagement-url="/elsewhere/measures.js"></script>' },
      '/elsewhere/measures.js': FILES['/js/matomo.engagement.js'],
      '/elsewhere/full.js': said('matomo.full.js', VERSION),
    });
    const older = await outdated([`${url}/older/matomo.js`]);
    assert.deepEqual([older.status, states(older)], [1, { 'matomo.js': 'older', 'matomo.full.js': 'same' }]);
    for (const says of [/matomo\.js is 0\.0\.9/, /of different builds/, /matomo\.fallback\.js cannot be loaded \(status 404\): .*The file loads it when it is needed/]) assert.ok(older.problems.some((problem) => says.test(problem)), older.problems.join('\n'));
    assert.deepEqual(states(await outdated([`${url}/page`])), { 'crumbless.js': 'same', 'full.js': 'changed', 'matomo.fallback.js': 'same' });
    const own = await outdated([`${url}/own`]);
    assert.deepEqual([own.status, states(own)], [0, { 'crumbless.js': 'same', 'matomo.full.js': 'same', 'matomo.fallback.js': 'same', 'measures.js': 'same' }]);
  });

  const HOSTILE = {
    'redirects without end': [{ status: 302, headers: { Location: '/page' } }, /redirects more than 5 times/],
    'redirects to a file of this machine': [{ status: 302, headers: { Location: 'file:///etc/passwd' } }, /redirects to something that is not a website/],
    'has no tracker in it': [{ body: '<script src="/other.js"></script><script src="data:text/javascript,matomo.js"></script>' }, /names no tracker file in its HTML/],
    'names a tracker that is a page': [{ body: '<script src="/matomo.js"></script>' }, /matomo\.js cannot be loaded \(status 404\)/],
    'is larger than anything of ours': [{ body: Buffer.alloc(9 * 1024 * 1024, ' ') }, /larger than 8 MiB/],
    'names a thousand': [{ body: Array.from({ length: 1000 }, (_, index) => `<script src="/${index}/matomo.js"></script>`).join('') }, /\/9\/matomo\.js cannot be loaded/, 11],
  };
  for (const [what, [page, says, requests]] of Object.entries(HOSTILE)) {
    test(`a page that ${what} is a problem, and no more is asked`, async (t) => {
      const { url, asked } = await host(t, { '/page': page });
      const { status, problems, files } = await outdated([`${url}/page`]);
      assert.deepEqual([status, files], [1, []]);
      assert.match(problems.join('\n'), says);
      if (requests) assert.equal(asked.length, requests);
    });
  }

  test('a server that never responds, or never ends, costs no more than --seconds', async (t) => {
    const server = await listen(({ url }, response) => void (url.startsWith('/slow') && response.writeHead(200, { 'Content-Type': 'text/html' }).write('<p>')));
    t.after(() => server.close());
    const before = performance.now();
    const { status, problems } = await outdated([`http://${server.host}/page`, `http://${server.host}/slow`, '--seconds', '1']);
    assert.deepEqual([status, problems.length], [1, 2]);
    assert.ok(performance.now() - before < 8_000);
  });

  test('an address that is none is a sentence', async () => {
    const { status, problems } = await outdated(['https://']);
    assert.deepEqual([status, problems], [1, ['https:// is not an address: pass one like https://www.example.org/.']]);
  });
});

test('whatever a page is, its scripts are found in time in proportion to its length', () => {
  const texts = ['<script', '<script>', '<script a="', '<base href=', '"', "'matomo.js", '<script src=matomo.js ', 'u="', '</script'];
  for (const text of texts) {
    const before = performance.now();
    trackersIn(text.repeat(4_000_000 / text.length), 'https://a.example/');
    assert.ok(performance.now() - before < 5_000, text);
  }
});

test('versions are ordered as Semantic Versioning orders them', () => {
  const ordered = ['0.0.9', '0.1.0-alpha', '0.1.0-alpha.1', '0.1.0-alpha.beta', '0.1.0-beta.2', '0.1.0-beta.11', '0.1.0-rc.1', '0.1.0', '0.1.1', '0.9.0', '0.10.0', '1.0.0'];
  for (const [index, one] of ordered.entries()) {
    for (const [place, other] of ordered.entries()) assert.equal(Math.sign(compareVersions(one, other)), Math.sign(index - place), `${one} and ${other}`);
  }
  assert.equal(compareVersions('1.0.0+one', '1.0.0+two'), 0);
});
