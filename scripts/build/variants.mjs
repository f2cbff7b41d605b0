/**
 * The files that are shipped, made from the same sources.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../lib/paths.mjs';
import { BUILD, bundleEmbedded } from './bundle.mjs';
import { compile, optimiseTracker, readCommandTable } from './crate.mjs';
import { extract } from './embed.mjs';

/**
 * @typedef {object} Variant
 * @property {string} file where it is shipped, below the project's folder
 * @property {string[]} features of the crate
 * @property {Record<string, string>} define constants of js/: what is dead by them is left out, with its imports
 */

/** @type {readonly Variant[]} */
export const VARIANTS = Object.freeze([
  { file: 'dist/matomo.js', features: [], define: { CRUMBLESS_FULL: 'false', CRUMBLESS_ANONYMOUS: 'false' } },
  { file: 'dist/matomo.full.js', features: ['full', 'anonymous'], define: { CRUMBLESS_FULL: 'true', CRUMBLESS_ANONYMOUS: 'true' } },
]);

/** Has what nearly every page needs, and asks for the other where a page needs more. */
export const CORE = VARIANTS[0].file;

/** Has every command. */
export const FULL = VARIANTS[1].file;

/** What measures engagement, in no WebAssembly: the full file and the fallback ask for it where a page needs it. */
export const ENGAGEMENT = 'dist/matomo.engagement.js';

/** The names of the shipped files. */
export const FILES = Object.freeze(VARIANTS.map(({ file }) => file));

/** Which function of js/bridge/host.js stands behind each import of the WebAssembly, a map for each file. */
export const IMPORTS = 'dist/imports.json';

/** The command tables, one for each file. */
export const COMMANDS = 'dist/commands.json';

/**
 * @typedef {object} CommandTable
 * @property {string[]} names a command's number is its place here
 * @property {string[]} elsewhere those that this file does not have: it says so in the console
 */

/**
 * Every file and what `IMPORTS` and `COMMANDS` say of them, from the sources in a folder; writes nothing outside of cargo's folder. In the
 * files `BUILD` stands for the number of the build (`numbered`).
 *
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string>>} texts by the file's name
 */
export async function buildVariants(place) {
  const built = await Promise.all(VARIANTS.map((variant) => buildVariant(place, variant)));
  const ofEach = (part) => JSON.stringify(Object.fromEntries(built.map((one) => [one.file, part(one)])), null, 2);
  return {
    ...Object.fromEntries(built.map(({ file, text }) => [file, text])),
    [IMPORTS]: ofEach(({ imports }) => imports),
    [COMMANDS]: ofEach(({ commands }) => commands),
  };
}

/** The cores that were built, by folder and file: the ES module has the same. */
const cores = new Map();

/**
 * The core of a variant, and what belongs to it.
 *
 * @param {import('./crate.mjs').Place} place
 * @param {Variant} variant
 * @returns {Promise<{commands: CommandTable, wasm: Buffer, imports: Record<string, string>}>}
 */
export function coreOf(place, { file, features }) {
  const key = `${place.root} ${file}`;
  const build = async () => {
    const optimised = compile(place, features, path.basename(file, '.js')).then((wasm) => optimiseTracker(wasm, place));
    const [commands, { wasm, imports }] = await Promise.all([readCommandTable(place, features), optimised]);
    return { commands, wasm, imports };
  };
  if (!cores.has(key)) cores.set(key, build());
  return cores.get(key);
}

async function buildVariant(place, variant) {
  const { file, define } = variant;
  const { commands, wasm, imports } = await coreOf(place, variant);
  const text = await bundleEmbedded({ root: place.root, wasm, imports, commands, define });
  if (!wasm.equals(extract(text).wasm)) throw new Error(`The bytes in ${file} are not the bytes that were embedded.`);
  return { file, text, imports, commands };
}

/**
 * The commands of a file in dist/, as the build that made it wrote them down.
 *
 * @param {string} file a path
 * @returns {CommandTable | undefined} nothing for a file that is none of ours
 */
export function commandsOf(file) {
  const name = FILES.find((candidate) => fromRoot(candidate) === path.resolve(file));
  if (!name) return undefined;
  if (!existsSync(fromRoot(COMMANDS))) throw new Error(`${COMMANDS} is missing: run \`npm run build\`.`);
  return JSON.parse(readFileSync(fromRoot(COMMANDS), 'utf8'))[name];
}

/**
 * By a number made of the contents of all the files of one build know each other.
 *
 * @param {Record<string, string>} texts of the scripts of one build, with `BUILD` in the number's place
 * @returns {Record<string, string>}
 */
export function numbered(texts) {
  const digest = createHash('sha256').update(Object.values(texts).join('')).digest();
  const number = String(digest.readUIntBE(0, 6) % 1e9);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replaceAll(BUILD, number)]));
}
