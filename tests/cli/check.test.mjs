/** `crumbless check` on the demo of this repository, and on pages that are wrong on purpose. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { loadDecoder } from '../../cli/lib/decoder.mjs';
import { findings } from '../../cli/lib/findings.mjs';
import { judge } from '../../cli/lib/judge.mjs';
import { asJson } from '../../cli/lib/report.mjs';
import { visit } from '../../cli/lib/visit.mjs';
import { launch } from '../engines/chromium.mjs';
import { startServer } from '../../www/server/serve.mjs';
import { startStandInHost } from './support/host.mjs';
import { crumbless } from './support/terminal.mjs';

const DIST = path.join(import.meta.dirname, '../../dist');
const SCRIPT = 'text/javascript; charset=utf-8';
const tracker = (name = 'matomo.js') => ({ type: SCRIPT, body: readFileSync(path.join(DIST, name)) });
const VERSION = JSON.parse(readFileSync(path.join(DIST, '../package.json'), 'utf8')).version;
const OK = { status: 204 };

/** What is said of the sandbox where there can be none. */
const WARNING = process.getuid?.() === 0 ? 'Chromium runs without its sandbox, because you are root: run this as another user for pages you do not trust.\n' : '';

let browser;
let decode;
before(async () => {
  decode = await loadDecoder();
  browser = await launch();
});
after(() => browser.close());

/** What the program prints. */
async function check(address, ...args) {
  const { status, out, err } = await crumbless(['check', address, '--json', ...args]);
  assert.equal(err, WARNING);
  return { status, ...JSON.parse(out) };
}

/** The same without a browser of its own. */
async function look(address) {
  const seen = await visit(browser, new URL(address), 30);
  const found = findings(seen, decode);
  return JSON.parse(asJson(seen, found, judge(seen, found)));
}

/** A page of a host with these responses besides; the tracker is there unless another is given. */
async function lookAt(t, { head = '', paq = [['trackPageView']], receiver = '/matomo.php', headers, responses = {}, script = '<script async src="/matomo.js"></script>' }, how = look) {
  const rows = JSON.stringify([...paq, ['setTrackerUrl', receiver], ['setSiteId', '7']]);
  const body = `<!doctype html><meta charset="utf-8"><title>A page</title>${head}<script>var _paq = ${rows};</script>${script}`;
  const host = await startStandInHost({ '/page': { body, headers }, '/favicon.ico': OK, '/matomo.js': tracker(), '/matomo.full.js': tracker('matomo.full.js'), '/matomo.php': OK, ...responses });
  t.after(() => host.close());
  return how(`${host.url}/page`);
}

describe('crumbless check on the demo', { concurrency: 2 }, () => {
  let demo;
  before(async () => (demo = await startServer({ port: 0 })));
  after(() => demo.close());

  test('finds one page view and nothing wrong', async () => {
    const { status, scripts, hits, cookies, storage, problems, notes } = await check(demo.url);
    assert.deepEqual([status, problems, notes, cookies], [0, [], [], []]);
    assert.deepEqual(storage, { localStorage: [], sessionStorage: [], indexedDB: [] });
    assert.deepEqual(scripts.map(({ url, kind, version }) => [url, kind, version]), [[`${demo.url}matomo.js`, 'crumbless', 'matomo.js']]);
    assert.deepEqual(hits.map(({ kind, site, status, receiver }) => [kind, site, status, receiver]), [['page-view', '1', 204, `${demo.url}matomo.php`]]);
  });

  test('and on its anonymous page, each server’s hit', async () => {
    const { status, hits, scripts } = await check(`${demo.url}anonymous/`);
    assert.deepEqual([status, scripts.map(({ version }) => version)], [0, ['matomo.full.js']]);
    // In no order: what says less of the device waits for less.
    assert.deepEqual(hits.map(({ kind, site }) => `${kind} ${site}`).sort(), ['page-view 1', 'page-view 2', 'page-view 3']);
  });

  test('prints it for people, with every parameter where that is asked for', async () => {
    const { status, out } = await crumbless(['check', demo.url, '--parameters']);
    assert.equal(status, 0);
    assert.match(out, new RegExp(`: Crumbless ${VERSION}, matomo\\.js, this version, [\\d,]+ bytes\n {2}Matomo\\.crumbless on the page: ${VERSION}\n`));
    assert.match(out, /Hits \(1\)\n {2}1\. page view: Crumbless[^\n]*\n {7}site 1 at \S+matomo\.php, status 204\n/);
    assert.match(out, /idsite +1 +/);
    assert.match(out, /✔ No problems found\.\n$/);
  });
});

