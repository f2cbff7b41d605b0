/**
 * Chromium before 115 compiles and instantiates no more than 4 KB at once on the main thread. There the tracker starts as soon as the
 * core is compiled, and until then a page is what it was before the script came. The browser of the tests is told to be as strict, and
 * compiles only when it may.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FILES, FULL } from '../../scripts/build/variants.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { built } from './support/built.mjs';
import { application, serveModule } from './support/module.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const MISSING = { type: 'text/plain', body: 'Not found', status: 404 };
const ANONYMOUS = ['enableAnonymousMeasurement', { url: 'https://app.example', title: 'App' }];
const ORDER = ['trackEcommerceOrder', 'o', 5];

const world = startWorld();

/** Runs in the page before anything else. `window.compiling` are the modules that wait to be compiled, where they wait. */
function limit(waits) {
  const { Instance, Module, compile } = WebAssembly;
  const refuse = (name) => {
    throw new RangeError(`WebAssembly.${name} is disallowed on the main thread, if the buffer size is larger than 4KB.`);
  };
  WebAssembly.Module = new Proxy(Module, { construct: (target, given) => (given[0].byteLength > 4096 ? refuse('Compile') : new Module(...given)) });
  WebAssembly.Instance = new Proxy(Instance, { construct: () => refuse('Instance') });
  window.compiling = [];
  if (waits) WebAssembly.compile = (bytes) => new Promise((resolve, reject) => window.compiling.push({ goOn: () => resolve(compile(bytes)), refuse: () => reject(new WebAssembly.CompileError('refused')) }));
}
const LIMITED = `(${limit})(false);`;
const WAITING = `(${limit})(true);`;

/** A page with the files in a folder of its own, the full one as it is or another thing. */
function open(t, paq, { file = CORE, rest, init = LIMITED, html = buildPage, ...more } = {}) {
  return world.visit(t, {
    init,
    ...more,
    html(visit) {
      const { site, run, trackerUrl } = visit;
      [visit.file, visit.rest, visit.fallback] = ['tracker', 'matomo.full', 'matomo.fallback'].map((name) => `/lib/${run}/${name}.js`);
      site.serve(visit.file, built(file));
      site.serve(visit.rest, rest ?? built(FULL));
      site.serve(visit.fallback, built(FALLBACK));
      return html({ title: 'A page', paq, ...more }, trackerUrl, visit).replace("'/matomo.js'", `'${visit.file}'`);
    },
  });
}

/** Waits until so many modules have come to be compiled, and lets the last go on, or refuses it. */
async function compiled(visit, count = 1, how = 'goOn') {
  await visit.page.waitForFunction((wanted) => window.compiling.length === wanted, count);
  await visit.page.evaluate((name) => window.compiling.at(-1)[name](), how);
}

const lines = ({ messages }) => messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless'));
const askedFor = (visit) => [visit.rest, visit.fallback].map((address) => visit.site.asked(address).length);

describe('where only small modules may be compiled at once', AT_ONCE, () => {
  for (const file of FILES) {
    test(`${file} starts, and asks for no fallback`, async (t) => {
      const visit = await open(t, [['trackEvent', 'c', '1'], ['setUserId', 'ann'], ['trackPageView']], { file });
      await visit.hits(2);
      await visit.push(['trackEvent', 'c', '2']);
      assert.deepEqual((await visit.end(3)).map(kind), ['e_a=1', 'action_name=A page', 'e_a=2']);
      assert.deepEqual([askedFor(visit), visit.errors, visit.messages], [[0, 0], [], []]);
    });

    test(`_paq collects until ${file} has started, and is applied in order`, async (t) => {
      const visit = await open(t, [['trackPageView']], { file, init: WAITING });
      await visit.push(['trackEvent', 'c', '1'], ['trackEvent', 'c', '2']);
      assert.deepEqual(await visit.page.evaluate(() => [Array.isArray(window._paq), window._paq.length, typeof window.Matomo]), [true, 6, 'undefined']);
      await compiled(visit);
      assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'e_a=1', 'e_a=2']);
    });

    test(`a page that is left before ${file} has started sends nothing`, async (t) => {
      const visit = await open(t, [['trackPageView']], { file, init: WAITING });
      await visit.page.waitForFunction(() => window.compiling.length === 1);
      await visit.end(0);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  }

  test('attributes are those of the script when it ran', async (t) => {
    const html = (parts, trackerUrl, { file }) => `<!doctype html><title>A page</title><script async src="${file}" data-tracker-url="${trackerUrl}" data-site-id="7" data-track-event='["c", "a"]'></script>`;
    const visit = await open(t, [], { init: WAITING, html });
    await visit.page.evaluate(() => document.querySelector('script[data-site-id]').remove());
    await compiled(visit);
    assert.deepEqual((await visit.end(2)).map(kind), ['e_a=a', 'action_name=A page']);
  });

  test('the script loaded twice counts nothing twice', async (t) => {
    const visit = await open(t, [['trackPageView'], ORDER], { init: LIMITED, body: '<script src="/matomo.js"></script>' });
    await visit.hits(2);
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.end(3);
    assert.deepEqual([lines(visit), visit.errors], [[], []]);
  });

  test('what the page made of promises does not matter', async (t) => {
    const replace = () => {
      for (const holder of [Promise, Promise.prototype]) {
        for (const name of ['then', 'catch', 'finally', 'resolve', 'reject', 'all', 'withResolvers', 'try']) {
          if (holder[name]) holder[name] = () => { throw new Error('by the page'); };
        }
      }
    };
    const visit = await open(t, [`(${replace})();`, ['trackPageView'], ORDER]);
    assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'idgoal=0']);
  });

  test('a core that traps is followed by another, which is there at once', async (t) => {
    const trap = () => {
      const { instantiate, RuntimeError } = WebAssembly;
      window.made = 0;
      WebAssembly.instantiate = async (module, { env }) => {
        const trapping = (work) => (...given) => {
          if (!window.isTrapping) return work(...given);
          window.isTrapping = false;
          throw new RuntimeError('unreachable');
        };
        const instance = await instantiate(module, { env: Object.fromEntries(Object.entries(env).map(([name, work]) => [name, trapping(work)])) });
        window.made += 1;
        return instance;
      };
    };
    const visit = await open(t, [['setCustomDimension', 3, 'three'], ['trackPageView']], { init: `${LIMITED}(${trap})();` });
    await visit.hits(1);
    for (const made of [2, 3, 4]) {
      await visit.page.waitForFunction((wanted) => window.made === wanted, made);
      await visit.page.evaluate(() => window._paq.push(['trackEvent', { toString() { window.isTrapping = true; return 'trap'; } }, 'now'], ['trackEvent', 'c', 'next']));
    }
    const hits = await visit.end(4);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=next', 'e_a=next', 'e_a=next']);
    for (const { raw } of hits) assert.match(raw, /dimension3=three/);
    assert.equal(lines(visit).filter((line) => line.includes('unreachable')).length, 3);
  });

  test('the fallback takes over where that is refused too', async (t) => {
    const visit = await open(t, [['trackPageView']], { init: WAITING });
    await visit.push(['trackEvent', 'c', '1']);
    await compiled(visit, 1, 'refuse');
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=1']);
    assert.deepEqual([askedFor(visit), visit.errors], [[0, 1], []]);
  });
});

