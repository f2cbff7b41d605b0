/**
 * What is kept of a benchmark: its rows and what they were measured with, without the samples and without any path. Pure.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import path from 'node:path';

/** Four digits behind the point, a tenth of a microsecond: more would only look exact. */
const PRECISION = 10_000;

/**
 * @typedef {object} MeasuredFile
 * @property {string} file its path, of which the name is kept
 * @property {string} [name] in the place of the file's own
 * @property {Uint8Array} script what is in it
 */

/**
 * @param {object} result
 * @param {Date} result.date
 * @param {string} result.chromium its version
 * @param {Record<string, string>} [result.others] the versions of other browsers by their names
 * @param {{model: string}[]} result.cpus as `os.cpus()` has them
 * @param {number} result.runs of each file
 * @param {object} result.network what the time to the first hit was measured on
 * @param {MeasuredFile} result.ours
 * @param {MeasuredFile} [result.reference]
 * @param {ReturnType<typeof import('./report.mjs').compare>} result.rows
 */
export function makeRecord({ date, chromium, others = {}, cpus, runs, network, ours, reference, rows }) {
  return {
    date: date.toISOString(),
    chromium,
    ...(Object.keys(others).length > 0 && { others }),
    cpu: { model: cpus[0]?.model.trim() || 'unknown', cores: cpus.length },
    runs,
    network,
    ours: identify(ours),
    ...(reference && { reference: identify(reference) }),
    rows: rows.map(rounded),
  };
}

/** @param {MeasuredFile} measured */
function identify({ file, name = path.basename(file), script }) {
  return { name, sha256: createHash('sha256').update(script).digest('hex') };
}

/** The same with every number in it rounded, however deep. */
function rounded(value) {
  if (typeof value === 'number') return Math.round(value * PRECISION) / PRECISION;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
