/** How the ES module gets its WebAssembly, and what becomes of one that does not belong to it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WASM, application, serveModule } from './support/module.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const STAMP = /\d+\.\d+\.\d+\+[0-9a-f]{12}/;

const world = startWorld();

/** The module's own folder for a test, with another WebAssembly in it; tells what becomes of a tracker. */
async function loadFrom(t, wasm, { give } = {}) {
  const visit = await application(world, t);
  const folder = `/loading-${visit.run}`;
  serveModule(visit, folder, wasm && { 'crumbless_bg.wasm': wasm });
  visit.outcome = await visit.page.evaluate(async ([url, from, how]) => {
    const used = [];
    for (const way of ['compile', 'compileStreaming']) {
      const own = WebAssembly[way];
      WebAssembly[way] = (...given) => {
        used.push(way);
        return own.apply(WebAssembly, given);
      };
    }
    const address = `${from}/crumbless_bg.wasm`;
    const bytes = async () => (await fetch(address)).arrayBuffer();
    const sources = {
      address: () => address,
      url: () => new URL(address, location),
      request: () => new Request(address),
      response: () => fetch(address),
      bytes: () => bytes(),
      view: async () => new Uint8Array(await bytes()),
      module: async () => new WebAssembly.Module(await bytes()),
      nothing: () => null,
    };
    const { createTracker } = await import(`${from}/crumbless.js`);
    const options = { url, siteId: 7, enabled: true, commands: [['trackPageView']], ...(how && { wasm: sources[how]() }) };
    const told = await createTracker(options).then(() => 'made', (error) => error.message);
    return { told, used };
  }, [visit.trackerUrl, folder, give]);
  visit.asked = visit.site.asked(`${folder}/crumbless_bg.wasm`).length;
  return visit;
}

/** The same file, of a build that has never been. */
function ofAnotherBuild(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const found = STAMP.exec(text);
  return Buffer.from(text.slice(0, found.index) + found[0].replace(/[0-9a-f]{12}$/, '0'.repeat(12)) + text.slice(found.index + found[0].length), 'latin1');
}

describe('the WebAssembly', AT_ONCE, () => {
  test('is compiled while it arrives, and asked for once', async (t) => {
    const visit = await loadFrom(t);
    assert.deepEqual([visit.outcome, visit.asked], [{ told: 'made', used: ['compileStreaming'] }, 1]);
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=Secret title']);
    assert.deepEqual(visit.messages, []);
  });

  test('is good as well where the server does not know its type, and is not asked for again', async (t) => {
    for (const type of ['application/octet-stream', 'application/wasm; charset=utf-8', '']) {
      const visit = await loadFrom(t, { ...WASM, type });
      assert.deepEqual([visit.outcome, visit.asked], [{ told: 'made', used: ['compile'] }, 1], type);
      await visit.end(1);
    }
  });

  for (const give of ['address', 'url', 'request', 'response', 'bytes', 'view', 'module', 'nothing']) {
    test(`may be given as ${give}`, async (t) => {
      const visit = await loadFrom(t, WASM, { give });
      assert.deepEqual([visit.outcome.told, visit.asked], ['made', 1]);
      await visit.end(1);
    });
  }

  test('of another build is refused, whoever mixed them, and nothing is sent', async (t) => {
    const stamp = STAMP.exec(Buffer.from(WASM.body).toString('latin1'))[0];
    const other = stamp.replace(/[0-9a-f]{12}$/, '0'.repeat(12));
    for (const [body, found] of [[ofAnotherBuild(WASM.body), other], [Buffer.from('\0asm\x01\0\0\0', 'latin1'), 'an unknown version']]) {
      const visit = await loadFrom(t, { ...WASM, body });
      const told = `the WebAssembly is of ${found} and the script of ${stamp}: both have to come from one installation.`;
      assert.equal(visit.outcome.told, told);
      assert.deepEqual(visit.messages, [{ level: 'error', text: `Crumbless: createTracker: ${told}` }]);
      await visit.end(0);
    }
  });

  test('that is missing is reported with its address', async (t) => {
    const visit = await application(world, t);
    serveModule(visit, '/gone', { 'crumbless_bg.wasm': { type: 'text/plain', body: 'Not found', status: 404 } });
    const told = await visit.page.evaluate(async (url) => {
      const { createTracker } = await import('/gone/crumbless.js');
      return createTracker({ url, siteId: 7 }).catch((error) => error.message);
    }, visit.trackerUrl);
    assert.equal(told, `http://${visit.site.self}/gone/crumbless_bg.wasm returned status 404: serve the WebAssembly there.`);
  });

  test('that breaks off is reported with its address and the reason', async (t) => {
    const visit = await application(world, t);
    serveModule(visit, '/broken-off');
    const [name, told] = await visit.page.evaluate(async (url) => {
      const { createTracker } = await import('/broken-off/crumbless.js');
      const controller = new AbortController();
      const wasm = (async () => {
        const response = await fetch('/broken-off/crumbless_bg.wasm', { signal: controller.signal });
        controller.abort();
        return response;
      })();
      return createTracker({ url, siteId: 7, wasm }).catch((error) => [error.name, error.message]);
    }, visit.trackerUrl);
    assert.match(told, /crumbless_bg\.wasm: .*abort/i);
    assert.equal(name, 'AbortError');
  });

  test('that is a page instead is reported with its address', async (t) => {
    const visit = await loadFrom(t, { type: 'text/html', body: '<!doctype html><title>Not found</title>' });
    assert.match(visit.outcome.told, /^http:\/\/127\.0\.0\.1:\d+\/loading-[\w-]+\/crumbless_bg\.wasm: HTML came instead of the WebAssembly: let the build copy node_modules\/crumbless\/dist\/module\/crumbless_bg\.wasm there/);
  });
});