describe('the full file', AT_ONCE, () => {
  const PAQ = [['setCustomVariable', 1, 'a', 'b', 'page'], ['trackPageView'], ORDER, ['trackEvent', 'c', '1']];

  test('waits for the core that asked for it, and is compiled then', async (t) => {
    const visit = await open(t, PAQ, { init: WAITING });
    assert.deepEqual(askedFor(visit), [1, 0]); // And it has run, since the page has loaded.
    await compiled(visit);
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    await visit.push(['trackEvent', 'c', '2']);
    await compiled(visit, 2);
    assert.deepEqual((await visit.end(4)).map(kind), ['action_name=A page', 'idgoal=0', 'e_a=1', 'e_a=2']);
    assert.deepEqual([askedFor(visit), lines(visit), visit.errors], [[1, 0], [], []]);
  });

  test('comes later', async (t) => {
    const visit = await open(t, [['trackPageView']], { init: WAITING });
    await compiled(visit);
    await visit.hits(1);
    await visit.push(ORDER, ['trackEvent', 'c', '1']);
    await compiled(visit, 2);
    assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'idgoal=0', 'e_a=1']);
    assert.deepEqual([askedFor(visit), lines(visit), visit.errors], [[1, 0], [], []]);
  });

  test('that is refused leaves what the core knows', async (t) => {
    const visit = await open(t, PAQ, { init: WAITING });
    await compiled(visit);
    await compiled(visit, 2, 'refuse');
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=1']);
    assert.equal(lines(visit).length, 1, lines(visit).join('\n'));
    assert.match(lines(visit)[0], /refused.*not carried out: setCustomVariable trackEcommerceOrder$/);
  });

  test('that is missing before the core has started leaves what that knows', async (t) => {
    const visit = await open(t, PAQ, { init: WAITING, rest: MISSING });
    await compiled(visit);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=1']);
    assert.equal(lines(visit).length, 1, lines(visit).join('\n'));
    assert.match(lines(visit)[0], /cannot be loaded.*not carried out: setCustomVariable trackEcommerceOrder$/);
  });

  test('that is missing lets nothing out where anonymity was asked for', async (t) => {
    const visit = await open(t, [['trackPageView'], ANONYMOUS, ['trackEvent', 'c', 'a']], { init: WAITING, rest: MISSING });
    await compiled(visit);
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    await visit.page.evaluate(() => window.Matomo.getTracker().trackPageView());
    await visit.end(0);
    assert.ok(lines(visit).some((line) => line.includes('nothing is sent')), lines(visit).join('\n'));
    assert.deepEqual(visit.errors, []);
  });
});

test('the ES module makes its instances as these browsers want it: the core, the reader of options, everything', async (t) => {
  const visit = await application(world, t, { init: LIMITED });
  serveModule(visit, `/late-${visit.run}`);
  await visit.page.evaluate(async ([address, url]) => {
    const { createTracker } = await import(address);
    const tracker = await createTracker({ url, siteId: 7, strict: true, commands: [['trackPageView']] });
    tracker.trackEcommerceOrder('o', 5);
  }, [`/late-${visit.run}/crumbless.js`, visit.trackerUrl]);
  assert.equal((await visit.hits(2)).map(kind)[1], 'idgoal=0');
});
