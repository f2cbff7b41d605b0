/** The commands that README.md says work are in the command table of the build, and its methods on `window.Matomo`. */
import './support/full.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
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
