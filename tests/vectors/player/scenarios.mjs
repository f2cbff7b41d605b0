/**
 * Reads tests/vectors.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '..');
/** Lists that are not scenarios. */
const OTHER_FILES = ['anonymous-urls.json', 'engine-differences.json', 'expected-differences.json'];

/** The areas that are replayed where none is named: all there are. */
export const DEFAULT_AREAS = Object.freeze(await listAreas());

/** @typedef {{area: string, name: string, expect: {requests?: Record<string, string>[], results?: object}}} Scenario */

/** @returns {Promise<string[]>} the areas there are */
export async function listAreas() {
  const files = await readdir(FOLDER);
  return files.filter((file) => file.endsWith('.json') && !OTHER_FILES.includes(file)).map((file) => path.parse(file).name);
}

/**
 * @param {readonly string[]} [areas]
 * @returns {Promise<Scenario[]>}
 */
export async function loadScenarios(areas = DEFAULT_AREAS) {
  const known = await listAreas();
  const unknown = areas.filter((area) => !known.includes(area));
  if (unknown.length > 0) {
    throw new Error(`There is no area ${unknown.join(', ')} in tests/vectors: choose from ${known.join(', ')}.`);
  }
  const lists = await Promise.all(areas.map(async (area) => {
    const scenarios = JSON.parse(await readFile(path.join(FOLDER, `${area}.json`), 'utf8'));
    return scenarios.map((scenario) => ({ ...scenario, area }));
  }));
  return lists.flat();
}

/** @returns {Promise<import('./differences.mjs').Difference[]>} */
export async function loadDifferences() {
  return JSON.parse(await readFile(path.join(FOLDER, 'expected-differences.json'), 'utf8'));
}

/** @returns {Promise<import('./differences.mjs').EngineDifference[]>} */
export async function loadEngineDifferences() {
  return JSON.parse(await readFile(path.join(FOLDER, 'engine-differences.json'), 'utf8'));
}
