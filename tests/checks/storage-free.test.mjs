/**
 * `npm run check:storage-free`: the shipped files cannot store anything on the visitor's device. Shown from what they are made
 * of: which functions the WebAssembly can call, which words stand in its data, and which interfaces the script names. (That
 * nothing is stored at run time either is shown by the end-to-end tests.)
 *
 * @module
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { IMPORTS as IMPORTED } from '../../js/bridge/protocol.js';
import { extract } from '../../scripts/build/embed.mjs';
import { filesIn } from '../../scripts/build/inputs.mjs';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { FILES, IMPORTS } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

/** Names of every interface that keeps something on the device. */
const STORAGE = /\b(localStorage|sessionStorage|indexedDB|IDBFactory|caches|CacheStorage|cookieStore|openDatabase|requestFileSystem|StorageManager|serviceWorker|sharedStorage)\b/g;
const STORAGE_OF_NAVIGATOR = /\bnavigator(\?)?\.storage\b/g;
// A member of the document or the window may also be named in a string (js/page/dom.js).
const COOKIE = /\.cookie\b|(["'`])cookie\1/g;
const WINDOW_NAME = /\b(window|self|globalThis|top|parent|opener|frames|contentWindow|defaultView)(\?)?(\.name\b|, ?(["'`])name\4)/g;

/** What some files of js/ may name, and nothing else that is shipped. */
const EXCEPTIONS = [
  // It expires what an earlier matomo.js left behind.
  { files: ['page/cookies.js'], names: '.cookie', pattern: COOKIE },
  // It is for Matomo's own users, in the frame that their Matomo opened; the core file looks whether the page is in that frame.
  { files: ['full/overlay.js', 'entries/embedded.js'], names: 'window.name', pattern: WINDOW_NAME },
];

/**
 * @param {Uint8Array} wasm
 * @param {Record<string, string>} full the names of js/bridge/host.js behind the short names of the imports
 * @param {string[]} allowed
 * @returns {Promise<string[]>} imports that are not allowed
 */
async function importFaults(wasm, full, allowed) {
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(wasm));
  return imports
    .filter(({ module, name, kind }) => module !== 'env' || kind !== 'function' || !allowed.includes(full[name]))
    .map(({ module, name, kind }) => `the WebAssembly imports the ${kind} ${module}.${name} (${full[name]}), which is not on the list`);
}

/**
 * A list that is longer than need be would let something in unseen.
 *
 * @param {{wasm: Uint8Array, imports: Record<string, string>}[]} files
 * @param {string[]} allowed
 * @returns {Promise<string[]>} allowed imports that no file has
 */
async function unusedImports(files, allowed) {
  const modules = await Promise.all(files.map(({ wasm }) => WebAssembly.compile(wasm)));
  const used = modules.flatMap((module, index) => WebAssembly.Module.imports(module).map(({ name }) => files[index].imports[name]));
  return allowed.filter((name) => !used.includes(name)).map((name) => `${name} is on the list and not imported: take it off`);
}

/**
 * The core reads values of the page by their path, so a path to a storage would stand in its data.
 *
 * @param {Uint8Array} wasm
 * @returns {string[]}
 */
function dataFaults(wasm) {
  return named(Buffer.from(wasm).toString('latin1'), 'the data of the WebAssembly', EXCEPTIONS);
}

/**
 * @param {string} text
 * @param {string} where
 * @param {typeof EXCEPTIONS} forbidden those that do not hold there
 * @returns {string[]} a fault for every name of a storage
 */
function named(text, where, forbidden) {
  return [STORAGE, STORAGE_OF_NAVIGATOR, ...forbidden.map(({ pattern }) => pattern)].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([name]) => `${where} names ${name}`),
  );
}

/**
 * @param {Record<string, string>} sources the files of js/
 * @returns {string[]}
 */
function sourceFaults(sources) {
  return Object.entries(sources).flatMap(([file, source]) =>
    named(plain(source), `js/${file}`, EXCEPTIONS.filter((exception) => !exception.files.includes(file))),
  );
}

/**
 * What is shipped may name each exception as often as its files do. A build that has no use for a file names it less often.
 *
 * @param {string} shim
 * @param {Record<string, string>} sources the files of js/
 * @returns {string[]}
 */
function shimFaults(shim, sources) {
  const tooMany = EXCEPTIONS.flatMap(({ files, names, pattern }) => {
    const count = (text) => plain(text).match(pattern)?.length ?? 0;
    const [found, allowed] = [count(shim), files.reduce((sum, file) => sum + count(sources[file] ?? ''), 0)];
    return found <= allowed ? [] : [`the script names ${names} ${found} times, js/${files.join(' and js/')} ${allowed} times`];
  });
  return [...named(plain(shim), 'the script', []), ...tooMany];
}

/** Without comments, and with `a["b"]` written as `a.b`. */
function plain(source) {
  return transformSync(source, { minifySyntax: true, minifyWhitespace: true, legalComments: 'none' }).code;
}

/** The smallest module with one imported function, env.s. */
const STORING_WASM = Uint8Array.from('\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x09\x01\x03env\x01s\0\0', (c) => c.charCodeAt(0));

const storing = (name) => ({ wasm: STORING_WASM, imports: { s: name } });

describe('the check of storage', () => {
  const sources = (text) => sourceFaults({ 'a.js': text });

  for (const [name, expected, find] of [
    ['an import that is not allowed', 1, () => importFaults(STORING_WASM, { s: 'store' }, [])],
    ['an allowed import that no file has', 1, () => unusedImports([storing('store'), storing('read')], ['store', 'read', 'gone'])],
    ['nothing in an allowed import', 0, () => importFaults(STORING_WASM, { s: 'store' }, ['store'])],
    ['a path to a storage in the data', 3, () => dataFaults(Buffer.from('document.cookie\0window.localStorage\0top.name'))],
    ['a storage in a source', 3, () => sources('window["sessionStorage"].x = caches; self.name = 1')],
    ['an exception outside of its file', 3, () =>
      sourceFaults({ 'a.js': 'document["cookie"] = window.name', 'page/cookies.js': 'document.cookie = window.name', 'full/overlay.js': 'window.name' })],
    ['an exception that a string names', 3, () => sources('member(window, "name"), member(document, `cookie`), assign(document, \'cookie\', name)')],
    ['nothing in comments and other names', 0, () => sources('// localStorage\nconst { name } = plugin; f(plugin.name, "cookies")')],
    ['an exception too many in the script', 2, () => shimFaults('a(document.cookie);b.cookie=1;window.name', { 'page/cookies.js': 'document.cookie' })],
    ['nothing where the script does without an exception', 0, () => shimFaults('a()', { 'page/cookies.js': 'document.cookie' })],
  ]) {
    test(`finds ${name}`, async () => {
      const faults = await find();
      assert.equal(faults.length, expected, faults.join('\n'));
    });
  }
});

/**
 * All that the WebAssembly may ask of the page: the list of src/protocol.rs. js/bridge/host.js has them, and none of them keeps anything but
 * `overlay` (above); nor does js/bridge/effects.js, which carries out what `emit` says. A consent store (`load_consent`) is the site's own
 * functions.
 */
const allowed = Object.keys(IMPORTED);
const imports = JSON.parse(readFileSync(fromRoot(IMPORTS), 'utf8'));
const built = FILES.map((file) => ({ file, imports: imports[file], ...extract(readFileSync(fromRoot(file), 'utf8')) }));
const sources = Object.fromEntries(
  filesIn(fromRoot('js')).filter((file) => !file.endsWith('.d.ts')).map((file) => [path.relative(fromRoot('js'), file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
);

for (const { file, wasm, shim, imports: full } of built) {
  describe(file, () => {
    test('imports allowed functions and no other into its WebAssembly', async () => assert.deepEqual(await importFaults(wasm, full, allowed), []));
    test('names no storage in the data of its WebAssembly', () => assert.deepEqual(dataFaults(wasm), []));
    test('names no storage in its script, but for the exceptions', () => assert.deepEqual(shimFaults(shim, sources), []));
  });
}

test(`${FALLBACK} names no storage, but for the exceptions`, () => assert.deepEqual(shimFaults(readFileSync(fromRoot(FALLBACK), 'utf8'), sources), []));
test('every allowed function is imported by a file', async () => assert.deepEqual(await unusedImports(built, allowed), []));
test('the files of js/ name no storage', () => {
  assert.ok(Object.keys(sources).length > 0);
  assert.deepEqual(sourceFaults(sources), []);
});
