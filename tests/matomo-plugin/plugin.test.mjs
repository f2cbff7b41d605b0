/** The plugin for Matomo: what is in `matomo.js` in each case, and that a page which loads it counts (issue 16). */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { zipMatomoPlugin } from '../../scripts/build/packages.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { built, script } from '../e2e/support/built.mjs';
import { AT_ONCE, kind, param, startWorld } from '../e2e/support/world.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { ORIGINAL, host } from './support/host.mjs';
import { findPhp } from './support/php.mjs';

const SOURCE = fromRoot('integrations/matomo');
const FOLDER = 'plugins/Crumbless/tracker/';
const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));

const world = startWorld();
const bytes = (file) => readFileSync(fromRoot(file), 'latin1');
/** One of our files from its first statement on. */
const codeOf = (file) => bytes(file).replace(/^\xEF\xBB\xBF\/\*!.*\n\/\/#.*\n/, '');
const phpFiles = () => readdirSync(SOURCE, { recursive: true }).filter((name) => name.endsWith('.php')).map((name) => path.join(SOURCE, name));

/** The plugin as it would count a call of its own. */
const counting = (name) => `window.Matomo.addPlugin('${name}', { log: function () { return '&${name}=1'; } }); // the end`;

describe('matomo.js', AT_ONCE, () => {
  test('is ours, byte for byte from its first statement on, and says its version', async (t) => {
    const { matomo, check } = await host(t);
    assert.match(matomo, new RegExp(`^\xEF\xBB\xBF/\\*! crumbless bundle ${version.replaceAll('.', '\\.')}, .* \\*/\n//# allFunctionsCalledOnLoad\n`));
    assert.ok(matomo.endsWith(codeOf('dist/matomo.js')));
    assert.ok(!matomo.includes('matomoIsHere'));
    assert.deepEqual(check, ['Crumbless in matomo.js', 'ok', `Version ${version}.`]);
  });

  test('is the full file with the trackers of other plugins, in their order and each by itself', async (t) => {
    const { matomo } = await host(t, { trackers: { 'one.js': counting('one'), 'two.js': 'throw new Error("by a plugin");' } });
    assert.ok(matomo.endsWith(codeOf('dist/matomo.full.js')));
    assert.ok(matomo.indexOf('/* plugin two.js */ (function () {\n') < matomo.indexOf('/* plugin one.js */ (function () {\n'), 'Matomo puts the last one first');
    assert.ok(matomo.includes(`{\n${counting('one')}\n})`));
  });

  test('keeps what a plugin puts before and behind Matomo’s tracker', async (t) => {
    const { matomo } = await host(t, { before: 'window.isBefore = 1;', behind: '\nwindow.isBehind = 1;' });
    assert.ok(matomo.endsWith('\n;\nwindow.isBehind = 1;'));
    assert.ok(matomo.includes('/* plugin before the tracker */ (function () {\nwindow.isBefore = 1;\n})'));
  });

  test('has nothing of Matomo’s tracker where a plugin changed it, and no plugin’s tracker is lost', async (t) => {
    const { matomo } = await host(t, { trackers: { 'one.js': counting('one') }, change: ['matomoIsHere', 'matomoWasChanged'] });
    assert.ok(matomo.endsWith(codeOf('dist/matomo.full.js')));
    assert.ok(!/matomoIsHere|matomoWasChanged|isEnded/.test(matomo));
    assert.ok(matomo.includes(counting('one')));
  });

  test('is Matomo’s own where the setting is off, and where the plugin is deactivated', async (t) => {
    const off = await host(t, { isServed: false });
    assert.equal(off.matomo, ORIGINAL);
    assert.deepEqual(off.check.slice(1), ['ok', 'Turned off in the general settings: matomo.js is Matomo\'s own tracker.']);
    const { matomo } = await host(t, { isActivated: false, trackers: { 'one.js': 'one();' } });
    assert.ok(matomo.includes('matomoIsHere') && matomo.includes('/* GENERATED: one.js */'));
  });

  test('that is not ours though it should be is a warning in the system check', async (t) => {
    const { check } = await host(t, { isActivated: false });
    assert.deepEqual(check.slice(0, 2), ['Crumbless in matomo.js', 'warning']);
    assert.match(check[2], /custom-matomo-js:update/);
  });
});

describe('a page', AT_ONCE, () => {
  /** Loads what a host has as `matomo.js`, and the other files from the plugin's folder alone. */
  async function open(t, parts, { paq, headers, query = '' }) {
    const { matomo } = await host(t, parts);
    const visit = await world.visit(t, {
      html(own) {
        const base = `/matomo-${own.run}/`;
        own.site.serve(`${base}matomo.js`, script(Buffer.from(matomo, 'latin1')));
        for (const name of ['matomo.full.js', 'matomo.fallback.js']) own.site.serve(`${base}${FOLDER}${name}`, built(`dist/${name}`));
        own.asked = (name) => own.site.asked(`${base}${FOLDER}${name}`).length;
        const body = buildPage({ title: 'A page', paq }, own.trackerUrl).replace("tracker.src = '/matomo.js';", `tracker.src = '${base}matomo.js${query}';`);
        return headers ? { body, headers } : body;
      },
    });
    return visit;
  }

  test('is counted by the small file alone', async (t) => {
    const visit = await open(t, {}, { paq: [['trackPageView']] });
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=A page']);
    assert.equal(visit.asked('matomo.full.js'), 0);
  });

  test('gets the full file from the plugin’s folder, also where the address of matomo.js has a slash behind the question mark', async (t) => {
    const visit = await open(t, {}, { paq: [['setEcommerceView', 'sku'], ['trackPageView']], query: '?v=1/2' });
    const [hit] = await visit.end(1);
    assert.equal(param(hit, '_pks'), 'sku');
    assert.equal(visit.asked('matomo.full.js'), 1);
    assert.deepEqual(visit.errors, []);
  });

  test('has the trackers of other plugins from its first hit on, though one of them throws', async (t) => {
    const visit = await open(t, { trackers: { 'one.js': counting('one'), 'two.js': 'throw new Error("by a plugin");' } }, { paq: [['trackPageView']] });
    const [hit] = await visit.end(1);
    assert.equal(param(hit, 'one'), '1');
  });
});

describe('the plugin', AT_ONCE, () => {
  test('is PHP that compiles', async () => {
    assert.ok(phpFiles().length >= 5);
    for (const file of phpFiles()) await run(findPhp(), ['-l', file]);
  });

  test('has the version of everything else, and every text that it uses', () => {
    assert.equal(JSON.parse(readFileSync(path.join(SOURCE, 'plugin.json'), 'utf8')).version, version);
    const texts = Object.keys(JSON.parse(readFileSync(path.join(SOURCE, 'lang/en.json'), 'utf8')).Crumbless);
    const code = phpFiles().map((file) => readFileSync(file, 'utf8')).join('\n');
    assert.deepEqual([...new Set([...code.matchAll(/'Crumbless_(\w+)'/g)].map(([, name]) => name))].sort(), texts.sort());
  });

  test('is a zip with one folder, our three files and the licences in it, and always the same bytes', () => {
    const zip = zipMatomoPlugin();
    const names = Object.keys(unzipSync(zip));
    assert.deepEqual([...new Set(names.map((name) => name.split('/')[0]))], ['Crumbless']);
    for (const name of ['plugin.json', 'Crumbless.php', 'LICENSE-MIT', 'tracker/matomo.js', 'tracker/matomo.full.js', 'tracker/matomo.fallback.js']) assert.ok(names.includes(`Crumbless/${name}`), name);
    assert.deepEqual(zipMatomoPlugin(), zip);
  });
});
