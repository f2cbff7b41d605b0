/**
 * All that is built of dist/, from the sources in a folder.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fromRoot } from '../lib/paths.mjs';
import { bundleEngagement } from './bundle.mjs';
import { FALLBACK, buildFallback } from './fallback.mjs';
import { INPUTS } from './inputs.mjs';
import { INSPECT_FILES, buildInspect } from './inspect.mjs';
import { MODULE_FILES, buildModule } from './module.mjs';
import { ENGAGEMENT, FILES, buildVariants, numbered } from './variants.mjs';

/** What is shipped of it. */
export const SHIPPED = Object.freeze([...FILES, FALLBACK, ENGAGEMENT, ...MODULE_FILES, ...INSPECT_FILES]);

/**
 * What is optimised by one core lets another compile.
 *
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string | Buffer>>} the files by their name, below the project's folder
 */
export async function buildDist(place) {
  const parts = await Promise.all([buildVariants, buildFallback, buildEngagement, buildModule, buildInspect].map((build) => build(place)));
  const files = Object.assign({}, ...parts);
  const dropIn = [...FILES, FALLBACK, ENGAGEMENT];
  return { ...files, ...numbered(Object.fromEntries(dropIn.map((name) => [name, files[name]]))) };
}

const buildEngagement = async ({ root }) => ({ [ENGAGEMENT]: await bundleEngagement(root) });

/**
 * The same from a copy of the sources in another folder, with a fresh cargo folder. The folder's name is longer than the project's and
 * has a space in it: neither may show in the files.
 *
 * @param {(line: string) => void} [note] is told what is being done
 * @returns {ReturnType<typeof buildDist>}
 */
export async function rebuildDist(note) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless built again '));
  try {
    for (const name of INPUTS.filter((input) => existsSync(fromRoot(input)))) cpSync(fromRoot(name), path.join(folder, name), { recursive: true });
    symlinkSync(fromRoot('node_modules'), path.join(folder, 'node_modules'));
    return await buildDist({ root: folder, targetDir: path.join(folder, 'target'), note });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
