/**
 * The tracker as an ES module for applications: `crumbless.js`, `crumbless_bg.wasm` beside it, and the types of both the module
 * and the names that the one-file trackers give a page.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { npmBin, toolsBin } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { requireToolchain } from '../lib/toolchain.mjs';
import { commandModule } from './bundle.mjs';
import { compileTracker, readCommandTable } from './crate.mjs';
import { globalTypes, moduleTypes } from './types.mjs';

const FOLDER = 'dist/module';

/** What is made, below the project's folder. */
export const MODULE_FILES = Object.freeze(
  ['crumbless.js', 'crumbless_bg.wasm', 'crumbless.d.ts', 'crumbless_bg.wasm.d.ts', 'globals.js', 'globals.d.ts'].map((name) => `${FOLDER}/${name}`),
);

/** What the tracker in it can do; `options` are how it is told. */
const FEATURES = Object.freeze(['full', 'anonymous']);

/** For `import address from 'crumbless/crumbless_bg.wasm'` in a bundler that makes addresses of such files. */
const WASM_TYPES = '/** The address of the file, as the bundler has it. */\ndeclare const address: string;\nexport default address;\n';

const DEFINE = Object.freeze({ CRUMBLESS_FULL: 'true', CRUMBLESS_ANONYMOUS: 'true' });

/** Plainer than those of the tracker's own file: the glue may use memory below 1024, and applications pay less for bytes. */
const WASM_OPT_FLAGS = [
  '-Oz --converge -Oz',
  '--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals',
  '--enable-multivalue --enable-reference-types',
  '--strip-debug --strip-producers --strip-target-features',
].flatMap((line) => line.split(' '));

/**
 * @param {import('./crate.mjs').Place} place
 */
export async function buildModule(place) {
  const { root, note } = place;
  const table = await readCommandTable(place, FEATURES);
  const wasm = await compileTracker(place, [...FEATURES, 'bindgen', 'options'], 'module');
  const made = path.join(path.dirname(wasm), 'module');
  note?.('writing the glue with wasm-bindgen');
  const { wasmEnv } = await requireToolchain();
  const bindgen = ['--target', 'web', '--out-name', 'crumbless', '--out-dir', made, '--no-typescript', '--omit-default-module-path', '--experimental-reset-state-function'];
  await run(path.join(toolsBin, 'wasm-bindgen'), [wasm, ...bindgen], { env: wasmEnv, onLine: note });
  note?.('optimising with wasm-opt');
  const [glue, bound] = ['crumbless.js', 'crumbless_bg.wasm'].map((name) => path.join(made, name));
  const optimised = path.join(made, 'crumbless.opt.wasm');
  await run(process.execPath, [npmBin('wasm-opt'), ...WASM_OPT_FLAGS, bound, '-o', optimised]);
  const core = readFileSync(optimised);
  const stamp = stampOf(readFileSync(path.join(root, 'Cargo.toml'), 'utf8'), core);
  const types = readFileSync(path.join(root, 'src/options/types.d.ts'), 'utf8');
  const contents = [
    await bundle(root, glue, { commands: commandModule(table), stamp: `export const stamp = ${JSON.stringify(stamp)};` }),
    withSection(core, 'crumbless', stamp),
    moduleTypes(types, table.commands),
    WASM_TYPES,
    'export {};\n',
    globalTypes(),
  ];
  for (const [index, file] of MODULE_FILES.entries()) writeWhole(path.join(root, file), contents[index]);
}

/**
 * Which core a script was made with: the version for people, and the bytes themselves for what lies between two versions.
 *
 * @param {string} manifest Cargo.toml
 * @param {Uint8Array} core
 * @returns {string}
 */
export function stampOf(manifest, core) {
  const version = /^version = "([^"]+)"/m.exec(manifest)?.[1];
  if (!version) throw new Error('Cargo.toml has no version: add `version = "…"` to its package.');
  return `${version}+${createHash('sha256').update(core).digest('hex').slice(0, 12)}`;
}

/**
 * A section of one's own at the end of a WebAssembly file (https://webassembly.github.io/spec/core/appendix/custom.html): whoever
 * copies the file copies it too, and it can be read before anything of the file is run.
 *
 * @param {Uint8Array} wasm
 * @param {string} name
 * @param {string} text
 * @returns {Buffer}
 */
export function withSection(wasm, name, text) {
  const sized = (bytes) => {
    if (bytes.length > 127) throw new Error('A section of that size has a length of more than one byte, which is not written here.');
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  };
  return Buffer.concat([wasm, Buffer.from([0]), sized(Buffer.concat([sized(Buffer.from(name)), Buffer.from(text)]))]);
}

/** js/bridge/host.js keeps state, so the copy of it that the glue imports has to be js/bridge/host.js itself. */
async function bundle(root, glue, modules) {
  const { build } = await import('esbuild');
  const host = path.join(root, 'js/bridge/host.js');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, 'js/module/tracker.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2021',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    // wasm-bindgen names js/bridge/host.js once for every kind of import.
    logOverride: { 'duplicate-object-key': 'silent' },
    plugins: [
      {
        name: 'crumbless',
        setup(build) {
          build.onResolve({ filter: /^crumbless:glue$/ }, () => ({ path: glue }));
          build.onResolve({ filter: /^\/js\/bridge\/host\.js$/ }, () => ({ path: host }));
          build.onResolve({ filter: /^crumbless:(commands|stamp)$/ }, (found) => ({ path: found.path.split(':')[1], namespace: 'crumbless' }));
          build.onLoad({ filter: /.*/, namespace: 'crumbless' }, (found) => ({ contents: modules[found.path], loader: 'js' }));
        },
      },
    ],
    inject: [path.join(root, 'js/module/builtins.js')],
    define: { ...DEFINE, 'Object.entries': 'entriesOf', 'Number.isSafeInteger': 'isSafeInteger' },
  });
  const problems = [...result.warnings, ...result.errors];
  if (problems.length > 0) throw new Error(`esbuild: ${problems.map((problem) => problem.text).join('; ')}`);
  return result.outputFiles[0].text;
}

/** A reader sees the old file or the new one, never half of one. */
function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
