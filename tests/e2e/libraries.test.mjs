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
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { DEBIAN_LIBRARIES } from '../../scripts/tools.mjs';
import { WAYS, pageOf, visitBusyPage } from './support/busy-page.mjs';
import { AT_ONCE, startWorld } from './support/world.mjs';

const MATOMO = process.env.MATOMO_FRAMEWORKS;

/** Files by name; those that are not there are skipped, and say so. */
const LIBRARIES = {
  'Prototype 1.7 (Debian)': DEBIAN_LIBRARIES['libjs-prototype'],
  'MooTools 1.4 (Debian)': DEBIAN_LIBRARIES['libjs-mootools'],
  'core-js': fromRoot('node_modules/core-js-bundle/minified.js'),
  'zone.js': fromRoot('node_modules/zone.js/bundles/zone.umd.js'),
  Turbo: fromRoot('node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js'),
  ...Object.fromEntries(MATOMO ? ['prototype', 'mootools'].flatMap(filesOf) : []),
};

/** MooTools has a `Request` of its own, and without the browser's nothing vouches for a request that goes without cookies: nothing is sent, and one line says so. */
const isRefused = (name, library) => name.endsWith(', anonymous') && /mootools/i.test(library);

function filesOf(folder) {
  return readdirSync(path.join(MATOMO, folder)).filter((name) => name.endsWith('.js')).map((name) => [name, path.join(MATOMO, folder, name)]);
}

const world = startWorld();

for (const [name, way] of Object.entries(WAYS)) {
  describe(`hits of ${name} are those of the page without`, AT_ONCE, () => {
    let plain;
    for (const [library, file] of Object.entries(LIBRARIES)) {
      test(library, { skip: !existsSync(file) && `${file} is not there` }, async (t) => {
        if (isRefused(name, library)) return assertRefused(t, way, readFileSync(file));
        const wanted = await (plain ??= visitBusyPage(world, t, way));
        assert.deepEqual(wanted.wrong, []);
        assert.equal(wanted.hits.length, way.hits[2], wanted.hits.join('\n'));
        return assert.deepEqual(await visitBusyPage(world, t, way, readFileSync(file)), wanted);
      });
    }
  });
}

async function assertRefused(t, way, library) {
  const visit = await world.visit(t, { html: (own) => pageOf(own, way, library) });
  const isLine = (text) => /^Crumbless: nothing is sent, because requests without cookies need fetch and Request/.test(text);
  await visit.line(isLine);
  await visit.end(0);
  assert.equal(visit.messages.filter(({ text }) => isLine(text)).length, 1);
}
