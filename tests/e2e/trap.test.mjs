/**
 * A fault of our own: a build whose core traps when an event is named so. The fault is a line in the console, a new core goes on
 * with the settings, and hits that waited or come later arrive.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeModule } from '../../scripts/build/module.mjs';
import { FULL, VARIANTS, buildVariant } from '../../scripts/build/variants.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { SCRIPT, WASM, application } from './support/module.mjs';
import { World, kind, param } from './support/world.mjs';

/** With this the core has the trap (src/tracker/mod.rs). */
const TRAPPING = ['crumbless_trap'];
const TRAP = ['trackEvent', 'trap the core', 'now'];

const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-trap-'));
const world = new World();
before(async () => {
  const full = VARIANTS.find(({ file }) => file === FULL);
  const { text } = await buildVariant({ root, cfgs: TRAPPING }, { ...full, file: 'trap.js' });
  const file = path.join(folder, 'trap.js');
  writeFileSync(file, text);
  await world.start(file);
});
after(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

const SETTINGS = [['setCustomDimension', 3, 'three'], ['setUserId', 'someone'], ['setDocumentTitle', 'Set before']];

test('a trap is logged once with its command, and later hits have the settings', async (t) => {
  const visit = await world.visit(t, { paq: [...SETTINGS, ['trackPageView']] });
  await visit.hits(1);
  await visit.push(TRAP);
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
  const visit = await world.visit(t, { paq: [['requireConsent'], ['trackPageView'], TRAP, ['trackEvent', 'Waits', 'too']] });
  await visit.push(['setConsentGiven']);
  assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=too']);
});

test('many traps cost nothing but their own hits', async (t) => {
  const visit = await world.visit(t, { paq: [['setCustomDimension', 3, 'three'], ['trackPageView']] });
  await visit.hits(1);
  await visit.page.evaluate((trap) => {
    for (let count = 0; count < 100; count += 1) window._paq.push(trap);
  }, TRAP);
  await visit.push(['trackEvent', 'Later', 'arrives']);
  const hits = await visit.end(2);
  assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=arrives']);
  assert.match(hits[1].raw, /dimension3=three/);
  assert.deepEqual(visit.errors, []);
});

test('the ES module goes on in a new core too, and makes trackers there', async (t) => {
  const [body, core] = await makeModule({ root, cfgs: TRAPPING });
  const visit = await application(world, t, {
    script: { ...SCRIPT, body },
    wasm: { ...WASM, body: core },
    options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: SETTINGS }),
  });
  await visit.page.evaluate(async ({ trap: [command, ...given], url }) => {
    const { tracker, crumbless } = window;
    const make = (siteId) => crumbless.createTracker({ url, siteId });
    // The core's memory and the glue's table grow by what is read.
    await crumbless.createTracker({ url, siteId: 'x'.repeat(1e6) }).catch(() => {});
    for (let count = 0; count < 3; count += 1) tracker[command](...given);
    const later = await make(8);
    tracker.trackEvent('First', 'goes on');
    later.trackEvent('Second', 'is new');
    for (let count = 0; count < 200; count += 1) await make({}).catch(() => {});
  }, { trap: TRAP, url: visit.trackerUrl });
  const hits = await visit.end(2);
  assert.deepEqual(hits.map((hit) => [kind(hit), ...['idsite', 'dimension3', 'uid'].map((name) => param(hit, name))]), [
    ['e_a=goes on', '7', 'three', 'someone'],
    ['e_a=is new', '8', undefined, undefined],
  ]);
  const traps = visit.messages.filter(({ text }) => text.includes('trackEvent: RuntimeError: unreachable'));
  assert.deepEqual(traps.map(({ level }) => level), ['error', 'error', 'error']);
  assert.deepEqual(visit.errors, []);
});
