/**
 * Bytes inside a JavaScript file: a string literal whose characters are the bytes. In UTF-8 that costs one byte more for
 * bytes from 128 up and next to nothing after compression, where base64 costs a third.
 *
 * @module
 */
import vm from 'node:vm';

/** The file must be read as UTF-8 whatever the page's own encoding is. */
export const BYTE_ORDER_MARK = '\uFEFF';

const QUOTE = "'";
const ESCAPES = { '\\': '\\\\', [QUOTE]: `\\${QUOTE}`, '\n': '\\n', '\r': '\\r' };

/** How every WebAssembly file begins. */
const WASM_MAGIC = '\0asm';

/**
 * @param {Uint8Array} bytes
 * @returns {string} a literal whose character codes are the bytes; only what JavaScript demands is escaped
 */
export function bytesLiteral(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  return QUOTE + text.replace(/[\\'\n\r]/g, (character) => ESCAPES[character]) + QUOTE;
}

/**
 * By what js/entries/embedded.js sees whether the bytes arrived as they were built: in pairs, and never above what an engine keeps
 * without allocating (31 bits), because the page waits for it.
 *
 * @param {Uint8Array} bytes an even number of them
 * @returns {number} a whole number of 24 bits
 */
export function sumOf(bytes) {
  return new Uint16Array(Uint8Array.from(bytes).buffer).reduce((sum, pair) => (sum * 31 + pair) & 0xffffff, 0);
}

/**
 * Puts the bytes in the place of a literal that stands for them.
 *
 * @param {string} script
 * @param {string} placeholder the text between the quotes
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function embed(script, placeholder, bytes) {
  const parts = script.split(new RegExp(`["'\`]${placeholder}["'\`]`));
  if (parts.length !== 2) {
    throw new Error(`The bundle must hold the WebAssembly once, it does ${parts.length - 1} times: see js/entries/embedded.js.`);
  }
  return parts.join(bytesLiteral(bytes));
}

/**
 * The WebAssembly in a script, found by how it begins, and the script without it.
 *
 * @param {string} script
 * @returns {{wasm: Uint8Array, shim: string}}
 */
export function extract(script) {
  const start = script.indexOf(WASM_MAGIC) - 1;
  const quote = script[start];
  if (start < 0 || !['"', "'"].includes(quote)) throw new Error('There is no WebAssembly in the script: run `npm run build`.');
  let end = start + 1;
  while (script[end] !== quote && end < script.length) end += script[end] === '\\' ? 2 : 1;
  // JavaScript itself reads the literal, so that a fault of ours in writing it shows.
  const text = vm.runInNewContext(script.slice(start, end + 1));
  return {
    wasm: Uint8Array.from(text, (character) => character.charCodeAt(0)),
    shim: `${script.slice(0, start)}''${script.slice(end + 1)}`.replace(BYTE_ORDER_MARK, ''),
  };
}
