/**
 * A tracker and plugins in one file.
 *
 * Matomo puts the plugins' files after the place where `window.Matomo` is made and before the one where the first tracker is, so
 * that they take part from the first hit. The tracker calls the functions of `matomoPluginAsyncInit` at that very place, one by one,
 * and continues if one throws. So each plugin is such a function, before those of the page, which may rely on the plugins. The
 * list belongs to the page and outlives the script: where WebAssembly is refused, matomo.fallback.js finds the plugins there.
 *
 * @module
 */
import { mark, readMark } from './mark.mjs';
import { compile } from './plugin.mjs';

// What works only at the very beginning: the byte order mark (the WebAssembly needs UTF-8), the mark of our files,
// and Chromium's hint to compile early, which only comments may precede.
const BYTE_ORDER_MARK = '\uFEFF';
const HEAD = /^\uFEFF?(?:\/\*! [^\n]*\*\/\n)?(?:(\/\/# .*\n))?/;
const HEAD_BYTES = 300;

/** What stands before the plugins, between two of them and behind the last. */
export const AROUND_PLUGINS = Object.freeze([`(function (plugins) {
  var waiting = window.matomoPluginAsyncInit;
  if (Array.isArray(waiting)) waiting.unshift.apply(waiting, plugins);
  else window.matomoPluginAsyncInit = plugins.concat(waiting || []);
})([
`, ',\n', '\n]);\n']);

/**
 * @param {Uint8Array} tracker one of ours; its bytes do not change
 * @param {{name: string, file: string, source: string}[]} plugins in the order in which they run
 * @returns {Buffer}
 */
export function bundle(tracker, plugins) {
  for (const plugin of plugins) compile(asFunction(plugin), plugin.file);
  const [before, between, behind] = AROUND_PLUGINS;
  const { first, length } = beginning(tracker);
  return Buffer.concat([Buffer.from(first + before + plugins.map(asFunction).join(between) + behind), tracker.subarray(length)]);
}

/**
 * @param {Uint8Array} tracker
 * @returns {{first: string, length: number, version: string}} what must come first in a bundle with it, and how many bytes of its own that replaces
 */
export function beginning(tracker) {
  const [head, hint = ''] = HEAD.exec(Buffer.from(tracker.subarray(0, HEAD_BYTES)).toString());
  const { version = '0', build } = readMark(tracker) ?? {};
  return { first: BYTE_ORDER_MARK + mark(version, build, 'bundle') + hint, length: Buffer.byteLength(head), version };
}

/** On separate lines, because a file may end in a comment. In parentheses, so that it also compiles alone. */
export function asFunction({ name, source }) {
  const label = name.replaceAll('*/', '* /');
  return `/* plugin ${label} */ (function () {\n${source}\n})`;
}
