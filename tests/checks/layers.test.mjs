/**
 * `npm run check:layers`: every file of src/ uses only modules that stand above its own in the list in src/lib.rs, no files use each
 * other in a circle, and the browser is named in the modules that may.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { filesIn } from '../../scripts/build/inputs.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { modulePaths, tokens } from './rust-source.mjs';

const BROWSER_CRATES = ['web_sys', 'js_sys', 'wasm_bindgen', 'serde_wasm_bindgen'];
const BROWSER_MODULES = ['browser', 'inspect', 'options'];

/** @typedef {Map<string, {layer: string, order: number}>} Layers */
/** @typedef {Record<string, string>} Sources file names below src/ and their text */

/**
 * @param {string} lib the text of src/lib.rs
 * @returns {Layers} every module with the comment it stands under, in order
 */
function readLayers(lib) {
  const layers = new Map();
  let layer;
  for (const line of lib.split('\n')) {
    layer = /^\/\/ (layer \d+|beside [^:]*)/.exec(line)?.[1] ?? layer;
    const name = /^(?:pub(?:\([^)]*\))? )?mod (\w+)/.exec(line)?.[1];
    if (name && !layer) throw new Error(`src/lib.rs: the module ${name} stands under no comment \`// layer N\`.`);
    if (name) layers.set(name, { layer, order: layers.size });
  }
  return layers;
}

/**
 * @param {Layers} layers
 * @returns {string[]} faults of the list itself
 */
function unorderedLayers(layers) {
  const numbers = [...layers.values()].flatMap(({ layer }) => /\d+/.exec(layer) ?? []).map(Number);
  return numbers.flatMap((number, index) =>
    index > 0 && number < numbers[index - 1] ? [`src/lib.rs: layer ${number} stands after layer ${numbers[index - 1]}`] : [],
  );
}

/**
 * @param {Sources} sources
 * @param {Layers} layers
 * @returns {string[]} every import that goes up or sideways
 */
function upwardImports(sources, layers) {
  const macros = exportedMacros(sources);
  return Object.entries(sources).flatMap(([file, text]) => {
    const module = moduleOf(file);
    const own = layers.get(module[0]);
    if (!own) return [`src/${file}: the module ${module[0]} does not stand in src/lib.rs`];
    const faults = modulePaths(text, module).flatMap(({ path: [first], line }) => {
      const used = macros.get(first) ?? first;
      const at = `src/${file}:${line}`;
      if (used === undefined || used === '*') return [`${at}: names the whole crate; name the module`];
      if (used === module[0]) return [];
      const other = layers.get(used);
      if (!other) return [`${at}: crate::${used} is no module of src/lib.rs`];
      if (other.order < own.order) return [];
      return [`${at}: ${module[0]} (${own.layer}) uses ${used} (${other.layer}), which does not stand above it in src/lib.rs`];
    });
    return [...new Set(faults)];
  });
}

/** Rust puts an exported macro at the crate's root, wherever it was written: here it counts to its module. */
function exportedMacros(sources) {
  return new Map(
    Object.entries(sources).flatMap(([file, text]) => {
      const words = tokens(text).map(({ text: word }) => word);
      const isExported = (index) => words[index] === 'macro_rules' && words.slice(0, index).join('').endsWith('#[macro_export]');
      return words.flatMap((_, index) => (isExported(index) ? [[words[index + 2], moduleOf(file)[0]]] : []));
    }),
  );
}

/**
 * @param {Sources} sources
 * @returns {string[]} every circle of files, within a module too
 */
function circles(sources) {
  const used = uses(sources);
  const [open, done, found] = [[], new Set(), []];
  const visit = (file) => {
    if (open.includes(file)) return void found.push([...open.slice(open.indexOf(file)), file].join(' uses '));
    if (done.has(file)) return;
    open.push(file);
    for (const other of used.get(file)) visit(other);
    done.add(open.pop());
  };
  for (const file of used.keys()) visit(file);
  return found;
}

/** Which files each file uses: of a module those in which the names stand that its `mod.rs` hands on. */
function uses(sources) {
  const files = Object.keys(sources).filter((file) => file !== 'lib.rs');
  const fileOf = new Map(files.map((file) => [moduleOf(file).join('::'), file]));
  const handedOn = new Map(files.map((file) => [file, namesHandedOn(sources[file], moduleOf(file), fileOf)]));
  const deepest = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const file = fileOf.get(path.slice(0, length).join('::'));
      if (file) return handedOn.get(file).get(path[length]) ?? file;
    }
    return undefined;
  };
  return new Map(
    files.map((file) => {
      const others = modulePaths(sources[file], moduleOf(file)).map(({ path }) => deepest(path));
      return [file, new Set(others.filter((other) => other && other !== file))];
    }),
  );
}

