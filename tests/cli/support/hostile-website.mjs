/**
 * Websites that do what they can to keep `crumbless check` from ending, or that lie about what they are, and what it must say of
 * them. `npm test` has a part of the pages; the others are those of `npm run test:all`.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { test } from 'node:test';
import { crumbless } from './terminal.mjs';

export const SCRIPT = { 'Content-Type': 'text/javascript; charset=utf-8' };
const TRACKER = readFileSync(path.join(import.meta.dirname, '../../../dist/matomo.js'));
/** What the page may take, and how much later the program ends at the latest: a busy machine takes long to end a browser. */
const SECONDS = 5;
const GRACE = 25;
/** For pages that come to rest. */
export const CALM = 60;
export const WARNING = process.getuid?.() === 0 ? /^Chromium runs without its sandbox[^\n]*\n$/ : /^$/;

export const SNIPPET = `<script>var _paq = [['trackPageView'], ['setTrackerUrl', '/matomo.php'], ['setSiteId', '7']];</script><script src="/matomo.js"></script>`;
/** After the page view has left. */
export const LATER = (code) => `<script>new PerformanceObserver((list) => { if (list.getEntries().some(({ name }) => name.includes('matomo.php'))) { ${code} } }).observe({ type: 'resource', buffered: true });</script>`;

/** A website whose responses are functions, which may never end. */
export async function start(t, responses, asked = () => {}) {
  const server = http.createServer((request, response) => {
    asked();
    const { pathname } = new URL(request.url, 'http://host.invalid');
    const given = responses[pathname];
    if (typeof given === 'function') return given(request, response);
    if (pathname === '/matomo.js') return response.writeHead(200, SCRIPT).end(TRACKER);
    if (given === undefined) return response.writeHead(pathname === '/page' ? 404 : 204).end();
    return response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(given);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/**
 * What the program says of a page, and that it says it in time and in a form that can be read. On a busy machine the time may be
 * over before the browser is there or before the page `hasBegun`, which says nothing of the page: then it is looked at again.
 */
export async function check(t, body, { responses = {}, seconds = SECONDS, hasBegun = () => true } = {}) {
  let asked;
  const url = await start(t, { '/page': body, ...responses }, () => { asked ??= performance.now(); });
  let said;
  for (let left = 4; left > 0; left -= 1) {
    asked = undefined;
    said = readable(await crumbless(['check', `${url}/page`, '--json', '--seconds', String(seconds)]));
    if (asked !== undefined && hasBegun(said)) break;
  }
  // How long Node and Chromium take to start is not the page's doing.
  const took = (performance.now() - asked) / 1_000;
  assert.ok(took < seconds + GRACE, `it took ${took.toFixed(1)} s`);
  return said;
}

function readable({ status, out, err }) {
  assert.doesNotMatch(err, /bug in crumbless|\n\s+at /);
  assert.ok([0, 1].includes(status), `${status}: ${err}`);
  if (out === '') return { status, err };
  assert.match(err, WARNING);
  return { status, err, ...JSON.parse(out) };
}

export const page = (more) => `<!doctype html><meta charset="utf-8"><title>A page</title>${SNIPPET}${more}`;
export const has = (problems, says) => assert.ok(problems.some((problem) => says.test(problem)), `${says} in\n${problems.join('\n')}`);
export const LOOP = /keeps the browser busy without end/;

/** What a page does once its page view has left, and what is said of it; the hit itself is always there. */
export const ENDLESS = {
  few: {
    'a loop in a task': [LATER('for (;;);'), LOOP],
    'frames within frames': [LATER('setInterval(() => { const frame = document.createElement("iframe"); frame.src = "/frame"; document.body.append(frame); }, 5);'), null],
  },
  more: {
    'requests without an end': [LATER('setInterval(() => { for (let at = 0; at < 100; at += 1) fetch("/a?" + Math.random()).catch(() => {}); }, 0);'), /does more than is written down|busy without an end/],
    'a dialog after the other': [LATER('for (;;) alert("again");'), null],
    'downloads without an end': [LATER('setInterval(() => { const a = document.createElement("a"); a.href = "/file"; a.download = "a"; a.click(); }, 5);'), null],
    'a console without an end': [LATER('const much = "Crumbless: " + "x".repeat(1e6); setInterval(() => { for (let at = 0; at < 20; at += 1) console.error(much); }, 0);'), /complains in the console|busy without an end/],
    'a loop in a microtask': [LATER('(function again() { Promise.resolve().then(again); })();'), LOOP],
    'a loop in a handler of the console': [LATER('console.log({ get a() { for (;;); } }); for (;;) document.title += "a";'), LOOP],
    'a page that closes itself': [LATER('window.close();'), null],
    'a dialog when it is left, and it goes': [LATER('window.onbeforeunload = () => "stay"; setInterval(() => location.reload(), 0);'), null],
    'windows without an end': [LATER('setInterval(() => { open("/page"); open("about:blank"); }, 0);'), null],
    'workers that loop': [LATER('for (let at = 0; at < 4; at += 1) new Worker(URL.createObjectURL(new Blob(["for (;;);"])));'), null],
    'a service worker that loops': [LATER('navigator.serviceWorker.register("/worker.js");'), null],
    'a line of the console that no program can hold': [LATER('console.log("x".repeat(2 ** 29 - 30)); console.log("\\u0001".repeat(2e8));'), null],
    'a request body that no program can hold': [LATER('fetch("/b", { method: "POST", body: "x".repeat(4e8) });'), null],
    'addresses without an end': [LATER('let at = 0; setInterval(() => { history.pushState(null, "", "?" + at++); location.hash = at; }, 0);'), null],
    'a document without an end': [LATER('setInterval(() => { const text = "<p>x</p>".repeat(20000); document.body.insertAdjacentHTML("beforeend", text); }, 0);'), null],
    'a page that writes itself anew': [LATER('setInterval(() => { document.open(); document.write("again"); document.close(); }, 0);'), null],
  },
};

/** What a page puts in the place of the tracker. */
export const LIES = {
  few: {
    'a Matomo that throws whatever is asked of it': 'window.Matomo = new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw 1; }, ownKeys() { throw 1; } });',
    'a Matomo behind a getter that never ends': 'Object.defineProperty(window, "Matomo", { get() { for (;;); } });',
    'trackers that return other things': 'const circle = {}; circle.circle = circle; window.Matomo = { getAsyncTrackers: () => [circle, [], new Promise(() => {}), Symbol("a"), 5n, new Proxy(() => {}, {})].map((what) => ({ getTrackerUrl: () => what, getSiteId: () => what })) };',
    'waiting commands that say they are endless': 'window._paq = { length: Infinity, get 0() { throw 1; } };',
  },
  more: {
    'a Matomo behind a getter that throws': 'Object.defineProperty(window, "Matomo", { get() { throw new Error("no"); } });',
    'a list that says it is endless': 'window.Matomo = { getAsyncTrackers: () => new Proxy([], { get: (list, name) => (name === "length" ? Infinity : { getTrackerUrl: () => "/a", getSiteId: () => 1 }) }) };',
    'a list that is none': 'window.Matomo = { getAsyncTrackers: () => ({ length: { valueOf() { throw 1; } } }) };',
    'a promise in the place of a list': 'window.Matomo = { getAsyncTrackers: () => new Promise(() => {}) };',
    'a list of nothing': 'window.Matomo = { getAsyncTrackers: () => [null, undefined, 1, Symbol("a"), 5n] };',
    'trackers that pretend to be text': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl: () => ({ toString() { throw 1; }, toJSON() { for (;;); } }), getSiteId: () => new String("7") }] };',
    'a tracker that never comes back': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl() { for (;;); } }] };',
    'a tracker that shows a dialog': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl() { alert(1); return 5; }, getSiteId() { return {}; } }] };',
    'consent that throws': 'window.Matomo = { getAsyncTrackers: () => [{ getTrackerUrl: () => "/matomo.php", getSiteId: () => "7", isConsentRequired() { throw 1; } }] };',
    'waiting commands that throw': 'window._paq = new Proxy([1], { get() { throw 1; } });',
  },
};

