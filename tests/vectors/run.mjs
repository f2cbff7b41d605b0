/**
 * `npm run vectors`: replays tests/vectors in a browser and compares what reaches the collector. Every shipped file has to pass all
 * of them, and none may touch storage on the way. dist/matomo.js has to do so too where the full file is asked for in the middle of one.
 *
 *   --file NAME          this one of the shipped files
 *   --tracker FILE       this file alone; one that is not shipped has to pass all
 *   --areas a,b          some areas only; `all` is the default
 *   --only REGEX         scenarios whose name matches
 *   --no-differences     compare with the reference alone, as when the reference itself is replayed
 *   --jobs N             scenarios at a time
 *   --upgrade            dist/matomo.js with the full file asked for at every place of every scenario; otherwise at one place of each
 *   --outcomes FILE      writes there as JSON which engine it was, and for each shipped file which scenarios were equal
 *   --verbose            a line for scenarios that pass, and errors of the pages
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FILES, FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { engine, launch } from '../engines/engines.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';
import { Browsers } from './player/browsers.mjs';
import { checkDifferences, checkEngineDifferences } from './player/differences.mjs';
import { judge } from './player/judge.mjs';
import { areaTable } from './player/report.mjs';
import { DEFAULT_AREAS, listAreas, loadDifferences, loadEngineDifferences, loadScenarios } from './player/scenarios.mjs';
import { tableFaults } from './player/command-tables.mjs';
import { startSite } from './player/site.mjs';
import { asking, sample } from './player/upgrade.mjs';

const { values: options } = parseArgs({
  options: {
    file: { type: 'string', multiple: true },
    tracker: { type: 'string' },
    areas: { type: 'string', default: 'all' },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '6' },
    'no-differences': { type: 'boolean', default: false },
    upgrade: { type: 'boolean', default: false },
    outcomes: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

// How the closing table calls dist/matomo.js where it asks for the full file.
const ASKING = ' and the full file';

await runMain(main);

async function main() {
  const areas = options.areas === 'all' ? DEFAULT_AREAS : options.areas.split(',');
  const only = new RegExp(options.only);
  const scenarios = (await loadScenarios(areas)).filter((scenario) => only.test(scenario.name));
  if (scenarios.length === 0) throw new Error('No scenario was chosen: look at --areas and --only.');
  const differences = options['no-differences'] ? [] : await loadDifferences();
  const ofEngine = (await loadEngineDifferences()).filter(({ engines }) => engines.includes(engine));
  const plans = planAll(scenarios);
  const problems = [...plans.flatMap(({ faults }) => faults), ...(options['no-differences'] ? [] : await checkList(differences))];
  for (const problem of problems) console.log(`FAIL ${problem}`);

  const { outcomes, version } = await replayAll(plans, differences, ofEngine);
  if (options.outcomes) await writeFile(options.outcomes, JSON.stringify({ engine, version, outcomes }));
  for (const { name } of plans) {
    console.log(`\n${name}\n${areaTable(areas, outcomes.filter((outcome) => outcome.name === name))}`);
  }
  const passed = outcomes.filter(({ equal }) => equal).length;
  const failed = outcomes.length - passed + problems.length;
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What each file has to replay. */
function planAll(scenarios) {
  const core = fromRoot(CORE);
  if (options.upgrade) return [plan(core, scenarios.flatMap(asking), ASKING)];
  if (options.tracker) return [plan(options.tracker, scenarios)];
  const files = (options.file ?? [...FILES, FALLBACK]).map((file) => fromRoot(file));
  const plans = files.map((file) => plan(file, scenarios));
  return files.includes(core) ? [...plans, plan(core, sample(scenarios), ASKING)] : plans;
}

/** What a file has to replay. One that is not ours has no table. */
function plan(file, replayed, how = '') {
  const table = commandsOf(file);
  const isOurs = table || path.resolve(file) === fromRoot(FALLBACK);
  const name = (isOurs ? path.relative(root, path.resolve(file)) : file) + how;
  return { name, file, isOurs, replayed, faults: table ? tableFaults(name, table, commandsOf(fromRoot(FULL))) : [] };
}

async function checkList(differences) {
  const document = await readFile(fromRoot('DIFFERENCES.md'), 'utf8').catch(() => '');
  const scenarios = await loadScenarios(await listAreas());
  return [...checkDifferences(differences, scenarios, document), ...checkEngineDifferences(await loadEngineDifferences(), scenarios)];
}

async function replayAll(plans, differences, ofEngine) {
  const sites = [];
  const browsers = new Browsers(launch);
  try {
    const waiting = plans.flatMap(({ name, isOurs, replayed }, index) => replayed.map((scenario) => ({ name, isOurs, scenario, index })));
    const outcomes = [];
    // Each has sites of its own: the page of a scenario has the same address whatever is changed in it.
    const worker = async () => {
      const own = await Promise.all(plans.map(({ file }) => startSite({ tracker: file })));
      sites.push(...own);
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const known = differences.filter(({ file }) => !file || file === next.name);
        const verdict = await browsers.use(
          (browser) => judge(next.scenario, { known, ofEngine }, { site: own[next.index], browser, mayStore: !next.isOurs }),
          () => console.log(`The browser ended by itself: ${next.scenario.area}/${next.scenario.name} (${next.name}) is played again in a new one.`),
        );
        report(next, verdict);
        outcomes.push({ name: next.name, area: next.scenario.area, scenario: next.scenario.name, equal: verdict.lines.length === 0 });
      }
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
    return { outcomes, version: await browsers.version() };
  } finally {
    await browsers.close();
    await Promise.all(sites.map((site) => site.close()));
  }
}

function report({ name, scenario }, { lines, pageErrors }) {
  const title = `${scenario.area}/${scenario.name} (${name}${scenario.at ? `, ${scenario.at}` : ''})`;
  if (lines.length > 0) console.log([`FAIL ${title}`, ...lines].join('\n     '));
  else if (options.verbose) console.log(`ok   ${title}`);
  if (options.verbose) for (const error of pageErrors) console.log(`     the page reported ${error}`);
}
