/**
 * The tracker as an ES module for applications: `crumbless.js` with the core, what it loads when that is needed (`full.js`, `options.js`,
 * `fallback.js`), what stands in its place in tests and on servers, and the types of all of them.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleModule, firstLine } from './bundle.mjs';
import { compileWithGlue } from './crate.mjs';
import { coreAsScript } from './fallback.mjs';
import { globalTypes, loadTypes, moduleTypes, testingTypes } from './types.mjs';
import { CORE, FULL, VARIANTS, coreOf, numbered } from './variants.mjs';

const FOLDER = 'dist/module';

/** What is made, below the project's folder. */
export const MODULE_FILES = Object.freeze(
  [
    'crumbless.js', 'crumbless_bg.wasm', 'full.js', 'full_bg.wasm', 'options.js', 'options_bg.wasm', 'fallback.js', 'engagement.js',
    'idle.js', 'idle.cjs', 'testing.js', 'testing.cjs', 'load.js', 'globals.js',
    'crumbless.d.ts', 'full.d.ts', 'idle.d.cts', 'testing.d.ts', 'testing.d.cts', 'load.d.ts', 'globals.d.ts',
    'crumbless_bg.wasm.d.ts', 'full_bg.wasm.d.ts', 'options_bg.wasm.d.ts',
  ].map((name) => `${FOLDER}/${name}`),
);

/** For `import address from 'crumbless/crumbless_bg.wasm'` in a bundler that makes addresses of such files. */
const WASM_TYPES = '/** The address of the file, as the bundler has it. */\ndeclare const address: string;\nexport default address;\n';

/**
 * @param {import('./crate.mjs').Place} place
 * @returns {Promise<Record<string, string | Buffer>>} the files by name
 */
export async function buildModule(place) {
  const { root } = place;
  const variant = (name) => VARIANTS.find(({ file }) => file === name);
  const [core, full, fallback, reader] = await Promise.all([
    coreOf(place, variant(CORE)),
    coreOf(place, variant(FULL)),
    coreAsScript(place),
    compileWithGlue(place, ['options'], 'options', ['--omit-default-module-path']),
  ]);
  const manifest = readFileSync(path.join(root, 'Cargo.toml'), 'utf8');
  const [coreStamp, fullStamp, readerStamp] = [core, full, reader].map(({ wasm }) => stampOf(manifest, wasm));
  const { commands } = full;
  const whole = variant(FULL).define;
  const script = (parts) => bundleModule({ root, ...parts });
  const scripts = {
    'crumbless.js': await script({ ...core, entry: 'crumbless.js', engine: 'core-engine.js', stamp: coreStamp, define: variant(CORE).define }),
    'full.js': await script({ ...full, entry: 'full.js', engine: 'full-engine.js', stamp: fullStamp, define: whole }),
    'options.js': await script({ entry: 'options.js', glue: reader.glue, stamp: readerStamp }),
    'fallback.js': await script({ entry: 'fallback.js', core: fallback, commands, define: whole }),
    'engagement.js': await script({ entry: 'engagement.js', define: whole, isGuarded: true }),
    'idle.js': await script({ entry: 'idle.js' }),
    'idle.cjs': await script({ entry: 'idle.js', format: 'cjs' }),
    'testing.js': await script({ entry: 'testing.js', commands }),
    'testing.cjs': await script({ entry: 'testing.js', commands, format: 'cjs' }),
    'load.js': await script({ entry: 'load.js' }),
    'globals.js': `${firstLine(root, 'module')}export {};\n`,
  };
  const types = moduleTypes(readFileSync(path.join(root, 'src/options/types.d.ts'), 'utf8'), commands.commands);
  const files = {
    ...numbered(scripts),
    'crumbless_bg.wasm': withSection(core.wasm, 'crumbless', coreStamp),
    'full_bg.wasm': withSection(full.wasm, 'crumbless', fullStamp),
    'options_bg.wasm': withSection(reader.wasm, 'crumbless', readerStamp),
    'crumbless.d.ts': types,
    'full.d.ts': types,
    // A file of CommonJS has types of its own: those of a module cannot be required.
    'idle.d.cts': types,
    ...testingTypes(types),
    'load.d.ts': loadTypes(),
    'globals.d.ts': globalTypes(),
    'crumbless_bg.wasm.d.ts': WASM_TYPES,
    'full_bg.wasm.d.ts': WASM_TYPES,
    'options_bg.wasm.d.ts': WASM_TYPES,
  };
  return Object.fromEntries(MODULE_FILES.map((file) => [file, files[path.basename(file)]]));
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
