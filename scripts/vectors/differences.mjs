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
 * @property {Change} change
 */

/**
 * A parameter of one hit (by its number in `expect.requests`, from 0; `null` is absence), a result of a `get` step, a hit
 * that only the reference sends, or one that only we send.
 *
 * @typedef {{hit: number, param: string, reference: string | null, ours: string | null}
 *   | {result: string, reference: unknown, ours: unknown}
 *   | {onlyReference: number}
 *   | {onlyOurs: Record<string, string>}} Change
 */

const NOT_IN_VECTORS = '(not in the vectors)';

/**
 * What we are expected to send: the reference's expectation with the changes made.
 *
 * @param {{requests?: object[], results?: object}} expect
 * @param {Change[]} changes
 * @returns {{expect: {requests: object[], results: object}, problems: string[]}} `problems` has a line for each change that
 *   does not fit the expectation
 */
export function applyChanges(expect, changes) {
  const requests = structuredClone(expect.requests ?? []);
  const results = structuredClone(expect.results ?? {});
  const dropped = new Set();
  const added = [];
  const problems = [];
  for (const change of changes) {
    const problem = 'onlyOurs' in change ? void added.push(change.onlyOurs) : applyChange(change, { requests, results, dropped });
    if (problem) problems.push(`the expected difference ${JSON.stringify(change)} does not fit: ${problem}`);
  }
  return {
    expect: { requests: [...requests.filter((_, index) => !dropped.has(index)), ...added], results },
    problems,
  };
}

/** @returns {string | undefined} why it cannot be applied */
function applyChange(change, { requests, results, dropped }) {
  if ('onlyReference' in change) {
    if (!requests[change.onlyReference]) return `there is no hit ${change.onlyReference}`;
    dropped.add(change.onlyReference);
    return undefined;
  }
  const [target, name] = 'result' in change ? [results, change.result] : [requests[change.hit], change.param];
  if (!target) return `there is no hit ${change.hit}`;
  if (isDeepStrictEqual(change.reference, change.ours)) return 'both sides are the same';
  if (!isDeepStrictEqual(target[name] ?? null, change.reference)) {
    return `the reference has ${JSON.stringify(target[name] ?? null)}`;
  }
  if (change.ours === null) delete target[name];
  else target[name] = change.ours;
  return undefined;
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
