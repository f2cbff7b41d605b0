/**
 * `npm run properties`: the properties of tests/core with more cases than `npm test` has, and others. It says their seed: `-- --seed 7`
 * has those of another run again. `-- --times 100` is how many times as many, `-- --test commands` one module.
 *
 * @module
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runMain, say } from './lib/progress.mjs';
import { cargo } from './lib/toolchain.mjs';
import { cargoCounts } from './test/counts.mjs';
import { ready } from './tools.mjs';

const OPTIONS = { seed: { type: 'string', default: String(Date.now()) }, times: { type: 'string', default: '20' }, test: { type: 'string', multiple: true, default: [] } };

await runMain(async () => {
  const { seed, times, test } = parseArgs({ options: OPTIONS }).values;
  if (!/^\d{1,19}$/.test(seed)) throw new Error(`--seed takes a whole number, not "${seed}".`);
  if (!(Number(times) > 0)) throw new Error(`--times takes a number above 0, not "${times}".`);
  await ready('rust');
  say(`${test.join(', ') || 'all modules'}: --seed ${seed} --times ${times}`);
  const env = { ...process.env, CRUMBLESS_SEED: seed, CRUMBLESS_TIMES: times };
  const modules = test.map((name) => `${name}::`);
  const { status, output } = await cargo(['test', '--profile', 'properties', '--features', 'inspect,options', '--test', 'core', '--', ...modules], { env, live: true, mayFail: true });
  const { passed, failed } = cargoCounts(output);
  if (status === 0 && passed + failed === 0) throw new Error(`tests/core has no module ${test.join(' or ')}.`);
  return status;
});
