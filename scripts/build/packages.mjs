/**
 * The packages of other worlds, with everything that is in them: in `integrations/` they lack the tracker, which is built.
 *
 * @module
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FILES_BESIDE } from '../../js/snippet.js';
import { AROUND_PLUGINS, asFunction, beginning } from '../../cli/lib/bundle.mjs';
import { distDir, fromRoot, toolsDir } from '../lib/paths.mjs';
import { zip } from '../release/archives.mjs';
import { filesIn } from './inputs.mjs';

const TRACKER = ['matomo.js', ...FILES_BESIDE];
const LICENCES = ['LICENSE-APACHE', 'LICENSE-MIT'];

/**
 * @param {string} [folder] made anew
 * @returns {string} the folder
 */
export function layPythonPackage(folder = path.join(toolsDir, 'python-package')) {
  return lay('integrations/python', 'src/crumbless/static/crumbless', folder);
}

/**
 * The plugin for a Matomo's `plugins/Crumbless`.
 *
 * @param {string} [folder] made anew
 * @returns {string} the folder
 */
export function layMatomoPlugin(folder = path.join(toolsDir, 'matomo-plugin')) {
  lay('integrations/matomo', 'tracker', folder);
  writeFileSync(path.join(folder, 'tracker/frame.json'), `${JSON.stringify(frame(), undefined, 2)}\n`);
  return folder;
}

/** How `npx crumbless bundle` puts plugins into a tracker, for the plugin's PHP. */
function frame() {
  const files = TRACKER.map((name) => [name, beginning(readFileSync(path.join(distDir, name)))]);
  const [{ version, first }] = files.map(([, made]) => made);
  return { version, first, lengths: Object.fromEntries(files.map(([name, { length }]) => [name, length])), around: AROUND_PLUGINS, plugin: asFunction({ name: '\0', source: '\0' }).split('\0') };
}

/**
 * @param {string} [folder] where it is laid
 * @returns {Buffer} what a Matomo takes under Administration, Plugins, "upload a plugin"
 */
export function zipMatomoPlugin(folder) {
  return zip(Object.fromEntries(Object.entries(contentsOf(layMatomoPlugin(folder))).map(([name, bytes]) => [`Crumbless/${name}`, bytes])));
}

function lay(source, place, folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(fromRoot(source), folder, { recursive: true, filter: (file) => !file.endsWith('__pycache__') });
  for (const name of TRACKER) cpSync(path.join(distDir, name), path.join(folder, place, name));
  for (const name of LICENCES) cpSync(fromRoot(name), path.join(folder, name));
  return folder;
}

/**
 * @param {string} folder
 * @returns {Record<string, Buffer>} what is in it, by path with slashes
 */
export function contentsOf(folder) {
  return Object.fromEntries(filesIn(folder).map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)]));
}
