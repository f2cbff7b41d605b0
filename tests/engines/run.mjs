/**
 * `npm run engines`: the vectors with each shipped file that differs, and the end-to-end tests whose outcome is the engine's, in
 * Firefox and in WebKitGTK. `npm test` runs a part.
 *
 *   --engine NAME   one of them; `chromium` plays the vectors, as its tests are those of `npm test`
 *   --smoke         that part: start, a page view with every parameter, links, leaving, policies, storage
 *   --only vectors  the vectors alone; `tests` the tests alone
 *   --record        writes tests/data/engines.json and the table of docs/browsers.md: Chromium too
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { checkKnown, judgeTests } from './known.mjs';
import { DOCUMENT_TABLE, RECORD, rowsOf, tableOf } from './record.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { runMain, say } from '../../scripts/lib/progress.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { TEST_OPTIONS, none, scriptCounts, sum, withStatus } from '../../scripts/test/counts.mjs';
import { ready } from '../../scripts/tools.mjs';
import { loadEngineDifferences } from '../vectors/player/scenarios.mjs';

const DOCUMENT = fromRoot('docs/browsers.md');
const FILES = ['dist/matomo.js', 'dist/matomo.full.js', 'dist/matomo.fallback.js'];
const TESTS = ['start', 'policies', 'links', 'page-life', 'large-hits', 'server-faults', 'spa', 'bots', 'ignored', 'content-visible', 'module', 'module-loading', 'storage-free', 'timings', 'attention', 'forms', 'elements', 'media', 'error-pages', 'vitals', 'vitals-pages', 'scrolling'];

/** What `npm test` runs of them: of the vectors those whose names match, of some files of tests those whose own names do. */
const SMOKE = {
  scenarios: '^(page-view-custom-title|link-(outlink|download)|goal)',
  tests: ['links', 'page-life', 'policies', 'storage-free', 'timings'],
  names: [
    '^(in SVG|added later|areas of|the Enter key|with a modifier)', // links
    '^(in pagehide|just before location =|in a form’s submit)$', // page-life
    '^(none|`script-src` with the host|`script-src` with a nonce)$', // policies, with each file
    '^(the trap notices what is done in|a page that says nothing about cookies)', // storage-free
    '^of a short page', // timings
  ],
};

/** The screen is as wide as the pages of the tests, so `res` is what was recorded. */
const DISPLAY = ['xvfb-run', '-a', '-s', '-screen 0 1000x700x24'];
const ENGINES = { chromium: [], firefox: [], webkit: DISPLAY };
/** Those whose tests are no other suite's. */
const OWN = ['firefox', 'webkit'];

const folder = mkdtempSync(path.join(os.tmpdir(), 'engines-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', multiple: true },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      record: { type: 'boolean', default: false },
    },
  });
  const engines = values.engine ?? (values.record ? Object.keys(ENGINES) : OWN);
  const unknown = engines.filter((name) => !Object.hasOwn(ENGINES, name));
  if (unknown.length > 0) throw new Error(`There is no engine ${unknown.join(', ')}: there are ${Object.keys(ENGINES).join(', ')}.`);
  if (![undefined, 'vectors', 'tests'].includes(values.only)) throw new Error(`--only takes vectors or tests, not ${values.only}.`);
  const known = JSON.parse(readFileSync(fromRoot('tests/e2e/engine-differences.json'), 'utf8'));
  const faults = checkKnown(known, TESTS, OWN);
  for (const fault of faults) console.log(`FAIL ${fault}`);

  await ready('packages', 'rust', 'bindgen', ...engines);
  await run(process.execPath, [fromRoot('scripts/build.mjs')]);
  let counts = [{ ...none(), failed: faults.length }];
  for (const engine of engines) {
    if (values.only !== 'tests') {
      const replayed = await vectorsIn(engine, values);
      counts = [...counts, replayed.counts];
      if (values.record && !values.smoke && replayed.counts.failed === 0) record(replayed.record);
    }
    if (values.only !== 'vectors' && OWN.includes(engine)) counts = [...counts, await testsIn(engine, known, values)];
  }
  const { passed, failed, skipped } = sum(...counts);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

async function vectorsIn(engine, { smoke }) {
  const files = smoke ? FILES.slice(0, 1) : FILES;
  say(`${engine}: vectors with ${files.join(', ')}`);
  const file = path.join(folder, `${engine}.json`);
  // One page at a time: of several windows one has the focus, and heartbeats count where it is.
  const args = ['--jobs', '1', '--outcomes', file, ...files.flatMap((name) => ['--file', name]), ...(smoke ? ['--only', SMOKE.scenarios] : [])];
  const { output, status } = await node(engine, [fromRoot('tests/vectors/run.mjs'), ...args]);
  const outcomes = status === 0 ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const record = outcomes && rowsOf(outcomes, await loadEngineDifferences());
  for (const [name, { equal, of, others }] of Object.entries(record?.files ?? {})) {
    say(`${engine} ${record.version}, ${name}: ${equal} of ${of} scenarios equal${others.length > 0 ? `; others, as expected: ${others.join(', ')}` : ''}`);
  }
  return { counts: withStatus(scriptCounts(output), status), record };
}

/** A file whose tests did not come to their end has told so by itself; that none of it ran, the list of files shows. */
async function testsIn(engine, known, { smoke }) {
  const names = smoke ? SMOKE.tests : TESTS;
  say(`${engine}: end-to-end tests`);
  const file = path.join(folder, `${engine}.lines`);
  writeFileSync(file, '');
  const only = smoke ? SMOKE.names.flatMap((name) => ['--test-name-pattern', name]) : [];
  const args = ['--test', `--test-reporter=${fromRoot('tests/engines/reporter.mjs')}`, ...TEST_OPTIONS, ...only];
  const { status } = await node(engine, [...args, ...names.map((name) => fromRoot(`tests/e2e/${name}.test.mjs`))], { CRUMBLESS_OUTCOMES: file });
  const outcomes = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const judged = judgeTests(outcomes, known, engine, { isPart: smoke });
  const silent = names.filter((name) => !outcomes.some((outcome) => outcome.file === name)).map((name) => `${name}: no test ran`);
  for (const line of judged.differing) say(`${engine}, as expected: ${line}`);
  for (const line of [...judged.faults, ...silent]) say(`✖ ${engine}: ${line}`);
  const counts = { ...judged.counts, failed: judged.counts.failed + silent.length };
  const isExplained = outcomes.some(({ state }) => state === 'fail');
  return isExplained ? counts : withStatus(counts, status);
}

function node(engine, args, env = {}) {
  const [program, ...rest] = [...ENGINES[engine], process.execPath, ...args];
  return run(program, rest, { env: { ...process.env, CRUMBLESS_ENGINE: engine, ...env }, live: true, mayFail: true });
}

/** @param {import('./record.mjs').EngineRecord} one what others have shown stays */
function record(one) {
  const file = fromRoot(RECORD);
  const old = JSON.parse(readFileSync(file, 'utf8')).filter(({ engine }) => engine !== one.engine);
  const date = new Date().toISOString().slice(0, 10);
  const order = Object.keys(ENGINES);
  const all = [...old, { ...one, date }].sort((first, second) => order.indexOf(first.engine) - order.indexOf(second.engine));
  writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`);
  const written = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(DOCUMENT, written.replace(DOCUMENT_TABLE, () => tableOf(all)));
  say(`${RECORD} and the table of docs/browsers.md say it.`);
}