describe('crumbless check on a page that is wrong', { concurrency: 2 }, () => {
  test('names each fault, and what to do', async (t) => {
    const { status, problems, hits, cookies, storage } = await lookAt(t, {
      head: `<script>document.cookie = '_pk_id.7.1234=x'; document.cookie = 'own=1'; localStorage.setItem('kept', '1');</script>`,
      paq: [['trackPageView'], ['trackPageView'], ['trackEvent', 'only a category'], ['trackPagevew']],
      responses: { '/matomo.php': { status: 400 } },
    }, check);
    assert.equal(status, 1);
    assert.deepEqual(hits.map(({ kind }) => kind).slice(0, 2), ['page-view', 'page-view']);
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ['_pk_id.7.1234', 'own']);
    assert.deepEqual(storage.localStorage, ['kept']);
    for (const says of [
      /^The page view of http:\S+page was sent to site 7 more than once because .*: keep one\.$/,
      /matomo\.php returned status 400 for a hit: check the site id/,
      /^The tracker logs an error: “Crumbless: TypeError: The method "trackPagevew" was not found/,
      /^Matomo cookies are set \(_pk_id\.7\.1234\), which Crumbless never does/,
    ]) {
      assert.ok(problems.some((problem) => says.test(problem)), `${says} in\n${problems.join('\n')}`);
    }
    assert.ok(problems.every((problem) => /[.?]$/.test(problem)), problems.join('\n'));
  });

  const FAULTS = {
    'no tracker': [{ script: '' }, [/^The page loads no tracker: add the code that `npx crumbless snippet` prints/]],
    'a file with more commands that is not there': [{ paq: [['enableJSErrorTracking'], ['trackPageView']], responses: { '/matomo.full.js': { status: 404 } } }, [/matomo\.full\.js could not be loaded \(status 404\): copy it next to the tracker/, /this is not carried out: enableJSErrorTracking/]],
    'both files in two snippets': [{ script: '<script async src="/matomo.js"></script><script async src="/matomo.full.js"></script><script async src="/matomo.full.js?2"></script>', responses: { '/matomo.full.js': tracker('matomo.full.js') } }, [/loaded twice|Several trackers are loaded/]],
    'a tracker that is not there': [{ responses: { '/matomo.js': { status: 404 } } }, [/matomo\.js could not be loaded \(status 404\): put the file there/]],
    'a page in the place of the tracker': [{ responses: { '/matomo.js': { type: SCRIPT, body: 'var a;' } } }, [/matomo\.js is not a tracker: the server returns something else/]],
    'no page view': [{ paq: [] }, [/^The tracker runs but sent nothing: push trackPageView/]],
    'no site': [{ paq: [['trackPageView']], head: '<script>addEventListener("load", () => {}); Object.defineProperty(window, "_paq", { value: [], writable: true });</script>', script: '<script>window._paq = [];</script><script src="/matomo.js"></script>' }, [/^The tracker runs without a site/]],
    'the snippet twice': [{ script: '<script src="/matomo.js?1"></script><script src="/matomo.js?2"></script>' }, [/^A tracker is loaded twice because the snippet is on the page more than once/]],
    "Matomo's tracker besides": [{ script: '<script src="/matomo.js"></script><script src="/piwik.js"></script>', responses: { '/piwik.js': { type: SCRIPT, body: '"getAsyncTrackers setTrackerUrl"' } } }, [/^Several trackers are loaded/]],
    'a server that is not there': [{ receiver: 'http://127.0.0.1:9/matomo.php' }, [/A hit to http:\/\/127\.0\.0\.1:9\/matomo\.php did not arrive \(net::\w+\)/]],
    'a server that fails': [{ responses: { '/matomo.php': { status: 503 } } }, [/returned status 503 for a hit: see the Matomo server's log/]],
    'an address that leads on': [{ responses: { '/matomo.php': { status: 301, headers: { Location: '/other/matomo.php' } }, '/other/matomo.php': OK } }, [/redirects hits \(301\)/]],
    'a policy that refuses the tracker': [{ script: '<script src="http://localhost:9/matomo.js"></script>', headers: { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" } }, [/blocks http:\/\/localhost:9\/matomo\.js: add its host to script-src-elem/]],
    'a policy that refuses the hits': [{ receiver: 'http://localhost:9/matomo.php', headers: { 'Content-Security-Policy': "connect-src 'self'; img-src 'self'" } }, [/blocks http:\/\/localhost:9\/matomo\.php: add its host to connect-src/]],
    'a policy that refuses WebAssembly, and no fallback': [{ headers: { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" } }, [/blocks WebAssembly .*: add 'wasm-unsafe-eval' to script-src, or put matomo\.fallback\.js next to the tracker/, /matomo\.fallback\.js could not be loaded \(status 404\): copy it next to the tracker/]],
  };
  for (const [name, [page, says]] of Object.entries(FAULTS)) {
    test(name, async (t) => {
      const { problems } = await lookAt(t, page);
      for (const one of says) assert.ok(problems.some((problem) => one.test(problem)), `${one} in\n${problems.join('\n')}`);
    });
  }

  /** Takes whatever leaves together, and of what is asked by itself the hits of one site. */
  const bulkTaker = ({ method, url }) => ({ status: method === 'POST' && !url.includes('?') || url.includes('idsite=3&') || url.endsWith('idsite=3') ? 204 : 400 });

  test('whose site is unknown, though its hits leave together and get a 204', async (t) => {
    const { status, problems, hits } = await lookAt(t, { paq: [['trackPageView'], ['trackEvent', 'a', 'b']], responses: { '/matomo.php': bulkTaker } }, check);
    assert.deepEqual([status, hits.map((hit) => hit.status)], [1, [204, 204]]);
    assert.deepEqual(problems.map((text) => text.replace(/^\S+/, 'It')), ['It rejects hits for site 7 (status 400), although the page got a success response: check that the site exists in this Matomo.']);
  });

  test('whose hits go to a page, or through a tracker-proxy', async (t) => {
    const body = '<!doctype html><title>A single-page application</title>';
    const { problems } = await lookAt(t, { responses: { '/matomo.php': { body } } }, check);
    assert.match(problems.join('\n'), /^\S+matomo\.php returns an HTML page, which Matomo never does/);
    const proxy = ({ method, url }) => (method === 'GET' && !url.includes('?') ? tracker() : OK);
    const { status, problems: none, notes } = await lookAt(t, { responses: { '/matomo.php': proxy } }, check);
    assert.deepEqual([status, none], [0, []]);
    assert.match(notes.join('\n'), /is Matomo's tracker-proxy\. Versions from before mid-2026/);
  });

  /** No more of Matomo's tracker than makes it one: it sets its cookies, and sends one page view. */
  const MATOMO = `"setTrackerUrl getAsyncTrackers"; window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl: () => '/matomo.php', getSiteId: () => '7' }] };
    document.cookie = '_pk_id.7.1fff=a'; document.cookie = 'my_ses.7.1fff=a'; navigator.sendBeacon('/matomo.php?idsite=7&rec=1&action_name=A&url=' + location, '');`;
  for (const [name, script, file, says] of [
    ['by its name', '<script src="/piwik.js"></script>', { '/piwik.js': { type: SCRIPT, body: MATOMO } }, /piwik\.js is Matomo's own tracker, which may set cookies: .*--allow-matomo/],
    ['under another name', '<script src="/stats.js"></script>', { '/stats.js': { type: SCRIPT, body: MATOMO } }, /stats\.js is Matomo's own tracker/],
    ['in the page', `<script>${MATOMO}</script>`, {}, /Another tracker runs on the page/],
  ]) {
    test(`has Matomo's own tracker ${name}, with its cookies, which --allow-matomo lets pass`, async (t) => {
      const page = { paq: [], script: `<script>_paq = undefined;</script>${script}`, responses: file };
      const { status, problems } = await lookAt(t, page, check);
      assert.deepEqual([status, problems.length], [1, 2], problems.join('\n'));
      assert.match(problems.join('\n'), says);
      assert.match(problems.join('\n'), /Matomo cookies are set \(_pk_id\.7\.1fff, my_ses\.7\.1fff\)/);
      const allowed = await lookAt(t, page, (address) => check(address, '--allow-matomo'));
      assert.deepEqual([allowed.status, allowed.problems], [0, []]);
    });
  }

  test('that is not there', async () => {
    const { status, out, err } = await crumbless(['check', 'http://127.0.0.1:9/']);
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /cannot be opened \(net::\w+\): check the address, and that the server is running\./);
  });
});

describe('crumbless check on a page that is right in its own way', { concurrency: 2 }, () => {
  test('notes the fallback where WebAssembly is refused', async (t) => {
    const headers = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" };
    const { problems, notes, scripts, hits } = await lookAt(t, { headers, responses: { '/matomo.fallback.js': tracker('matomo.fallback.js') } });
    assert.deepEqual([problems, hits.length], [[], 1]);
    assert.deepEqual(scripts.map(({ version }) => version), ['matomo.js', 'matomo.fallback.js']);
    assert.match(notes.join('\n'), /blocks WebAssembly .*, so the tracker runs as JavaScript: add 'wasm-unsafe-eval'/);
  });

  const MODULE = ['crumbless.js', 'crumbless_bg.wasm', 'full.js', 'full_bg.wasm', 'fallback.js'];
  const moduleAt = (more) => ({
    script: `<script type="module">import { createTracker, paq } from '/module/crumbless.js'; createTracker({ url: '/matomo.php', siteId: 7, commands: ${JSON.stringify(more)} });</script>`,
    responses: Object.fromEntries(MODULE.map((name) => [`/module/${name}`, { type: name.endsWith('.wasm') ? 'application/wasm' : SCRIPT, body: readFileSync(path.join(DIST, 'module', name)) }])),
  });
  const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" };
  for (const [how, commands, headers] of [['alone', [['trackPageView']]], ['with the rest', [['trackPageView'], ['enableSpaTracking']]], ['without WebAssembly', [['trackPageView']], FORBIDDEN]]) {
    test(`finds nothing wrong with the ES module ${how}`, async (t) => {
      const { problems, notes, hits } = await lookAt(t, { paq: [], headers, ...moduleAt(commands) });
      assert.deepEqual([problems, hits.length], [[], 1]);
      assert.ok(notes.some((text) => text.startsWith('The page uses the ES module')), notes.join());
    });
  }

  test('and finds an ES module that sends nothing', async (t) => {
    const { problems } = await lookAt(t, { paq: [], ...moduleAt([]) });
    assert.ok(problems.some((text) => text.startsWith('The tracker was loaded but does not run')), problems.join());
  });

  test('notes that the page loads both files, and says what to write', async (t) => {
    const script = '<script async src="/crumbless.js"></script>';
    const responses = { '/crumbless.js': tracker(), '/matomo.full.js': tracker('matomo.full.js') };
    const { problems, notes, scripts, hits } = await lookAt(t, { paq: [['enableJSErrorTracking'], ['trackPageView']], script, responses });
    assert.deepEqual([problems, hits.length, scripts.map(({ version }) => version)], [[], 1, ['matomo.js', 'matomo.full.js']]);
    assert.match(notes.join('\n'), /^The page uses a command that http:\S+\/crumbless\.js lacks \(enableJSErrorTracking\), so each visit loads http:\S+\/matomo\.full\.js too: write http:\S+\/matomo\.full\.js as the script's address in the snippet/);
    for (const paq of [[['enableJSErrorTracking'], ['trackPageView']], [['trackPageView']]]) {
      const name = paq.length > 1 ? '/matomo.full.js' : '/crumbless.js';
      assert.deepEqual((await lookAt(t, { paq, script: `<script async src="${name}"></script>`, responses })).notes, []);
    }
  });

  test('notes that consent is waited for', async (t) => {
    const { problems, notes, hits } = await lookAt(t, { paq: [['requireConsent'], ['trackPageView']] });
    assert.deepEqual([problems, hits], [[], []]);
    assert.match(notes.join('\n'), /waits for consent: it sends hits after setConsentGiven/);
  });

  for (const name of ['matomo.js', 'matomo.full.js', 'matomo.fallback.js']) {
    test(`knows ${name} as ours`, async (t) => {
      const { problems, trackers, hits } = await lookAt(t, { script: '<script src="/crumbless.js"></script>', responses: { '/crumbless.js': tracker(name) } });
      assert.deepEqual([problems, trackers.map(({ isOurs }) => isOurs), hits.length], [[], [true], 1]);
    });
  }

  test('says which version the page runs, by what it says itself, and which its file is', async (t) => {
    const older = (body) => ({ type: SCRIPT, body: body.replace(`crumbless ${VERSION}`, 'crumbless 0.0.9').replace(`crumbless:"${VERSION}"`, 'crumbless:"0.0.9"') });
    const { page, scripts, problems } = await lookAt(t, { responses: { '/matomo.js': older(tracker().body.toString()) } });
    assert.deepEqual([page.crumbless, scripts.map(({ kind, version, release }) => [kind, version, release]), problems], ['0.0.9', [['crumbless', null, '0.0.9']], []]);
    const lying = await lookAt(t, { paq: [['trackPageView'], ['trackEvent', 'c', 'a']], script: '<script src="/matomo.js"></script><script>Matomo.crumbless = "1.0\\u001b[2J";</script>' });
    assert.equal(lying.page.crumbless, null);
    assert.match(lying.problems.join(), /Matomo\.crumbless is no version/);
  });

  test('knows a bundle and another version of ours', async (t) => {
    const [plain, bundled] = ['', '/* crumbless bundle */'].map((mark) => ({ type: SCRIPT, body: Buffer.concat([Buffer.from(`\uFEFF${mark};`), tracker().body.subarray(3)]) }));
    for (const [response, kind] of [[plain, 'crumbless'], [bundled, 'bundle']]) {
      const { scripts, problems } = await lookAt(t, { responses: { '/matomo.js': response } });
      assert.deepEqual([problems, scripts.map((script) => [script.kind, script.version])], [[], [[kind, null]]]);
    }
  });

  test('reads what a beacon carries, whatever it is made of, and finds the receiver that a tracker names', async (t) => {
    const beacons = `<script>addEventListener('load', () => {
      navigator.sendBeacon('/matomo.php', new Blob(['idsite=7&rec=1&e_c=Blob&e_a=a&ca=1&url=http://a.example/'], { type: 'application/x-www-form-urlencoded' }));
      navigator.sendBeacon('/matomo.php', '{"requests":["?idsite=7&rec=1&e_c=Text&e_a=a&ca=1&url=http://a.example/"]}');
    });</script>`;
    const { hits, problems } = await lookAt(t, { head: beacons, receiver: '/collect', responses: { '/collect': OK } });
    assert.deepEqual(problems, []);
    assert.deepEqual(hits.map(({ title }) => title).sort(), ['A page', 'Blob › a', 'Text › a']);
  });

  test('does not wait for what never ends', async (t) => {
    const { problems, hits } = await lookAt(t, {
      head: '<script>new EventSource("/stream");</script>',
      responses: { '/stream': { type: 'text/event-stream', body: 'retry: 60000\n\n' } },
    });
    assert.deepEqual([problems, hits.length], [[], 1]);
  });
});
