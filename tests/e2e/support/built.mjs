/** The built files as a server sends them, for pages that load them from a folder of their own. */
import { readFileSync } from 'node:fs';
import { FALLBACK } from '../../../scripts/build/fallback.mjs';
import { CORE, ENGAGEMENT, FULL } from '../../../scripts/build/variants.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';

/** A response that is a script. */
export const script = (body) => ({ type: 'text/javascript; charset=utf-8', body });

/** @param {string} file its path in the repository */
export const built = (file) => script(readFileSync(fromRoot(file)));

/**
 * @param {{serve: Function}} site
 * @param {string} folder with a slash at both ends
 * @param {string[]} [files] all that find each other there
 */
export function serveBuilt(site, folder, files = [CORE, FULL, FALLBACK, ENGAGEMENT]) {
  for (const file of files) site.serve(file.replace('dist/', folder), built(file));
}
