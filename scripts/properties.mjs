/**
 * `npm run properties`: the properties of tests/ with more cases than `npm test` has, and others. It says their seed: `-- --seed 7`
 * has those of another run again. `-- --times 100` is how many times as many, `-- --test commands` one file.
 *
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fromRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/progress.mjs';
import { cargo } from './lib/toolchain.mjs';
import { ready } from './tools.mjs';

/** `npm run test:all` has 200,000 cases of it, in minutes: only by its name. */
const LONG = 'anonymous_property';

const OPTIONS = { seed: { type: 'string', default: String(Date.now()) }, times: { type: 'string', default: '20' }, test: { type: 'string', multiple: true } };

await runMain(async () => {
  const { seed, times, test = files() } = parseArgs({ options: OPTIONS }).values;
  if (!/^\d{1,19}$/.test(seed)) throw new Error(`--seed takes a whole number, not "${seed}".`);
  if (!(Number(times) > 0)) throw new Error(`--times takes a number above 0, not "${times}".`);
  await ready('rust');
  say(`${test.join(', ')}: --seed ${seed} --times ${times}`);
  const env = { ...process.env, CRUMBLESS_SEED: seed, CRUMBLESS_TIMES: times };
  const named = test.flatMap((name) => ['--test', name]);
  return (await cargo(['test', '--profile', 'properties', '--no-fail-fast', '--features', 'inspect,options', ...named], { env, live: true, mayFail: true })).status;
});

/** @returns {string[]} those with a property in them */
function files() {
  const names = readdirSync(fromRoot('tests')).filter((name) => name.endsWith('.rs')).map((name) => path.parse(name).name);
  return names.filter((name) => name !== LONG && readFileSync(fromRoot('tests', `${name}.rs`), 'utf8').includes('proptest!')).sort();
}
