/**
 * `npm run release`: makes what a release publishes, in dist/release (release/contents.mjs), with the same bytes each time. It publishes
 * nothing. `--version 1.2.3` first writes that version into all files that have one; CHANGELOG.md needs a section for it.
 *
 * `npm run release:check` (`--check`): whether what lies here can be released. Builds again and compares, installs the package into an
 * empty project and runs it there (tests/release), then makes the same files; before the changelog has a section for the
 * version it takes what is unreleased.
 *
 * @module
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { filesIn } from './build/inputs.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain, say } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { setVersion, versionsIn } from './release/version.mjs';

const CHECKS = ['tests/checks/reproducible.test.mjs', ...filesIn(fromRoot('tests/release')).filter((file) => file.endsWith('.test.mjs'))];
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
 * @param {Record<string, string[]>} versions by file
 * @returns {string | undefined} why they are not one version
 */
export function disagreement(versions) {
  const all = Object.entries(versions).flatMap(([file, found]) => found.map((version) => [file, version]));
  const [[first, version]] = all;
  const others = all.filter(([, found]) => found !== version);
  if (others.length === 0) return undefined;
  return `${first} has version ${version}, but ${others.map(([file, found]) => `${file} ${found}`).join(', ')}: run \`npm run release -- --version ${version}\`.`;
}

/**
 * @param {Record<string, Uint8Array>} files
 * @param {string} [folder] emptied first: what is of another version must not be published with it
 */
export function writeRelease(files, folder = RELEASE) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
  }
}

async function main({ version: wanted, check: isCheck = false }) {
  const version = wanted ?? JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')).version;
  // Before anything is changed.
  const changes = changesOf(readFileSync(fromRoot('CHANGELOG.md'), 'utf8'), version);
  if (!changes.isNamed && !isCheck) throw new Error(`CHANGELOG.md has no section "## ${version}": name what is unreleased so.`);
  if (wanted !== undefined) for (const file of setVersion(root, wanted)) say(`${file} has version ${wanted}.`);
  const fault = disagreement(versionsIn(root));
  if (fault) throw new Error(fault);
  await build();
  if (isCheck) {
    const { status } = await run(process.execPath, ['--test', '--test-reporter=spec', ...CHECKS], { live: true, mayFail: true });
    if (status !== 0) return status;
  }
  // Not before: the packages may have come with the build.
  const { releaseFiles } = await import('./release/contents.mjs');
  const files = await releaseFiles(changes.text);
  writeRelease(files);
  say(`\nWrote ${Object.keys(files).length} files to ${path.relative(root, RELEASE)}; RELEASE.md says what they are.`);
  if (!changes.isNamed) say(`CHANGES.md is what CHANGELOG.md has under "Unreleased", since it has no section "${version}" yet: name it before you release.`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(() => main(parseArgs({ options: { version: { type: 'string' }, check: { type: 'boolean' } } }).values));
}
