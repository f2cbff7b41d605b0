import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createCollector } from '../../www/server/collector/collector.mjs';

const LIMITS = { bodyBytes: 4096, hits: 5, bulk: 3, params: 10 };

describe('collector', () => {
  const collector = createCollector({ limits: LIMITS });
  const server = http.createServer(async (request, response) => {
    if (!(await collector.handle(request, response))) response.writeHead(404).end('not the collector');
  });
  let base;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());
  beforeEach(() => collector.clear());

  const get = (query, path = '/matomo.php') => fetch(`${base}${path}?${query}`);
  const post = (body, { query = '', type = 'text/plain', path = '/matomo.php' } = {}) =>
    fetch(`${base}${path}${query && `?${query}`}`, { method: 'POST', headers: { 'Content-Type': type }, body });

  test('a GET gets a 1x1 GIF and is decoded in order', async () => {
    const response = await get('idsite=7&rec=1&action_name=Gr%C3%BC%C3%9Fe+%26+co&a=1&a=2');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/gif');
    const image = Buffer.from(await response.arrayBuffer());
    assert.equal(image.subarray(0, 6).toString('latin1'), 'GIF89a');
    assert.deepEqual([image.readUInt16LE(6), image.readUInt16LE(8)], [1, 1]);
    const [hit] = collector.hits();
    assert.deepEqual(hit.params, [
      ['idsite', '7'], ['rec', '1'], ['action_name', 'Grüße & co'], ['a', '1'], ['a', '2'],
    ]);
    assert.equal(hit.raw, 'idsite=7&rec=1&action_name=Gr%C3%BC%C3%9Fe+%26+co&a=1&a=2');
    assert.equal(hit.method, 'GET');
    assert.equal(hit.bulk, null);
    assert.equal(hit.run, '');
    assert.ok(Math.abs(hit.time - Date.now()) < 60_000);
  });

  test('send_image=0 gets a 204 without a body', async () => {
    const response = await get('idsite=7&send_image=0');
    assert.equal(response.status, 204);
    assert.equal(await response.text(), '');
    assert.equal(collector.hits().length, 1);
  });

  test('a POST body is a form, whatever its type says', async () => {
    for (const type of ['application/x-www-form-urlencoded; charset=UTF-8', 'text/plain']) {
      assert.equal((await post('idsite=7&send_image=0&url=http%3A%2F%2Fa%2F', { type })).status, 204);
    }
    assert.deepEqual(collector.hits().map((hit) => hit.params[2]), [['url', 'http://a/'], ['url', 'http://a/']]);
  });

  test('a POST with everything in the query and an empty body is a hit', async () => {
    assert.equal((await post('', { query: 'idsite=7&send_image=0' })).status, 204);
    assert.deepEqual(collector.hits()[0].params, [['idsite', '7'], ['send_image', '0']]);
  });

  test('a bulk request is taken apart under any content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      collector.clear();
      const body = JSON.stringify({ requests: ['?idsite=7&e_c=1', 'idsite=7&e_c=%7B', { idsite: 7, e_c: 'x y' }], send_image: 0 });
      const response = await post(body, { type });
      assert.equal(response.status, 204);
      assert.deepEqual(collector.hits().map((hit) => [hit.params.at(-1)[1], hit.bulk]), [
        ['1', { request: 1, index: 0, size: 3 }],
        ['{', { request: 1, index: 1, size: 3 }],
        ['x y', { request: 1, index: 2, size: 3 }],
      ]);
      assert.equal(collector.requests(), 1);
    }
  });

  test('what a hit as an object says by objects is nothing', async () => {
    const nested = '['.repeat(20_000) + ']'.repeat(20_000);
    assert.equal((await post('{"requests":[{"idsite":7,"url":{"toString":1},"e_c":null}]}')).status, 200);
    assert.deepEqual(collector.hits()[0].params, [['idsite', '7'], ['url', ''], ['e_c', '']]);
    assert.ok((await post(`{"requests":[${nested}]}`)).status < 500);
  });

  test('a bulk request that asks for a response learns how many hits were good', async () => {
    const response = await post(JSON.stringify({ requests: ['?idsite=7', '?rec=1', '?idsite='] }));
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: 'success', tracked: 1, invalid: 2 });
    assert.equal(collector.hits().length, 1);
  });

  test('runs are distinguished by their path, and other requests get no response', async () => {
    await get('idsite=1', '/c/one/matomo.php');
    await get('idsite=2', '/c/two/matomo.php');
    await get('idsite=3', '/c/two/matomo.php');
    assert.equal(collector.hits('one').length, 1);
    assert.deepEqual(collector.hits('two').map((hit) => hit.request), [1, 2]);
    assert.equal(collector.hits().length, 3);
    assert.deepEqual([collector.requests('one'), collector.requests('two'), collector.requests()], [1, 2, 0]);
    for (const path of ['/', '/c//matomo.php', '/c/a/b/matomo.php', `/c/${'x'.repeat(65)}/matomo.php`, '/amatomo.php']) {
      assert.equal((await get('idsite=1', path)).status, 404, path);
    }
  });

  test('CORS: the origin is echoed, credentials are allowed, a preflight is no request', async () => {
    const headers = { Origin: 'https://page.example', 'Access-Control-Request-Headers': 'content-type' };
    const preflight = await fetch(`${base}/matomo.php`, { method: 'OPTIONS', headers });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers'), /content-type/i);
    assert.match(preflight.headers.get('access-control-allow-methods'), /POST/);
    assert.equal(collector.requests(), 0);
    const response = await fetch(`${base}/matomo.php?idsite=1`, { headers });
    for (const each of [preflight, response]) {
      assert.equal(each.headers.get('access-control-allow-origin'), 'https://page.example');
      assert.equal(each.headers.get('access-control-allow-credentials'), 'true');
      assert.equal(each.headers.get('vary'), 'Origin');
    }
    assert.equal((await get('idsite=1')).headers.get('access-control-allow-origin'), null);
  });

  test('what cannot be a hit is refused and not kept', async () => {
    const rejected = [];
    const listener = (rejection) => rejected.push(rejection.status);
    collector.on('rejected', listener);
    assert.equal((await get('rec=1')).status, 400);
    assert.equal((await get('idsite=')).status, 400);
    assert.equal((await get('')).status, 400);
    assert.equal((await post('{"requests":')).status, 400);
    assert.equal((await post('{"requests":"?idsite=1"}')).status, 400);
    assert.equal((await fetch(`${base}/matomo.php?idsite=1`, { method: 'PUT', body: 'x' })).status, 405);
    collector.off('rejected', listener);
    await get('rec=1');
    assert.deepEqual(rejected, [400, 400, 400, 400, 400, 405]);
    assert.deepEqual(collector.hits(), []);
  });

  test('sizes and counts are bounded', async () => {
    assert.equal((await post(`idsite=1&x=${'x'.repeat(LIMITS.bodyBytes)}`)).status, 413);
    assert.equal(await postChunked(`idsite=1&x=${'x'.repeat(LIMITS.bodyBytes)}`), 413);
    assert.equal((await post(JSON.stringify({ requests: Array(LIMITS.bulk + 1).fill('?idsite=1') }))).status, 413);
    assert.equal((await get(`idsite=1&${'a&'.repeat(LIMITS.params)}`)).status, 413);
    assert.deepEqual(collector.hits(), []);
    for (let n = 1; n <= LIMITS.hits + 2; n += 1) await get(`idsite=${n}`);
    assert.deepEqual(collector.hits().map((hit) => hit.params[0][1]), ['3', '4', '5', '6', '7']);
  });

  test('the memory that is kept is bounded, the oldest makes room', async () => {
    const small = createCollector({ limits: { storedBytes: 1_200 } });
    const own = http.createServer((request, response) => small.handle(request, response));
    own.listen(0, '127.0.0.1');
    await once(own, 'listening');
    for (const site of [1, 2, 3]) await fetch(`http://127.0.0.1:${own.address().port}/matomo.php?idsite=${site}&a`, { headers: { 'user-agent': 'a' } });
    assert.deepEqual(small.hits().map((hit) => hit.raw), ['idsite=2&a', 'idsite=3&a']);
    own.close();
  });

  test('listeners hear each hit and can leave', async () => {
    const heard = [];
    const listener = (hit) => heard.push(hit.id);
    collector.on('hit', listener);
    await post(JSON.stringify({ requests: ['?idsite=1', '?idsite=2'] }));
    collector.off('hit', listener);
    await get('idsite=3');
    assert.equal(heard.length, 2);
    assert.equal(heard[1], heard[0] + 1);
  });

  test('a held response waits for its release, though its hit has arrived', async () => {
    collector.hold('slow');
    let hasResponse = false;
    const arrived = new Promise((resolve) => collector.on('hit', resolve));
    const response = get('idsite=1&send_image=0', '/c/slow/matomo.php').then((value) => {
      hasResponse = true;
      return value;
    });
    await arrived;
    await get('idsite=1', '/c/other/matomo.php'); // a whole exchange later it still waits
    assert.equal(hasResponse, false);
    collector.release('slow');
    assert.equal((await response).status, 204);
    assert.equal((await get('idsite=1&send_image=0', '/c/slow/matomo.php')).status, 204);
  });

  test('Fetch Metadata tells the transport', async () => {
    const cases = [
      ['GET', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }, 'image'],
      ['POST', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'no-cors' }, 'beacon'],
      ['POST', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }, 'fetch'],
      ['GET', {}, 'unknown'],
    ];
    for (const [method, headers] of cases) await rawRequest(method, '/matomo.php?idsite=1', headers);
    assert.deepEqual(collector.hits().map((hit) => hit.transport), cases.map((row) => row[2]));
  });

  /** fetch may not set Sec-Fetch headers. */
  async function rawRequest(method, path, headers, body) {
    const request = http.request(`${base}${path}`, { method, headers });
    if (body !== undefined) request.write(body);
    request.end();
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  }

  /** Without a length in its head, so that only counting can find it too long. */
  const postChunked = (body) => rawRequest('POST', '/matomo.php', { 'Transfer-Encoding': 'chunked' }, body);
});
