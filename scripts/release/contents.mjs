/**
 * All files of a release. Which bytes they have depends on the sources, the lock file and Rust's version only: no dates, no user, no machine.
 *
 * The files for websites are in a folder that has the version in its name, under their usual names, and not each under a name with the
 * version: matomo.js looks for the others in its own folder, under fixed names, with the number of the build behind them
 * (js/entries/embedded.js). Under other names each page would have to say where they are (`data-full-url`,
 * `data-fallback-url`), and one that forgot would only fail on the day when a command needs the other file.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pack } from '../../tests/support/package.mjs';
import { FILES_BESIDE, TRACKER_FILE } from '../../js/snippet.js';
import { layPythonPackage, zipMatomoPlugin } from '../build/packages.mjs';
import { distDir, fromRoot, toolsDir } from '../lib/paths.mjs';
import { requireToolchain } from '../lib/toolchain.mjs';
import { tarball, zip } from './archives.mjs';
import { integrityOf } from './integrity.mjs';
import { pythonFiles } from './python.mjs';
import { releaseText, scriptElements, sumsOf } from './texts.mjs';

/** The files for websites, as `npx crumbless copy` names them, and which built file each is. */
export const DROP_IN = Object.freeze({ [TRACKER_FILE]: 'matomo.js', ...Object.fromEntries(FILES_BESIDE.map((name) => [name, name])) });

const LICENCES = ['LICENSE-APACHE', 'LICENSE-MIT'];

/**
 * @param {string} changes the section of CHANGELOG.md
 * @returns {Promise<Record<string, Buffer>>} by their path in dist/release
 */
export async function releaseFiles(changes) {
  const { name, version, repository, bin } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const named = `${name}-${version}`;
  const { files } = await pack();
  // Packed again: what npm makes of the same files depends on Node's own zlib.
  const npm = tarball(Object.fromEntries(files.map((file) => [`package/${file}`, readFileSync(fromRoot(file))])), Object.values(bin).map((file) => `package/${path.normalize(file)}`));
  const trackers = Object.fromEntries(Object.entries(DROP_IN).map(([own, built]) => [own, readFileSync(path.join(distDir, built))]));
  const hashes = Object.fromEntries(Object.keys(DROP_IN).map((own) => [own, integrityOf(trackers)[own]]));
  const elements = scriptElements(named, hashes);
  const website = Object.fromEntries([...Object.entries(trackers), ...LICENCES.map((file) => [file, readFileSync(fromRoot(file))])].map(([file, bytes]) => [`${named}/${file}`, bytes]));
  const shipped = Object.fromEntries(files.filter((file) => file.startsWith('dist/')).map((file) => [file, readFileSync(fromRoot(file))]));
  const made = {
    ...website,
    [`${named}.zip`]: zip(website),
    [`${named}.tgz`]: npm,
    [`${name}-matomo-plugin-${version}.zip`]: zipMatomoPlugin(path.join(toolsDir, 'release-matomo-plugin')),
    ...pythonFiles(layPythonPackage(path.join(toolsDir, 'release-python-package'))),
    'CHANGES.md': Buffer.from(changes),
    'INTEGRITY.html': Buffer.from(elements),
    'integrity.json': Buffer.from(`${JSON.stringify({ version, package: { [`${named}.tgz`]: `sha512-${createHash('sha512').update(npm).digest('base64')}` }, files: integrityOf(shipped) }, null, 2)}\n`),
  };
  const { version: rust } = await requireToolchain();
  const source = repository.url.replace(/^git\+|\.git$/g, '');
  made['RELEASE.md'] = Buffer.from(releaseText({ version, source, rust, folder: named, files: Object.keys(made), integrity: elements }));
  return { ...made, SHA384SUMS: Buffer.from(sumsOf(made)) };
}
