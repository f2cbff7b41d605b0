/**
 * The hit decoder for the site, with wasm-bindgen's glue.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mark } from '../../cli/lib/mark.mjs';
import { compileWithGlue } from './crate.mjs';

const [SCRIPT, WASM] = ['dist/inspect/inspect.js', 'dist/inspect/inspect_bg.wasm'];

/** What is made, below the project's folder. */
export const INSPECT_FILES = Object.freeze([SCRIPT, WASM]);

/**
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string | Buffer>>} the files by name
 */
export async function buildInspect(place) {
  const { glue, wasm } = await compileWithGlue(place, ['inspect', 'full'], 'inspect');
  const { version } = JSON.parse(readFileSync(path.join(place.root, 'package.json'), 'utf8'));
  return { [SCRIPT]: mark(version, undefined, 'module') + readFileSync(glue, 'utf8'), [WASM]: wasm };
}
