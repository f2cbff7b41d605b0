/**
 * No name of matomo.js is forgotten: the command table is the list of names, and each of them is called on a live tracker.
 * What it must return was recorded from the reference (tests/data/README.md says how).
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { CORE, FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { createPerformer, loadNames, situationsOf, titleOf } from './support/situations.mjs';
import { AT_ONCE, FULL_TRACKER, startWorld } from './support/world.mjs';

/** What a build says of a command that it does not have. */
const ELSEWHERE = /not in this build|see matomo\.js/i;

/** A call that never comes back is one failure, not the end of the others. */
const LIMIT = { timeout: 30_000 };

const world = startWorld(FULL_TRACKER); // For what is returned at once.
const perform = createPerformer(world);
const list = await loadNames();
const situations = situationsOf(list);

describe('the list of names', () => {
  test('is the command table, but for what Crumbless has of its own', () => {
    const own = ['addTargets', 'enableAnonymousMeasurement', 'measureInteractions', 'recordCall', 'sendUsageReport'];
    const { names, elsewhere } = commandsOf(fromRoot(CORE));
    const all = commandsOf(fromRoot(FULL)).names.sort();
    assert.deepEqual(all, [...Object.keys(list.groups.commands), ...own].sort());
    assert.deepEqual([...names, ...elsewhere].sort(), all);
  });

  test('says of each command of our own why there is one', () => {
    for (const [name, reason] of Object.entries(list.own)) assert.match(reason, /^[A-Z].*\.$/, name);
    const own = Object.keys(list.groups.commands).filter((name) => situations.every((row) => row.name !== name || row.documentedSince === 'Crumbless'));
    assert.deepEqual(own.sort(), Object.keys(list.own).sort());
  });

  test('has a situation for each name, and a return value for each situation', () => {
    for (const names of Object.values(list.groups)) for (const [name, rows] of Object.entries(names)) assert.ok(rows.length > 0, name);
    assert.deepEqual(situations.filter(({ returns }) => typeof returns !== 'string').map(titleOf), []);
  });

  test('gives a reason from DIFFERENCES.md where a return value is not the one of the reference', async () => {
    const document = await readFile(fromRoot('DIFFERENCES.md'), 'utf8');
    const headings = [...document.matchAll(/^## ([\w-]+)/gm)].map(([, heading]) => heading);
    const unexplained = situations.filter((row) => (row.ours ?? row.withCookies ?? row.throws ?? row.differs) && !headings.includes(row.differs));
    assert.deepEqual(unexplained.map((row) => `${titleOf(row)}: ${row.differs}`), []);
  });
});

describe('called on a live tracker after disableCookies:', AT_ONCE, () => {
  for (const situation of situations) {
    test(titleOf(situation), LIMIT, async (t) => {
      const outcome = await perform(situation);
      if (isNotYetThere(t, situation, outcome)) return;
      check(situation, outcome, outcome.isCrumbless ? (situation.ours ?? situation.returns) : situation.returns);
      const reported = outcome.messages.filter(({ level }) => level === 'error').map(({ text }) => text);
      if (!situation.complains) assert.deepEqual(reported, []);
    });
  }
});

describe('the same return values when nothing was said about cookies:', AT_ONCE, () => {
  for (const situation of situations.filter(({ returns }) => returns !== 'undefined')) {
    test(titleOf(situation), LIMIT, async (t) => {
      const outcome = await perform(situation, { keepCookies: true });
      if (isNotYetThere(t, situation, outcome)) return;
      const { returns, ours = returns, withCookies = returns } = situation;
      check(situation, outcome, outcome.isCrumbless ? ours : withCookies);
    });
  }
});

/** The reference is older than some commands: its own file can be given to the tests, to see whether they ask for more. */
function isNotYetThere(t, { documentedSince }, { isCrumbless }) {
  if (documentedSince && !isCrumbless) t.skip(`since ${documentedSince}`);
  return documentedSince && !isCrumbless;
}

function check({ throws }, { missing, returns, thrown, messages }, wanted) {
  assert.deepEqual(missing, [], 'there are no such names');
  if (!throws) assert.deepEqual(thrown, []);
  assert.deepEqual(messages.filter(({ text }) => ELSEWHERE.test(text)), []);
  if (wanted === 'array of strings') assert.match(returns, /^array of \d+: \[(string(, string)*)?\]$/);
  else assert.equal(returns, wanted);
}
