/**
 * The site as files for any static host. There, a page itself collects what its tracker sends (`www/js/own-collector.js`), and the
 * Content-Security-Policy is in the page.
 *
 *   npm run site -- [--out site] [--base /crumbless/]
 *
 * @module
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { FILES_BESIDE, TRACKER_FILE } from '../js/snippet.js';
import { LIBRARIES, readLibrary } from '../www/server/libraries.mjs';
import { PAGES, renderPage } from '../www/server/pages.mjs';
import { policyFor } from '../www/server/policy.mjs';
import { build } from './build.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain } from './lib/progress.mjs';

/** Says that a folder is ours to empty. */
const MARK = '.crumbless-site';
/** What goes out of `www/` as it stands. */
const STATIC = ['css', 'files', 'js', 'favicon.svg'];
/** Built files, and where they are on the site. */
const BUILT = {
  'matomo.js': ['matomo.js', TRACKER_FILE],
  ...Object.fromEntries(FILES_BESIDE.map((name) => [name, [name]])),
  'commands.json': ['dist/commands.json'],
  inspect: ['dist/inspect'],
};
/** A page's own policy cannot say who may frame it (https://www.w3.org/TR/CSP3/#meta-element). */
const NOT_IN_A_PAGE = / frame-ancestors [^;]*;?/;

/**
 * Writes the site into a folder, in place of what it wrote there before.
 *
 * @param {object} [options]
 * @param {string} [options.out] the folder; it must be empty, missing or one that this wrote
 * @param {string} [options.base] where the site begins on its host, with a slash at both ends
 * @returns {Promise<string[]>} the addresses of the pages
 * @throws if the folder has anything else in it, or `base` has no slash at an end
 */
export async function buildSite({ out = fromRoot('site'), base = '/' } = {}) {
  if (!/^\/(?:[\w.~-]+\/)*$/.test(base)) throw new Error(`--base takes a path such as /crumbless/, not "${base}".`);
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(path.join(out, MARK))) {
    throw new Error(`${out} has files that are not of this site: name an empty folder with --out.`);
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, MARK), '');
  for (const name of STATIC) copy(path.join(root, 'www', name), path.join(out, name));
  copy(path.join(root, 'js/snippet.js'), path.join(out, 'js/snippet.js'));
  for (const [file, places] of Object.entries(BUILT)) {
    for (const place of places) copy(path.join(distDir, file), path.join(out, place));
  }
  for (const address of LIBRARIES) writeFileSync(path.join(out, address), (await readLibrary(address, root)).content);
  const pages = PAGES.filter(({ needsServer }) => !needsServer);
  for (const page of pages) {
    const html = await renderPage(page, { root, base, isStatic: true });
    const folder = path.join(out, page.address);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'index.html'), withPolicy(html));
  }
  return pages.map(({ address }) => address);
}

function withPolicy(html) {
  const policy = policyFor(html).replace(NOT_IN_A_PAGE, '').replace(/;\s*$/, '');
  return html.replace('<meta charset="utf-8">', () => `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

function copy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

async function main() {
  const { values } = parseArgs({ options: { out: { type: 'string', default: fromRoot('site') }, base: { type: 'string', default: '/' } } });
  await build();
  const pages = await buildSite(values);
  console.log(`${pages.length} pages are in ${values.out}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
