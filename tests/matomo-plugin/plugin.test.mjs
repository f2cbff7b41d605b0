/** The plugin for Matomo: what is in `matomo.js` in each case, and that a page which loads it counts (issue 16). */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { FILES_BESIDE } from '../../js/snippet.js';
import { zipMatomoPlugin } from '../../scripts/build/packages.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { startStandInHost } from '../cli/support/host.mjs';
import { crumbless } from '../cli/support/terminal.mjs';
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
    const { matomo } = await host(t);
    assert.match(matomo, new RegExp(`^\xEF\xBB\xBF/\\*! crumbless bundle ${version.replaceAll('.', '\\.')}, .* \\*/\n//# allFunctionsCalledOnLoad\n`));
    assert.ok(matomo.endsWith(codeOf('dist/matomo.js')));
    assert.ok(!matomo.includes('matomoIsHere'));
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
    const { matomo } = await host(t, { isActivated: false, trackers: { 'one.js': 'one();' } });
    assert.ok(matomo.includes('matomoIsHere') && matomo.includes('/* GENERATED: one.js */'));
  });

  test('stays as it is where files of the plugin are lost, and is Matomo’s own where it was', async (t) => {
    const { matomo: served } = await host(t);
    assert.equal((await host(t, { served, lacks: ['matomo.full.js'] })).matomo, served);
    assert.equal((await host(t, { served: 'another();', lacks: ['frame.json'] })).matomo, ORIGINAL);
  });
});

