/**
 * What the site's pages use of npm packages, made small. It is served from here; nothing comes from another host.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';

/** Each by its address: the package's own file. */
const FILES = {
  '/js/uplot.js': { file: 'uplot/dist/uPlot.esm.js', loader: 'js', type: 'text/javascript; charset=utf-8' },
  '/css/uplot.css': { file: 'uplot/dist/uPlot.min.css', loader: 'css', type: 'text/css; charset=utf-8' },
};
/** Its licence wants to be kept, which minifying would not. */
const FIRST_COMMENT = /^\s*\/\*[\s\S]*?\*\//;

/** The addresses of all of them. */
export const LIBRARIES = Object.freeze(Object.keys(FILES));

/**
 * @param {string} address one of {@link LIBRARIES}
 * @param {string} root the project's folder
 * @returns {Promise<{content: string, type: string}>}
 */
export async function readLibrary(address, root) {
  const { file, loader, type } = FILES[address];
  const text = await readFile(path.join(root, 'node_modules', file), 'utf8');
  const { code } = await transform(text, { loader, minify: true });
  const notice = FIRST_COMMENT.exec(text)?.[0];
  return { content: notice ? `${notice}\n${code}` : code, type };
}
