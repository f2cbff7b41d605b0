/**
 * Files of ours in a folder, found by their first line, whatever they are called.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { WEBSITE_FILES } from './files.mjs';
import { readMark } from './mark.mjs';
import { clean } from './text.mjs';

// Windows has no such flag, nor what it is for.
const { O_NONBLOCK = 0 } = constants;

/** No file of ours is larger, with plugins. */
export const MOST_BYTES = 8 * 1024 * 1024;
const HEAD_BYTES = 200;
const MOST_ENTRIES = 100_000;

/** Folders with other people's packages, in which nothing is served, and with what version control keeps. */
const LEFT_OUT = ['node_modules', '.git'];
const SCRIPT = /\.[cm]?js$/i;

/**
 * @param {string} target path of a file or a folder
 * @returns {{files: import('./versions.mjs').Found[], problems: string[]}}
 */
export function onDisk(target) {
  try {
    if (!statSync(target).isDirectory()) return oneFile(target);
    const { found, isWhole } = search(target);
    const files = found.map(toFound);
    return {
      files,
      problems: [
        ...(files.length === 0 ? [`${clean(target)} has no tracker file of crumbless: pass the file, or the folder that your website is served from.`] : []),
        ...(isWhole ? [] : [`${clean(target)} has more than ${MOST_ENTRIES} entries, so not all were looked at: pass the folder with the tracker.`]),
      ],
    };
  } catch (error) {
    return { files: [], problems: [unreadable(target, error)] };
  }
}

/** The others are looked at too, because they have to be of the same build. */
function oneFile(file) {
  const beside = WEBSITE_FILES.includes(path.basename(file)) ? WEBSITE_FILES.map((name) => path.join(path.dirname(file), name)).filter((other) => path.resolve(other) !== path.resolve(file) && isOurs(other)) : [];
  return { files: [file, ...beside].map(toFound), problems: [] };
}

/** Not below links to folders, which may lead in a circle. */
function search(folder) {
  const found = [];
  const folders = [folder];
  let left = MOST_ENTRIES;
  while (folders.length > 0) {
    const at = folders.pop();
    let entries;
    try {
      entries = readdirSync(at, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
      if (at === folder) throw error;
      continue; // One that may not be read is served to nobody either.
    }
    for (const entry of entries) {
      if ((left -= 1) < 0) return { found, isWhole: false };
      const place = path.join(at, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.includes(entry.name)) folders.push(place);
      else if (SCRIPT.test(entry.name) && isOurs(place)) found.push(place);
    }
  }
  return { found: found.sort(), isWhole: true };
}

function isOurs(file) {
  try {
    return readMark(read(file, HEAD_BYTES)) !== undefined;
  } catch {
    return false;
  }
}

function toFound(file) {
  const name = path.basename(file);
  const bytes = read(file, MOST_BYTES + 1);
  if (bytes.length > MOST_BYTES) throw Object.assign(new Error('too large'), { code: `larger than ${MOST_BYTES / 1024 / 1024} MiB` });
  return { place: file, name, group: groupOf(file, name), bytes };
}

/** Only under these names files find each other. An assets folder may have those of several versions under others. */
function groupOf(file, name) {
  return WEBSITE_FILES.includes(name) ? path.dirname(path.resolve(file)) : path.resolve(file);
}

/** A pipe or a device is never waited for. */
function read(file, most) {
  const handle = openSync(file, constants.O_RDONLY | O_NONBLOCK);
  try {
    const there = fstatSync(handle);
    if (!there.isFile()) throw Object.assign(new Error('not a file'), { code: 'not a regular file' });
    const bytes = Buffer.alloc(Math.min(there.size, most));
    let taken = 0;
    for (let count = 1; count > 0 && taken < bytes.length; taken += count) count = readSync(handle, bytes, taken, bytes.length - taken, null);
    return bytes.subarray(0, taken);
  } finally {
    closeSync(handle);
  }
}

const unreadable = (target, { code }) => `${clean(target)} cannot be read (${code}): check the path.`;
