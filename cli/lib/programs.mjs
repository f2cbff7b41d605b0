/**
 * Finds programs.
 *
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The first of the given programs that exists: on the PATH, folder by folder, then at the given paths.
 *
 * @param {string[]} names
 * @param {string[]} places absolute paths
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its path
 */
export function findProgram(names, places, env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...places].find(isProgram);
}

/** Whether a file is executable. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
