/**
 * Untrusted text on a terminal: pages and servers must not be able to move the cursor or fill the screen.
 *
 * @module
 */

const LONGEST = 300;

/**
 * @param {unknown} text
 * @returns {string} on one line, without control characters, truncated if very long
 */
export function clean(text) {
  const shown = String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/**
 * Output with every character visible: control, bidirectional and invisible characters are escaped as in JSON, where the text stays
 * the same. Line breaks stay.
 *
 * @param {string} text
 * @returns {string}
 */
export function escaped(text) {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** @param {number} bytes */
export function bytesText(bytes) {
  return `${String(bytes).replace(/\B(?=(\d{3})+$)/g, ',')} bytes`;
}

/**
 * Rows with aligned columns.
 *
 * @param {string[][]} rows
 * @param {string} [indent]
 * @returns {string[]}
 */
export function table(rows, indent = '  ') {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => (indent + row.map((cell, column) => cell.padEnd(widths[column])).join('  ')).trimEnd());
}
