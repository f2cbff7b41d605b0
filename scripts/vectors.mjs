/**
 * `npm run vectors`: replays tests/vectors in Chromium against a tracker file and compares what reaches the collector.
 *
 *   --tracker FILE       default dist/matomo.js
 *   --areas a,b          default those of this stage; `all` for every one
 *   --only REGEX         scenarios whose name matches
 *   --no-differences     compare with the reference alone, as when the reference itself is replayed
 *   --jobs N             scenarios at a time
 *   --verbose            a line for scenarios that pass, and errors of the pages
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { launch } from './lib/chromium.mjs';
import { compare } from './vectors/compare.mjs';
import { applyChanges, checkDifferences } from './vectors/differences.mjs';
import { replay } from './vectors/replay.mjs';
import { DEFAULT_AREAS, listAreas, loadDifferences, loadScenarios } from './vectors/scenarios.mjs';
import { startSite } from './vectors/site.mjs';

const ROOT = path.join(import.meta.dirname, '..');

const { values: options } = parseArgs({
  options: {
    tracker: { type: 'string', default: path.join(ROOT, 'dist/matomo.js') },
    areas: { type: 'string', default: DEFAULT_AREAS.join() },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '6' },
    'no-differences': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  const areas = options.areas === 'all' ? await listAreas() : options.areas.split(',');
  const only = new RegExp(options.only);
  const scenarios = (await loadScenarios(areas)).filter((scenario) => only.test(scenario.name));
  if (scenarios.length === 0) throw new Error('No scenario was chosen: look at --areas and --only.');
  const differences = options['no-differences'] ? [] : await loadDifferences();
  const listProblems = options['no-differences'] ? [] : await checkList(differences);
  for (const problem of listProblems) console.log(`FAIL ${problem}`);

  const site = await startSite({ tracker: options.tracker });
  const browser = await launch();
  const outcomes = [];
  try {
    const waiting = [...scenarios];
    const worker = async () => {
      for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
        const outcome = await runScenario(scenario, differences, { site, browser });
        outcomes.push(outcome);
        report(outcome);
      }
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
  } finally {
    await browser.close();
    await site.close();
  }
  return summarise(outcomes, areas, listProblems.length);
}

async function checkList(differences) {
  const document = await readFile(path.join(ROOT, 'DIFFERENCES.md'), 'utf8').catch(() => '');
  return checkDifferences(differences, await loadScenarios(await listAreas()), document);
}

/** @returns {Promise<{scenario: object, lines: string[], pageErrors: string[]}>} no lines: equal */
async function runScenario(scenario, differences, { site, browser }) {
  const changes = differences
    .filter((entry) => entry.area === scenario.area && entry.scenario === scenario.name)
    .map((entry) => entry.change);
  const { expect, problems } = applyChanges(scenario.expect, changes);
  try {
    const actual = await replay(scenario, { site, browser, count: expect.requests.length });
    const against = (wanted) => compare(JSON.parse(actual.fill(JSON.stringify(wanted))), actual, scenario);
    const lines = [...problems, ...against(expect)];
    if (!actual.started) lines.unshift('the tracker did not start: the page has no window.Matomo');
    if (lines.length > 0 && changes.length > 0 && against(withDefaults(scenario.expect)).length === 0) {
      lines.unshift('equal to the reference: remove its entry from expected-differences.json');
    }
    return { scenario, lines, pageErrors: actual.pageErrors };
  } catch (error) {
    return { scenario, lines: [`could not be replayed: ${error.message}`], pageErrors: [] };
  }
}

function withDefaults(expect) {
  return { requests: [], results: {}, ...expect };
}

function report({ scenario, lines, pageErrors }) {
  if (lines.length > 0) {
    console.log([`FAIL ${scenario.area}/${scenario.name}`, ...lines].join('\n     '));
  } else if (options.verbose) {
    console.log(`ok   ${scenario.area}/${scenario.name}`);
  }
  if (options.verbose) for (const error of pageErrors) console.log(`     the page reported ${error}`);
}

function summarise(outcomes, areas, listProblems) {
  for (const area of areas) {
    const own = outcomes.filter((outcome) => outcome.scenario.area === area);
    const equal = own.filter((outcome) => outcome.lines.length === 0).length;
    if (own.length > 0) console.log(`${area}: ${equal} of ${own.length} equal`);
  }
  const passed = outcomes.filter((outcome) => outcome.lines.length === 0).length;
  const failed = outcomes.length - passed + listProblems;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
