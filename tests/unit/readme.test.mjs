/** The commands that README.md says work are in the command table of the build, and its methods on `window.Matomo`. */
import './support/full.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { CORE, commandsOf } from '../../scripts/build/variants.mjs';
import { section, spans } from '../tools/support/markdown.mjs';
import { setUp } from './support/shim.mjs';

const README = readFileSync(fromRoot('README.md'), 'utf8');
const TABLE = JSON.parse(readFileSync(fromRoot('dist/commands.json'), 'utf8'));
const COMMANDS = new Set(Object.values(TABLE).flatMap(({ commands }) => commands.map(({ name }) => name)));

const named = (markdown) => spans(section(markdown, 'What works')).filter((span) => /^(?:Matomo\.)?[a-z]\w+$/.test(span));

test('what README.md says works is there', (t) => {
  const { matomo } = setUp(t);
  const isThere = (name) => (name.startsWith('Matomo.') ? typeof matomo[name.slice('Matomo.'.length)] === 'function' : COMMANDS.has(name));
  const missing = (markdown) => named(markdown).filter((name) => !isThere(name));
  assert.ok(named(README).length > 40);
  assert.deepEqual(missing(README), []);
  assert.deepEqual(missing('\n## What works\n`killFrame` `trackPageView` `noSuchCommand` `Matomo.fly` `Matomo.on`\n'), ['noSuchCommand', 'Matomo.fly']);
});

/** What stands for each part of the small file in README.md's table of files; bundling is no command. */
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

test('what README.md and the guide say that the small file has is what it has', () => {
  const { names, elsewhere } = commandsOf(fromRoot(CORE));
  const lacking = (parts) => parts.flatMap((part) => PARTS[part] ?? [part]).filter((name) => !names.includes(name));
  const [, said] = /^\| `dist\/matomo\.js` \| ([^|]+) \|/m.exec(README);
  const [, guide] = /<code>crumbless\.js<\/code>\) has ([^.]+)\./.exec(readFileSync(fromRoot('www/pages/switch.eta'), 'utf8'));
  assert.deepEqual(said.split(', '), Object.keys(PARTS));
  assert.equal(guide, said);
  assert.deepEqual(lacking(said.split(', ')), []);
  assert.deepEqual(lacking(['events', 'content', 'ecommerce']), ['content', 'ecommerce']);
  // Named there as what asks for the full file.
  for (const name of ['enableSpaTracking', 'addPlugin', 'enableAnonymousMeasurement']) assert.ok(elsewhere.includes(name), name);
});
