// Which reader the options of `createTracker` need: none for an address, a site and commands, else the strict one.

import { findIn, isIn, keysOf } from '../page/lists.js';
import { canRun } from './compile.js';
import { loadFallback, loadReader } from './parts.js';
import { readPlain } from './plain.js';

const { prototype } = Object;
const SOURCES = ['core', 'full', 'options'];

/**
 * @param {unknown} options without what the core needs for its own loading
 * @param {unknown} isStrict whether the strict reader reads what it need not
 * @param {{options?: unknown}} sources where the WebAssembly is, if the application says so
 * @returns {Promise<{url: string, siteId: string, rows: unknown[][]}>} what is to be made, and the commands that come before all else
 */
export async function readOptions(options, isStrict, sources) {
  const setup = isStrict ? undefined : readPlain(options);
  if (setup) return setup;
  if (!canRun()) return (await loadFallback()).readOptions(options);
  // Awaited before it is returned: returning a promise calls its `then`, which a page may have replaced.
  return await (await loadReader()).readOptions(options, sources.options);
}

/**
 * The option `wasm`: one source is that of the first file, an object has one for each by name.
 *
 * @param {unknown} wasm
 * @param {'core' | 'full'} first
 * @returns {{core?: unknown, full?: unknown, options?: unknown}}
 */
export function sourcesOf(wasm, first) {
  if (Object(wasm) !== wasm || Object.getPrototypeOf(wasm) !== prototype) return { [first]: wasm };
  const unknown = findIn(keysOf(wasm), (name) => !isIn(SOURCES, name));
  if (unknown !== undefined) throw new TypeError(`wasm.${unknown}: unknown field \`${unknown}\`, expected one of \`core\`, \`full\`, \`options\``);
  return wasm;
}