describe('the system check', AT_ONCE, () => {
  const UPDATE = 'Make the file writable and run `./console custom-matomo-js:update`.';
  const first = async (t, what) => (await host(t, what)).check[1][0];
  const second = async (t, visits) => (await host(t, { visits })).check[1][1];

  test('says the version', async (t) => {
    const { check } = await host(t);
    assert.deepEqual([check[0], check[1].length, check[1][0]], ['Crumbless in matomo.js', 2, ['ok', `Version ${version}.`]]);
  });

  const WARNINGS = {
    'of both files where the plugin could not write them': [{ files: { 'matomo.js': ORIGINAL, 'piwik.js': ORIGINAL } }, `Not Crumbless: matomo.js, piwik.js. ${UPDATE}`],
    'of the old name alone, which old snippets load': [{ files: { 'piwik.js': ORIGINAL } }, `Not Crumbless: piwik.js. ${UPDATE}`],
    'where the file lacks the trackers that it should have': [{ files: { 'piwik.js': `\uFEFF/*! crumbless bundle ${version} */\nold();` } }, 'Not up to date: piwik.js. Matomo writes it within the hour if it may. Or make the file writable and run `./console custom-matomo-js:update`.'],
    'where our file is still there though it is turned off': [{ isServed: false, files: { 'matomo.js': '\uFEFF/*! crumbless 0.0.9 */\n' } }, `Crumbless is turned off but still in matomo.js. ${UPDATE}`],
    'of files that the plugin lacks': [{ lacks: ['matomo.full.js', 'frame.json'] }, 'The plugin lacks matomo.full.js, frame.json, so matomo.js stays as it is: install the plugin from its zip again.'],
  };
  for (const [what, [given, text]] of Object.entries(WARNINGS)) {
    test(`warns ${what}`, async (t) => assert.deepEqual(await first(t, given), ['warning', text]));
  }

  test('does without the old name, as Matomo does', async (t) => {
    const { root, matomo } = await host(t);
    assert.equal(readFileSync(path.join(root, 'piwik.js'), 'latin1'), matomo);
    assert.deepEqual(await first(t, { removes: ['piwik.js'] }), ['ok', `Version ${version}.`]);
  });

  test('says that it is turned off, and nothing of hits', async (t) => {
    const { check, asked } = await host(t, { isServed: false });
    assert.deepEqual([check[1], asked], [[['ok', 'Turned off in the general settings: matomo.js is Matomo\'s own tracker.']], []]);
  });

  test('says when the last hit came, and how many visitors were recognised from days before', async (t) => {
    const [status, text] = await second(t, { last_hit: '2026-11-28 15:22:14', visits: '8', recognised: '0' });
    assert.equal(status, 'informational');
    assert.match(text, /^Last hit: 2026-11-28 15:22:14 UTC\. Visits since matomo\.js was written at \d{4}(-\d\d){2} \d\d(:\d\d){2} UTC, among the newest 1,000: 8\. By .* two days before: 0\.$/);
  });

  test('says what it means if some were, which a cookie does', async (t) => {
    const [status, text] = await second(t, { last_hit: '2026-11-28 15:22:14', visits: '8', recognised: '3' });
    assert.equal(status, 'informational');
    assert.match(text, /before: 3\. They have a cookie, unless a page calls setVisitorId: /);
  });

  test('says so where there is no visit, and where the log cannot be read', async (t) => {
    assert.deepEqual(await second(t, { last_hit: null, visits: null, recognised: null }), ['informational', 'There are no visits in the log.']);
    assert.deepEqual(await second(t, null), ['informational', 'The log of visits could not be read.']);
  });

  test('reads a thousand rows of the log at most by its primary key, in a second at most', async (t) => {
    const { root, asked } = await host(t);
    const [[sql, values]] = asked;
    const written = statSync(path.join(root, 'matomo.js')).mtime.toISOString().slice(0, 19).replace('T', ' ');
    assert.match(sql, / FROM \(SELECT [\w, ]+ FROM matomo_log_visit ORDER BY idvisit DESC LIMIT 1000\) AS newest \/\* at most 1 s \*\/$/);
    assert.deepEqual([asked.length, values], [1, [written, written, 172_800]]);
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
        for (const name of FILES_BESIDE) own.site.serve(`${base}${FOLDER}${name}`, built(`dist/${name}`));
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

describe('crumbless check', AT_ONCE, () => {
  /** Of a page with a command that the small file lacks, whose Matomo is in a folder. */
  async function check(t, rows, more = '') {
    const { matomo } = await host(t);
    const file = (name) => ({ type: 'text/javascript', body: readFileSync(fromRoot('dist', name)) });
    const body = `<!doctype html><meta charset="utf-8"><title>A page</title><script>var _paq = ${JSON.stringify([...rows, ['setTrackerUrl', '/stats/matomo.php'], ['setSiteId', '7']])};</script>`;
    const site = await startStandInHost({
      '/page': { body: `${body}<script async src="/stats/matomo.js"></script>${more}` },
      '/favicon.ico': { status: 204 },
      '/stats/matomo.php': { status: 204 },
      '/stats/matomo.js': { type: 'text/javascript', body: Buffer.from(matomo, 'latin1') },
      [`/stats/${FOLDER}matomo.full.js`]: file('matomo.full.js'),
      '/matomo.full.js': file('matomo.full.js'),
    });
    t.after(() => site.close());
    return crumbless(['check', `${site.url}/page`]);
  }
  const ROWS = [['setEcommerceView', 'sku'], ['trackPageView']];

  test('takes both files of the plugin for one tracker', async (t) => {
    const { status, out } = await check(t, ROWS);
    assert.match(out, /stats\/matomo\.js: Crumbless [\d.]+, from the plugin for Matomo or from `crumbless bundle`, /);
    assert.match(out, /tracker\/matomo\.full\.js\?[0-9a-f]{12}: Crumbless [\d.]+, matomo\.full\.js, this version, /);
    assert.match(out, /^✔ No problems found\.$/m);
    assert.equal(status, 0);
  });

  test('finds a full file that the page loads besides', async (t) => {
    const { status, out } = await check(t, [['trackPageView']], '<script async src="/matomo.full.js"></script>');
    assert.match(out, /Several trackers are loaded \(http\S+\/stats\/matomo\.js, http:\S+\/matomo\.full\.js\)/);
    assert.equal(status, 1);
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
    for (const name of ['plugin.json', 'Crumbless.php', 'LICENSE-MIT', 'tracker/matomo.js', 'tracker/matomo.full.js', 'tracker/matomo.fallback.js', 'tracker/matomo.engagement.js']) assert.ok(names.includes(`Crumbless/${name}`), name);
    assert.deepEqual(zipMatomoPlugin(), zip);
  });
});
