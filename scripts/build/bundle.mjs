/**
 * From js/ and the optimised WebAssembly to the one file that is shipped.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mark } from '../../cli/lib/mark.mjs';
import { BYTE_ORDER_MARK, embed, sumOf } from './embed.mjs';

const PLACEHOLDER = '__CRUMBLESS_WASM__';

/** Stands for the number of the build until all of its files are there. */
export const BUILD = '987654321012345';

/**
 * Chromium compiles all functions while the script arrives then, beside the main thread, and not each when it is called first
 * (https://v8.dev/blog/explicit-compile-hints). Nearly all of them are called at the start. Only comments may stand before it.
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n';

/** esbuild bundles; what terser makes of the bundle is a few hundred bytes smaller. */
const TERSER = { ecma: 2020, compress: { passes: 4, sequences: false, unsafe_arrows: true } };

/** Names of properties that only js/ itself uses, in no string. */
const OWN_PROPERTIES = /^(facade|listenTo|notify|extend|asyncTrackers)$/;

/**
 * @param {object} parts
 * @param {string} parts.root the project's folder
 * @param {Uint8Array} parts.wasm
 * @param {Record<string, string>} parts.imports which function of js/bridge/host.js stands behind each import of the WebAssembly
 * @param {Record<string, unknown>} parts.commands what the example `commands` printed
 * @param {Record<string, string>} parts.define constants of js/, as JavaScript
 * @returns {Promise<string>} the text of the file
 */
export async function bundleEmbedded({ root, wasm, imports, commands, define }) {
  const modules = { commands: commandModule(commands), imports: importModule(root, imports) };
  const code = await bundle({ root, entry: 'js/entries/embedded.js', modules, define: { ...define, CRUMBLESS_WASM: PLACEHOLDER, CRUMBLESS_SUM: String(sumOf(wasm)), ...constants(root), CRUMBLESS_MODULE: 'false' } });
  // Until here a name stands for the bytes: of a text the minifier would put the length into the code.
  return begin(root) + COMPILE_HINT + embed(code.replace(PLACEHOLDER, JSON.stringify(PLACEHOLDER)), PLACEHOLDER, wasm);
}

/**
 * @param {object} parts
 * @param {string} parts.root the project's folder
 * @param {string} parts.core what wasm2js made, a module that imports js/bridge/host.js as `env`
 * @param {Record<string, unknown>} parts.commands
 * @param {Record<string, string>} parts.define
 * @returns {Promise<string>} the text of the file
 */
export async function bundleFallback({ root, core, commands, define }) {
  const host = JSON.stringify(path.join(root, 'js/bridge/host.js'));
  const modules = { commands: commandModule(commands), core: core.replace("from 'env'", `from ${host}`) };
  return begin(root) + (await bundle({ root, entry: 'js/entries/fallback.js', modules, define: { ...define, ...constants(root), CRUMBLESS_MODULE: 'false' } }));
}

/**
 * What measures engagement, for both.
 *
 * @param {string} root the project's folder
 * @returns {Promise<string>} the text of the file
 */
export async function bundleEngagement(root) {
  const define = { ...constants(root), CRUMBLESS_FULL: 'true', CRUMBLESS_ANONYMOUS: 'true', CRUMBLESS_MODULE: 'false' };
  return begin(root) + (await bundle({ root, entry: 'js/entries/engagement.js', modules: {}, define, isGuarded: true }));
}

/** How every file begins: it is UTF-8, and it is ours. `crumbless copy` overwrites what says so, and nothing else. */
function begin(root) {
  return BYTE_ORDER_MARK + firstLine(root);
}

/** What every file says of itself. */
const constants = (root) => ({ CRUMBLESS_BUILD: BUILD, CRUMBLESS_VERSION: JSON.stringify(versionIn(root)) });

/**
 * @param {string} root
 * @param {'module'} [kind]
 * @returns {string} of every script, with a placeholder for the number of the build
 */
export const firstLine = (root, kind) => mark(versionIn(root), BUILD, kind);

function versionIn(root) {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version;
}

/** One script of an entry of js/ and what it imports. */
async function bundle({ root, entry, modules, define, isGuarded }) {
  const { minify } = await import('terser');
  const text = await esbuild({ root, entry, modules, define, isGuarded, minifySyntax: true, format: 'iife' });
  // esbuild bundles; what terser makes of the bundle is a few hundred bytes smaller.
  const { code } = await minify(text, { ...TERSER, mangle: { properties: { regex: OWN_PROPERTIES } } });
  return code.trimEnd();
}

