/**
 * What `npm run engines -- --record` writes down of each engine, and the table of docs/browsers.md that is made from it. Pure.
 *
 * @module
 */

export const RECORD = 'tests/data/engines.json';

const NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };
const HEAD = '| engine | version | vectors equal | date |\n| --- | --- | --- | --- |\n';

/** The table with all its rows. */
export const DOCUMENT_TABLE = new RegExp(`${HEAD.replaceAll('|', '\\|')}(?:\\|.*\\n)*`);

/**
 * @typedef {object} EngineRecord
 * @property {string} engine
 * @property {string} version
 * @property {string} [date]
 * @property {Record<string, {equal: number, of: number, others: string[]}>} files for each shipped file, the scenarios that it has the
 *   commands for; the others are those of tests/vectors/engine-differences.json
 */

/**
 * @param {{engine: string, version: string, outcomes: {name: string, area: string, scenario: string}[]}} outcomes as tests/vectors/run.mjs
 *   writes them where all were as expected
 * @param {import('../vectors/player/differences.mjs').EngineDifference[]} differences
 * @returns {EngineRecord}
 */
export function rowsOf({ engine, version, outcomes }, differences) {
  const differs = ({ area, scenario }) => differences.some((entry) => entry.engines.includes(engine) && entry.area === area && entry.scenario === scenario);
  const files = {};
  for (const outcome of outcomes) {
    const row = (files[outcome.name] ??= { equal: 0, of: 0, others: [] });
    row.of += 1;
    if (differs(outcome)) row.others.push(`${outcome.area}/${outcome.scenario}`);
    else row.equal += 1;
  }
  for (const row of Object.values(files)) row.others.sort();
  return { engine, version, files };
}

/**
 * @param {EngineRecord[]} records
 * @returns {string}
 */
export function tableOf(records) {
  const cell = ([file, { equal, of }]) => `\`${file.replace('dist/', '')}\` ${equal} of ${of}`;
  const rows = records.map(({ engine, version, files, date }) => `| ${NAMES[engine]} | ${version} | ${Object.entries(files).map(cell).join(', ')} | ${date} |\n`);
  return HEAD + rows.join('');
}
