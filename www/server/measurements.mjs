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
  return { files: describeSizes(budget), benchmark: describeRecord(record) };
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
