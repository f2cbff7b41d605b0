/**
 * Where everything of the project lies, so that every script works from any folder.
 *
 * @module
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Tools that only this project uses, at the versions it needs; ignored by git. */
export const toolsDir = path.join(root, '.tools');

/** Where `cargo install --root .tools` puts programs. */
export const toolsBin = path.join(toolsDir, 'bin');

/** The files that are shipped. */
export const distDir = path.join(root, 'dist');

/**
 * @param {...string} parts
 * @returns {string} an absolute path inside the project
 */
export function fromRoot(...parts) {
  return path.join(root, ...parts);
}

/**
 * @param {string} name a program of a npm package
 * @returns {string} its absolute path
 */
export function npmBin(name) {
  return path.join(root, 'node_modules', '.bin', name);
}
