/** `crumbless check` on pages that do what they can to keep it from ending, and that lie about what they are. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { crumbless } from './support/stand-in-terminal.mjs';

const SCRIPT = { 'Content-Type': 'text/javascript; charset=utf-8' };
const TRACKER = readFileSync(path.join(import.meta.dirname, '../../dist/matomo.js'));
/** What the page may take, and how much later the program ends at the latest: a busy machine takes long to end a browser. */
const SECONDS = 5;
const GRACE = 25;
/** For pages that come to rest. */
const CALM = 60;
const WARNING = process.getuid?.() === 0 ? /^Chromium runs without its sandbox[^\n]*\n$/ : /^$/;

const SNIPPET = `<script>var _paq = [['trackPageView'], ['setTrackerUrl', '/matomo.php'], ['setSiteId', '7']];</script><script src="/matomo.js"></script>`;
/** After the page view has left. */
const LATER = (code) => `<script>new PerformanceObserver((list) => { if (list.getEntries().some(({ name }) => name.includes('matomo.php'))) { ${code} } }).observe({ type: 'resource', buffered: true });</script>`;

/** A website whose answers are functions, which may never end. */
async function start(t, answers, asked = () => {}) {
  const server = http.createServer((request, response) => {
    asked();
    const { pathname } = new URL(request.url, 'http://host.invalid');
    const answer = answers[pathname];
    if (typeof answer === 'function') return answer(request, response);
    if (pathname === '/matomo.js') return response.writeHead(200, SCRIPT).end(TRACKER);
    if (answer === undefined) return response.writeHead(pathname === '/page' ? 404 : 204).end();
    return response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** What the program says of a page, and that it says it in time and in a form that can be read. */
async function check(t, body, answers = {}, seconds = SECONDS) {
  const asked = [];
  const url = await start(t, { '/page': body, ...answers }, () => asked.push(performance.now()));
  const look = () => crumbless(['check', `${url}/page`, '--json', '--seconds', String(seconds)]);
  let { status, out, err } = await look();
  // On a busy machine the time may be over before the browser is there: that says nothing of the page.
  for (let again = 0; asked.length === 0 && again < 3; again += 1) ({ status, out, err } = await look());
  // How long Node and Chromium take to start is not the page's doing.
  const took = (performance.now() - asked[0]) / 1_000;
  assert.ok(took < seconds + GRACE, `it took ${took.toFixed(1)} s`);
  assert.doesNotMatch(err, /fault of crumbless|\n\s+at /);
  assert.ok([0, 1].includes(status), `${status}: ${err}`);
  if (out === '') return { status, err };
  assert.match(err, WARNING);
  return { status, err, ...JSON.parse(out) };
}

const page = (more) => `<!doctype html><meta charset="utf-8"><title>A page</title>${SNIPPET}${more}`;
const has = (problems, says) => assert.ok(problems.some((problem) => says.test(problem)), `${says} in\n${problems.join('\n')}`);
const LOOP = /keeps the browser busy without an end/;

describe('check ends in time, with what was seen', { concurrency: 2 }, () => {
  /** What the page does once its page view has left, and what is said of it; the hit itself is always there. */
  const LATE = {
    'a loop in a task': [LATER('for (;;);'), LOOP],
    'a loop in a microtask': [LATER('(function again() { Promise.resolve().then(again); })();'), LOOP],
    'a loop in a handler of the console': [LATER('console.log({ get a() { for (;;); } }); for (;;) document.title += "a";'), LOOP],
    'a page that closes itself': [LATER('window.close();'), null],
    'a dialog after the other': [LATER('for (;;) alert("again");'), null],
    'a dialog when it is left, and it goes': [LATER('window.onbeforeunload = () => "stay"; setInterval(() => location.reload(), 0);'), null],
    'windows without an end': [LATER('setInterval(() => { open("/page"); open("about:blank"); }, 0);'), null],
    'downloads without an end': [LATER('setInterval(() => { const a = document.createElement("a"); a.href = "/file"; a.download = "a"; a.click(); }, 5);'), null],
    'workers that loop': [LATER('for (let at = 0; at < 4; at += 1) new Worker(URL.createObjectURL(new Blob(["for (;;);"])));'), null],
    'a service worker that loops': [LATER('navigator.serviceWorker.register("/worker.js");'), null],
    'requests without an end': [LATER('setInterval(() => { for (let at = 0; at < 100; at += 1) fetch("/a?" + Math.random()).catch(() => {}); }, 0);'), /does more than is written down|busy without an end/],
    'a console without an end': [LATER('const much = "Crumbless: " + "x".repeat(1e6); setInterval(() => { for (let at = 0; at < 20; at += 1) console.error(much); }, 0);'), /complains in the console|busy without an end/],
    'a line of the console that no program can hold': [LATER('console.log("x".repeat(2 ** 29 - 30)); console.log("\\u0001".repeat(2e8));'), null],
    'a request body that no program can hold': [LATER('fetch("/b", { method: "POST", body: "x".repeat(4e8) });'), null],
    'addresses without an end': [LATER('let at = 0; setInterval(() => { history.pushState(null, "", "?" + at++); location.hash = at; }, 0);'), null],
    'frames within frames': [LATER('setInterval(() => { const frame = document.createElement("iframe"); frame.src = "/frame"; document.body.append(frame); }, 5);'), null],
    'a document without an end': [LATER('setInterval(() => { const text = "<p>x</p>".repeat(20000); document.body.insertAdjacentHTML("beforeend", text); }, 0);'), null],
    'a page that writes itself anew': [LATER('setInterval(() => { document.open(); document.write("again"); document.close(); }, 0);'), null],
  };
  for (const [name, [body, says]] of Object.entries(LATE)) {
    test(name, async (t) => {
      const look = () => check(t, page(body), {
        '/worker.js': (_, response) => response.writeHead(200, SCRIPT).end('for (;;);'),
        '/file': (_, response) => response.writeHead(200, { 'Content-Disposition': 'attachment; filename=a' }).write('endless'),
        '/frame': '<iframe src="/frame?1"></iframe><script>for (let at = 0; at < 3; at += 1) fetch("/x")</script>',
      });
      let { problems, hits, err } = await look();
      // On a busy machine the time may be over before the page has begun: then it has done nothing yet that could hide its hit.
      for (let again = 0; hits === undefined && again < 3; again += 1) ({ problems, hits, err } = await look());
      assert.ok(hits?.some(({ kind, site }) => kind === 'page-view' && site === '7'), `${err}${JSON.stringify(hits)}`);
      if (says) has(problems, says);
    });
  }

  test('a loop at once, and what was there before it', async (t) => {
    const { status, problems, page: seen } = await check(t, page('<script>for (;;);</script>'));
    assert.deepEqual([status, seen.status], [1, 200]);
    has(problems, LOOP);
  });

  test('an answer that never ends', async (t) => {
    const { hits, notes } = await check(t, (_, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).write(page('<p>'.repeat(1000))));
    assert.equal(hits.length, 1);
    has(notes, /did not come to rest/);
  });

  test('an answer that never ends, and never stops coming', async (t) => {
    const { hits } = await check(t, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).write(page(''));
      const part = '<b>x'.repeat(16_384);
      const more = () => {
        while (!response.destroyed && response.write(part));
        response.once('drain', more);
      };
      more();
    });
    assert.ok(hits.length <= 1);
  });

  test('a tracker that never ends, one that is a bomb, and one that is large', async (t) => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    const SCRIPTS = {
      endless: (_, response) => void response.writeHead(200, SCRIPT).write('var a;'),
      bomb: (_, response) => response.writeHead(200, { ...SCRIPT, 'Content-Encoding': 'gzip' }).end(bomb),
      large: (_, response) => response.writeHead(200, SCRIPT).end(Buffer.alloc(20 * 1024 * 1024, ' ')),
    };
    for (const [name, script] of Object.entries(SCRIPTS)) {
      const { status, problems } = await check(t, page(''), { '/matomo.js': script });
      assert.equal(status, 1, name);
      has(problems, /matomo\.js (?:came too late, or is too large|could not be loaded|is no tracker)/);
    }
  });

  test('a server that takes hits and never answers', async (t) => {
    const { hits, notes } = await check(t, page(''), { '/matomo.php': () => {} });
    assert.deepEqual(hits.map(({ status }) => status), [null]);
    has(notes, /was not answered while the page was looked at/);
  });

  test('a server that takes hits and never answers a question', async (t) => {
    const { hits, notes } = await check(t, page(''), { '/matomo.php': ({ url }, response) => void (url.includes('rec=1') && response.writeHead(204).end()) });
    assert.deepEqual(hits.map(({ status }) => status), [204]);
    has(notes, /Whether \S+ knows site 7 could not be learned \(no answer in time\)/);
  });

  const NOWHERE = {
    'a server that takes the question and never answers': [() => {}, /does not answer: is the address right/],
    'an answer that leads on and on': [(request, response) => response.writeHead(302, { Location: `/page?${Math.random()}` }).end(), /leads on and on/],
    'an answer that breaks off': [(request) => request.socket.destroy(), /cannot be opened \(net::ERR_\w+\)/],
    'a file to be downloaded': [(_, response) => response.writeHead(200, { 'Content-Disposition': 'attachment; filename=a' }).end('x'), /cannot be opened|file to be downloaded/],
  };
  for (const [name, [answer, says]] of Object.entries(NOWHERE)) {
    test(name, async (t) => {
      const { status, err } = await check(t, answer);
      assert.equal(status, 1);
      assert.match(err, says);
    });
  }

  for (const [name, body] of Object.entries({
    'a page that goes on to itself': '<script>location.reload()</script>',
    'a page that goes on to itself all the time': '<script>setInterval(() => location.replace("?" + Math.random()), 0)</script>',
    'a page that leads on by its head': '<meta http-equiv="refresh" content="0">',
  })) {
    test(name, async (t) => {
      const { status } = await check(t, body + SNIPPET);
      assert.equal(status, 1);
    });
  }
});

