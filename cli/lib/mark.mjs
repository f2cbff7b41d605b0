/**
 * The mark by which our files are recognised: the comment in the first line, which minifiers keep. The build writes it. It only
 * counts in that place: a file that mentions Crumbless elsewhere is not ours. It also has the licence and where the source is, for
 * whoever finds the file on a server; files from before it had those are recognised too.
 *
 * @module
 */

const MARK = /^\/\*! crumbless (?:(bundle|module) )?(\d[\w.+-]*)(?:, build (\d{1,15}))?(?:, [^*\n]*)? \*\//;
/** As package.json has them; a test compares. */
const ABOUT = 'MIT OR Apache-2.0, https://github.com/crumbless/crumbless';
/** The byte order mark in UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^\xEF\xBB\xBF/;
const LONGEST = 200;

/**
 * @param {string} version
 * @param {string} [build] the number that all files of one build have
 * @param {'bundle' | 'module'} [kind] a tracker with plugins, or a file that is not for a script element
 * @returns {string} the first line, after the byte order mark
 */
export function mark(version, build, kind) {
  return `/*! crumbless ${kind ? `${kind} ` : ''}${version}${build ? `, build ${build}` : ''}, ${ABOUT} */\n`;
}

/**
 * @param {Uint8Array} bytes of a file
 * @returns {{kind: 'tracker' | 'bundle' | 'module', version: string, build?: string} | undefined} undefined if it has no mark
 */
export function readMark(bytes) {
  const head = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1').replace(BYTE_ORDER_MARK, '');
  const [found, kind = 'tracker', version, build] = MARK.exec(head) ?? [];
  return found ? { kind, version, build } : undefined;
}
