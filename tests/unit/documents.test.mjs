/** The commands that the documents say work are in the command table of the build, and its methods on `window.Matomo`. */
import './support/full.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { CORE, commandsOf } from '../../scripts/build/variants.mjs';
import { spans } from '../tools/support/markdown.mjs';
import { setUp } from './support/shim.mjs';

const FEATURES = readFileSync(fromRoot('docs/features.md'), 'utf8');
const FILES = readFileSync(fromRoot('docs/files.md'), 'utf8');
const TABLE = JSON.parse(readFileSync(fromRoot('dist/commands.json'), 'utf8'));
const COMMANDS = new Set(Object.values(TABLE).flatMap(({ commands }) => commands.map(({ name }) => name)));

const named = (markdown) => spans(markdown).filter((span) => /^(?:Matomo\.)?[a-z]\w+$/.test(span));

test('what docs/features.md says works is there', (t) => {
  const { matomo } = setUp(t);
  const isThere = (name) => (name.startsWith('Matomo.') ? typeof matomo[name.slice('Matomo.'.length)] === 'function' : COMMANDS.has(name));
  const missing = (markdown) => named(markdown).filter((name) => !isThere(name));
  assert.ok(named(FEATURES).length > 40);
  assert.deepEqual(missing(FEATURES), []);
  assert.deepEqual(missing('`killFrame` `trackPageView` `noSuchCommand` `Matomo.fly` `Matomo.on`\n'), ['noSuchCommand', 'Matomo.fly']);
});

/** What stands for each part of the small file in the table of docs/files.md; bundling is no command. */
const PARTS = {
  'page views': ['trackPageView'],
  'links and downloads': ['enableLinkTracking', 'trackLink', 'setDownloadExtensions'],
  events: ['trackEvent'],
  goals: ['trackGoal'],
  'site search': ['trackSiteSearch'],
  dimensions: ['setCustomDimension', 'deleteCustomDimension'],
  'URLs and referrers': ['setCustomUrl', 'setReferrerUrl', 'setExcludedQueryParams', 'setExcludedReferrers'],
  'consent and opt-out': ['requireConsent', 'setConsentGiven', 'optUserOut', 'setDoNotTrack'],
  'cookie commands': ['disableCookies', 'deleteCookies', 'requireCookieConsent', 'setCookieDomain'],
  'cross-domain linking': ['enableCrossDomainLinking', 'disableCrossDomainLinking', 'isCrossDomainLinkingEnabled'],
  'the heartbeat timer': ['enableHeartBeatTimer', 'disableHeartBeatTimer'],
  'bundled delivery': [],
};

test('what docs/files.md says that the small file has is what it has', () => {
  const { names, elsewhere } = commandsOf(fromRoot(CORE));
  const lacking = (parts) => parts.flatMap((part) => PARTS[part] ?? [part]).filter((name) => !names.includes(name));
  const [, said] = /^\| `dist\/matomo\.js` \| ([^|]+) \|/m.exec(FILES);
  assert.deepEqual(said.split(', '), Object.keys(PARTS));
  assert.deepEqual(lacking(said.split(', ')), []);
  assert.deepEqual(lacking(['events', 'content', 'ecommerce']), ['content', 'ecommerce']);
  // Named there as what asks for the full file.
  for (const name of ['enableSpaTracking', 'addPlugin', 'enableAnonymousMeasurement']) assert.ok(elsewhere.includes(name), name);
});
