/**
 * `npm run release:check`: whether what lies here can be released. Builds twice and compares, packs, installs the tarball into an
 * empty project and runs it there; then writes to dist/release what a release needs: the tarball, the hash of each file
 * (`integrity.json`) and what changed (`CHANGES.md`). It changes nothing else and publishes nothing.
 *
 * @module
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { runChecks, selfTest } from './lib/checks.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain, say, step } from './lib/progress.mjs';
import { changesOf, differences, integrityOf, versionFaults } from './release/facts.mjs';
import { install, pack } from './release/package.mjs';
import { BUILT, filesOf, rebuild } from './release/rebuild.mjs';
import { copyFaults, pageFaults, serverFaults, versionOfProgram } from './release/try.mjs';

const RELEASE = path.join(distDir, 'release');
const PAGES = ['dist/matomo.js', 'dist/matomo.core.js', 'dist/matomo.anonymous.js', 'dist/matomo.fallback.js', 'dist/module/crumbless.js'];

const read = (file) => readFileSync(fromRoot(file), 'utf8');
const packageJson = () => JSON.parse(read('package.json'));

await runMain(async () => {
  await build();
  const first = filesOf(root, BUILT);
  const second = await step('Building again, in another folder', rebuild);
  const packed = await step('Packing', () => pack());
  const project = mkdtempSync(path.join(os.tmpdir(), 'crumbless-release-'));
  try {
    await step('Installing the tarball into an empty project', () => install(project, packed.tarball));
    const status = await runChecks([...selfTests(), ...checks({ first, second, packed, project })]);
    if (status === 0) write(packed, project);
    return status;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});

function selfTests() {
  const [a, b] = ['abc', 'abd'].map((text) => ({ a: Buffer.from(text) }));
  return [
    selfTest('a byte that differs is found', 1, () => differences(a, b)),
    selfTest('a file that one build lacks is found', 1, () => differences(a, {})),
    selfTest('another version is found', 1, () => versionFaults({ here: '1.0.0', there: '1.0.1', elsewhere: '1.0.0' })),
  ];
}

/** @returns {import('./lib/checks.mjs').Check[]} */
function checks({ first, second, packed, project }) {
  const installed = () => filesOf(path.join(project, 'node_modules/crumbless'), BUILT);
  return [
    { name: `two builds of ${BUILT.length} files are byte-identical`, run: () => differences(first, second) },
    { name: 'the package that was installed has these files', run: () => differences(first, installed()) },
    { name: 'every place says the same version', run: async () => versionFaults(await versions(project)) },
    { name: `the changelog has what changed in ${packageJson().version}`, run: () => void changesOf(read('CHANGELOG.md'), packageJson().version) },
    { name: 'the program copies the files of the package', run: () => copyFaults(project) },
    { name: 'the module can be imported and used where there is no page', run: () => serverFaults(project) },
    ...PAGES.map((file) => ({ name: `a page with ${file} of the package sends its hit in Chromium`, run: () => pageFaults(project, file) })),
    { name: `the tarball has ${packed.files.length} files, none of them secret or of the build`, run: () => packed.files.filter((file) => /(^|\/)\.|^(src|tests|scripts|target)\//.test(file)) },
  ];
}

async function versions(project) {
  return {
    'package.json': packageJson().version,
    'package-lock.json': JSON.parse(read('package-lock.json')).version,
    'Cargo.toml': /^version = "([^"]+)"/m.exec(read('Cargo.toml'))?.[1],
    'the WebAssembly of the module': /(\d+\.\d+\.\d+[\w.-]*)\+[0-9a-f]{12}/.exec(readFileSync(fromRoot('dist/module/crumbless_bg.wasm'), 'latin1'))?.[1],
    'npx crumbless --version': await versionOfProgram(project),
  };
}

function write({ tarball, integrity, files }, project) {
  const { name, version } = packageJson();
  const changes = changesOf(read('CHANGELOG.md'), version);
  const shipped = filesOf(path.join(project, 'node_modules/crumbless'), files.filter((file) => file.startsWith('dist/')));
  const file = `${name}-${version}.tgz`;
  mkdirSync(RELEASE, { recursive: true });
  copyFileSync(tarball, path.join(RELEASE, file));
  writeFileSync(path.join(RELEASE, 'CHANGES.md'), changes.text);
  writeFileSync(path.join(RELEASE, 'integrity.json'), `${JSON.stringify({ version, package: { [file]: integrity }, files: integrityOf(shipped) }, null, 2)}\n`);
  say(`\nWrote ${file}, integrity.json and CHANGES.md to ${path.relative(root, RELEASE)}.`);
  if (!changes.isNamed) say(`CHANGES.md is what CHANGELOG.md has under "Unreleased", since it has no section "${version}" yet: name it before you release.`);
}
