/** The demo server against other sites' pages, and against whoever sends much. */
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { Room } from '../../www/server/collector/body.mjs';
import { createCollector } from '../../www/server/collector/collector.mjs';
import { startServer } from '../../www/server/serve.mjs';
import { HitStream, LIMITS } from '../../www/server/hit-stream.mjs';
import { isForThisServer, isOfOwnPage } from '../../www/server/guard.mjs';
import { listen } from './support/events.mjs';

const HIT = 'idsite=1&rec=1&send_image=0';
let server;
let port;
before(async () => {
  server = await startServer({ port: 0, tracker: import.meta.filename });
  port = Number(new URL(server.url).port);
});
after(() => server.close());

/** `fetch` keeps some headers to itself; this sends any, and does not wait for an end. */
function send(method, address, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: address, headers, agent: false }, (response) => {
      resolve({ status: response.statusCode, headers: response.headers });
      response.destroy();
    });
    request.on('error', reject).end();
  });
}

describe('names', () => {
  test('its own get a response, whatever the port', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      for (const host of [name, `${name}:${port}`, `${name}:80`]) assert.equal((await send('GET', '/matomo.js', { host })).status, 200, host);
    }
  });

  test('no other is, at no address and with no method', async () => {
    const names = ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example', 'evil.example@127.0.0.1', '127.0.0.1#evil.example', '127.0.0.1/evil.example', '127.0.0.1, evil.example', 'localhost.', '2130706433', '0x7f000001', '[::ffff:127.0.0.1]', '0.0.0.0', '10.1.2.3'];
    for (const host of names) assert.equal((await send('GET', '/hits', { host })).status, 421, host);
    for (const [method, address] of [['GET', '/'], ['GET', '/matomo.js'], ['DELETE', '/hits'], ['GET', `/matomo.php?${HIT}`], ['POST', `/matomo.php?${HIT}`], ['OPTIONS', '/matomo.php'], ['PUT', '/anonymous/down']]) {
      assert.equal((await send(method, address, { host: 'evil.example' })).status, 421, `${method} ${address}`);
    }
    assert.deepEqual(server.collector.hits(), []);
  });

  test('a request that names no host, or a whole address, is refused', async () => {
    const raw = async (text) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.end(text);
      let received = '';
      for await (const chunk of socket) received += chunk;
      return Number(received.split(' ')[1]);
    };
    assert.equal(await raw('GET /hits HTTP/1.0\r\n\r\n'), 421);
    assert.equal(await raw('GET /hits HTTP/1.1\r\nConnection: close\r\n\r\n'), 400);
    assert.equal(await raw('GET http://evil.example/hits HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'), 400);
  });

  test('one that it was started for is its own, and an address where it listens at all', () => {
    const request = (host, localAddress = '127.0.0.1') => ({ headers: { host }, socket: { localAddress } });
    assert.ok(isForThisServer(request('demo.example:80'), 'Demo.example'));
    assert.ok(isForThisServer(request('[fe80::1]:80'), 'fe80::1'));
    assert.ok(isForThisServer(request('10.1.2.3', '::ffff:10.1.2.3'), '0.0.0.0'));
    assert.ok(isForThisServer(request('[fd00::1]', 'fd00::1'), '::'));
    assert.equal(isForThisServer(request('10.1.2.4', '10.1.2.3'), '0.0.0.0'), false);
    assert.equal(isForThisServer(request('evil.example', '10.1.2.3'), '0.0.0.0'), false);
  });
});

