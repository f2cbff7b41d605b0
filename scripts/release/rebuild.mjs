/**
 * All that is shipped of dist/, built once more from a copy of the sources in another folder, with a fresh cargo folder.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildInspect } from '../build/crate.mjs';
import { FALLBACK, buildFallback } from '../build/fallback.mjs';
import { INPUTS } from '../build/inputs.mjs';
import { MODULE_FILES, buildModule } from '../build/module.mjs';
import { FILES, buildVariants } from '../build/variants.mjs';
import { fromRoot } from '../lib/paths.mjs';

const INSPECT = ['dist/inspect/inspect.js', 'dist/inspect/inspect_bg.wasm'];

/** What is built and shipped. */
export const BUILT = Object.freeze([...FILES, FALLBACK, ...MODULE_FILES, ...INSPECT]);

/**
 * The folder's name is longer than the project's and has a space in it: neither may show in the files.
 *
 * @param {(line: string) => void} [note] is told what is being done
 * @returns {Promise<Record<string, Buffer>>} the files by their name
 */
export async function rebuild(note) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless built again '));
  try {
    for (const name of INPUTS.filter((input) => existsSync(fromRoot(input)))) cpSync(fromRoot(name), path.join(folder, name), { recursive: true });
    symlinkSync(fromRoot('node_modules'), path.join(folder, 'node_modules'));
    const place = { root: folder, targetDir: path.join(folder, 'target'), note };
    const variants = await buildVariants(place);
    const fallback = await buildFallback(place);
    await buildModule(place);
    await buildInspect(place, path.join(folder, 'dist/inspect'));
    return {
      ...Object.fromEntries(Object.entries(variants).map(([file, { text }]) => [file, Buffer.from(text)])),
      [FALLBACK]: Buffer.from(fallback),
      ...filesOf(folder, [...MODULE_FILES, ...INSPECT]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 * @returns {Record<string, Buffer>}
 */
export function filesOf(folder, names) {
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}
