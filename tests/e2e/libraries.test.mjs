/**
 * Pages with libraries that change what the browser gives: Prototype and MooTools put methods on arrays and take others away,
 * core-js and zone.js replace built-ins, Turbo replaces the page. Hits are those of the page without them. The files are real: npm's,
 * Debian's where they are installed, and with `MATOMO_FRAMEWORKS` those of Matomo's own tests (tests/javascript/frameworks).
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { FILES } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { kind, startWorld } from './support/world.mjs';

const SCRIPT = 'text/javascript; charset=utf-8';
const DEBIAN = '/usr/share/javascript';
const MATOMO = process.env.MATOMO_FRAMEWORKS;

/** Files by name; those that are not there are skipped, and say so. */
const LIBRARIES = {
  'Prototype (Debian)': `${DEBIAN}/prototype/prototype.js`,
  'MooTools (Debian)': `${DEBIAN}/mootools/mootools-core-nc.js`,
  'core-js': fromRoot('node_modules/core-js-bundle/minified.js'),
  'zone.js': fromRoot('node_modules/zone.js/bundles/zone.umd.js'),
  Turbo: fromRoot('node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js'),
  ...Object.fromEntries(['prototype', 'mootools'].flatMap((folder) => filesOf(folder)).map((file) => [path.basename(file), file])),
};

function filesOf(folder) {
  if (!MATOMO) return [];
  return readdirSync(path.join(MATOMO, folder)).filter((name) => name.endsWith('.js')).map((name) => path.join(MATOMO, folder, name));
}

/** What an application gives, with lists, objects and every kind of hit. */
const COMMON = [
  ['disableCookies'], ['setExcludedQueryParams', ['sid', '/^secret/']], ['setDomains', ['*.shop.example', 'own.example']],
  ['setCustomDimension', 1, 'one'], ['enableLinkTracking'], ['trackPageView', 'A title', { dimension2: 'two' }], ['trackEvent', 'c', 'a', 'n', 3],
  ['trackGoal', 1, 5], ['trackSiteSearch', 'word', 'category', 4], ['trackLink', 'https://partner.example/file.zip', 'download'],
];
const FULL = [
  ...COMMON.slice(0, 4), ['setCustomVariable', 1, 'name', 'value', 'visit'], ['addEcommerceItem', 'sku', 'name', ['a', 'b'], 3, 2],
  ['setEcommerceView', 'sku', 'name', ['a', 'b'], 3], ...COMMON.slice(4), ['trackEcommerceOrder', 'order', 6], ['trackContentImpression', 'ad', 'piece', 'https://ad.example/'],
  ['trackAllContentImpressions'],
];
const FILE_ROWS = Object.fromEntries([...FILES, FALLBACK].map((file) => [file, file.includes('core') ? COMMON : FULL]));

const world = startWorld();

function page(visit, file, library) {
  const { site, run, trackerUrl } = visit;
  const folder = `/lib/${run}/`;
  site.serve(`${folder}matomo.js`, { type: SCRIPT, body: readFileSync(fromRoot(file)) });
  if (library) site.serve(`${folder}library.js`, { type: SCRIPT, body: readFileSync(library) });
  const rows = [['setTrackerUrl', trackerUrl], ['setSiteId', '7'], ...FILE_ROWS[file]].map((row) => `_paq.push(${JSON.stringify(row)})`);
  return `<!doctype html><html><head><title>A page</title>${library ? `<script src="${folder}library.js"></script>` : ''}</head><body>
    <div data-track-content data-content-name="Block"><a id="out" href="https://partner.example/out" data-content-target>Out</a></div>
    <script>var _paq = window._paq = window._paq || []; ${rows.join(';\n')}</script><script async src="${folder}matomo.js"></script></body></html>`;
}

/** Parameters that no two visits have alike. */
const OWN = /^(r|h|m|s|pv_id|cdo|pf_\w+)$/;
const said = (visit, hit) => `${kind(hit)}: ${hit.params.filter(([name]) => !OWN.test(name)).map((pair) => pair.join('=').replaceAll(visit.run, 'RUN')).join(' ')}`;

async function visitWith(t, file, library, count) {
  const visit = await world.visit(t, { search: '?sid=1&secret=2&view=list', html: (own) => page(own, file, library) });
  await visit.page.waitForFunction(() => window.Matomo?.initialized);
  await visit.page.evaluate(() => document.querySelector('#out').addEventListener('click', (event) => event.preventDefault()));
  await visit.page.click('#out');
  await visit.page.evaluate(() => window._paq.push(['trackEvent', 'c', 'last']));
  await visit.arrival('e_a=last');
  const hits = count === undefined ? await visit.site.waitForHits(visit.run, 1) : await visit.end(count);
  const wrong = [...visit.errors.map(String), ...visit.messages.map(({ text }) => text).filter((text) => text.includes('Crumbless'))];
  return { hits: hits.map((hit) => said(visit, hit)).sort(), wrong };
}

for (const file of [...FILES, FALLBACK]) {
  describe(`hits of ${file} are those of the page without`, { concurrency: 2 }, () => {
    let plain;
    for (const [name, library] of Object.entries(LIBRARIES)) {
      test(name, { skip: !existsSync(library) && `${library} is not there` }, async (t) => {
        const wanted = await (plain ??= visitWith(t, file));
        assert.deepEqual(wanted.wrong, []);
        assert.ok(wanted.hits.length >= 7, wanted.hits.join('\n'));
        assert.deepEqual(await visitWith(t, file, library, wanted.hits.length), wanted);
      });
    }
  });
}
