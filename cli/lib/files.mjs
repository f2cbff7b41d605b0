/**
 * The files that are shipped, and the rule for writing: what is not ours is not overwritten.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './errors.mjs';

/** Where the built files lie in this package. */
export const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The trackers that pages load, the fallback among them. */
export const TRACKERS = Object.freeze(['matomo.js', 'matomo.core.js', 'matomo.anonymous.js', 'matomo.fallback.js']);

/** Stands in a file that `crumbless bundle` wrote. */
export const BUNDLE_MARK = '/* crumbless bundle */';

/**
 * @param {string} name of `TRACKERS`
 * @returns {Buffer}
 */
export function readTracker(name) {
  try {
    return readFileSync(path.join(DIST, name));
  } catch {
    throw new Failure(`${path.join(DIST, name)} is missing: install crumbless again, or run \`npm run build\` in its repository.`);
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} for the attribute `integrity`
 */
export function integrity(bytes) {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

/**
 * What a tracker's file is. Every file of ours complains in the console under our name, and no other does.
 *
 * @param {Uint8Array} bytes
 * @returns {'bundle' | 'crumbless' | 'matomo' | 'other'}
 */
export function recognise(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes(BUNDLE_MARK)) return 'bundle';
  if (text.includes('Crumbless:')) return 'crumbless';
  return text.includes('getAsyncTrackers') && text.includes('setTrackerUrl') ? 'matomo' : 'other';
}

/**
 * Why a file must not be written, or nothing when it may.
 *
 * @param {string} file
 * @param {Uint8Array} bytes what would be written
 * @param {'crumbless' | 'bundle'} may be replaced; a bundle has plugins that a plain tracker has not
 * @returns {string | undefined}
 */
export function refusal(file, bytes, may) {
  if (!existsSync(file)) return undefined;
  if (!statSync(file).isFile()) return `${file} is no file: choose another place.`;
  const there = readFileSync(file);
  if (there.equals(bytes)) return undefined;
  const kind = recognise(there);
  if (kind === 'crumbless' || kind === may) return undefined;
  const whose = {
    matomo: "is a matomo.js of Matomo's, and your way back",
    bundle: 'was written by `crumbless bundle` and has plugins in it',
    other: 'is a file of somebody else',
  };
  return `${file} ${whose[kind]}: keep a copy of it and add --force, or choose another place.`;
}

/**
 * @param {string} file
 * @param {Uint8Array} bytes
 */
export function write(file, bytes) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  } catch (error) {
    throw new Failure(`${file} cannot be written (${error.code}): choose another place, or ask for the right to write there.`);
  }
}
