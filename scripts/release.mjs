/**
 * `npm run release:check`: whether what lies here can be released. Builds again and compares, installs the package into an empty project
 * and runs it there (tests/release); then writes to dist/release what a release needs: the tarball, the hash of each file
 * (`integrity.json`) and what changed (`CHANGES.md`). It changes nothing else and publishes nothing.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { pack } from '../tests/support/package.mjs';
import { build } from './build.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain, say } from './lib/progress.mjs';
import { run } from './lib/run.mjs';

const TESTS = ['tests/checks/reproducible.test.mjs', 'tests/release/package.test.mjs'];
const RELEASE = path.join(distDir, 'release');

/**
 * The changelog's section for a version; what is unreleased where it has none yet.
 *
 * @param {string} changelog CHANGELOG.md
 * @param {string} version
 * @returns {{text: string, isNamed: boolean}} the section under the version's own heading, and whether the changelog has it
 */
export function changesOf(changelog, version) {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const titled = (title) => sections.find((section) => section.split(/\s+/)[1]?.replace(/^\[|\]$/g, '') === title);
  const named = titled(version);
  const section = named ?? titled('Unreleased');
  const body = section?.slice(section.indexOf('\n')).trim();
  if (!body) throw new Error(`CHANGELOG.md says nothing of ${version}: write what changed under "## Unreleased" or "## ${version}".`);
  return { text: `## ${version}\n\n${body}\n`, isNamed: named !== undefined };
}

/**
 * Hashes in the form of Subresource Integrity (https://www.w3.org/TR/sri-2/), for the attribute `integrity` of a script.
 *
 * @param {Record<string, Uint8Array | string>} files
 * @returns {Record<string, string>} by file, in the order of their names
 */
export function integrityOf(files) {
  const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
  return Object.fromEntries(Object.keys(files).sort().map((name) => [name, hash(files[name])]));
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 * @returns {Record<string, Buffer>} the files by their name
 */
export function filesOf(folder, names) {
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}

async function write() {
  const { tarball, integrity, files } = await pack();
  const { name, version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const changes = changesOf(readFileSync(fromRoot('CHANGELOG.md'), 'utf8'), version);
  const shipped = integrityOf(filesOf(root, files.filter((file) => file.startsWith('dist/'))));
  const file = `${name}-${version}.tgz`;
  mkdirSync(RELEASE, { recursive: true });
  copyFileSync(tarball, path.join(RELEASE, file));
  writeFileSync(path.join(RELEASE, 'CHANGES.md'), changes.text);
  writeFileSync(path.join(RELEASE, 'integrity.json'), `${JSON.stringify({ version, package: { [file]: integrity }, files: shipped }, null, 2)}\n`);
  say(`\nWrote ${file}, integrity.json and CHANGES.md to ${path.relative(root, RELEASE)}.`);
  if (!changes.isNamed) say(`CHANGES.md is what CHANGELOG.md has under "Unreleased", since it has no section "${version}" yet: name it before you release.`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    await build();
    const { status } = await run(process.execPath, ['--test', '--test-reporter=spec', ...TESTS], { live: true, mayFail: true });
    if (status === 0) await write();
    return status;
  });
}
