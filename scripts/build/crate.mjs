/**
 * From Rust to an optimised WebAssembly file.
 *
 * @module
 */
import { copyFileSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { npmBin, toolsBin } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { WASM_TARGET, cargo, requireToolchain } from '../lib/toolchain.mjs';
import { writeProtocol } from './protocol.mjs';

/**
 * The sets of passes differ by 1 % at most; this one was the smallest. Two rounds of -Oz around `flatten` and `rereloop`
 * give the second a control flow the first could not see. Features are named one by one: `--all-features` makes files
 * that browsers refuse.
 */
const WASM_OPT_FLAGS = [
  '-Oz --flatten --rereloop -Oz --converge --low-memory-unused --zero-filled-memory --merge-similar-functions -Oz --memory-packing --reorder-locals',
  // Engines compile a function when it is first called, each at a price of its own, and what stands twice costs little once it is
  // compressed: of 173 functions 123 are left, in 90 bytes less.
  '--always-inline-max-function-size=8',
  '--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals',
  '--enable-multivalue --enable-reference-types',
  '--strip-debug --strip-producers --strip-target-features',
].flatMap((line) => line.split(' '));

/** Bytes of the tracker's stack: its frames are small, and nothing in it calls itself but the writing of a number. */
const STACK = 4096;

/** For a file that wasm-bindgen made: its glue may use memory below 1024, and size matters little. */
const PLAIN_WASM_OPT_FLAGS = WASM_OPT_FLAGS.filter((flag) => !/flatten|rereloop|low-memory|zero-filled|similar|packing|reorder/.test(flag));

/**
 * @typedef {object} Place where a build reads and writes
 * @property {string} root the project's folder
 * @property {string} [targetDir] cargo's folder, the toolchain's usual one unless given
 * @property {(line: string) => void} [note] is told what is being done
 */

/** Cargo has one place for what it builds, whatever the features: the next build begins when the file is copied. */
let lastBuild = Promise.resolve();

/**
 * Compiles the crate's WebAssembly into a file of its own.
 *
 * @param {Place} place
 * @param {string[]} features of the crate
 * @param {string} name of the file, without its ending
 * @returns {Promise<string>} the path of the file
 */
export function compile(place, features, name) {
  const built = lastBuild.then(async () => {
    const wasm = await buildLib(features, place);
    const own = path.join(path.dirname(wasm), `${name}.wasm`);
    copyFileSync(wasm, own);
    return own;
  });
  lastBuild = built.catch(() => {});
  return built;
}

/**
 * Optimises the tracker's WebAssembly and makes the names of its imports short.
 *
 * @param {string} file what was compiled
 * @param {Place} place
 * @returns {Promise<{wasm: Buffer, imports: Record<string, string>}>} and which function of js/bridge/host.js stands behind each import
 */
export async function optimiseTracker(file, place) {
  const optimised = file.replace(/\.wasm$/, '.opt.wasm');
  // In a run of its own: with --converge every round would print names, of the names of the round before. And the first, since what reads
  // and writes an optimised file makes it larger.
  const kept = WASM_OPT_FLAGS.filter((flag) => flag.startsWith('--enable'));
  const { stdout } = await wasmOpt(['--remove-exports=__*', '--remove-unused-module-elements', '--minify-imports', ...kept], file, optimised, place);
  const imports = JSON.parse(stdout).imports.map(([, name, short]) => [short, name]);
  await wasmOpt(WASM_OPT_FLAGS, optimised, optimised, place);
  return { wasm: evened(readFileSync(optimised)), imports: Object.fromEntries(imports) };
}

/**
 * The same module in an even number of bytes, as js/entries/embedded.js adds them up: a custom section without a name or content has three.
 *
 * @param {Buffer} wasm
 * @returns {Buffer}
 */
export function evened(wasm) {
  return wasm.length % 2 === 0 ? wasm : Buffer.concat([wasm, Buffer.of(0, 1, 0)]);
}

/**
 * Compiles the crate with wasm-bindgen's glue.
 *
 * @param {Place} place
 * @param {string[]} features
 * @param {string} name of what is made
 * @param {string[]} [options] of wasm-bindgen
 * @returns {Promise<{glue: string, wasm: Buffer}>} the path of the script, and the optimised WebAssembly
 */
export async function compileWithGlue(place, features, name, options = []) {
  const wasm = await compile(place, [...features, 'bindgen'], `${name}.bindgen`);
  const made = path.join(path.dirname(wasm), name);
  place.note?.('writing the glue with wasm-bindgen');
  const { wasmEnv } = await requireToolchain();
  await run(path.join(toolsBin, 'wasm-bindgen'), [wasm, '--target', 'web', '--out-name', name, '--out-dir', made, '--no-typescript', ...options], { env: wasmEnv, onLine: place.note });
  const optimised = path.join(made, `${name}.opt.wasm`);
  await wasmOpt(PLAIN_WASM_OPT_FLAGS, path.join(made, `${name}_bg.wasm`), optimised, place);
  return { glue: path.join(made, `${name}.js`), wasm: readFileSync(optimised) };
}

/** The tables that were read, by folder and features: several files have the same. */
const tables = new Map();

/**
 * The command table and the protocol, as the program in scripts/build/commands prints them; the protocol is written to where js/ imports it.
 *
 * @param {Place} place
 * @param {string[]} features those of the file it is for
 * @returns {Promise<import('./variants.mjs').CommandTable>}
 */
export function readCommandTable(place, features) {
  const key = `${place.root} ${features}`;
  if (!tables.has(key)) tables.set(key, printTable(place, features));
  return tables.get(key);
}

async function printTable({ root, targetDir, note }, features) {
  const { stdout } = await cargo(['run', '--quiet', '--package', 'crumbless-commands', '--features', features.join()], {
    cwd: root,
    env: targetEnv(targetDir),
    onLine: note,
  });
  const { protocol, ...table } = JSON.parse(stdout);
  for (const key of ['names', 'elsewhere']) {
    if (!Array.isArray(table[key])) throw new Error(`\`cargo run --package crumbless-commands\` printed no list "${key}": mend scripts/build/commands.`);
  }
  if (table.names.length === 0) throw new Error('`cargo run --package crumbless-commands` printed no command names: mend scripts/build/commands.');
  writeProtocol(root, protocol);
  return table;
}

async function buildLib(features, { root, targetDir, note }) {
  const toolchain = await requireToolchain();
  // Joined with .cargo/config.toml's own flags, which an environment variable would replace.
  // Functions are small already; inlining them where they are called more than once only costs.
  const rustflags = [...(await remapFlags(root, toolchain)), '-Cllvm-args=-inline-threshold=0'];
  // A small stack before the data puts those where an address takes two bytes, not four.
  if (!features.includes('bindgen')) rustflags.push(`-Clink-arg=-zstack-size=${STACK}`);
  const flags = `target.${WASM_TARGET}.rustflags=${JSON.stringify(rustflags)}`;
  const args = ['build', '--release', '--lib', '--no-default-features', '--features', features.join()];
  await cargo([...args, '--target', WASM_TARGET, '--config', flags], {
    cwd: root,
    wasm: true,
    env: targetEnv(targetDir),
    onLine: note,
  });
  return path.join(targetDir ?? toolchain.targetDir, WASM_TARGET, 'release', 'crumbless.wasm');
}

/** The folders' names must not reach the file: the same source gives the same bytes wherever it lies. */
async function remapFlags(root, { env }) {
  const cargoHome = env.CARGO_HOME || path.join(os.homedir(), '.cargo');
  const sysroot = await ask('rustc', ['--print', 'sysroot'], { env });
  const names = { [root]: 'crumbless', [cargoHome]: 'cargo', [sysroot]: 'rust' };
  return Object.entries(names).map(([from, to]) => `--remap-path-prefix=${from}=/${to}`);
}

function targetEnv(targetDir) {
  return targetDir ? { CARGO_TARGET_DIR: targetDir } : {};
}

/** binaryen's programs are scripts of Node's. */
function wasmOpt(flags, from, to, { note }) {
  note?.('optimising with wasm-opt');
  return run(process.execPath, [npmBin('wasm-opt'), ...flags, from, '-o', to]);
}
