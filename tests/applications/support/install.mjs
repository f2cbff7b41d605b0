/**
 * A copy of an example with its framework and the packed package in it, as an application's developer would have it. The copies stay
 * in .tools/applications, so that what was installed once is not installed again.
 *
 * @module
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { fromRoot, toolsDir } from '../../../scripts/lib/paths.mjs';
import { install, pack } from '../../support/package.mjs';
import { nodeFor } from './node.mjs';

export const EXAMPLES = fromRoot('examples/applications');
const COPIES = path.join(toolsDir, 'applications');
/** What every example has for the Matomo. */
const MATOMO = 'https://your.matomo.example';
const INSTALLED = 'node_modules';
/** Made by frameworks in there, of the package that was installed before. */
const CACHES = ['.vite', '.cache', '.vite-temp'];
/** No colours in what is read, no questions, and nobody told what is built here. */
const QUIET = { NO_COLOR: '1', FORCE_COLOR: '0', CI: '1', NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', NG_CLI_ANALYTICS: 'false', NO_UPDATE_NOTIFIER: '1', BROWSER: 'none' };

/**
 * @typedef {object} Place
 * @property {string} folder the copy, with everything installed
 * @property {NodeJS.ProcessEnv} env for its commands
 */

/**
 * @param {string} name a folder of examples/applications
 * @returns {Promise<Place>}
 */
export async function installed(name) {
  const folder = path.join(COPIES, name);
  const { engines } = JSON.parse(readFileSync(path.join(EXAMPLES, name, 'package.json'), 'utf8'));
  const bin = [path.join(folder, INSTALLED, '.bin'), ...(await nodeFor(engines?.node))];
  const env = { ...process.env, ...QUIET, PATH: [...bin, process.env.PATH].join(path.delimiter) };
  for (const ofThisTest of ['NODE_ENV', 'NODE_TEST_CONTEXT']) delete env[ofThisTest];
  await withLock(`application-${name}`, async () => {
    copySources(name, folder);
    await install(folder, (await pack()).tarball);
  });
  return { folder, env };
}

/**
 * Makes the copy as the example is, with another Matomo in it, and takes away what was built.
 *
 * @param {string} name
 * @param {string} folder
 * @param {string} [matomo] its origin
 */
export function copySources(name, folder, matomo = MATOMO) {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder)) if (entry !== INSTALLED) rmSync(path.join(folder, entry), { recursive: true });
  for (const cache of CACHES) rmSync(path.join(folder, INSTALLED, cache), { recursive: true, force: true });
  const source = path.join(EXAMPLES, name);
  const isSource = (file) => path.relative(source, file).split(path.sep)[0] !== INSTALLED;
  cpSync(source, folder, { recursive: true, filter: isSource });
  let places = 0;
  for (const entry of readdirSync(source, { recursive: true }).filter((file) => isSource(path.join(source, file)))) {
    const file = path.join(folder, entry);
    if (!statSync(file).isFile()) continue;
    const text = readFileSync(file, 'utf8');
    places += text.split(MATOMO).length - 1;
    if (text.includes(MATOMO)) writeFileSync(file, text.replaceAll(MATOMO, matomo));
  }
  if (places === 0) throw new Error(`No file of examples/applications/${name} names ${MATOMO}: its hits would go nowhere.`);
}
