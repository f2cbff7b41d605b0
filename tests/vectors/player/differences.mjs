/**
 * Where we depart from the reference, as data: each entry of tests/vectors/expected-differences.json states one field of
 * one scenario before and after, and names the section of DIFFERENCES.md that says why. The list is exact: what it does not
 * state fails, and so does an entry that states nothing true any more.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';

/**
 * @typedef {object} Difference
 * @property {string} id the heading in DIFFERENCES.md with the reason
 * @property {string} area
 * @property {string} scenario
 * @property {string} [file] the one shipped file it is about, both unless given
 * @property {Change} change
 */

/**
 * What an engine makes of a scenario that was recorded in another, with any tracker: an entry of
 * tests/vectors/engine-differences.json. Chromium recorded them all.
 *
 * @typedef {object} EngineDifference
 * @property {string[]} engines
 * @property {string} why
 * @property {string} area
 * @property {string} scenario
 * @property {Change[]} changes
 */

/**
 * A parameter of one hit (by its number in `expect.requests`, from 0; `null` is absence), a result of a `get` step (a side
 * that is left out has none), a hit that only the reference sends, or one that only we send. `any` is a parameter that has to be
 * there, whatever it says: engines name places in scripts as they like.
 *
 * @typedef {{hit: number, param: string, reference: string | null, ours: string | null}
 *   | {hit: number, any: string}
 *   | {result: string, reference?: unknown, ours?: unknown}
 *   | {onlyReference: number}
 *   | {onlyOurs: Record<string, string>}} Change
 */

const NOT_IN_VECTORS = '(not in the vectors)';

/**
 * What we are expected to send: the reference's expectation with the changes made.
 *
 * @param {{expect: {requests?: object[], results?: object}, ignore?: string[]}} scenario
 * @param {Change[]} changes
 * @returns {{expect: {requests: object[], results: object}, problems: string[]}} `problems` has a line for each change that
 *   does not fit the expectation
 */
export function applyChanges({ expect, ignore = [] }, changes) {
  const requests = structuredClone(expect.requests ?? []);
  const results = structuredClone(expect.results ?? {});
  const dropped = new Set();
  const added = [];
  const problems = [];
  for (const change of changes) {
    const problem = applyChange(change, { requests, results, dropped, added, ignore });
    if (problem) problems.push(`the expected difference ${JSON.stringify(change)} does not fit: ${problem}`);
  }
  return {
    expect: { requests: [...requests.filter((_, index) => !dropped.has(index)), ...added], results },
    problems,
  };
}

/**
 * Which entries state nothing true any more. Asked when something differs, so that the result is an entry's name instead of
 * a difference that nobody can explain.
 *
 * @param {Parameters<typeof applyChanges>[0]} scenario
 * @param {Change[]} changes
 * @param {(expect: {requests: object[], results: object}) => boolean} isMet whether that is what was sent
 * @returns {Change[]} the first of them, or all together; none when that is not it
 */
export function outdated(scenario, changes, isMet) {
  const sets = [...changes.map((change) => [change]), changes];
  return sets.find((gone) => isMet(applyChanges(scenario, changes.filter((change) => !gone.includes(change))).expect)) ?? [];
}

/** @returns {string | undefined} why it cannot be applied */
function applyChange(change, parts) {
  if ('onlyOurs' in change) return void parts.added.push(change.onlyOurs);
  if ('onlyReference' in change) return dropHit(change.onlyReference, parts);
  if ('any' in change) return changeAny(change, parts);
  return 'result' in change ? changeResult(change, parts.results) : changeParameter(change, parts);
}

function dropHit(number, { requests, dropped }) {
  if (!requests[number]) return `there is no hit ${number}`;
  dropped.add(number);
  return undefined;
}

function changeAny({ hit, any }, { requests }) {
  if (requests[hit]?.[any] === undefined) return `the reference sends no ${any} with hit ${hit}`;
  requests[hit][any] = '*';
  return undefined;
}

function changeResult(change, results) {
  const [was, isNow] = ['reference', 'ours'].map((side) => (Object.hasOwn(change, side) ? [change[side]] : []));
  const has = Object.hasOwn(results, change.result) ? [results[change.result]] : [];
  if (isDeepStrictEqual(was, isNow)) return 'both sides are the same';
  if (!isDeepStrictEqual(has, was)) return has.length > 0 ? `the reference has ${JSON.stringify(has[0])}` : 'the reference has no such result';
  if (isNow.length === 0) delete results[change.result];
  else results[change.result] = isNow[0];
  return undefined;
}

function changeParameter({ hit, param, reference, ours }, { requests, ignore }) {
  const target = requests[hit];
  if (!target) return `there is no hit ${hit}`;
  if (reference === ours) return 'both sides are the same';
  if (ignore.includes(param)) return `the scenario does not compare ${param}`;
  if (ours === '*' && reference !== null) return 'a star stands for what the reference sends too';
  if ((target[param] ?? null) !== reference) return `the reference has ${JSON.stringify(target[param] ?? null)}`;
  if (ours === null) delete target[param];
  else target[param] = ours;
  return undefined;
}

/**
 * @param {EngineDifference[]} differences
 * @param {{area: string, name: string}[]} scenarios all there are
 * @returns {string[]} what is wrong with the list, a line each
 */
export function checkEngineDifferences(differences, scenarios) {
  const isKnown = ({ area, scenario }) => scenarios.some((one) => one.area === area && one.name === scenario);
  return differences.filter((entry) => !isKnown(entry) || !entry.why || entry.engines.length === 0)
    .map((entry) => `engine-differences.json: ${entry.area}/${entry.scenario} needs a scenario that there is, engines and a reason`);
}

/**
 * Checks the list as such: every entry belongs to a scenario and has its reason, every reason has its entry.
 *
 * @param {Difference[]} differences
 * @param {{area: string, name: string}[]} scenarios all there are
 * @param {string} document the text of DIFFERENCES.md
 * @returns {string[]} what is wrong, a line each
 */
export function checkDifferences(differences, scenarios, document) {
  const headings = [...document.matchAll(/^## +(\S+)(.*)$/gm)].map(([, id, rest]) => ({ id, rest }));
  const known = new Set(scenarios.map((scenario) => `${scenario.area}/${scenario.name}`));
  const problems = [];
  for (const { id, area, scenario } of differences) {
    if (!known.has(`${area}/${scenario}`)) {
      problems.push(`expected-differences.json: there is no scenario ${area}/${scenario} (${id})`);
    }
    if (!headings.some((heading) => heading.id === id)) {
      problems.push(`DIFFERENCES.md has no heading "## ${id}" with the reason for ${area}/${scenario}`);
    }
  }
  for (const { id, rest } of headings) {
    const used = differences.some((difference) => difference.id === id);
    const exempt = rest.includes(NOT_IN_VECTORS);
    if (!used && !exempt) problems.push(`DIFFERENCES.md "## ${id}": no expected difference has it; mark it "${NOT_IN_VECTORS}" or remove it`);
    if (used && exempt) problems.push(`DIFFERENCES.md "## ${id}" says "${NOT_IN_VECTORS}", but an expected difference has it`);
  }
  return problems;
}
