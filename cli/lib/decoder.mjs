/**
 * This package's hit decoder (Rust in WebAssembly): what a request to matomo.php contains and what is wrong with it.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { Failure } from './errors.mjs';

const FOLDER = new URL('../../dist/inspect/', import.meta.url);

/**
 * @typedef {object} Inspection
 * @property {boolean} bulk
 * @property {{kind: string, title: string, parameters: {name: string, value: string, meaning: string}[],
 *   problems: {severity: 'note' | 'warning' | 'error', parameter: string | null, text: string}[]}[]} hits
 * @property {{severity: 'note' | 'warning' | 'error', text: string}[]} problems
 */

/**
 * @returns {Promise<(request: {method: string, url: string, body: string}) => Inspection>}
 */
export async function loadDecoder() {
  try {
    const { initSync, inspect } = await import(new URL('inspect.js', FOLDER));
    initSync({ module: readFileSync(new URL('inspect_bg.wasm', FOLDER)) });
    return ({ method, url, body }) => inspect(method, new URL(url).search.slice(1), body);
  } catch (error) {
    throw new Failure(`The hit decoder cannot be loaded (${error.code ?? error.message}): install crumbless again, or run \`npm run build\` in its repository.`);
  }
}
