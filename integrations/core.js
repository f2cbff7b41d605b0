/**
 * What every integration of a site generator in JavaScript shares: from its options to the text for the page's head and to the
 * files that go with it. The text is made by js/snippet.js and nowhere else. Which hook of which generator is used, and when it
 * stays off, is for the integration to say.
 *
 * @module
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { URL, fileURLToPath } from 'node:url';
import { FILES_BESIDE, FULL_FILE, needsFull, snippet } from '../js/snippet.js';

/** @typedef {import('../js/snippet.js').SnippetOptions} IntegrationOptions all options of the snippet; `url` and `siteId` are needed */

/** Where a built site has the tracker's files: the others are asked for in the folder of the first. */
const FOLDER = 'crumbless';

/** Absolute places of the files that a site needs, with their places in a built site. */
const FILES = Object.freeze(
  ['matomo.js', ...FILES_BESIDE].map((name) => ({
    from: fileURLToPath(new URL(`../dist/${name}`, import.meta.url)),
    to: `${FOLDER}/${name}`,
  })),
);

/** Where pages change without a load, a hash is a place on a page, not another page: a click in a table of contents does not count. */
const WITHOUT_HASH = Object.freeze(['discardHashTag', true]);

/**
 * The snippet for the head of every page.
 *
 * @param {IntegrationOptions} options as the site's owner gave them
 * @param {object} site
 * @param {string} site.base the folder on the host that the site lies in, such as `/` or `/docs/`
 * @param {boolean} [site.spa] whether this generator's pages change without a load, unless the owner says otherwise
 * @returns {string} HTML
 */
export function headSnippet(options, { base, spa = false }) {
  const given = { form: 'attribute', ...(spa ? { spa } : {}), ...options };
  if (given.noscript) throw new TypeError('The option "noscript" makes an image, which no head can hold: put it into your own template.');
  const folder = base.replace(/^\/+|\/+$/g, ''); // generators write it with and without slashes
  const ownRows = given.commands ?? [];
  if (given.spa && Array.isArray(ownRows) && !ownRows.some((row) => row?.[0] === WITHOUT_HASH[0])) given.commands = [[...WITHOUT_HASH], ...ownRows];
  if (bringsFiles(options)) given.scriptUrl = `/${folder ? `${folder}/` : ''}${FOLDER}/${needsFull(given) ? FULL_FILE : 'matomo.js'}`;
  return snippet(given);
}

/**
 * @param {IntegrationOptions} options
 * @returns {readonly {from: string, to: string}[]} none where the site's owner said that the tracker lies elsewhere
 */
export function siteFiles(options) {
  return bringsFiles(options) ? FILES : [];
}

/**
 * Copies the files into a built site, byte for byte: the WebAssembly stands in them as text.
 *
 * @param {IntegrationOptions} options
 * @param {string} outDir
 */
export function copyFiles(options, outDir) {
  for (const { from, to } of siteFiles(options)) {
    const target = path.join(outDir, to);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(from, target);
  }
}

/**
 * @param {string} html a whole page, or a part of one, which stays as it is
 * @param {string} head
 * @returns {string} the page with the text at the end of its head
 */
export function insertIntoHead(html, head) {
  const end = /<\/head\s*>/i.exec(html);
  return end ? `${html.slice(0, end.index)}${head}\n${html.slice(end.index)}` : html;
}

function bringsFiles(options) {
  return options?.file === undefined && options?.scriptUrl === undefined;
}
