/**
 * The tracker as an ES module for applications: `crumbless.js`, `crumbless_bg.wasm` beside it, and its types.
 *
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { npmBin, toolsBin } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { requireToolchain } from '../lib/toolchain.mjs';
import { commandModule } from './bundle.mjs';
import { compileTracker, readCommandTable } from './crate.mjs';

const FOLDER = 'dist/module';

/** What is made, below the project's folder. */
export const MODULE_FILES = Object.freeze(['crumbless.js', 'crumbless_bg.wasm', 'crumbless.d.ts'].map((name) => `${FOLDER}/${name}`));

/** What the tracker in it can do; `options` are how it is told. */
const FEATURES = Object.freeze(['full', 'anonymous']);

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
  const wasm = await compileTracker(place, [...FEATURES, 'options'], 'module');
  const made = path.join(path.dirname(wasm), 'module');
  note?.('writing the glue with wasm-bindgen');
  const { wasmEnv } = await requireToolchain();
  const bindgen = ['--target', 'web', '--out-name', 'crumbless', '--out-dir', made, '--no-typescript', '--omit-default-module-path'];
  await run(path.join(toolsBin, 'wasm-bindgen'), [wasm, ...bindgen], { env: wasmEnv, onLine: note });
  note?.('optimising with wasm-opt');
  const [glue, bound] = ['crumbless.js', 'crumbless_bg.wasm'].map((name) => path.join(made, name));
  const optimised = path.join(made, 'crumbless.opt.wasm');
  await run(process.execPath, [npmBin('wasm-opt'), ...WASM_OPT_FLAGS, bound, '-o', optimised]);
  const contents = [
    await bundle(root, glue, table),
    readFileSync(optimised),
    typesOf(readFileSync(path.join(root, 'src/options/types.d.ts'), 'utf8'), table.commands),
  ];
  for (const [index, file] of MODULE_FILES.entries()) writeWhole(path.join(root, file), contents[index]);
}

/**
 * The types of the options, and a tracker with a method for each row of the command table.
 *
 * @param {string} options
 * @param {{name: string, parameters: string, summary: string}[]} commands
 * @returns {string}
 */
export function typesOf(options, commands) {
  const methods = commands.map(({ name, parameters, summary }) => `  /** ${summary} */\n  ${name}(${parameters}): ${answerOf(name)};`);
  return `${options}\n/** A tracker: each command is for all of its receivers, what is asked is answered by the first. */\nexport interface Tracker {\n${methods.join('\n')}\n}\n`;
}

function answerOf(name) {
  if (name === 'addTracker') return 'Tracker';
  return /^(get|is|has)[A-Z]/.test(name) ? 'any' : 'void';
}

/** js/host.js keeps state, so the copy of it that the glue imports has to be js/host.js itself. */
async function bundle(root, glue, table) {
  const { build } = await import('esbuild');
  const host = path.join(root, 'js/host.js');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, 'js/module.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2021',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    // wasm-bindgen names js/host.js once for every kind of import.
    logOverride: { 'duplicate-object-key': 'silent' },
    plugins: [
      {
        name: 'crumbless',
        setup(build) {
          build.onResolve({ filter: /^crumbless:glue$/ }, () => ({ path: glue }));
          build.onResolve({ filter: /^\.\/snippets\/.*\/js\/host\.js$/ }, () => ({ path: host }));
          build.onResolve({ filter: /^crumbless:commands$/ }, () => ({ path: 'commands', namespace: 'crumbless' }));
          build.onLoad({ filter: /.*/, namespace: 'crumbless' }, () => ({ contents: commandModule(table), loader: 'js' }));
        },
      },
    ],
    define: DEFINE,
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
