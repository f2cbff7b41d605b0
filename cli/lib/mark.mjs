/**
 * By what a file of ours is known: the comment in its first line, which minifiers keep. The build writes it, and nothing but its
 * place counts: that a file speaks of Crumbless somewhere makes it nobody's.
 *
 * @module
 */

const MARK = /^\/\*! crumbless (bundle )?(\d[\w.+-]*) \*\//;
/** The byte order mark in UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^\xEF\xBB\xBF/;
const LONGEST = 200;

/**
 * @param {string} version
 * @param {{isBundle?: boolean}} [options] whether it has plugins in it
 * @returns {string} the first line, after the byte order mark
 */
export function mark(version, { isBundle = false } = {}) {
  return `/*! crumbless ${isBundle ? 'bundle ' : ''}${version} */\n`;
}

/**
 * @param {Uint8Array} bytes of a file
 * @returns {{isBundle: boolean, version: string} | undefined} nothing where it has no mark
 */
export function readMark(bytes) {
  const head = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1').replace(BYTE_ORDER_MARK, '');
  const found = MARK.exec(head);
  return found ? { isBundle: found[1] !== undefined, version: found[2] } : undefined;
}
