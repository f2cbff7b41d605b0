// Options that say no more than where hits go, and commands: these are read without the strict reader, which comes where there is
// anything else in them, or anything wrong.

import { attempt } from '../page/dom.js';
import { findIn, isIn, keysOf } from '../page/lists.js';

const PLAIN = ['url', 'siteId', 'commands'];
const MOST = 2 ** 53 - 1;
// What a site's id has to be, as src/options says it.
const isFilled = (value) => typeof value == 'string' && /\S/.test(value);
const isId = (value) => isFilled(value) || typeof value == 'number' && value > 0 && value <= MOST && value % 1 === 0;

/**
 * @param {unknown} options
 * @returns {{url: string, siteId: string, rows: unknown[][]} | undefined} nothing where they have to be read strictly
 */
export const readPlain = (options) => attempt(() => {
  const { url, siteId, commands } = options;
  if (Array.isArray(options) || Object.getPrototypeOf(options) !== Object.prototype || findIn(keysOf(options), (name) => !isIn(PLAIN, name)) !== undefined) return undefined;
  if (!isFilled(url) || !isId(siteId)) return undefined;
  if (commands != null && (!Array.isArray(commands) || findIn(commands, (row) => !Array.isArray(row) || !row.length) !== undefined)) return undefined;
  return { url, siteId: String(siteId), rows: [] };
});
