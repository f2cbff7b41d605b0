/**
 * The files that are shipped, made from the same sources.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../lib/paths.mjs';
import { bundleEmbedded } from './bundle.mjs';
import { compileTracker, optimiseTracker, readCommandTable } from './crate.mjs';

/**
 * @typedef {object} Variant
 * @property {string} file where it is shipped, below the project's folder
 * @property {string[]} features of the crate
 * @property {Record<string, string>} define constants of js/: what is dead by them is left out, with its imports
 */

/** @type {readonly Variant[]} */
export const VARIANTS = Object.freeze([
  { file: 'dist/matomo.js', features: ['full'], define: { CRUMBLESS_FULL: 'true', CRUMBLESS_ANONYMOUS: 'false' } },
  { file: 'dist/matomo.core.js', features: [], define: { CRUMBLESS_FULL: 'false', CRUMBLESS_ANONYMOUS: 'false' } },
  { file: 'dist/matomo.anonymous.js', features: ['full', 'anonymous'], define: { CRUMBLESS_FULL: 'true', CRUMBLESS_ANONYMOUS: 'true' } },
]);

/** Has what matomo.js has. The next leaves something out. */
export const FULL = VARIANTS[0].file;

/** Has every command: anonymous measurement too. */
export const WHOLE = VARIANTS[2].file;

/** The names of the shipped files. */
export const FILES = Object.freeze(VARIANTS.map(({ file }) => file));

/** Which function of js/bridge/host.js stands behind each import of the WebAssembly, a map for each file. */
export const IMPORTS = 'dist/imports.json';

/** The command tables, one for each file. */
export const COMMANDS = 'dist/commands.json';

/**
 * @typedef {object} Built
 * @property {string} text of the file
 * @property {Buffer} wasm what is in it
 * @property {Record<string, string>} imports which function of js/bridge/host.js stands behind each import
 * @property {CommandTable} commands
 */

/**
 * @typedef {object} CommandTable
 * @property {string[]} names a command's number is its place here
 * @property {string[]} elsewhere those that this file does not have: it says so in the console
 */

/**
 * Every file's text, from the sources in a folder; writes nothing outside of cargo's folder. The crate is built for one file
 * while the WebAssembly of the one before is optimised; the tables, which are for this machine, come in between.
 *
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, Built>>} by the file's name
 */
export async function buildVariants(place) {
  const [tables, optimised] = await Promise.all([readTables(place), buildAllWasm(place)]);
  const built = VARIANTS.map(async ({ file, define }, index) => {
    const commands = tables[index];
    const { wasm, imports } = optimised[index];
    return [file, { text: await bundleEmbedded({ root: place.root, wasm, imports, commands, define }), wasm, imports, commands }];
  });
  return Object.fromEntries(await Promise.all(built));
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

async function readTables(place) {
  const tables = [];
  for (const { features } of VARIANTS) tables.push(await readCommandTable(place, features));
  return tables;
}

async function buildAllWasm(place, [variant, ...others] = VARIANTS) {
  if (!variant) return [];
  const file = await compileTracker(place, variant.features, path.basename(variant.file, '.js'));
  const [optimised, rest] = await Promise.all([optimiseTracker(file, place), buildAllWasm(place, others)]);
  return [optimised, ...rest];
}
