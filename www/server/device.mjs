/**
 * Data about the device, as text: `www/device.json` as shown on the site and in `docs/device.md`. The end-to-end
 * test `tests/e2e/device.test.mjs` compares the same file with what a browser sends.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @typedef {object} DeviceTable
 * @property {string[]} details in rising order
 * @property {{names: string[], what: string, form: string, sent: string[], recognises: boolean, entropy: 'low' | 'high', reason: string}[]} parameters
 * @property {{what: string, header: string | null, recognises: boolean, reason: string}[]} alwaysSeen
 */

/** @param {string} root the project's folder */
export async function readDevice(root) {
  const table = JSON.parse(await readFile(path.join(root, 'www/device.json'), 'utf8'));
  return { device: { parameters: describeParameters(table), alwaysSeen: table.alwaysSeen, details: table.details } };
}

/** @param {DeviceTable} table */
export function describeParameters({ details, parameters }) {
  return parameters.map(({ names, what, sent, recognises, entropy, reason }) => ({
    names,
    what: capital(what),
    recognises: recognises ? 'yes' : 'no',
    entropy,
    sent: details.map((detail) => (sent.includes(detail) ? 'yes' : 'no')),
    reason,
  }));
}

/**
 * The tables of `docs/device.md`.
 *
 * @param {DeviceTable} table
 */
export function markdownTables(table) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const lines = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  const code = (names) => names.map((name) => `\`${name}\``).join(', ');
  return {
    parameters: lines(
      ['parameter', 'what it says', 'recognises a visit', 'entropy', ...table.details.map((detail) => `\`${detail}\``), 'why'],
      describeParameters(table).map(({ names, what, recognises, entropy, sent, reason }) => [code(names), what, recognises, entropy, ...sent, reason]),
    ),
    alwaysSeen: lines(
      ['what', 'header', 'recognises a visit', 'why'],
      table.alwaysSeen.map(({ what, header, recognises, reason }) => [capital(what), header ? `\`${header}\`` : 'none', recognises ? 'yes' : 'no', reason]),
    ),
  };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
