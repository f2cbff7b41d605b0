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
import { BUNDLE_MARK } from './files.mjs';
import { compile } from './plugin.mjs';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * @param {Uint8Array} tracker one of ours; its bytes stay as they are
 * @param {{name: string, file: string, source: string}[]} plugins in the order in which they run
 * @returns {Buffer}
 */
export function bundle(tracker, plugins) {
  for (const plugin of plugins) compile(asFunction(plugin), plugin.file);
  const before = `${BUNDLE_MARK}\n(function (plugins) {
  var waiting = window.matomoPluginAsyncInit;
  if (Array.isArray(waiting)) waiting.unshift.apply(waiting, plugins);
  else window.matomoPluginAsyncInit = plugins.concat(waiting || []);
})([
${plugins.map(asFunction).join(',\n')}
]);
`;
  // The mark that says UTF-8 counts at the very beginning alone; the WebAssembly needs it.
  const own = startsWith(tracker, BYTE_ORDER_MARK) ? tracker.subarray(BYTE_ORDER_MARK.length) : tracker;
  return Buffer.concat([BYTE_ORDER_MARK, Buffer.from(before), own]);
}

/** On lines of its own: a file may end in a comment. In parentheses, so that it can also be compiled alone. */
function asFunction({ name, source }) {
  const label = name.replaceAll('*/', '* /');
  return `/* plugin ${label} */ (function () {\n${source}\n})`;
}

function startsWith(bytes, start) {
  return Buffer.compare(bytes.subarray(0, start.length), start) === 0;
}
