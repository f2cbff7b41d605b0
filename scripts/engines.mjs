/**
 * `npm run engines`: the vectors with each shipped file that differs, and the end-to-end tests whose outcome is the engine's, in
 * Firefox and in WebKitGTK. `npm test` runs a part.
 *
 *   --engine NAME   one of them
 *   --smoke         that part: start, a page view with every parameter, links, leaving, policies, storage
 *   --vectors       the vectors alone, with a line for each that differs
 *
 * @module
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fromRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { nodeCounts, scriptCounts, sum, withStatus } from './test/counts.mjs';
import { ready } from './tools.mjs';

const FILES = ['dist/matomo.js', 'dist/matomo.fallback.js', 'dist/matomo.core.js'];
const TESTS = ['start', 'policies', 'links', 'page-life', 'server-faults', 'spa', 'content-visible', 'module', 'module-loading', 'storage-free', 'device', 'timings'];
const SMOKE_SCENARIOS = '^(page-view-custom-title|link-(outlink|download)|goal)';
const SMOKE_TESTS = ['timings', 'storage-free', 'leaving'];

/** The screen is as wide as the pages of the tests, so `res` is what was recorded. */
const DISPLAY = ['xvfb-run', '-a', '-s', '-screen 0 1000x700x24'];
const ENGINES = { firefox: [], webkit: DISPLAY };

await runMain(async () => {
  const { values } = parseArgs({
    options: { engine: { type: 'string', multiple: true }, smoke: { type: 'boolean', default: false }, vectors: { type: 'boolean', default: false } },
  });
  const engines = values.engine ?? Object.keys(ENGINES);
  const unknown = engines.filter((name) => !Object.hasOwn(ENGINES, name));
  if (unknown.length > 0) throw new Error(`There is no engine ${unknown.join(', ')}: there are ${Object.keys(ENGINES).join(', ')}.`);
  await ready('packages', 'rust', 'bindgen', ...engines);
  await run(process.execPath, [fromRoot('scripts/build.mjs')]);
  let counts = [];
  for (const engine of engines) counts = [...counts, ...(await runIn(engine, values))];
  const { passed, failed, skipped } = sum(...counts);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

async function runIn(engine, { smoke, vectors }) {
  const files = smoke ? FILES.slice(0, 1) : FILES;
  const tests = (smoke ? SMOKE_TESTS : TESTS).map((name) => fromRoot(`tests/e2e/${name}.test.mjs`));
  say(`${engine}: vectors with ${files.join(', ')}`);
  const replayed = await node(engine, [fromRoot('scripts/vectors.mjs'), '--jobs', '2', ...files.flatMap((file) => ['--file', file]), ...(smoke ? ['--only', SMOKE_SCENARIOS] : [])]);
  const counts = [withStatus(scriptCounts(replayed.output), replayed.status)];
  if (vectors) return counts;
  say(`${engine}: end-to-end tests`);
  const tested = await node(engine, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...tests]);
  return [...counts, withStatus(nodeCounts(tested.output), tested.status)];
}

function node(engine, args) {
  const [program, ...rest] = [...ENGINES[engine], process.execPath, ...args];
  return run(program, rest, { env: { ...process.env, CRUMBLESS_ENGINE: engine }, live: true, mayFail: true });
}
