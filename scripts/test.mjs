/**
 * `npm test`: runs the suites and says how many tests ran in each. `npm run test:all` runs those that take many minutes too,
 * `npm test -- --only host,unit` runs some.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { runMain, say } from './lib/progress.mjs';
import { table } from './lib/table.mjs';
import { none, sum } from './test/counts.mjs';
import { suites } from './test/suites.mjs';
import { ready } from './tools.mjs';

await runMain(async () => {
  const chosen = chooseSuites();
  // All at once, so that what the tools share is compiled once. What cannot be had is said again by the suite that needs it.
  await ready(...new Set(chosen.flatMap((name) => suites[name].needs))).catch(({ message }) => say(`✖ ${message}`));
  const results = [];
  for (const name of chosen) results.push(await runSuite(name));
  console.log(`\n${summary(results)}\n`);
  const { passed, failed, skipped } = sum(...results.map(({ counts }) => counts));
  for (const { name, problem } of results) if (problem) say(`✖ ${name}: ${problem}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

function chooseSuites() {
  const names = Object.keys(suites);
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, all: { type: 'boolean', default: false } } });
  const only = values.only?.flatMap((list) => list.split(','));
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}: there are ${names.join(', ')}.`);
  if (only) return names.filter((name) => only.includes(name));
  return names.filter((name) => values.all || !suites[name].long);
}

/** A suite that cannot run has failed; the others run all the same. */
async function runSuite(name) {
  const { title, needs, run } = suites[name];
  const started = Date.now();
  console.log(`\n═══ ${name}: ${title}\n`);
  let counts = none();
  let problem;
  try {
    await ready(...needs);
    counts = await run();
    if (counts.passed + counts.failed === 0) throw new Error('it ran no test.');
  } catch (error) {
    counts = { ...counts, failed: counts.failed + 1 };
    problem = error.message;
    say(`✖ ${problem}`);
  }
  return { name, counts, problem, seconds: (Date.now() - started) / 1000 };
}

function summary(results) {
  const header = ['suite', 'passed', 'failed', 'skipped', 'seconds'];
  return table([header, ...results.map(({ name, counts, seconds }) => [name, counts.passed, counts.failed, counts.skipped, seconds.toFixed(1)])]);
}
