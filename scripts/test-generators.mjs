/**
 * `npm run test:generators`: every example of a static-site generator, built by its generator and opened in Chromium. `npm test` has
 * those of them that are quickly installed. With names (`npm run test:generators -- sphinx`) only those of tests/generators.
 *
 * @module
 */
import process from 'node:process';
import { filesIn } from './build/inputs.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { ready } from './tools.mjs';

await runMain(async () => {
  const names = process.argv.slice(2);
  const all = [fromRoot('tests/e2e/generators.test.mjs'), ...filesIn(fromRoot('tests/generators'))].filter((file) => file.endsWith('.test.mjs'));
  const files = names.length === 0 ? all : names.map((name) => fromRoot('tests/generators', `${name}.test.mjs`));
  const unknown = files.filter((file) => !all.includes(file));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}.`);
  await ready('packages', 'chromium');
  return (await run(process.execPath, ['--test', '--test-reporter=spec', ...files], { live: true, mayFail: true })).status;
});
