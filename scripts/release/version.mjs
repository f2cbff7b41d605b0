/**
 * The version, in every place that has it.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** What stands before the version in each file, and how often. In a lock file of cargo it is that of the package of this name. */
export const PLACES = Object.freeze([
  { file: 'package.json', before: /^ {2}"version": "/gm, count: 1 },
  { file: 'package-lock.json', before: /^ {2}"name": "crumbless",\n {2}"version": "|^ {4}"": \{\n {6}"name": "crumbless",\n {6}"version": "/gm, count: 2 },
  { file: 'Cargo.toml', before: /^\[package\]\nname = "crumbless"\nversion = "/gm, count: 1 },
  { file: 'Cargo.lock', before: /^name = "crumbless"\nversion = "/gm, count: 1 },
  { file: 'fuzz/Cargo.lock', before: /^name = "crumbless"\nversion = "/gm, count: 1 },
  { file: 'integrations/matomo/plugin.json', before: /^ {2}"version": "/gm, count: 1 },
  { file: 'integrations/python/pyproject.toml', before: /^\[project\]\nname = "crumbless"\nversion = "/gm, count: 1 },
]);

/**
 * @param {string} root the project's folder
 * @returns {Record<string, string[]>} the versions that each file has
 */
export function versionsIn(root) {
  return Object.fromEntries(PLACES.map((place) => [place.file, rangesOf(root, place).map(({ text, start, end }) => text.slice(start, end))]));
}

/**
 * Writes another version into all files, or into none.
 *
 * @param {string} root
 * @param {string} version
 * @returns {string[]} the files that changed
 */
export function setVersion(root, version) {
  if (!VERSION.test(version)) throw new Error(`"${version}" is no version: use three numbers, such as 1.2.3 or 1.2.3-rc.1, without a v before them.`);
  const changed = PLACES.map((place) => {
    const ranges = rangesOf(root, place);
    const [{ text }] = ranges;
    return { file: place.file, text, other: ranges.reduceRight((made, { start, end }) => made.slice(0, start) + version + made.slice(end), text) };
  }).filter(({ text, other }) => text !== other);
  for (const { file, other } of changed) writeFileSync(path.join(root, file), other);
  return changed.map(({ file }) => file);
}

function rangesOf(root, { file, before, count }) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const ranges = [...text.matchAll(before)].map(({ index, 0: found }) => ({ text, start: index + found.length, end: text.indexOf('"', index + found.length) }));
  if (ranges.length !== count) throw new Error(`${file} has its version in ${ranges.length} places that scripts/release/version.mjs knows, not in ${count}: change one of the two.`);
  return ranges;
}