describe('a page’s lies are the page’s', { concurrency: 2 }, () => {
  const LIES = {
    'a Matomo that throws whatever is asked of it': 'window.Matomo = new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw 1; }, ownKeys() { throw 1; } });',
    'a Matomo behind a getter that throws': 'Object.defineProperty(window, "Matomo", { get() { throw new Error("no"); } });',
    'a Matomo behind a getter that never ends': 'Object.defineProperty(window, "Matomo", { get() { for (;;); } });',
    'a list that says it is endless': 'window.Matomo = { getAsyncTrackers: () => new Proxy([], { get: (list, name) => (name === "length" ? Infinity : { getTrackerUrl: () => "/a", getSiteId: () => 1 }) }) };',
    'a list that is none': 'window.Matomo = { getAsyncTrackers: () => ({ length: { valueOf() { throw 1; } } }) };',
    'a promise in the place of a list': 'window.Matomo = { getAsyncTrackers: () => new Promise(() => {}) };',
    'a list of nothing': 'window.Matomo = { getAsyncTrackers: () => [null, undefined, 1, Symbol("a"), 5n] };',
    'trackers that answer with other things': 'const circle = {}; circle.circle = circle; window.Matomo = { getAsyncTrackers: () => [circle, [], new Promise(() => {}), Symbol("a"), 5n, new Proxy(() => {}, {})].map((what) => ({ getTrackerUrl: () => what, getSiteId: () => what })) };',
    'trackers that pretend to be text': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl: () => ({ toString() { throw 1; }, toJSON() { for (;;); } }), getSiteId: () => new String("7") }] };',
    'a tracker that never comes back': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl() { for (;;); } }] };',
    'a tracker that shows a dialog': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl() { alert(1); return 5; }, getSiteId() { return {}; } }] };',
    'consent that throws': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl: () => "/matomo.php", getSiteId: () => "7", isConsentRequired() { throw 1; } }] };',
    'waiting commands that throw': 'window._paq = new Proxy([1], { get() { throw 1; } });',
    'waiting commands that say they are endless': 'window._paq = { length: Infinity, get 0() { throw 1; } };',
  };
  for (const [name, code] of Object.entries(LIES)) {
    test(name, async (t) => {
      const { status, problems } = await check(t, page('').replace(SNIPPET, `<script>${code}</script>`), {}, CALM);
      assert.equal(status, 1);
      has(problems, /does not behave as one|busy without an end/);
    });
  }

  const COVERED = {
    'names of elements': '<form name="title"></form><img name="baseURI"><form name="querySelector"></form><a id="indexedDB"></a><a id="localStorage"></a>',
    'built-ins that throw': '<script>for (const of of [JSON, Object, Reflect, Promise, Promise.prototype, Array, Array.prototype, String, String.prototype, Symbol, URL, Storage.prototype]) for (const name of Object.getOwnPropertyNames(of)) { try { if (typeof of[name] === "function" && name !== "constructor") of[name] = () => { throw new Error("replaced"); }; } catch {} }</script>',
  };
  /** After these our own tracker does not work as it should, which is the page's finding. */
  const BROKEN = {
    'built-ins that lie': LATER('JSON.stringify = () => "{}"; Array.prototype.map = () => [1]; Object.keys = () => ["forged"]; indexedDB.databases = () => new Promise(() => {}); String.prototype.slice = () => "forged"; Object.defineProperty(Document.prototype, "title", { get: () => "forged" });'),
    'setters under every index and name': LATER('for (const name of [0, 1, 2, "url", "site", "title", "length", "value", "m"]) { Object.defineProperty(Object.prototype, name, { set() { throw 1; }, get() { return "forged"; }, configurable: true }); }'),
  };
  for (const [name, before] of Object.entries({ ...COVERED, ...BROKEN })) {
    test(`${name}, after the tracker has run: what the browser knows is as it was`, async (t) => {
      const { status, problems, trackers, hits, page: seen, storage } = await check(t, `${page('<script>localStorage.setItem("kept", "1")</script>')}${before}`, {}, CALM);
      assert.deepEqual([seen.title, storage.localStorage, hits.map(({ title }) => title)], ['A page', ['kept'], ['A page']]);
      if (Object.hasOwn(BROKEN, name)) return assert.deepEqual(problems.filter((problem) => !/does not behave as one|was not told where to send|complains in the console/.test(problem)), []);
      assert.deepEqual([problems, status, trackers.map(({ site }) => site)], [[], 0, ['7']]);
    });
  }

  test('an element in the place of Matomo', async (t) => {
    const { status, problems, trackers } = await check(t, '<!doctype html><form id="Matomo"><input name="getAsyncTrackers"></form><form id="_paq"><input></form>', {}, CALM);
    assert.deepEqual([status, trackers], [1, []]);
    has(problems, /does not behave as one/);
  });

  test('no function of ours is in the page, to be called or to be found', async (t) => {
    const { hits } = await check(t, `<!doctype html><script>window.before = Object.getOwnPropertyNames(window).filter((name) => /playwright|crumbless|__|^tell/i.test(name)).concat(/native code/.test(navigator.sendBeacon) ? [] : ['sendBeacon']);
      navigator.sendBeacon('/matomo.php', new Blob(['idsite=7&rec=1&ca=1&e_c=found&e_a=' + (window.before.join() || 'nothing')]));</script>`, {}, CALM);
    assert.deepEqual(hits.map(({ title }) => title), ['found › nothing']);
  });

  test('more hits, storage and cookies than can be shown', async (t) => {
    const { problems, hits, storage } = await check(t, page(`<script>
      for (let at = 0; at < 5000; at += 1) localStorage.setItem('k' + at, '');
      for (let at = 0; at < 300; at += 1) document.cookie = 'c' + at + '=1';
      localStorage.setItem('x'.repeat(1e6), '');
      const many = (count) => JSON.stringify({ requests: Array(count).fill('?idsite=7&rec=1&ca=1&e_c=a&e_a=b') });
      for (let at = 0; at < 4; at += 1) fetch('/matomo.php', { method: 'POST', body: many(900) });
      fetch('/matomo.php', { method: 'POST', body: '{"requests":' + '['.repeat(1e5) });
      fetch('/matomo.php', { method: 'POST', body: 'idsite=7&rec=1&' + 'a%=&'.repeat(2e5) });
      fetch('/matomo.php?idsite=7&rec=1&url=' + '%f0%80\\ud800'.repeat(1000)).catch(() => {});
    </script>`), {}, CALM);
    assert.equal(hits.length, 1_000, problems.join('\n'));
    assert.ok(storage.localStorage.length <= 100 && storage.localStorage.every((name) => name.length <= 2_000));
    has(problems, /hits more than are shown here/);
  });
});

