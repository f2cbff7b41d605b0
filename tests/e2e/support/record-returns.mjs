/**
 * Records in tests/data/commands.json what the reference returns, throws and reports for each situation of the list:
 *
 *   node tests/e2e/support/record-returns.mjs --reference FILE
 *
 * FILE is Matomo's own matomo.js, of the version that the list names. What came after that version is not recorded.
 */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createPerformer, loadNames, saveNames, titleOf } from './situations.mjs';
import { World } from './world.mjs';

const AT_A_TIME = 4;

const { values } = parseArgs({ options: { reference: { type: 'string' } } });

try {
  if (!values.reference) throw new Error('Which file is recorded? Add `--reference path/to/matomo.js`, of Matomo itself.');
  await record(path.resolve(values.reference));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function record(reference) {
  const names = await loadNames();
  const waiting = Object.entries(names.groups).flatMap(([group, members]) =>
    Object.entries(members).flatMap(([name, rows]) => rows.map((row) => ({ row, situation: { group, name, ...row } }))),
  );
  const recorded = waiting.filter(({ row }) => !row.documentedSince).length;
  const world = new World();
  const perform = createPerformer(world);
  try {
    await world.start(reference);
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (!next.row.documentedSince) Object.assign(next.row, await returnsOf(perform, next.situation));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  } finally {
    await world.stop();
  }
  await saveNames(names);
  console.log(`${recorded} situations recorded`);
}

/** What changed is overwritten, what is no longer so goes: a field that is undefined is not written. */
async function returnsOf(perform, situation) {
  const plain = await perform(situation);
  if (plain.isCrumbless) throw new Error('This is Crumbless: the reference is a matomo.js of Matomo itself.');
  if (plain.missing.length > 0) throw new Error(`${titleOf(situation)}: there is no ${plain.missing}; add "documentedSince" to the row.`);
  const kept = await perform(situation, { keepCookies: true });
  return {
    returns: plain.returns,
    withCookies: kept.returns === plain.returns ? undefined : kept.returns,
    throws: plain.thrown.length > 0 ? plain.thrown[0].split(':')[0] : undefined,
    complains: plain.messages.some(({ level }) => level === 'error') || undefined,
  };
}
