/**
 * The shipped files, and the rule for writing: a file that is not ours is not overwritten.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILES_BESIDE, TRACKER_FILE } from '../../js/snippet.js';
import { Failure } from './errors.mjs';
import { readMark } from './mark.mjs';
import { leadsAway, lookAt, put } from './place.mjs';

/** Where the built files are in this package. */
export const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The tracker's files: the small one, and those that it loads where a page needs them. */
export const TRACKERS = Object.freeze(['matomo.js', ...FILES_BESIDE]);

/** Files whose name on a website differs from the one in this package. */
const BUILT_AS = Object.freeze({ [TRACKER_FILE]: 'matomo.js' });

/** Files for a website: under our own name, which snippets use, or under Matomo's, to replace its file. */
export const WEBSITE_FILES = Object.freeze([TRACKER_FILE, ...TRACKERS]);

/** How `crumbless bundle` marked its files before the mark in the first line. */
const EARLIER_BUNDLE = '/* crumbless bundle */';

/**
 * @param {string} name of `WEBSITE_FILES`
 * @returns {Buffer}
 */
export function readTracker(name) {
  const file = path.join(DIST, BUILT_AS[name] ?? name);
  try {
    return readFileSync(file);
  } catch {
    throw new Failure(`${file} is missing: install crumbless again, or run \`npm run build\` in its repository.`);
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
 * What a tracker's file is. Ours are recognised only by their mark; a file from before there were marks merely looks like ours.
 *
 * @param {Uint8Array} bytes
 * @returns {'bundle' | 'crumbless' | 'unmarked bundle' | 'unmarked' | 'matomo' | 'other'}
 */
export function recognise(bytes) {
  const mark = readMark(bytes);
  if (mark && mark.kind !== 'module') return mark.kind === 'bundle' ? 'bundle' : 'crumbless';
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes('setTrackerUrl')) return 'other';
  if (text.includes('Crumbless:')) return text.includes(EARLIER_BUNDLE) ? 'unmarked bundle' : 'unmarked';
  return text.includes('getAsyncTrackers') ? 'matomo' : 'other';
}

const WHOSE = {
  matomo: "is Matomo's own matomo.js, which you need to switch back: save a copy and add --force, or choose another path.",
  bundle: 'was written by `crumbless bundle` and contains plugins: save a copy and add --force, or choose another path.',
  unmarked: 'looks like a tracker from an earlier crumbless version without a mark: if it is, add --force once.',
  'unmarked bundle': 'looks like a bundle from an earlier crumbless version without a mark: if it is, add --force once.',
  other: 'is not a crumbless file: save a copy and add --force, or choose another path.',
};

/**
 * Why a file must not be written, or undefined if it may.
 *
 * @param {string} file
 * @param {Uint8Array} bytes what would be written
 * @param {'crumbless' | 'bundle'} may be replaced; a bundle has plugins that a plain tracker lacks
 * @param {boolean} isForced then only what can never be written is rejected
 * @returns {string | undefined}
 */
export function refusal(file, bytes, may, isForced) {
  try {
    return reason(file, bytes, may, isForced);
  } catch (error) {
    return error instanceof Failure ? error.message : unwritable(file, error);
  }
}

function reason(file, bytes, may, isForced) {
  const away = leadsAway(file);
  if (away) return away;
  const there = lookAt(file);
  if (there.kind === 'nothing') return undefined;
  if (there.kind === 'other') return `${file} is not a regular file: choose another path.`;
  if (isForced) return undefined;
  if (there.kind === 'link') return `${file} is a symbolic link, which is not followed: add --force to replace the link with the file, or choose another path.`;
  if (there.bytes.equals(bytes)) return undefined;
  const kind = recognise(there.bytes);
  return kind === 'crumbless' || kind === may ? undefined : `${file} ${WHOSE[kind]}`;
}

/**
 * @param {string} file
 * @param {Uint8Array} bytes
 */
export function write(file, bytes) {
  try {
    put(file, bytes);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(unwritable(file, error));
  }
}

const unwritable = (file, { code }) => `${file} cannot be written (${code}): choose another path, or get write permission.`;
