/**
 * A tracker and plugins in one file.
 *
 * Matomo puts the plugins' files after the place where `window.Matomo` is made and before the one where the first tracker is, so
 * that they take part from the first hit. The tracker calls the functions of `matomoPluginAsyncInit` at just that place, one by one,
 * and goes on when one throws. So each plugin is such a function, before those of the page, which may count on the plugins. The
 * list is the page's and outlives the script: where WebAssembly is refused, matomo.fallback.js finds the plugins there.
 *
 * @module
 */
import { mark, readMark } from './mark.mjs';
import { compile } from './plugin.mjs';

// What counts at the very beginning alone: the mark that says UTF-8, which the WebAssembly needs, the one that says whose the file is,
// and Chromium's hint to compile early, before which only comments may stand.
const BYTE_ORDER_MARK = '\uFEFF';
const HEAD = /^\uFEFF?(?:\/\*! [^\n]*\*\/\n)?(?:(\/\/# .*\n))?/;
const HEAD_BYTES = 300;

/**
 * @param {Uint8Array} tracker one of ours; its bytes stay as they are
 * @param {{name: string, file: string, source: string}[]} plugins in the order in which they run
 * @returns {Buffer}
 */
export function bundle(tracker, plugins) {
  for (const plugin of plugins) compile(asFunction(plugin), plugin.file);
  const before = `(function (plugins) {
  var waiting = window.matomoPluginAsyncInit;
  if (Array.isArray(waiting)) waiting.unshift.apply(waiting, plugins);
  else window.matomoPluginAsyncInit = plugins.concat(waiting || []);
})([
${plugins.map(asFunction).join(',\n')}
]);
`;
  const [head, hint = ''] = HEAD.exec(Buffer.from(tracker.subarray(0, HEAD_BYTES)).toString());
  const version = readMark(tracker)?.version ?? '0';
  const first = BYTE_ORDER_MARK + mark(version, { isBundle: true }) + hint;
  return Buffer.concat([Buffer.from(first + before), tracker.subarray(Buffer.byteLength(head))]);
}

/** On lines of its own: a file may end in a comment. In parentheses, so that it can also be compiled alone. */
function asFunction({ name, source }) {
  const label = name.replaceAll('*/', '* /');
  return `/* plugin ${label} */ (function () {\n${source}\n})`;
}
