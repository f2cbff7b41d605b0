/**
 * Tables for people.
 *
 * @module
 */

/**
 * @param {unknown[][]} rows the header first
 * @param {number[]} [left] columns that are aligned at the left, the first unless given
 * @returns {string}
 */
export function table(rows, left = [0]) {
  const cells = rows.map((row) => row.map(String));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const pad = (cell, column) => (left.includes(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
