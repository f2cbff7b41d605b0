/**
 * Where a program is.
 *
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The first of some programs that is there: on the PATH, folder by folder, and then at places of its own.
 *
 * @param {string[]} names
 * @param {string[]} places whole paths
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its path
 */
export function findProgram(names, places, env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...places].find(isProgram);
}

/** Whether a file can be run. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
