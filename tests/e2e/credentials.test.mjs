/** `disableCredentials`: no cookie goes to the receiver, and none of its response stays, whichever way a hit leaves. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { AT_ONCE, World, startWorld } from './support/world.mjs';

const world = startWorld();
const anonymous = new World();

/** A receiver that gives everybody a cookie, and keeps those it is given, by path. */
const receiver = {
  seen: new Map(),
  waiting: new Set(),
  async start() {
    this.server = createServer((request, response) => {
      const { pathname } = new URL(request.url, 'http://receiver');
      const seen = this.seen.get(pathname) ?? [];
      this.seen.set(pathname, [...seen, request.headers.cookie]);
      response.writeHead(204, { 'Set-Cookie': 'kept=for-ever; Path=/; Max-Age=1000' }).end();
      for (const check of this.waiting) check();
    });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
  },
  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(resolve); });
  },
  /** The cookies of the first requests to an address, when there are that many. */
  cookies(path, count) {
    return new Promise((resolve) => {
      const check = () => {
        if ((this.seen.get(path)?.length ?? 0) < count) return;
        this.waiting.delete(check);
        resolve(this.seen.get(path));
      };
      this.waiting.add(check);
      check();
    });
  },
};

before(async () => {
  await receiver.start();
  await anonymous.start(fromRoot(FULL));
});
after(async () => {
  await anonymous.stop();
  await receiver.stop();
});

let visits = 0;
async function visit(t, paq, from = world) {
  visits += 1;
  const path = `/receiver-${visits}/matomo.php`;
  const visit = await from.visit(t, { html: () => buildPage({ title: 'A page', paq }, receiver.origin + path) });
  return Object.assign(visit, { path, kept: async () => (await visit.page.context().cookies()).filter(({ name }) => name === 'kept').length });
}

const WAYS = {
  'by fetch': [],
  'as images': [['disableAlwaysUseSendBeacon']],
  'by POST': [['disableAlwaysUseSendBeacon'], ['setRequestMethod', 'POST']],
};

describe('without cookies', AT_ONCE, () => {
  for (const [name, rows] of Object.entries(WAYS)) {
    test(`${name}, and while the page is left`, async (t) => {
      const page = await visit(t, [...rows, ['disableCredentials'], ['trackPageView']]);
      await receiver.cookies(page.path, 1);
      await page.push(['trackEvent', 'c', 'second']);
      await receiver.cookies(page.path, 2);
      await page.page.evaluate(() => addEventListener('pagehide', () => window._paq.push(['trackEvent', 'c', 'left'])));
      await page.page.goto('about:blank');
      assert.deepEqual(await receiver.cookies(page.path, 3), [undefined, undefined, undefined]);
      assert.equal(await page.kept(), 0);
    });
  }

  test('for every tracker of the page, those made later too', async (t) => {
    const page = await visit(t, [['trackPageView'], ['disableCredentials']]);
    await receiver.cookies(page.path, 1);
    await page.page.evaluate((url) => window.Matomo.addTracker(url, 8).trackPageView(), `${receiver.origin}/later${page.path}`);
    await receiver.cookies(`/later${page.path}`, 1);
    await page.page.evaluate((url) => window.Matomo.addTracker(url, 9).trackPageView(), `${receiver.origin}/later${page.path}`);
    assert.deepEqual(await receiver.cookies(`/later${page.path}`, 2), [undefined, undefined]);
    assert.equal(await page.kept(), 0);
  });

  test('anonymous measurement by itself', async (t) => {
    const page = await visit(t, [['enableAnonymousMeasurement', { categories: ['c'] }], ['trackPageView']], anonymous);
    await receiver.cookies(page.path, 1);
    await page.push(['trackEvent', 'c', 'second']);
    assert.deepEqual(await receiver.cookies(page.path, 2), [undefined, undefined]);
    assert.equal(await page.kept(), 0);
  });
});

describe('with cookies, as matomo.js sends', AT_ONCE, () => {
  for (const [name, rows] of Object.entries(WAYS)) {
    test(`the receiver sees its own, such as an opt-out, ${name}`, async (t) => {
      const page = await visit(t, [...rows, ['trackPageView']]);
      await receiver.cookies(page.path, 1);
      await page.page.waitForFunction(() => true);
      await page.push(['trackEvent', 'c', 'second']);
      assert.deepEqual(await receiver.cookies(page.path, 2), [undefined, 'kept=for-ever']);
      assert.equal(await page.kept(), 1);
    });
  }
});