/** A test for each of the pages: the program ends in time, with what was seen. */
export function testEndless(pages) {
  for (const [name, [body, says]] of Object.entries(pages)) {
    test(name, async (t) => {
      const responses = {
        '/worker.js': (_, response) => response.writeHead(200, SCRIPT).end('for (;;);'),
        '/file': (_, response) => response.writeHead(200, { 'Content-Disposition': 'attachment; filename=a' }).write('endless'),
        '/frame': '<iframe src="/frame?1"></iframe><script>for (let at = 0; at < 3; at += 1) fetch("/x")</script>',
      };
      // A page that has not begun has done nothing yet that could hide its hit.
      const { problems, hits, err } = await check(t, page(body), { responses, hasBegun: (said) => said.hits !== undefined });
      assert.ok(hits?.some(({ kind, site }) => kind === 'page-view' && site === '7'), `${err}${JSON.stringify(hits)}`);
      if (says) has(problems, says);
    });
  }
}

/** A test for each of the pages: it is told apart from one with a tracker. */
export function testLies(pages) {
  for (const [name, code] of Object.entries(pages)) {
    test(name, async (t) => {
      const { status, problems } = await check(t, page('').replace(SNIPPET, `<script>${code}</script>`), { seconds: CALM });
      assert.equal(status, 1);
      has(problems, /does not behave like one|busy without end/);
    });
  }
}
