/**
 * Whether a build is up to date: what it was made from and what it made, as hashes. Times say nothing after a `git clone`.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toolsDir } from '../lib/paths.mjs';
import { PROTOCOL } from './protocol.mjs';

const STAMP = path.join(toolsDir, 'build.json');

/** Everything that can change what is built. */
export const INPUTS = [
  'src',
  'js',
  'Cargo.toml',
  'Cargo.lock',
  '.cargo/config.toml',
  'package.json',
  'package-lock.json',
  'cli/lib/mark.mjs',
  'scripts/build',
  'scripts/build.mjs',
  'scripts/lib/toolchain.mjs',
];

/**
 * @param {string} root
 * @param {string[]} names files and folders in it
 * @param {string} [salt] anything else that matters
 * @returns {string} one hash over all contents
 */
export function hashOf(root, names, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of names.flatMap((name) => filesIn(path.join(root, name)))) {
    if (file === path.join(root, PROTOCOL)) continue; // Made by the build itself.
    const content = readFileSync(file);
    hash.update(`\0${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} inputs the hash of what would be built from
 * @param {string} root
 * @returns {boolean} whether what the last build made from the same inputs is there, unchanged
 */
export function isUpToDate(inputs, root) {
  if (!existsSync(STAMP)) return false;
  const last = JSON.parse(readFileSync(STAMP, 'utf8'));
  return last.inputs === inputs && last.outputs.length > 0 && last.result === hashOf(root, last.outputs);
}

/**
 * @param {string} inputs
 * @param {string} root
 * @param {string[]} outputs files that were made, relative to the folder
 */
export function remember(inputs, root, outputs) {
  writeFileSync(STAMP, JSON.stringify({ inputs, outputs, result: hashOf(root, outputs) }));
}

/**
 * @param {string} place a file or a folder
 * @returns {string[]} every file in it, in an order that is the same everywhere; none where it is missing
 */
export function filesIn(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}
