/**
 * The commands that the dashboard's own page is measured with: all that measure what visitors do, of those that the built files have.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CARDS } from '../js/dashboard/cards.mjs';

/** As rows of `_paq`, in the order in which the snippet has them. */
export const MEASURES = Object.freeze([
  ['enableSpaTracking'],
  ['enableWebVitals'],
  // One that no screen shows from the start.
  ['enableScrollTracking', { thresholds: [90] }],
  ['enableEngagement'],
  ['enableReadability', 10],
  ['enableFormTracking', { start: true, abandon: true }],
  ['enableElementTracking'],
  ['enableMediaTracking'],
  ['enableErrorPages'],
]);

/**
 * @param {Record<string, {commands: {name: string}[]}>} table `dist/commands.json`
 * @returns {unknown[][]} those of {@link MEASURES} that the table knows
 */
export function measuresOf(table) {
  const names = Object.values(table).flatMap(({ commands }) => commands.map(({ name }) => name));
  return MEASURES.filter(([name]) => names.includes(name));
}

/**
 * What the dashboard's template needs.
 *
 * @param {string} root the project's folder
 */
export async function readDashboard(root) {
  const table = JSON.parse(await readFile(path.join(root, 'dist/commands.json'), 'utf8'));
  return { measures: measuresOf(table), cards: CARDS };
}
