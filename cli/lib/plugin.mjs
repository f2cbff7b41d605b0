/**
 * Reads a plugin's tracker file and rejects what would break the bundle.
 *
 * @module
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { Failure } from './errors.mjs';
import { recognise } from './files.mjs';
import { bytesText, clean } from './text.mjs';

/** In Matomo's order: the minified file first. */
const IN_FOLDER = ['tracker.min.js', 'tracker.js'];
/** Matomo's plugin trackers have about 10 KB. */
const MOST_BYTES = 10_000_000;

/**
 * @param {string} given a file, or the folder of a plugin
 * @returns {{name: string, file: string, source: string, bytes: number}} `name` comes from the plugin's folder
 */
export function readPlugin(given) {
  const file = findFile(given);
  if (statSync(file).size > MOST_BYTES) throw new Failure(`${file} is longer than ${bytesText(MOST_BYTES)}: pass a plugin's tracker file with --plugin.`);
  const bytes = readFileSync(file);
  const source = decode(bytes, file);
  if (recognise(bytes) !== 'other') throw new Failure(`${file} is a complete tracker: pass the plugin's own tracker.min.js with --plugin.`);
  compile(source, file);
  const name = path.basename(path.dirname(path.resolve(file)));
  return { name: IN_FOLDER.includes(path.basename(file)) ? name : path.parse(file).name, file, source, bytes: bytes.length };
}

/**
 * @param {string} source
 * @param {string} file named in the error
 */
export function compile(source, file) {
  try {
    return new vm.Script(source, { filename: file });
  } catch (error) {
    throw new Failure(`${file} is not a valid script (${clean(error.message)}): pass the plugin's built file.`);
  }
}

function findFile(given) {
  const candidates = [given, ...IN_FOLDER.map((name) => path.join(given, name))];
  const found = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (found === undefined) throw new Failure(`${given} is neither a file nor a folder with ${IN_FOLDER.join(' or ')}: pass a plugin's tracker file with --plugin.`);
  // A third party's folder must not choose which local file becomes public.
  if (found !== given && path.relative(realpathSync(given), realpathSync(found)).startsWith('..')) {
    throw new Failure(`${found} is a symbolic link out of the plugin's folder: pass the file itself if you mean it.`);
  }
  return found;
}

function decode(bytes, file) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${file} is not valid UTF-8: save it in that encoding.`);
  }
}
