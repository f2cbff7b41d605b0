/** The demo server, over real sockets: files, policy, collector, live stream, passing on. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../www/server/collector/collector.mjs';
import { TRACKER_FILE } from '../../js/snippet.js';
import { startServer } from '../../www/server/serve.mjs';
import { PAGES, renderPage } from '../../www/server/pages.mjs';
import { readDashboard } from '../../www/server/measures.mjs';
import { policyFor } from '../../www/server/policy.mjs';
import { listen } from './support/events.mjs';

const HIT = 'idsite=1&rec=1&url=https%3A%2F%2Fexample.org%2F&action_name=Home';
const PROJECT = new URL('../..', import.meta.url).pathname;

let root;
/** @type {Awaited<ReturnType<typeof startServer>>[]} */
const servers = [];

before(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'crumbless-serve-'));
  await mkdir(path.join(root, 'www/pages'), { recursive: true });
  await mkdir(path.join(root, 'www/js'));
  await mkdir(path.join(root, 'dist/inspect'), { recursive: true });
  await writeFile(path.join(root, 'www/pages/layout.eta'), '<%~ it.body %><script type="module" src="/js/a.mjs"></script>');
  await writeFile(path.join(root, 'www/pages/demo.eta'), `<% layout('./layout') %><script>x(['setSiteId', '<%= it.siteId %>'])</script>`);
  await writeFile(path.join(root, 'www/pages/anonymous.eta'), `<script>y(['setSiteId', '1'])</script>`);
  await writeFile(path.join(root, 'www/js/a.mjs'), 'export {};');
  await mkdir(path.join(root, 'www/server'));
  for (const hidden of ['secret.txt', 'www/device.json', 'www/server/serve.mjs']) await writeFile(path.join(root, hidden), 'not for visitors');
  await writeFile(path.join(root, 'dist/matomo.js'), '/* the tracker */');
  await writeFile(path.join(root, 'dist/matomo.full.js'), '/* the full one */');
  await writeFile(path.join(root, 'dist/matomo.fallback.js'), '/* the fallback */');
  await writeFile(path.join(root, 'dist/inspect/inspect_bg.wasm'), '\0asm');
});

after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(root, { recursive: true });
});

async function start(options = {}) {
  const server = await startServer({ port: 0, root, ...options });
  servers.push(server);
  return server;
}

