/** The three servers of the page about anonymous measurement, over real sockets. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startServer } from '../../www/server/serve.mjs';
import { TARGETS } from '../../www/server/targets.mjs';
import { listen } from './support/events.mjs';

const HIT = 'idsite=2&rec=1&url=https%3A%2F%2Fexample.org%2F&action_name=Home';

describe('the servers of the page about anonymous measurement', () => {
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;
  before(async () => {
    server = await startServer({ port: 0, tracker: import.meta.filename });
  });
  after(() => server.close());
  beforeEach(async () => {
    server.collector.clear();
    await ask('anonymous/hits', 'DELETE');
    await ask('anonymous/down', 'DELETE');
  });

  const ask = async (address, method = 'GET') => (await fetch(server.url + address, { method })).status;
  const track = (target) => ask(`${target}/matomo.php?${HIT}&send_image=0`);

  test('each keeps its own hits, and the stream says whose they are', async () => {
    const stream = await listen(server.url, {}, 'anonymous/hits');
    assert.deepEqual(await stream.next('hello'), { isDown: false });
    for (const target of TARGETS) {
      assert.equal(await track(target), 204);
      const request = await stream.next('request');
      assert.deepEqual([request.target, request.query], [target, `${HIT}&send_image=0`]);
      assert.deepEqual(await stream.next('outcome'), { id: request.id, status: 204 });
    }
    assert.deepEqual(TARGETS.map((target) => server.collector.hits(target).length), [1, 1, 1]);
    await stream.stop();
  });

  test('their hits are not those of the first page', async () => {
    const first = await listen(server.url);
    await track('own');
    await ask(`matomo.php?${HIT}&e_n=first`);
    assert.match((await first.next('request')).query, /e_n=first$/);
    await first.stop();
  });

  test('one that is down returns 503, keeps nothing, and every page hears of it', async () => {
    const stream = await listen(server.url, {}, 'anonymous/hits');
    assert.equal(await ask('anonymous/down', 'PUT'), 204);
    assert.deepEqual(await stream.next('state'), { isDown: true });
    assert.deepEqual(await Promise.all(TARGETS.map(track)), [204, 503, 204]);
    assert.deepEqual(TARGETS.map((target) => server.collector.hits(target).length), [1, 0, 1]);
    const late = await listen(server.url, {}, 'anonymous/hits');
    assert.deepEqual(await late.next('hello'), { isDown: true });

    assert.equal(await ask('anonymous/down', 'DELETE'), 204);
    assert.deepEqual(await stream.next('state'), { isDown: false });
    assert.equal(await track('shared'), 204);
    await Promise.all([stream.stop(), late.stop()]);
  });

  test('what they are not asked for is not theirs', async () => {
    assert.equal(await ask('anonymous/down'), 404);
    assert.equal(await ask('anonymous/down', 'POST'), 405);
    assert.equal(await ask(`other/matomo.php?${HIT}`), 404);
  });

  test('they are never a real server', async (t) => {
    const forwarding = await startServer({ port: 0, tracker: import.meta.filename, collectorUrl: 'http://127.0.0.1:1/' });
    t.after(() => forwarding.close());
    assert.equal((await fetch(`${forwarding.url}matomo.php?${HIT}`)).status, 502);
    assert.equal((await fetch(`${forwarding.url}own/matomo.php?${HIT}`)).status, 200);
  });
});
