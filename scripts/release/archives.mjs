/**
 * Archives of which the same files make the same bytes: in order, without the time and the user who made them. What packs is fflate, in the
 * version of the lock file, so the machine does not matter either.
 *
 * @module
 */
import { gzipSync, zipSync } from 'fflate';

/** What a zip says of every file's time: its own earliest. */
const ZIP_TIME = new Date(1980, 0, 1);
/** The same for a tar: 1985-10-26T08:15:00Z, as npm has it. Some programs take the year 1970 for a mistake. */
const TAR_SECONDS = 499_162_500;
const BLOCK = 512;

/** @typedef {Record<string, Uint8Array>} Files contents by path, with slashes */

/**
 * @param {Files} files
 * @returns {Buffer}
 */
export function zip(files) {
  return Buffer.from(zipSync(inOrder(files), { mtime: ZIP_TIME }));
}

/**
 * @param {Files} files
 * @param {string[]} [programs] those that can be run
 * @returns {Buffer} in the form of POSIX (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html), compressed
 */
export function tarball(files, programs = []) {
  const parts = Object.entries(inOrder(files)).flatMap(([name, bytes]) => [headerOf(name, bytes.length, programs.includes(name) ? 0o755 : 0o644), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
  return Buffer.from(gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9, mtime: new Date(TAR_SECONDS * 1000) }));
}

function headerOf(name, size, mode) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is longer than the 100 bytes that scripts/release/archives.mjs writes into a tar.`);
  const header = Buffer.alloc(BLOCK);
  const octal = (number, digits) => `${number.toString(8).padStart(digits, '0')}\0`;
  // Name, mode, user, group, size, time, checksum (spaces while it is added up), kind, and which form of tar this is.
  for (const [at, text] of [[0, name], [100, octal(mode, 7)], [108, octal(0, 7)], [116, octal(0, 7)], [124, octal(size, 11)], [136, octal(TAR_SECONDS, 11)], [148, ' '.repeat(8)], [156, '0'], [257, 'ustar\x0000']]) header.write(text, at);
  header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 6)} `, 148);
  return header;
}

function inOrder(files) {
  return Object.fromEntries(Object.keys(files).sort().map((name) => [name, files[name]]));
}
