/**
 * The tracker as an ES module for applications: `crumbless.js`, `crumbless_bg.wasm` beside it, and the types of both the module
 * and the names that the one-file trackers give a page.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleModule } from './bundle.mjs';
import { compileWithGlue, readCommandTable } from './crate.mjs';
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

/**
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string | Buffer>>} the files by name
 */
export async function buildModule(place) {
  const { root } = place;
  const [table, { glue, wasm }] = await Promise.all([
    readCommandTable(place, FEATURES),
    compileWithGlue(place, [...FEATURES, 'options'], 'crumbless', ['--omit-default-module-path', '--experimental-reset-state-function']),
  ]);
  const stamp = stampOf(readFileSync(path.join(root, 'Cargo.toml'), 'utf8'), wasm);
  const types = readFileSync(path.join(root, 'src/options/types.d.ts'), 'utf8');
  const contents = [
    await bundleModule({ root, glue, commands: table, stamp, define: DEFINE }),
    withSection(wasm, 'crumbless', stamp),
    moduleTypes(types, table.commands),
    WASM_TYPES,
    'export {};\n',
    globalTypes(),
  ];
  return Object.fromEntries(MODULE_FILES.map((file, index) => [file, contents[index]]));
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
