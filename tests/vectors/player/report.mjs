/**
 * What `npm run vectors` says at its end, a table for each file. Pure.
 *
 * @module
 */
import { table } from '../../../scripts/lib/table.mjs';

/** @typedef {{area: string, equal: boolean}} Outcome */

/**
 * @param {string[]} areas in their order; those without a scenario are not shown
 * @param {Outcome[]} outcomes
 * @returns {string}
 */
export function areaTable(areas, outcomes) {
  const rowOf = (name, own) => [name, own.length, own.filter(({ equal }) => equal).length];
  const rows = areas
    .map((area) => [area, outcomes.filter((outcome) => outcome.area === area)])
    .filter(([, own]) => own.length > 0)
    .map(([area, own]) => rowOf(area, own));
  return table([['area', 'replayed', 'equal'], ...rows, rowOf('all', outcomes)], [0]);
}
