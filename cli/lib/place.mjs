/**
 * Writes a file to the given path and nowhere else: no symbolic link redirects the write, not even one created
 * meanwhile.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Failure } from './errors.mjs';

// Windows has neither, and ordinary users cannot create links there.
const { O_NOFOLLOW = 0, O_DIRECTORY = 0, O_NONBLOCK = 0 } = constants;

/**
 * What is at a path. A link is a link, whatever its target.
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
 * Whether a path leaves the folder that the user sees: a relative path must stay below the working directory (or the ancestor
 * it names with `..`); an absolute path may be anywhere, because it was written out.
 *
 * @param {string} file
 * @returns {string | undefined} why it must not be written
 */
export function leadsAway(file) {
  const base = baseOf(file);
  if (base === undefined) return undefined;
  const real = realFolder(path.dirname(file));
  if (isBelow(real, base)) return undefined;
  return `${path.dirname(file)} is, or is below, a symbolic link to ${real}: pass that path itself if you mean it.`;
}

/**
 * Writes the bytes atomically. A link at the path itself is replaced, not followed.
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
    // The folder that was opened, whatever its name refers to by now (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html).
    const byHandle = `/proc/self/fd/${handle}`;
    const place = existsSync(byHandle) ? byHandle : real;
    const base = baseOf(file);
    const now = realpathSync(place);
    if (now !== real || (base !== undefined && !isBelow(now, base))) throw new Failure(`${folder} was changed while ${file} was being written: nothing was written. Try again.`);
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

/** A server must be able to read the new file like the old one. */
function keepOwner(handle, { uid, gid, mode }) {
  try {
    if (process.getuid?.() === 0) fchownSync(handle, uid, gid);
    fchmodSync(handle, mode & 0o777);
  } catch {
    // the file system has no owners
  }
}

/** @returns {string | undefined} the folder that a relative path must stay in */
function baseOf(file) {
  if (path.isAbsolute(file)) return undefined;
  const up = path.normalize(file).split(path.sep).filter((part) => part === '..');
  return realpathSync(path.join(process.cwd(), ...up));
}

/** The real path of a folder that may not exist yet: its existing part decides. */
function realFolder(folder) {
  const whole = path.resolve(folder);
  const missing = [];
  for (let at = whole; ; at = path.dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })) {
      try {
        return path.join(realpathSync(at), ...missing);
      } catch (error) {
        throw new Failure(`${at} is a broken symbolic link (${error.code}): choose another path.`);
      }
    }
    missing.unshift(path.basename(at));
  }
}

function isBelow(folder, base) {
  const relative = path.relative(base, folder);
  return relative === '' || !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}
