/**
 * Hashes in the form of Subresource Integrity.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * For the attribute `integrity` of a script (https://www.w3.org/TR/sri-2/).
 *
 * @param {Record<string, Uint8Array | string>} files
 * @returns {Record<string, string>} by file, in the order of their names
 */
export function integrityOf(files) {
  const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
  return Object.fromEntries(Object.keys(files).sort().map((name) => [name, hash(files[name])]));
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 * @returns {Record<string, Buffer>} the files by their name
 */
export function filesOf(folder, names) {
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}