/**
 * One file of the ES module. Those that it loads when they are needed stay files of their own.
 *
 * @param {object} parts
 * @param {string} parts.root the project's folder
 * @param {string} parts.entry in js/module, as `parts.engine`
 * @param {string} [parts.engine] what runs its commands
 * @param {string} [parts.glue] path of what wasm-bindgen made
 * @param {string} [parts.core] what wasm2js made
 * @param {Record<string, string>} [parts.imports] which function of js/bridge/host.js stands behind each import of the WebAssembly
 * @param {Record<string, unknown>} [parts.commands]
 * @param {string} [parts.stamp] of the WebAssembly that belongs to it
 * @param {Record<string, string>} [parts.define]
 * @param {'esm' | 'cjs'} [parts.format]
 * @param {boolean} [parts.isGuarded] as in `esbuild`
 * @returns {Promise<string>} the text of the file
 */
export async function bundleModule({ root, entry, engine, glue, core, imports, commands, stamp, define, format = 'esm', isGuarded }) {
  const host = JSON.stringify(path.join(root, 'js/bridge/host.js'));
  const builtins = { 'Object.entries': 'entriesOf', 'Number.isSafeInteger': 'isSafeInteger' };
  const text = await esbuild({
    root,
    entry: `js/module/${entry}`,
    modules: {
      ...(commands && { commands: commandModule(commands) }),
      ...(stamp && { stamp: `export const stamp = ${JSON.stringify(stamp)};` }),
      ...(imports && { imports: importModule(root, imports) }),
      ...(core && { core: core.replace("from 'env'", `from ${host}`) }),
    },
    files: { 'crumbless:glue': glue, 'crumbless:engine': engine && path.join(root, 'js/module', engine) },
    external: ['./full.js', './options.js', './fallback.js', './engagement.js'],
    isGuarded,
    ...(glue && { inject: [path.join(root, 'js/module/builtins.js')] }),
    define: { ...constants(root), CRUMBLESS_MODULE: 'true', ...define, ...(glue && builtins) },
    // Node reads the names of what a file of CommonJS exports from a note that esbuild writes for it, and terser would remove.
    ...(format === 'cjs' ? { minify: true, platform: 'node' } : { minifySyntax: true }),
    format,
  });
  const first = firstLine(root, 'module');
  if (format === 'cjs') return first + text;
  const { minify } = await import('terser');
  const { code } = await minify(text, { ...TERSER, module: true });
  return first + code;
}

/**
 * @param {object} parts beside esbuild's own: `modules` are texts by name, `files` are paths by what is imported, and with `isGuarded`
 *   what the script does later throws nothing into the page
 */
async function esbuild({ root, entry, modules, files = {}, isGuarded, define, ...options }) {
  const { build } = await import('esbuild');
  const result = await build({
    define: { ...define, ...(isGuarded && { 'globalThis.requestIdleCallback': 'requestIdle' }) },
    ...(isGuarded && { inject: [path.join(root, 'js/engagement/globals.js')] }),
    absWorkingDir: root,
    entryPoints: [path.join(root, entry)],
    bundle: true,
    target: 'es2021',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [virtualModules(root, modules, files)],
    ...options,
  });
  const problems = [...result.warnings, ...result.errors];
  if (problems.length > 0) throw new Error(`esbuild: ${problems.map((problem) => problem.text).join('; ')}`);
  return result.outputFiles[0].text;
}

/**
 * The module `crumbless:commands`: every key of the table as an export of its own, so that what js/ does not import is left out,
 * and all of them together as the default. Lists of words are one string, joined by spaces, which compresses better.
 *
 * @param {Record<string, unknown>} commands
 * @returns {string}
 */
export function commandModule(commands) {
  const keys = Object.keys(commands);
  const exported = keys.map((key) => `export const ${key} = ${JSON.stringify(joined(commands[key]))};`);
  return [...exported, `export default { ${keys.join(', ')} };`].join('\n');
}

/**
 * The module `crumbless:imports`: all that the core can ask for or do, under the short names of its imports.
 *
 * @param {string} root
 * @param {Record<string, string>} imports
 * @returns {string}
 */
export function importModule(root, imports) {
  const host = JSON.stringify(path.join(root, 'js/bridge/host.js'));
  const pairs = Object.entries(imports).map(([short, name]) => `${short}: ${name}`);
  return `import { ${Object.values(imports).join(', ')} } from ${host};\nexport const env = { ${pairs.join(', ')} };`;
}

function joined(value) {
  const areWords = Array.isArray(value) && value.every((item) => typeof item === 'string' && /^\S+$/.test(item));
  return areWords ? value.join(' ') : value;
}

function virtualModules(root, modules, files) {
  return {
    name: 'crumbless',
    setup(build) {
      build.onResolve({ filter: /^(crumbless:|\/js\/)/ }, ({ path: name }) => {
        if (files[name]) return { path: files[name] };
        return name.startsWith('crumbless:') ? { path: name.slice('crumbless:'.length), namespace: 'crumbless' } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: 'crumbless' }, ({ path: name }) =>
        Object.hasOwn(modules, name)
          ? { contents: modules[name], loader: 'js', resolveDir: root }
          : { errors: [{ text: `there is no module crumbless:${name}` }] },
      );
    },
  };
}
