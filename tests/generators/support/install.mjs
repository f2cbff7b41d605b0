/**
 * A copy of an example with its generator and the package in it, as a site's owner would have it: the package is packed and installed,
 * never linked. The copies stay in .tools/examples, so that what was installed once is not installed again.
 *
 * @module
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, toolsBin, toolsDir } from '../../../scripts/lib/paths.mjs';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { install, pack } from '../../support/package.mjs';
import { installRequirements, installWheel } from './python.mjs';

const EXAMPLES = fromRoot('examples/generators');
const COPIES = path.join(toolsDir, 'examples');
/** What an installation made, and a fresh copy of the sources must not take away. */
const INSTALLED = ['node_modules', '.venv'];

/**
 * @typedef {object} Place
 * @property {string} source the example itself
 * @property {string} folder its copy, with everything installed
 * @property {string} out where the site is built, with one folder in it for each in which a site lies on its host
 * @property {string[]} bin where programs are
 */

/**
 * @param {string} name of the copy
 * @param {object} [options]
 * @param {string} [options.site] a folder of examples/generators, of that name unless given
 * @param {boolean} [options.withRequirements] whether the versions of its requirements.txt are installed
 * @returns {Promise<Place>}
 */
export async function installed(name, { site = name, withRequirements = true } = {}) {
  const source = path.join(EXAMPLES, site);
  const folder = path.join(COPIES, name);
  const isNode = existsSync(path.join(source, 'package-lock.json'));
  await withLock(`example-${name}`, async () => {
    copySources(source, folder);
    if (isNode) await install(folder, (await pack()).tarball);
    if (withRequirements && existsSync(path.join(source, 'requirements.txt'))) await installRequirements(folder);
    if (!isNode) await installWheel(folder, COPIES);
  });
  return { source, folder, out: path.join(folder, 'out'), bin: [path.join(folder, 'node_modules/.bin'), path.join(folder, '.venv/bin'), toolsBin] };
}

function copySources(source, folder) {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder)) {
    if (!INSTALLED.includes(entry)) rmSync(path.join(folder, entry), { recursive: true });
  }
  cpSync(source, folder, { recursive: true, filter: (file) => !INSTALLED.includes(path.basename(file)) });
}