/** `pub use child::{A, B}` by name: the file of the child. */
function namesHandedOn(text, module, fileOf) {
  const words = tokens(text).map(({ text: word }) => word);
  const names = new Map();
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] !== 'use' || words[at + 2] !== ':' && words[at + 2] !== '::') continue;
    const file = fileOf.get([...module, words[at + 1]].join('::'));
    if (!file) continue;
    for (let end = at + 2; words[end] !== ';'; end += 1) if (/^\w+$/.test(words[end])) names.set(words[end], file);
  }
  return names;
}

/**
 * @param {Sources} sources
 * @returns {string[]} every place that names the browser and may not
 */
function browserNames(sources) {
  return Object.entries(sources)
    .filter(([file]) => !BROWSER_MODULES.includes(moduleOf(file)[0]))
    .flatMap(([file, text]) =>
      tokens(text)
        .filter(({ text: word }) => BROWSER_CRATES.includes(word))
        .map(({ text: word, line }) => `src/${file}:${line}: only src/${BROWSER_MODULES.join(' and src/')} may name ${word}`),
    );
}

function moduleOf(file) {
  const names = file.replace(/\.rs$/, '').split('/');
  return names.at(-1) === 'mod' ? names.slice(0, -1) : names;
}

function readSources() {
  const files = filesIn(fromRoot('src')).filter((file) => file.endsWith('.rs'));
  const named = files.map((file) => [path.relative(fromRoot('src'), file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]);
  return Object.fromEntries(named);
}

describe('the check of layers', () => {
  const FIXTURE = readLayers('// layer 0: low\npub mod low;\npub mod next;\n// layer 1: high\n#[cfg(any())]\nmod high;\n');
  const found = (file, text) => upwardImports({ [file]: text }, FIXTURE);
  const MACRO = { 'next/a.rs': '#[macro_export]\nmacro_rules! shout { () => {} }' };
  const GOOD = '//! crate::none\nuse crate::low::{self, a as b};\nuse super::next;\n/* crate::x /* */ crate::y */\nconst T: &str = r#"crate::z"#;\nfn f<\'a>(c: char) -> bool { c == \'"\' && super::low::g() && self::h() }';

  for (const [name, expected, faults] of [
    ['an import upward', 1, found('low.rs', 'use crate::high::Thing;')],
    ['an import of a later neighbour', 1, found('low.rs', 'use crate::next::Thing;')],
    ['a path in code', 1, found('low/a.rs', 'fn f() { crate::high::g::<u8>(1) }')],
    ['a group of imports', 2, found('low.rs', 'use crate::{low, next::a, high::{self, b}};')],
    ['a way through super', 1, found('low/a.rs', 'mod tests { use super::super::super::high; }')],
    ['the whole crate', 1, found('low.rs', 'use super::*;')],
    ['an exported macro, which counts to its module', 1, upwardImports({ ...MACRO, 'low.rs': 'use crate::shout;', 'high.rs': 'fn f() { crate::shout!() }' }, FIXTURE)],
    ['a file outside the list', 1, found('stray.rs', '')],
    ['nothing in imports downward, comments and texts', 0, found('high/mod.rs', GOOD)],
    ['files that use each other', 1, circles({ 'a/mod.rs': 'mod b; mod c;', 'a/b.rs': 'use super::c::x;', 'a/c.rs': 'fn f() { super::b::g() }' })],
    ['a circle through a name that is handed on', 1, circles({ 'a/mod.rs': 'pub use c::{Thing, d};', 'a/b.rs': 'use super::Thing;', 'a/c.rs': 'use crate::a::b;' })],
    ['nothing in files in a row', 0, circles({ 'a/mod.rs': 'pub use c::Thing;', 'a/b.rs': 'use super::Thing;', 'a/c.rs': '', 'd.rs': 'use crate::a::{Thing, b};' })],
    ['a layer out of order', 1, unorderedLayers(readLayers('// layer 1: a\nmod a;\n// layer 0: b\nmod b;\n'))],
    ['the browser named elsewhere', 2, browserNames({ 'low.rs': 'use web_sys::Window;\nfn f() { js_sys::eval() }' })],
    ['nothing in the browser named where it may be', 0, browserNames({ 'browser/mod.rs': 'use web_sys::Window;' })],
  ]) {
    test(`finds ${name}`, () => assert.equal(faults.length, expected, faults.join('\n')));
  }
});

describe('src', () => {
  const sources = readSources();
  const { 'lib.rs': lib, ...modules } = sources;
  const layers = readLayers(lib);

  test('has its layers in order in lib.rs', () => {
    assert.ok(layers.size > 0);
    assert.deepEqual(unorderedLayers(layers), []);
  });
  test('imports downward only', () => assert.deepEqual(upwardImports(modules, layers), []));
  test('has no files that use each other in a circle', () => assert.deepEqual(circles(modules), []));
  test('names the browser only where it may', () => assert.deepEqual(browserNames(sources), []));
});
