/**
 * The tracker without WebAssembly: the core as JavaScript, by binaryen's wasm2js, and the shim around it in one file.
 *
 * It has every command, so that one file is behind all others; and all of its parts, so that a core can never meet a shim of
 * another version.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { npmBin } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { bundleFallback } from './bundle.mjs';
import { compile, readCommandTable } from './crate.mjs';
import { FULL, VARIANTS } from './variants.mjs';

/** Where it is shipped; js/entries/embedded.js has the name too. */
export const FALLBACK = 'dist/matomo.fallback.js';

/** What wasm2js makes the memory of, a function that pages have replaced by one of their own. */
const MEMORY = /Object\.create\(Object\.prototype, \{\s*"grow": \{\s*"value": (\w+)\s*\},\s*"buffer": \{\s*"get": function \(\) \{\s*return (\w+);\s*\}\s*\}\s*\}\)/;

/** How wasm2js ends: with the one core that there is. The shim begins one when it needs it. */
const BEGIN = /var retasmFunc = (asmFunc\([^]*?\));\s*(?:export var .*\s*)*$/;

const FEATURES = ['--enable-mutable-globals', '--enable-multivalue', '--enable-reference-types', '--enable-bulk-memory'];
const NEWER = ['--enable-sign-ext', '--enable-nontrapping-float-to-int'];

/** What JavaScript has no like of is said in simpler terms first. */
const LOWERING = [
  '--remove-exports=__*', '-Oz', '--signext-lowering', '--llvm-nontrapping-fptoint-lowering', '--llvm-memory-copy-fill-lowering', '-Oz',
  '--strip-debug', '--strip-producers', '--strip-target-features',
];

/** The cores that were made, by folder: the ES module has the same. */
const cores = new Map();

/**
 * The full core as a module of JavaScript, which imports js/bridge/host.js as `env` and exports `begin`.
 *
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<string>}
 */
export function coreAsScript(place) {
  if (!cores.has(place.root)) cores.set(place.root, turned(place));
  return cores.get(place.root);
}

async function turned(place) {
  const { features } = VARIANTS.find(({ file }) => file === FULL);
  const wasm = await compile(place, features, 'fallback');
  const [lowered, core] = ['.lowered.wasm', '.core.js'].map((ending) => wasm.replace(/\.wasm$/, ending));
  place.note?.('turning the core into JavaScript with wasm2js');
  await run(process.execPath, [npmBin('wasm-opt'), ...FEATURES, ...NEWER, ...LOWERING, wasm, '-o', lowered]);
  await run(process.execPath, [npmBin('wasm2js'), '-Oz', ...FEATURES, lowered, '-o', core]);
  return restartable(readFileSync(core, 'utf8'));
}

/**
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string>>} the file by its name
 */
export async function buildFallback(place) {
  const { features, define } = VARIANTS.find(({ file }) => file === FULL);
  const [commands, core] = await Promise.all([readCommandTable(place, features), coreAsScript(place)]);
  return { [FALLBACK]: await bundleFallback({ root: place.root, core, commands, define }) };
}

function restartable(core) {
  if (!MEMORY.test(core)) throw new Error('wasm2js makes its memory in another way than scripts/build/fallback.mjs knows.');
  if (!BEGIN.test(core)) throw new Error('wasm2js ends its module in another way than scripts/build/fallback.mjs knows.');
  return core.replace(MEMORY, '{ grow: $1, get buffer() { return $2; } }').replace(BEGIN, 'export const begin = () => $1;\n');
}