describe('control and bidirectional characters', () => {
  const WICKED = ['\u0000', '\u0007', '\u001b[2J', '\u007f', '\u0085', '\u009b31m', '\u00ad', '\u061c', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\u{e0041}'].join('a');
  const written = JSON.stringify(WICKED).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const BODY = page(`<script>document.title = ${written}; localStorage.setItem(${written} + '\\ud800', ''); console.error('Crumbless: ' + ${written});
    _paq.push(['trackEvent', ${written}, 'b'], ['trackEvent', '\\ud83d', 'b']);</script>`);

  test('are escaped in JSON, which reads as what they were', async (t) => {
    const url = await start(t, { '/page': BODY });
    const { out, err } = await crumbless(['check', `${url}/page`, '--json']);
    assert.match(err, WARNING);
    assert.doesNotMatch(out, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    const { storage, hits } = JSON.parse(out);
    assert.equal(storage.localStorage[0], `${WICKED}\ud800`);
    assert.ok(hits.some(({ title }) => title.includes('\u202e')), JSON.stringify(hits));
  });

  test('do not reach the terminal of a person', async (t) => {
    const url = await start(t, { '/page': BODY });
    const { out } = await crumbless(['check', `${url}/page`, '--parameters']);
    assert.match(out, /2J/);
    assert.doesNotMatch(out, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});
