/**
 * `npm run lives`: a thousand page lives against a server that fails one request in ten; what was given and what arrived. With
 * `-- --reference path` the same for a matomo.js, `-- --lives 200` fewer, `-- --seed 7` others.
 *
 * @module
 */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fromRoot } from './lib/paths.mjs';
import { runMain } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { ready } from './tools.mjs';

const OPTIONS = { lives: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, reference: { type: 'string' } };

await runMain(async () => {
  const { lives, seed, reference } = parseArgs({ options: OPTIONS }).values;
  await ready('packages', 'rust', 'bindgen', 'chromium');
  await run(process.execPath, [fromRoot('scripts/build.mjs')]);
  const env = { ...process.env, CRUMBLESS_LIVES: lives, CRUMBLESS_SEED: seed, ...(reference && { CRUMBLESS_REFERENCE: path.resolve(reference) }) };
  const test = ['--test', '--test-reporter=spec', fromRoot('tests/e2e/lives.test.mjs')];
  return (await run(process.execPath, test, { env, live: true, mayFail: true })).status;
});