describe('files', () => {
  test('the page comes with a policy that allows its inline script by hash and nothing else inline', async () => {
    const { url } = await start({ siteId: '42' });
    const response = await fetch(`${url}demo/`);
    const html = await response.text();
    const script = "x(['setSiteId', '42'])";
    assert.ok(html.includes(`<script>${script}</script>`));
    const policy = response.headers.get('content-security-policy');
    const hash = createHash('sha256').update(script).digest('base64');
    assert.ok(policy.includes(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}';`), policy);
    assert.ok(!policy.includes('unsafe-inline') && !policy.includes("'unsafe-eval'"), policy);
  });

  test('the page about anonymous measurement has a policy of its own, and no page goes out without one', async () => {
    const { url } = await start({ siteId: '42' });
    const hash = createHash('sha256').update("y(['setSiteId', '1'])").digest('base64');
    for (const address of ['anonymous/', 'anonymous/index.html', 'anonymous', 'anonymous/?module=a']) {
      const response = await fetch(url + address);
      assert.equal(new URL(response.url).pathname.replace('index.html', ''), '/anonymous/');
      assert.ok(response.headers.get('content-security-policy').includes(`'sha256-${hash}'`), address);
      assert.match(await response.text(), /'setSiteId', '1'/);
    }
    assert.equal((await fetch(`${url}index`)).status, 404);
    assert.equal((await fetch(`${url}anonymous/index`)).status, 404);
  });

  test('scripts and WebAssembly have the types that browsers ask for', async () => {
    const { url } = await start();
    const tracker = await fetch(`${url}matomo.js`);
    assert.equal(await tracker.text(), '/* the tracker */');
    assert.match(tracker.headers.get('content-type'), /^text\/javascript/);
    const full = await fetch(`${url}matomo.full.js?1`);
    assert.equal(await full.text(), '/* the full one */');
    assert.match(full.headers.get('content-type'), /^text\/javascript/);
    assert.equal(await (await fetch(`${url}matomo.fallback.js`)).text(), '/* the fallback */');
    for (const gone of ['core', 'anonymous']) assert.equal((await fetch(`${url}matomo.${gone}.js`)).status, 404);
    const wasm = await fetch(`${url}dist/inspect/inspect_bg.wasm`);
    assert.equal(wasm.headers.get('content-type'), 'application/wasm');
    assert.match((await fetch(`${url}js/a.mjs`)).headers.get('content-type'), /^text\/javascript/);
    assert.equal(wasm.headers.get('x-content-type-options'), 'nosniff');
  });

  test('nothing outside of dist and the folders of www for visitors is served, and nothing is written', async () => {
    const { url } = await start();
    for (const wanted of ['none.txt', '..%2fsecret.txt', 'dist/..%2f..%2fsecret.txt', 'dist/%2e%2e/secret.txt', 'server/serve.mjs', 'js/..%2fserver/serve.mjs', 'device.json']) {
      assert.equal((await fetch(url + wanted)).status, 404, wanted);
    }
    assert.equal((await fetch(`${url}js/a.mjs`, { method: 'PUT', body: 'x' })).status, 405);
  });

  test('templates are read again for every request, and are no pages themselves', async () => {
    const { url } = await start();
    const template = path.join(root, 'www/pages/snippet.eta');
    for (const words of ['before', 'after']) {
      await writeFile(template, `${words} <%= '<' %>`);
      assert.equal(await (await fetch(`${url}snippet/`)).text(), `${words} &lt;`);
    }
    const wanted = ['layout', 'layout/', 'document', 'pages/layout.eta', 'pages/layout', 'pages/', 'css/../pages/demo.eta', 'js/%2e%2e/pages/demo.eta', 'js/..%2fpages/demo.eta', 'js/..\\pages/demo.eta'];
    for (const address of wanted) assert.equal(await send(url, 'GET', {}, `/${address}`), 404, address);
  });

  test('another file can take the place of the built tracker', async () => {
    const tracker = path.join(root, 'other tracker.js');
    await writeFile(tracker, '/* another */');
    const { url } = await start({ tracker });
    for (const name of ['matomo.js', TRACKER_FILE]) assert.equal(await (await fetch(`${url}${name}`)).text(), '/* another */');
  });
});

describe('the demo’s pages', () => {
  test('carry the standard snippet, once, and no other inline script', async () => {
    const standard = ['disableCookies', 'trackPageView', 'enableLinkTracking', 'setTrackerUrl', 'setSiteId'];
    // The application tracks each of its views, the first one too.
    const further = ['setUserId', 'addTargets', 'addTargets', 'measureInteractions'];
    const { measures } = await readDashboard(PROJECT);
    for (const page of PAGES) {
      const wanted = { anonymous: ['disableCookies', ...further, ...standard.slice(2)], dashboard: [...measures.map(([name]) => name), ...standard] }[page.name] ?? standard;
      assert.deepEqual(await commandsOf(page), wanted, page.name);
    }

    async function commandsOf(page) {
      const html = await renderPage(page, { root: PROJECT });
      const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
      assert.equal(inline.length, 1);
      assert.equal(policyFor(html).match(/'sha256-/g).length, 1);
      return [...inline[0].matchAll(/_paq\.push\(\[["'](\w+)["']/g)].map(([, command]) => command);
    }
  });

  test('load nothing from elsewhere and have no inline style or handler', async () => {
    for (const page of PAGES) {
      const html = await renderPage(page, { root: PROJECT });
      const loaded = [...html.matchAll(/<(?:link|img|script)\b[^>]*?(?:href|src)="([^"]+)"/g)].map(([, address]) => address);
      assert.ok(loaded.length > 3);
      for (const address of loaded) assert.ok(address.startsWith('/') && !address.startsWith('//'), address);
      assert.doesNotMatch(html, /\s(style|on\w+)=/);
    }
  });
});

describe('the live stream', () => {
  test('shows a hit as it was sent, then the outcome', async () => {
    const { url, collector } = await start();
    const stream = await listen(url);
    assert.deepEqual(await stream.next('hello'), { forwardTo: null });
    const response = await fetch(`${url}matomo.php?${HIT}&send_image=0`);
    const request = await stream.next('request');
    assert.equal(request.query, `${HIT}&send_image=0`);
    assert.deepEqual([request.method, request.body, request.status], ['GET', '', null]);
    assert.equal(request.bytes, request.query.length);
    assert.deepEqual(await stream.next('outcome'), { id: request.id, status: response.status });
    assert.equal(response.status, 204);
    assert.equal(collector.hits().length, 1);
    await stream.stop();
  });

  test('a bulk request is one request, and the collector reads the same body', async () => {
    const { url, collector } = await start();
    const stream = await listen(url);
    const body = JSON.stringify({ requests: [`?${HIT}`, `?${HIT}&e_c=ä&e_a=b`] });
    await fetch(`${url}matomo.php`, { method: 'POST', body });
    assert.equal((await stream.next('request')).body, body);
    assert.deepEqual(collector.hits().map((hit) => hit.bulk.index), [0, 1]);
    await stream.stop();
  });

  test('tells how the browser sent it', async () => {
    const { url } = await start();
    const stream = await listen(url);
    const cases = [
      ['GET', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }, 'image'],
      ['POST', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'no-cors' }, 'beacon'],
      ['POST', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }, 'fetch'],
    ];
    for (const [method, headers, transport] of cases) {
      await send(`${url}matomo.php?${HIT}`, method, headers);
      assert.equal((await stream.next('request')).transport, transport);
    }
    await stream.stop();
  });

  test('sends a late listener the events it missed, and only those', async () => {
    const { url } = await start();
    for (const name of ['one', 'two']) await fetch(`${url}matomo.php?${HIT}&e_n=${name}`);
    const late = await listen(url);
    const first = await late.next('request');
    const second = await late.next('request');
    assert.deepEqual([first, second].map(({ query }) => query.slice(-3)), ['one', 'two']);
    assert.deepEqual([first, second].map(({ status }) => status), [200, 200]);
    const again = await listen(url, { 'last-event-id': String(first.id) });
    assert.equal((await again.next('request')).id, second.id);
    await Promise.all([late.stop(), again.stop()]);
  });

  test('keeps a bounded number of requests', async () => {
    const { url } = await start();
    for (let sent = 0; sent < 205; sent += 1) await fetch(`${url}matomo.php?${HIT}&r=${sent}`);
    const stream = await listen(url);
    assert.equal(new URLSearchParams((await stream.next('request')).query).get('r'), '5');
    await stream.stop();
  });

  test('forgets when asked, and tells every listener', async () => {
    const { url } = await start();
    await fetch(`${url}matomo.php?${HIT}`);
    const stream = await listen(url);
    assert.equal((await fetch(`${url}hits`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await stream.next('clear'), {});
    const after = await listen(url);
    await fetch(`${url}matomo.php?${HIT}&e_n=new`);
    assert.match((await after.next('request')).query, /e_n=new$/);
    await Promise.all([stream.stop(), after.stop()]);
  });

  test('a body without end is refused and not shown', async () => {
    const { url } = await start();
    const stream = await listen(url);
    const response = await fetch(`${url}matomo.php`, { method: 'POST', body: 'x'.repeat(DEFAULT_LIMITS.bodyBytes + 1) });
    assert.equal(response.status, 413);
    await fetch(`${url}matomo.php?${HIT}`);
    assert.equal((await stream.next('request')).query, HIT);
    await stream.stop();
  });
});

describe('a real server behind it', () => {
  /** @type {import('node:http').Server[]} */
  const matomos = [];
  after(() => matomos.forEach((server) => server.close()));

  async function matomo(respond) {
    const seen = [];
    const server = createServer(async (request, response) => {
      const chunks = await request.toArray();
      seen.push({ url: request.url, method: request.method, headers: request.headers, body: String(Buffer.concat(chunks)) });
      respond(response);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    matomos.push(server);
    return { seen, address: `http://127.0.0.1:${server.address().port}` };
  }

  test('gets the hit without cookies, and its response comes back', async () => {
    const real = await matomo((response) => response.writeHead(204).end());
    const { url, collector } = await start({ collectorUrl: `${real.address}/stats/` });
    const stream = await listen(url);
    assert.deepEqual(await stream.next('hello'), { forwardTo: `${real.address}/stats/matomo.php` });
    const headers = { 'user-agent': 'A browser', 'accept-language': 'de', cookie: 'session=secret' };
    const status = await send(`${url}matomo.php?${HIT}`, 'POST', headers);
    assert.equal(status, 204);
    const [request] = real.seen;
    assert.deepEqual([request.url, request.method], [`/stats/matomo.php?${HIT}`, 'POST']);
    assert.equal(request.headers['user-agent'], 'A browser');
    assert.equal(request.headers.cookie, undefined);
    assert.equal((await stream.next('outcome')).status, 204);
    assert.equal(collector.hits().length, 0);
    await stream.stop();
  });

  test('its refusal is passed on and logged', async () => {
    const real = await matomo((response) => response.writeHead(400).end());
    const lines = [];
    const { url } = await start({ collectorUrl: `${real.address}/matomo.php`, log: (line) => lines.push(line) });
    assert.equal((await fetch(`${url}matomo.php?${HIT}`)).status, 400);
    assert.match(lines.join(), /returned status 400/);
  });

  test('its absence is a 502 with the reason', async () => {
    const lines = [];
    const { url } = await start({ collectorUrl: 'http://127.0.0.1:1/', log: (line) => lines.push(line) });
    const response = await fetch(`${url}matomo.php?${HIT}`);
    assert.equal(response.status, 502);
    assert.match(lines.join(), /was not forwarded to http:\/\/127\.0\.0\.1:1\/matomo\.php/);
  });
});

describe('starting', () => {
  test('a taken port is told by its code and mended by a command', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await assert.rejects(start({ port }), (error) => {
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, new RegExp(`Port ${port} is taken.*npm start -- --port`));
      return true;
    });
  });

  test('what cannot work is said before anything starts', async () => {
    await assert.rejects(start({ tracker: path.join(root, 'none.js') }), /npm run build/);
    await assert.rejects(start({ collectorUrl: 'your.matomo' }), /--collector takes an address/);
    await assert.rejects(start({ collectorUrl: 'ftp://your.matomo/' }), /--collector takes an address/);
    await assert.rejects(start({ siteId: "1']" }), /--site takes/);
  });

  test('closing ends open streams', async () => {
    const server = await startServer({ port: 0, root });
    const stream = await listen(server.url);
    await server.close();
    assert.equal(await stream.next('request').catch(() => null), null);
  });
});

/** `fetch` keeps some headers to itself, and mends addresses; this sends any. */
async function send(url, method, headers, address = new URL(url).pathname + new URL(url).search) {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, path: address }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end();
  });
}
