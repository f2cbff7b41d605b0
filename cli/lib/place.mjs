/**
 * Writes a file to the place that was named and to no other: no symbolic link leads a writer away from it, also not one that
 * is put there while it works.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Failure } from './errors.mjs';

// Windows has neither, and no links that an ordinary user may make.
const { O_NOFOLLOW = 0, O_DIRECTORY = 0, O_NONBLOCK = 0 } = constants;

/**
 * What stands at a place. A link is a link, wherever it leads.
 *
 * @param {string} file
 * @returns {{kind: 'nothing' | 'link' | 'other'} | {kind: 'file', bytes: Buffer}}
 */
export function lookAt(file) {
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (!there) return { kind: 'nothing' };
  if (there.isSymbolicLink()) return { kind: 'link' };
  if (!there.isFile()) return { kind: 'other' };
  const handle = openSync(file, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return fstatSync(handle).isFile() ? { kind: 'file', bytes: readFileSync(handle) } : { kind: 'other' };
  } finally {
    closeSync(handle);
  }
}

/**
 * Where a path leads, if it stays in the folder that its writer sees: a relative one below the working directory (or as many
 * folders above it as it says), an absolute one wherever its folder really is, since it was written out.
 *
 * @param {string} file
 * @returns {string | undefined} why it must not be written
 */
export function leadsAway(file) {
  const base = baseOf(file);
  if (base === undefined) return undefined;
  const real = realFolder(path.dirname(file));
  if (isBelow(real, base)) return undefined;
  return `${path.dirname(file)} is, or lies behind, a symbolic link that leads to ${real}: name that folder itself if you mean it.`;
}

/**
 * Puts the bytes there whole or not at all. A link in the file's own place is replaced, not followed.
 *
 * @param {string} file
 * @param {Uint8Array} bytes
 */
export function put(file, bytes) {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  const real = realpathSync(folder);
  const handle = openSync(real, constants.O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    // The folder that was opened, whatever its name leads to by now (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html).
    const byHandle = `/proc/self/fd/${handle}`;
    const place = existsSync(byHandle) ? byHandle : real;
    const base = baseOf(file);
    const now = realpathSync(place);
    if (now !== real || (base !== undefined && !isBelow(now, base))) throw new Failure(`${folder} was changed while ${file} was written: nothing was written there.`);
    replace(place, path.basename(file), bytes);
  } finally {
    closeSync(handle);
  }
}

function replace(folder, name, bytes) {
  const target = path.join(folder, name);
  const there = lstatSync(target, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  const made = path.join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  const handle = openSync(made, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | O_NOFOLLOW, 0o666);
  try {
    if (there?.isFile()) keepOwner(handle, there);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    renameSync(made, target);
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** A server must be able to read the new file as it could the old one. */
function keepOwner(handle, { uid, gid, mode }) {
  try {
    if (process.getuid?.() === 0) fchownSync(handle, uid, gid);
    fchmodSync(handle, mode & 0o777);
  } catch {
    // a file system without owners
  }
}

/** @returns {string | undefined} the folder that a relative path must stay in */
function baseOf(file) {
  if (path.isAbsolute(file)) return undefined;
  const up = path.normalize(file).split(path.sep).filter((part) => part === '..');
  return realpathSync(path.join(process.cwd(), ...up));
}

/** Of a folder that may have to be made still: what is there of it decides. */
function realFolder(folder) {
  const whole = path.resolve(folder);
  const missing = [];
  for (let at = whole; ; at = path.dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })) {
      try {
        return path.join(realpathSync(at), ...missing);
      } catch (error) {
        throw new Failure(`${at} is a symbolic link that leads nowhere (${error.code}): choose another place.`);
      }
    }
    missing.unshift(path.basename(at));
  }
}

function isBelow(folder, base) {
  const relative = path.relative(base, folder);
  return relative === '' || !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}
