/**
 * The mark by which our files are recognised: the comment in the first line, which minifiers keep. The build writes it. It only
 * counts in that place: a file that mentions Crumbless elsewhere is not ours.
 *
 * @module
 */

const MARK = /^\/\*! crumbless (bundle )?(\d[\w.+-]*) \*\//;
/** The byte order mark in UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^\xEF\xBB\xBF/;
const LONGEST = 200;

/**
 * @param {string} version
 * @param {{isBundle?: boolean}} [options] whether it contains plugins
 * @returns {string} the first line, after the byte order mark
 */
export function mark(version, { isBundle = false } = {}) {
  return `/*! crumbless ${isBundle ? 'bundle ' : ''}${version} */\n`;
}

/**
 * @param {Uint8Array} bytes of a file
 * @returns {{isBundle: boolean, version: string} | undefined} undefined if it has no mark
 */
export function readMark(bytes) {
  const head = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1').replace(BYTE_ORDER_MARK, '');
  const found = MARK.exec(head);
  return found ? { isBundle: found[1] !== undefined, version: found[2] } : undefined;
}
