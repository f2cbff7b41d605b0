/**
 * What `npm run vectors` says at its end, a table for each file. Pure.
 *
 * @module
 */
import { table } from '../../../scripts/lib/table.mjs';

/** @typedef {{area: string, equal: boolean}} Outcome */
/** @typedef {{scenario: {area: string}, commands: string[]}} LeftOut */

/**
 * @param {string[]} areas in their order; those without a scenario are not shown
 * @param {Outcome[]} outcomes
 * @param {LeftOut[]} leftOut
 * @returns {string}
 */
export function areaTable(areas, outcomes, leftOut) {
  const rowOf = (name, own, out) => [
    name,
    own.length,
    own.filter(({ equal }) => equal).length,
    out.length,
    out.length > 0 ? `without ${commandsOf(out)}` : '',
  ];
  const rows = areas
    .map((area) => [area, outcomes.filter((outcome) => outcome.area === area), leftOut.filter(({ scenario }) => scenario.area === area)])
    .filter(([, own, out]) => own.length + out.length > 0)
    .map((row) => rowOf(...row));
  const all = [['area', 'replayed', 'equal', 'left out', ''], ...rows, ['all', ...rowOf('', outcomes, leftOut).slice(1, 4), '']];
  return table(all, [0, 4]);
}

/** Each command that kept scenarios out, with how many of them if there are several. */
function commandsOf(leftOut) {
  const counts = new Map();
  for (const name of leftOut.flatMap(({ commands }) => commands)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} (${count})` : name)).join(', ');
}
