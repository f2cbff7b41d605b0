/** Many hits, and large ones: all arrive, once each, and twice as many take twice as long. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { describe, test } from 'node:test';
import { ARRIVAL_TIMEOUT } from '../vectors/player/site.mjs';
import { kind, startWorld } from './support/world.mjs';

const world = startWorld();
const MANY = 1000;

describe('a thousand events given when the page goes', () => {
  // Before the tracker's own listener, so that they wait when it hears of the end, or after it, one by one.
  for (const moment of ['before', 'after']) {
    test(`${moment} the tracker hears of it`, async (t) => {
      const listen = (count) => addEventListener('pagehide', () => {
        for (let number = 0; number < count; number += 1) window._paq.push(['trackEvent', 'Leave', `n${number}`]);
      });
      const head = moment === 'before' ? `<script>(${listen})(${MANY})</script>` : '';
      const visit = await world.visit(t, { paq: [['trackPageView']], head });
      await visit.hits(1);
      if (moment === 'after') await visit.page.evaluate(`(${listen})(${MANY})`);
      await visit.page.goto(`http://${visit.site.self}/next`);
      const hits = await visit.site.waitForHits(visit.run, MANY + 1);
      const names = hits.map(kind).filter((name) => name.startsWith('e_a='));
      assert.equal(new Set(names).size, names.length, 'none twice');
      assert.equal(names.length, MANY);
    });
  }
});

test('a hit of 75,000 bytes in 25,000 letters arrives, and those behind it', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  await visit.hits(1);
  await visit.page.evaluate(() => window._paq.push(['trackRequest', `e_c=c&e_a=long&e_n=${'漢'.repeat(25_000)}`]));
  await visit.push(['trackEvent', 'c', 'after']);
  assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'e_a=long', 'e_a=after']);
});

test('what others of the page have under way takes no hit’s place', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']], before: ({ site, run }) => site.collector.hold(`${run}-other`) });
  await visit.hits(1);
  await visit.page.evaluate((url) => {
    fetch(url, { method: 'POST', keepalive: true, body: 'x'.repeat(64_000) });
    for (let number = 0; number < 20; number += 1) window._paq.push(['trackEvent', 'c', `n${number}`, 'x'.repeat(200)]);
  }, `http://${visit.site.self}/c/${visit.run}-other/matomo.php`);
  const hits = await visit.hits(21);
  assert.equal(new Set(hits.map(kind)).size, 21);
  visit.site.collector.release(`${visit.run}-other`);
});

test('thirty thousand commands at the start take twice as long as half of them, and all arrive', async (t) => {
  const takes = async (count) => {
    const names = new Set();
    // The collector decodes each hit, which takes longer than all the rest: this server only counts.
    const server = http.createServer(async (request, response) => {
      let text = request.url;
      for await (const chunk of request) text += chunk;
      for (const [name] of text.matchAll(/e_a=n\d+/g)) names.add(name);
      response.writeHead(204).end();
      server.emit('counted');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => server.close());
    const html = () => `<!doctype html><script>
      var _paq = [['setTrackerUrl', 'http://127.0.0.1:${server.address().port}/matomo.php'], ['setSiteId', '7']];
      for (let n = 0; n < ${count}; n += 1) _paq.push(['trackEvent', 'c', 'n' + n]);
      </script><script>window.began = performance.now()</script><script src="/matomo.js"></script><script>window.took = performance.now() - began</script>`;
    const visit = await world.visit(t, { html });
    while (names.size < count) await once(server, 'counted', { signal: AbortSignal.timeout(ARRIVAL_TIMEOUT) });
    assert.equal(names.size, count);
    return visit.page.evaluate(() => window.took);
  };
  // A machine that has other things to do is slow now and then: what grows faster than the commands is so each time.
  let shown;
  for (let chances = 4; chances > 0; chances -= 1) {
    const [half, whole] = [await takes(15_000), await takes(30_000)];
    if (half > 0 && whole < half * 3) return;
    shown = `${Math.round(half)} ms for 15,000, ${Math.round(whole)} ms for 30,000`;
  }
  assert.fail(shown);
});
