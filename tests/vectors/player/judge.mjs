/**
 * Plays one scenario and says whether what was sent is what had to be.
 *
 * @module
 */
import { compare } from './compare.mjs';
import { applyChanges, outdated } from './differences.mjs';
import { replay } from './replay.mjs';
import { isForbidden, trapStorage } from './storage-trap.mjs';

/**
 * @typedef {object} Verdict
 * @property {string[]} lines what differs; none: equal
 * @property {string[]} pageErrors uncaught errors of the page
 */

/**
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {{known: import('./differences.mjs').Difference[], ofEngine: import('./differences.mjs').EngineDifference[]}} differences of all
 *   scenarios: those of the file, and those of the engine
 * @param {{site: import('./site.mjs').Site, browser: import('playwright-core').Browser, mayStore?: boolean}} where `mayStore` unless
 *   whatever touches storage differs too
 * @returns {Promise<Verdict>}
 */
export async function judge(scenario, { known, ofEngine }, { site, browser, mayStore = false }) {
  const isOfScenario = (entry) => entry.area === scenario.area && entry.scenario === scenario.name;
  const changes = [...known.filter(isOfScenario).map(({ change }) => change), ...ofEngine.filter(isOfScenario).flatMap((entry) => entry.changes)];
  const { expect, problems } = applyChanges(scenario, changes);
  try {
    let accesses = () => [];
    const prepare = async (page) => {
      if (!mayStore) accesses = await trapStorage(page, site);
    };
    const actual = await replay(scenario, { site, browser, prepare, count: expect.requests.length });
    const against = (wanted) => compare(JSON.parse(actual.fill(JSON.stringify(wanted))), actual, scenario);
    const lines = [...problems, ...against(expect)];
    for (const { what, value, stack } of accesses().filter(isForbidden)) lines.push(`storage was touched: ${what} ${value}\n${stack}`);
    if (!actual.started) lines.unshift('the tracker did not start: the page has no window.Matomo');
    const gone = lines.length > 0 ? outdated(scenario, changes, (wanted) => against(wanted).length === 0) : [];
    lines.unshift(...gone.map((change) => `does not differ any more, remove it from the expected differences: ${JSON.stringify(change)}`));
    return { lines, pageErrors: actual.pageErrors };
  } catch (error) {
    return { lines: [`could not be replayed: ${error.message}`], pageErrors: [] };
  }
}
