/**
 * What the page of measurements shows: the sizes of `size-budget.json`, and the last benchmark, `www/benchmark.json`, as text.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { spreadText, valueText } from '../../tests/bench/report.mjs';

/** @typedef {ReturnType<typeof import('../../tests/bench/record.mjs').makeRecord>} BenchRecord */

/** @param {string} root the project's folder */
export async function readMeasurements(root) {
  const read = async (file) => JSON.parse(await readFile(path.join(root, file), 'utf8'));
  const [budget, record] = await Promise.all([read('size-budget.json'), read('www/benchmark.json')]);
  return { files: describeSizes(budget), benchmark: describeRecord(record), numbers: numbersOf(record, budget) };
}

/** What a visitor waits for, by the keys of the benchmark's rows. */
const NUMBERS = { brotli: 'file, brotli', scriptAtLoad: 'script time at load', clickBlocks: 'a click on a link waits for' };

/**
 * What the front page and README.md say beside matomo.js.
 *
 * @param {BenchRecord} record
 * @param {import('../../scripts/build/sizes.mjs').Budget} budget what the file of this build has, which may be newer than the benchmark
 */
export function numbersOf({ rows }, budget) {
  const measured = Object.entries(NUMBERS).map(([key, what]) => {
    const { ours, reference, unit } = rows.find((row) => row.key === key);
    const own = key === 'brotli' ? budget.files['dist/matomo.js'].brotli.recorded : ours.median;
    return { what, ours: roughly(own, unit), reference: roughly(reference.median, unit) };
  });
  return [{ what: 'stored on the device', ours: 'nothing, ever', reference: 'cookies, unless disabled' }, ...measured];
}

/** Two digits: the third is noise. */
function roughly(value, unit) {
  return unit === 'bytes' ? `${valueText(value, unit)} bytes` : `${value.toPrecision(2)} ms`;
}

const NUMBERS_IN_README = /(<!-- numbers -->\n)[^]*?(?=<!-- \/numbers -->)/;

/**
 * README.md with these numbers, and the day and the browser they were measured in.
 *
 * @param {string} readme
 * @param {BenchRecord} record
 * @param {import('../../scripts/build/sizes.mjs').Budget} budget
 */
export function withNumbers(readme, record, budget) {
  const { day, reference, chromium } = describeRecord(record);
  const rows = [['one page view', 'Crumbless', reference.name], ['---', '---', '---'], ...numbersOf(record, budget).map(({ what, ours, reference: other }) => [what, ours, other])];
  return readme
    .replace(NUMBERS_IN_README, (_, start) => start + rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''))
    .replace(/Measured on .+? in Chromium \d+/, () => `Measured on ${day} in Chromium ${chromium.split('.')[0]}`);
}

/** @param {import('../../scripts/build/sizes.mjs').Budget} budget */
export function describeSizes(budget) {
  return Object.entries(budget.files).map(([file, { brotli }]) => ({
    name: path.basename(file),
    recorded: valueText(brotli.recorded, 'bytes'),
    limit: valueText(brotli.limit, 'bytes'),
  }));
}

/** @param {BenchRecord} record */
export function describeRecord({ date, network, rows, ...rest }) {
  return {
    ...rest,
    date,
    day: new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
    network: { latency: network.latency, down: megabits(network.downloadThroughput), up: megabits(network.uploadThroughput) },
    rows: rows.map(({ label, unit, ours, reference, ratio }) => ({
      label,
      sides: [ours, reference].map((side) => ({ median: valueText(side.median, unit), spread: spreadText(side, unit) })),
      ratio: ratio === null ? 'none' : ratio.toFixed(3),
      words: inWords(ratio),
    })),
  };
}

/**
 * How much less or more ours is.
 *
 * @param {number | null} ratio to the reference; null if there is nothing to compare with
 */
export function inWords(ratio) {
  if (ratio === null) return 'not comparable';
  const percent = Math.abs(1 - ratio) * 100;
  if (percent < 0.5) return 'the same';
  // 99.9% less must not read as 100%.
  const digits = ratio < 0.01 ? 1 : 0;
  return `${percent.toFixed(digits)}% ${ratio < 1 ? 'less' : 'more'}`;
}

/** Chromium counts bytes per second, people megabits. */
function megabits(bytes) {
  return `${(bytes * 8) / 1e6} Mbit/s`;
}
