/**
 * Data about the device, as text: `www/device.json` as shown in `docs/device.md`. The end-to-end
 * test `tests/e2e/device.test.mjs` compares the same file with what a browser sends.
 *
 * @module
 */

/**
 * @typedef {object} DeviceTable
 * @property {string[]} details in rising order
 * @property {{names: string[], leftOutBy: string | null, what: string, form: string, sent: string[], recognises: boolean, entropy: 'low' | 'high', reason: string}[]} parameters
 * @property {{what: string, header: string | null, recognises: boolean, reason: string}[]} alwaysSeen
 */

/** @param {DeviceTable} table */
export function describeParameters({ details, parameters }) {
  return parameters.map(({ names, leftOutBy, what, sent, recognises, entropy, reason }) => ({
    names,
    leftOutBy,
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
      ['parameter', 'what it says', 'recognises a visit', 'entropy', ...table.details.map((detail) => `\`${detail}\``), 'also left out by', 'why'],
      describeParameters(table).map(({ names, leftOutBy, what, recognises, entropy, sent, reason }) => [code(names), what, recognises, entropy, ...sent, leftOutBy ? code([leftOutBy]) : 'none', reason]),
    ),
    alwaysSeen: lines(
      ['what', 'header', 'recognises a visit', 'why'],
      table.alwaysSeen.map(({ what, header, recognises, reason }) => [capital(what), header ? `\`${header}\`` : 'none', recognises ? 'yes' : 'no', reason]),
    ),
  };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
