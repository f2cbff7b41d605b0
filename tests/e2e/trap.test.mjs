/**
 * A fault of our own: a core that traps in the midst of a turn. The fault is a line in the console, a new core goes on with the
 * settings, and hits that waited or come later arrive.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { application } from './support/module.mjs';
import { kind, param, startWorld } from './support/world.mjs';

const world = startWorld();

/**
 * Runs in the page, before anything else: what the core asks next, once `isTrapping` is set, ends its turn as `unreachable` does.
 * To JavaScript both are a RuntimeError out of the core, whose memory stays as it was at that moment.
 */
function trapOnDemand() {
  const { Instance, RuntimeError } = WebAssembly;
  const trapping = (ask) => (...given) => {
    if (!window.isTrapping) return ask(...given);
    window.isTrapping = false;
    throw new RuntimeError('unreachable');
  };
  const each = (owner, change) => Object.fromEntries(Object.entries(owner).map(([name, value]) => [name, change(value)]));
  const withTraps = (imports) => each(imports, (functions) => each(functions, (value) => (typeof value === 'function' ? trapping(value) : value)));
  WebAssembly.Instance = function (module, imports) { return new Instance(module, withTraps(imports)); };
  WebAssembly.instantiate = async (module, imports) => new WebAssembly.Instance(module, imports);
  // The core reads its first argument, and asks something else after it.
  window.TRAP = ['trackEvent', { toString() { window.isTrapping = true; return 'trap'; } }, 'now'];
}

const TRAP = '_paq.push(window.TRAP);';
const pushTrap = ({ page }, times = 1) => page.evaluate((count) => { for (; count > 0; count -= 1) window._paq.push(window.TRAP); }, times);

/** The levels of the lines that tell of a trap. */
const trapsOf = ({ messages }) => messages.filter(({ text }) => text.includes('trackEvent: RuntimeError: unreachable')).map(({ level }) => level);

const SETTINGS = [['setCustomDimension', 3, 'three'], ['setUserId', 'someone'], ['setDocumentTitle', 'Set before']];

test('a trap is logged once with its command, and later hits have the settings', async (t) => {
  const visit = await world.visit(t, { init: trapOnDemand, paq: [...SETTINGS, ['trackPageView']] });
  await visit.hits(1);
  await pushTrap(visit);
  await visit.push(['trackEvent', 'Later', 'arrives']);
  const hits = await visit.end(2);
  assert.deepEqual(hits.map(kind), ['action_name=Set before', 'e_a=arrives']);
  for (const { params, raw } of hits) {
    const sent = Object.fromEntries(params);
    assert.deepEqual([sent.dimension3, sent.uid], ['three', 'someone'], raw);
  }
  const lines = visit.messages.filter(({ text }) => text.includes('Crumbless'));
  assert.deepEqual(lines.map(({ level }) => level), ['error']);
  assert.match(lines[0].text, /trackEvent: RuntimeError: unreachable/);
  assert.deepEqual(visit.errors, []);
});

test('hits that wait outlive it', async (t) => {
  const visit = await world.visit(t, { init: trapOnDemand, paq: [['requireConsent'], ['trackPageView'], TRAP, ['trackEvent', 'Waits', 'too']] });
  await visit.push(['setConsentGiven']);
  assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=too']);
  assert.equal(trapsOf(visit).length, 1);
});

test('many traps cost nothing but their own hits', async (t) => {
  const visit = await world.visit(t, { init: trapOnDemand, paq: [['setCustomDimension', 3, 'three'], ['trackPageView']] });
  await visit.hits(1);
  await pushTrap(visit, 100);
  await visit.push(['trackEvent', 'Later', 'arrives']);
  const hits = await visit.end(2);
  assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=arrives']);
  assert.match(hits[1].raw, /dimension3=three/);
  assert.equal(trapsOf(visit).length, 100);
  assert.deepEqual(visit.errors, []);
});

test('the ES module goes on in a new core too, and makes trackers there', async (t) => {
  const visit = await application(world, t, {
    init: trapOnDemand,
    options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: SETTINGS }),
  });
  await visit.page.evaluate(async (url) => {
    const { tracker, crumbless, TRAP: [command, ...given] } = window;
    const make = (siteId) => crumbless.createTracker({ url, siteId });
    // The core's memory and the glue's table grow by what is read.
    await crumbless.createTracker({ url, siteId: 'x'.repeat(1e6) }).catch(() => {});
    for (let count = 0; count < 3; count += 1) tracker[command](...given);
    const later = await make(8);
    tracker.trackEvent('First', 'goes on');
    later.trackEvent('Second', 'is new');
    for (let count = 0; count < 200; count += 1) await make({}).catch(() => {});
  }, visit.trackerUrl);
  const hits = await visit.end(2);
  assert.deepEqual(hits.map((hit) => [kind(hit), ...['idsite', 'dimension3', 'uid'].map((name) => param(hit, name))]), [
    ['e_a=goes on', '7', 'three', 'someone'],
    ['e_a=is new', '8', undefined, undefined],
  ]);
  assert.deepEqual(trapsOf(visit), ['error', 'error', 'error']);
  assert.deepEqual(visit.errors, []);
});
