/**
 * `npm run check:storage-free`: the shipped tracker cannot store anything on the visitor's device. Shown from what it is made
 * of: which functions the WebAssembly can call, which words stand in its data, and which interfaces the script names. (That
 * nothing is stored at run time either is shown by the end-to-end tests.)
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { extract } from './build/embed.mjs';
import { filesIn } from './build/inputs.mjs';
import { IMPORTS, build } from './build.mjs';
import { runChecks, selfTest } from './lib/checks.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain } from './lib/progress.mjs';

/** All that the WebAssembly may ask of the page; js/host.js has them, and none of them keeps anything. */
const ALLOWED_IMPORTS = [
  'absolute after answer answer_constant answer_number ask_hints decoded draft expire_cookies hook is_hooked json keys kind link list listen',
  'local_seconds log matches navigation now number property random read send',
].flatMap((line) => line.split(' '));

/** The one file that may name `document.cookie`: it expires what an earlier matomo.js left behind. */
const COOKIE_FILE = 'cookies.js';
const COOKIE = /\.cookie\b/g;

/** Names of every interface that keeps something on the device. */
const STORAGE = /\b(localStorage|sessionStorage|indexedDB|IDBFactory|caches|CacheStorage|cookieStore|openDatabase|requestFileSystem|StorageManager|serviceWorker|sharedStorage)\b/g;
const STORAGE_OF_NAVIGATOR = /\bnavigator(\?)?\.storage\b/g;
const WINDOW_NAME = /\b(window|self|globalThis|top|parent|opener|frames|contentWindow|defaultView)(\?)?\.name\b/g;

/**
 * @param {Uint8Array} wasm
 * @param {Record<string, string>} full the names of js/host.js behind the short names of the imports
 * @param {string[]} allowed
 * @returns {Promise<string[]>} imports that are not allowed, and allowed ones that are not there
 */
export async function importFaults(wasm, full, allowed) {
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(wasm));
  const faults = imports
    .filter(({ module, name, kind }) => module !== 'env' || kind !== 'function' || !allowed.includes(full[name]))
    .map(({ module, name, kind }) => `the WebAssembly imports the ${kind} ${module}.${name} (${full[name]}), which is not on the list`);
  const names = imports.map(({ name }) => full[name]);
  return [...faults, ...allowed.filter((name) => !names.includes(name)).map((name) => `${name} is on the list and not imported: take it off`)];
}

/**
 * The core reads values of the page by their path, so a path to a storage would stand in its data.
 *
 * @param {Uint8Array} wasm
 * @returns {string[]}
 */
export function dataFaults(wasm) {
  return named(Buffer.from(wasm).toString('latin1'), 'the data of the WebAssembly', COOKIE);
}

/**
 * @param {string} text
 * @param {string} where
 * @param {...RegExp} more
 * @returns {string[]} a fault for every name of a storage
 */
export function named(text, where, ...more) {
  return [STORAGE, STORAGE_OF_NAVIGATOR, WINDOW_NAME, ...more].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([name]) => `${where} names ${name}`),
  );
}

/**
 * @param {Record<string, string>} sources the files of js/
 * @returns {string[]}
 */
export function sourceFaults(sources) {
  return Object.entries(sources).flatMap(([file, source]) =>
    named(plain(source), `js/${file}`, ...(file === COOKIE_FILE ? [] : [COOKIE])),
  );
}

/**
 * What is shipped may name the cookies as often as js/cookies.js does, and nothing else.
 *
 * @param {string} shim
 * @param {string} cookieSource
 * @returns {string[]}
 */
export function shimFaults(shim, cookieSource) {
  const count = (text) => text.match(COOKIE)?.length ?? 0;
  const [found, allowed] = [count(plain(shim)), count(plain(cookieSource))];
  const cookies = found === allowed ? [] : [`the script names .cookie ${found} times, js/${COOKIE_FILE} ${allowed} times`];
  return [...named(plain(shim), 'the script'), ...cookies];
}

/** esbuild, once `build()` has seen to it that it is installed. */
let esbuild;

/** Without comments, and with `a["b"]` written as `a.b`. */
function plain(source) {
  return esbuild.transformSync(source, { minifySyntax: true, minifyWhitespace: true, legalComments: 'none' }).code;
}

/** The smallest module with one imported function, env.s. */
const STORING_WASM = Uint8Array.from('\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x09\x01\x03env\x01s\0\0', (c) => c.charCodeAt(0));

const SELF_TESTS = [
  selfTest('an import that is not allowed is found', 1, () => importFaults(STORING_WASM, { s: 'store' }, [])),
  selfTest('an allowed import that is gone is found', 1, () => importFaults(STORING_WASM, { s: 'store' }, ['store', 'read'])),
  selfTest('an allowed import is good', 0, () => importFaults(STORING_WASM, { s: 'store' }, ['store'])),
  selfTest('a path to a storage in the data is found', 2, () => dataFaults(Buffer.from('document.cookie\0window.localStorage'))),
  selfTest('a storage in a source is found', 3, () => sourceFaults({ 'a.js': 'window["sessionStorage"].x = caches; self.name = 1' })),
  selfTest('a cookie outside its file is found', 1, () => sourceFaults({ 'a.js': 'document["cookie"] = 1', 'cookies.js': 'document.cookie' })),
  selfTest('comments and other names are good', 0, () => sourceFaults({ 'a.js': '// localStorage\nconst { name } = plugin; f(plugin.name, "cookies")' })),
  selfTest('a cookie too many in the script is found', 1, () => shimFaults('a(document.cookie);b.cookie=1', 'document.cookie')),
];

await runMain(async () => {
  await build();
  esbuild = await import('esbuild');
  const { wasm, shim } = extract(readFileSync(fromRoot('dist/matomo.js'), 'utf8'));
  const imports = JSON.parse(readFileSync(fromRoot(IMPORTS), 'utf8'));
  const files = filesIn(fromRoot('js')).map((file) => [path.relative(fromRoot('js'), file), readFileSync(file, 'utf8')]);
  const sources = Object.fromEntries(files);
  return runChecks([
    ...SELF_TESTS,
    { name: 'the WebAssembly imports the allowed functions and no other', run: () => importFaults(wasm, imports, ALLOWED_IMPORTS) },
    { name: 'the data of the WebAssembly names no storage', run: () => dataFaults(wasm) },
    { name: `the ${files.length} files of js/ name no storage`, run: () => sourceFaults(sources) },
    { name: `the script names cookies in js/${COOKIE_FILE} alone`, run: () => shimFaults(shim, sources[COOKIE_FILE]) },
  ]);
});
