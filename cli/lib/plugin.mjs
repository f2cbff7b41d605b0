/**
 * Reads a plugin's tracker file and refuses what would break the bundle.
 *
 * @module
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { Failure } from './errors.mjs';
import { recognise } from './files.mjs';
import { bytesText, clean } from './text.mjs';

/** As Matomo looks for them: the small one first. */
const IN_FOLDER = ['tracker.min.js', 'tracker.js'];
/** Those of Matomo have some 10 KB. */
const MOST_BYTES = 10_000_000;

/**
 * @param {string} given a file, or the folder of a plugin
 * @returns {{name: string, file: string, source: string, bytes: number}} `name` is the plugin's, from its folder
 */
export function readPlugin(given) {
  const file = findFile(given);
  if (statSync(file).size > MOST_BYTES) throw new Failure(`${file} has more than ${bytesText(MOST_BYTES)}: --plugin takes a plugin's tracker file.`);
  const bytes = readFileSync(file);
  const source = decode(bytes, file);
  if (recognise(bytes) !== 'other') throw new Failure(`${file} is a tracker itself: --plugin takes a plugin's own tracker.min.js.`);
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
    throw new Failure(`${file} is no script that a browser can read (${clean(error.message)}): give the plugin's file as it was built.`);
  }
}

function findFile(given) {
  const candidates = [given, ...IN_FOLDER.map((name) => path.join(given, name))];
  const found = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (found === undefined) throw new Failure(`${given} is neither a file nor a folder with ${IN_FOLDER.join(' or ')}: --plugin takes a plugin's tracker file.`);
  // Somebody else's folder must not choose which file of this machine goes into a public one.
  if (found !== given && path.relative(realpathSync(given), realpathSync(found)).startsWith('..')) {
    throw new Failure(`${found} is a symbolic link out of the plugin's folder: name the file itself if you mean it.`);
  }
  return found;
}

function decode(bytes, file) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${file} is not in UTF-8, as scripts have to be here: save it in that encoding.`);
  }
}
