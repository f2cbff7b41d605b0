/**
 * What `npm run vectors` says at its end, a table for each file. Pure.
 *
 * @module
 */

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
    String(own.length),
    String(own.filter(({ equal }) => equal).length),
    String(out.length),
    out.length > 0 ? `without ${commandsOf(out)}` : '',
  ];
  const rows = areas
    .map((area) => [area, outcomes.filter((outcome) => outcome.area === area), leftOut.filter(({ scenario }) => scenario.area === area)])
    .filter(([, own, out]) => own.length + out.length > 0)
    .map((row) => rowOf(...row));
  const all = [['area', 'replayed', 'equal', 'left out', ''], ...rows, ['all', ...rowOf('', outcomes, leftOut).slice(1, 4), '']];
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  const align = (cell, column) => ([0, 4].includes(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return all.map((cells) => `  ${cells.map(align).join('  ')}`.trimEnd()).join('\n');
}

/** Each command that kept scenarios out, with how many of them if there are several. */
function commandsOf(leftOut) {
  const counts = new Map();
  for (const name of leftOut.flatMap(({ commands }) => commands)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} (${count})` : name)).join(', ');
}