describe('what arrived', () => {
  const OWN = [['GET', '/hits'], ['DELETE', '/hits'], ['GET', '/anonymous/hits'], ['DELETE', '/anonymous/hits'], ['PUT', '/anonymous/down'], ['DELETE', '/anonymous/down']];

  test('is for the demo’s own pages alone', async () => {
    const own = `http://127.0.0.1:${port}`;
    const strangers = [
      { origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'file://' }, { origin: '' }, { origin: `http://127.0.0.1:${port + 1}` }, { origin: `http://localhost:${port}` }, { origin: `${own}.evil.example` },
      { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'anything' }, { origin: own, 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ];
    for (const [method, address] of OWN) {
      for (const headers of strangers) {
        const { status, headers: received } = await send(method, address, headers);
        assert.equal(status, 403, `${method} ${address} ${JSON.stringify(headers)}`);
        assert.equal(received['access-control-allow-origin'], undefined);
      }
      for (const headers of [{}, { origin: own }, { origin: own, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'same-origin' }]) {
        const { status, headers: received } = await send(method, address, headers);
        assert.equal(status, method === 'GET' ? 200 : 204, `${method} ${address} ${JSON.stringify(headers)}`);
        assert.equal(received['access-control-allow-origin'], undefined);
        if (method === 'GET') assert.equal(received['cross-origin-resource-policy'], 'same-origin');
      }
    }
    for (const method of ['DELETE', 'PUT']) assert.equal(isOfOwnPage({ method, headers: { host: 'localhost', 'sec-fetch-site': 'none' } }), false);
    assert.equal(isOfOwnPage({ method: 'GET', headers: { host: 'localhost', 'sec-fetch-site': 'none' } }), true);
  });

  test('stays when a stranger asks for its deletion, and a preflight gives no leave', async () => {
    await send('GET', `/matomo.php?${HIT}&e_n=kept`);
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    assert.equal((await send('DELETE', '/hits', headers)).status, 403);
    const preflight = await send('OPTIONS', '/hits', { ...headers, 'access-control-request-method': 'DELETE' });
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-methods']], [403, undefined]);
    const stream = await listen(server.url);
    assert.match((await stream.next('request')).query, /e_n=kept$/);
    await stream.stop();
  });

  test('may be sent by any page, as to a Matomo', async () => {
    const headers = { origin: 'https://page.example', 'sec-fetch-site': 'cross-site' };
    for (const address of ['/matomo.php', '/own/matomo.php']) {
      const response = await send('POST', `${address}?${HIT}`, headers);
      assert.deepEqual([response.status, response.headers['access-control-allow-origin']], [204, 'https://page.example']);
    }
  });
});

describe('memory', () => {
  const MEGABYTE = 1024 * 1024;

  test('ten megabytes of hits cost a bounded amount of it, whatever they are made of', { timeout: 240_000 }, async (t) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../www/server/serve.mjs'), '--port', '0', '--tracker', import.meta.filename], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill());
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const [url] = /http:\S+/.exec(line);
    const resident = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) / 1024;
    const before = resident();
    const many = (count, hit) => JSON.stringify({ requests: Array(count).fill(hit) });
    const KINDS = {
      'many short parameters': many(200, `?idsite=1&${'a&'.repeat(990)}`),
      'many short hits': many(1000, '?idsite=1'),
      'a long address before a short hit': many(4, `${'x'.repeat(100_000)}?idsite=1`),
      'one long value': `idsite=1&a=${'ä'.repeat(200_000)}`,
      'what has to be escaped': `idsite=1&a=${'\u0001'.repeat(400_000)}`,
    };
    for (const [name, body] of Object.entries(KINDS)) {
      for (let sent = 0; sent < 10 * MEGABYTE; sent += Buffer.byteLength(body)) {
        const response = await fetch(`${url}matomo.php`, { method: 'POST', body });
        assert.equal(response.status, 200, name);
        await response.arrayBuffer();
      }
      // 430 MB more before; most of what is allowed here is garbage that has not been collected yet.
      const grown = resident() - before;
      t.diagnostic(`${name}: ${Math.round(grown)} MB more`);
      assert.ok(grown < 200, `${name}: ${Math.round(grown)} MB more`);
    }
  });

  test('hits are kept by what they take, their headers too', async () => {
    const collector = createCollector({ limits: { storedBytes: 20_000 } });
    const own = http.createServer((request, response) => collector.handle(request, response)).listen(0, '127.0.0.1');
    await once(own, 'listening');
    const ask = (query, agent) => fetch(`http://127.0.0.1:${own.address().port}/matomo.php?idsite=1&send_image=0${query}`, { headers: { 'user-agent': agent } });
    for (let at = 0; at < 12; at += 1) await ask('', 'a'.repeat(4_000));
    assert.equal(collector.hits().length, 2);
    await ask('', 'a'.repeat(12_000));
    assert.equal(collector.hits().length, 0);
    for (let at = 0; at < 40; at += 1) await ask(`&n=${at}`, 'a');
    const kept = collector.hits();
    assert.ok(kept.length > 20 && kept.length < 40, String(kept.length));
    assert.deepEqual(kept.at(-1).params.at(-1), ['n', '39']);
    own.closeAllConnections();
    own.close();
  });

  test('bodies that arrive at once have a bounded room, which is given back', async () => {
    const collector = createCollector({ limits: { bodyBytes: 1_000, arrivingBytes: 1_500 } });
    const own = http.createServer((request, response) => collector.handle(request, response)).listen(0, '127.0.0.1');
    await once(own, 'listening');
    const at = { host: '127.0.0.1', port: own.address().port, path: '/matomo.php?idsite=1&send_image=0', method: 'POST', agent: false };
    const slow = http.request({ ...at, headers: { 'content-length': 901, expect: '100-continue' } });
    slow.flushHeaders();
    await once(slow, 'continue');
    slow.write('a'.repeat(900));
    const statusOf = async (bytes) => (await fetch(`http://127.0.0.1:${at.port}${at.path}`, { method: 'POST', body: 'a'.repeat(bytes) })).status;
    // Until the slow one's part has arrived there is room for both.
    let refused = 204;
    for (let tries = 0; tries < 1_000 && refused === 204; tries += 1) refused = await statusOf(800);
    assert.equal(refused, 503);
    assert.equal(await statusOf(500), 204);
    slow.end('a');
    assert.equal((await once(slow, 'response'))[0].statusCode, 204);
    assert.equal(await statusOf(800), 204);
    own.closeAllConnections();
    own.close();

    const room = new Room(10);
    assert.deepEqual([room.take(11), room.take(10), room.take(1), room.take(-10), room.take(10)], [false, true, false, true, true]);
  });

  test('listeners that read nothing do not keep what was sent to them', () => {
    const stream = new HitStream({});
    const listener = () => {
      const response = Object.assign(new http.ServerResponse({ method: 'GET' }), { gone: false });
      response.destroy = () => void (response.gone = true);
      return response;
    };
    const listeners = Array.from({ length: LIMITS.listeners }, listener);
    for (const one of listeners) stream.connect({ headers: {} }, one);
    const body = '\u0001'.repeat(500_000);
    for (let at = 0; at < 20; at += 1) stream.add({ time: 0, method: 'POST', transport: 'fetch', contentType: '', query: '', body, bytes: body.length });
    const unread = listeners.filter(({ gone }) => !gone).reduce((sum, { writableLength }) => sum + writableLength, 0);
    assert.ok(unread <= LIMITS.unreadBytes, String(unread));
    assert.ok(listeners.some(({ gone }) => gone));
    stream.close();
  });

  test('whoever connects has to send something in time', async () => {
    let made;
    const original = http.Server.prototype.listen;
    http.Server.prototype.listen = function (...args) {
      made = this;
      return original.apply(this, args);
    };
    const started = await startServer({ port: 0, tracker: import.meta.filename });
    http.Server.prototype.listen = original;
    const { headersTimeout, requestTimeout, maxConnections } = made;
    await started.close();
    assert.ok(headersTimeout > 0 && headersTimeout <= 10_000 && requestTimeout > 0 && requestTimeout <= 30_000 && maxConnections <= 256);
  });
});
