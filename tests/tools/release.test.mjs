/** What a release says of itself is so, and the package says no more than it has. The whole of `npm run release:check` is run by hand. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { stampOf, withSection } from '../../scripts/build/module.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { changesOf, disagreement } from '../../scripts/release.mjs';
import { tarball, zip } from '../../scripts/release/archives.mjs';
import { integrityOf } from '../../scripts/release/integrity.mjs';
import { pythonFiles, pythonVersion } from '../../scripts/release/python.mjs';
import { releaseText, scriptElements, sumsOf } from '../../scripts/release/texts.mjs';
import { PLACES, setVersion, versionsIn } from '../../scripts/release/version.mjs';

const LOG = '# Changelog\n\nA text.\n\n## Unreleased\n\n### Added\n\n- New.\n\n## [1.1.0] - 2026-01-01\n\n- Better.\n\n## 1.0.0\n\n- First.\n';
const read = (file) => readFileSync(fromRoot(file), 'utf8');

test('the changes of a version are its section, or what is unreleased', () => {
  assert.deepEqual(changesOf(LOG, '1.0.0'), { text: '## 1.0.0\n\n- First.\n', isNamed: true });
  assert.deepEqual(changesOf(LOG, '1.1.0'), { text: '## 1.1.0\n\n- Better.\n', isNamed: true });
  assert.deepEqual(changesOf(LOG, '1.2.0'), { text: '## 1.2.0\n\n### Added\n\n- New.\n', isNamed: false });
  for (const empty of ['# Changelog\n', '# Changelog\n\n## Unreleased\n\n## 1.0.0\n\n- First.\n']) {
    assert.throws(() => changesOf(empty, '1.2.0'), /says nothing of 1\.2\.0: write what changed/);
  }
});

test('this changelog has something to say of this version', () => {
  const { version } = JSON.parse(read('package.json'));
  assert.match(changesOf(read('CHANGELOG.md'), version).text, new RegExp(`^## ${version.replaceAll('.', '\\.')}\n\n`));
});

test('every place has the same version', () => {
  const versions = versionsIn(fromRoot('.'));
  assert.equal(disagreement(versions), undefined);
  assert.equal(stampOf(read('Cargo.toml'), Buffer.alloc(0)).split('+')[0], versions['package.json'][0]);
  assert.match(disagreement({ 'package.json': ['1.2.3'], 'Cargo.toml': ['1.2.4'] }), /package\.json has version 1\.2\.3, but Cargo\.toml 1\.2\.4: run `npm run release -- --version 1\.2\.3`/);
});

test('another version is written into every place, and nothing else is; one that is none into none', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = PLACES.map(({ file }) => file);
  for (const file of files) cpSync(fromRoot(file), path.join(folder, file), { recursive: true });
  const { version } = JSON.parse(read('package.json'));
  for (const wrong of ['', 'v1.2.3', '1.2', '1.2.3.4', '01.2.3', '1.2.3+build', '1.2.3"\nx = "']) assert.throws(() => setVersion(folder, wrong), /is no version: use three numbers/);
  assert.deepEqual(setVersion(folder, version), []);
  assert.deepEqual(setVersion(folder, '7.8.9-rc.1'), files);
  assert.deepEqual(new Set(Object.values(versionsIn(folder)).flat()), new Set(['7.8.9-rc.1']));
  for (const file of files) {
    const [before, after] = [read(file), readFileSync(path.join(folder, file), 'utf8')].map((text) => text.split('\n'));
    const others = after.filter((line, index) => line !== before[index]);
    assert.equal(after.length, before.length, file);
    assert.ok(others.every((line) => /version"?( =|:) "7\.8\.9-rc\.1",?$/.test(line)), `${file}: ${others}`);
  }
  writeFileSync(path.join(folder, 'Cargo.toml'), '[package]\nname = "other"\n');
  assert.throws(() => setVersion(folder, '1.0.0'), /Cargo\.toml has its version in 0 places/);
  assert.equal(versionsIn(fromRoot('.'))['package.json'][0], version);
  assert.match(readFileSync(path.join(folder, 'package.json'), 'utf8'), /"version": "7\.8\.9-rc\.1"/);
});

test('hashes are those that a browser asks for', () => {
  // The hash of nothing, which anybody can look up.
  const ofNothing = 'sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb';
  assert.deepEqual(integrityOf({ b: Buffer.from('b'), a: Buffer.alloc(0) }).a, ofNothing);
  assert.deepEqual(Object.keys(integrityOf({ b: Buffer.alloc(0), a: Buffer.alloc(0) })), ['a', 'b']);
});

test('a WebAssembly says which one it is, and still is one', async () => {
  const empty = Buffer.from('\0asm\x01\0\0\0', 'latin1');
  const stamp = stampOf('[package]\nversion = "1.2.3"\n', empty);
  assert.match(stamp, /^1\.2\.3\+[0-9a-f]{12}$/);
  const [section] = WebAssembly.Module.customSections(await WebAssembly.compile(withSection(empty, 'crumbless', stamp)), 'crumbless');
  assert.equal(Buffer.from(section).toString(), stamp);
  assert.notEqual(stampOf('version = "1.2.3"', Buffer.from('other')), stamp);
  assert.throws(() => stampOf('[package]\n', empty), /Cargo\.toml has no version/);
  assert.throws(() => withSection(empty, 'crumbless', 'x'.repeat(128)), /length of more than one byte/);
});

test('the package tells bundlers what they may leave out, and asks for nothing but itself', () => {
  const { sideEffects, dependencies, private: isPrivate, files, peerDependenciesMeta } = JSON.parse(read('package.json'));
  assert.deepEqual([dependencies, isPrivate], [undefined, undefined]);
  assert.deepEqual(sideEffects.filter((file) => file.includes('module')), []);
  assert.ok(files.includes('dist/module') && files.includes('LICENSE-MIT') && files.includes('LICENSE-APACHE'));
  assert.deepEqual(peerDependenciesMeta, { 'playwright-core': { optional: true } });
});

const FILES = { 'b/two.txt': Buffer.from('two\n'), 'a.txt': Buffer.alloc(1000, 'a'), 'empty.txt': Buffer.alloc(0) };

test('archives have the files, in order, and are the same whenever they are made', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const turned = Object.fromEntries(Object.entries(FILES).reverse());
  const packed = tarball(FILES, ['a.txt']);
  assert.ok(packed.equals(tarball(turned, ['a.txt'])) && zip(FILES).equals(zip(turned)));
  assert.deepEqual(Object.fromEntries(Object.entries(unzipSync(zip(FILES))).map(([name, bytes]) => [name, Buffer.from(bytes)])), FILES);
  writeFileSync(path.join(folder, 'packed.tar.gz'), packed);
  const listed = execFileSync('tar', ['-tvzf', 'packed.tar.gz'], { cwd: folder, env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } }).toString().trim().split('\n');
  assert.deepEqual(listed.map((line) => line.split(/\s+/)).map(([mode, , , , , name]) => [mode, name]), [['-rwxr-xr-x', 'a.txt'], ['-rw-r--r--', 'b/two.txt'], ['-rw-r--r--', 'empty.txt']]);
  execFileSync('tar', ['-xzf', 'packed.tar.gz'], { cwd: folder });
  for (const [name, bytes] of Object.entries(FILES)) assert.ok(readFileSync(path.join(folder, name)).equals(bytes), name);
  assert.throws(() => tarball({ ['x'.repeat(101)]: Buffer.alloc(0) }), /longer than the 100 bytes/);
});

test('the Python package has what pyproject.toml says, and hashes of all its files', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(fromRoot('integrations/python'), folder, { recursive: true, filter: (file) => !file.endsWith('__pycache__') });
  cpSync(fromRoot('LICENSE-MIT'), path.join(folder, 'LICENSE-MIT'));
  mkdirSync(path.join(folder, 'src/crumbless/static'));
  writeFileSync(path.join(folder, 'src/crumbless/static/a.js'), 'a');
  const { version } = JSON.parse(read('package.json'));
  const named = `crumbless-${pythonVersion(version)}`;
  const made = pythonFiles(folder);
  assert.deepEqual(Object.keys(made), [`${named}-py3-none-any.whl`, `${named}.tar.gz`]);
  const files = unzipSync(made[`${named}-py3-none-any.whl`]);
  const text = (name) => Buffer.from(files[name]).toString();
  assert.equal(text('crumbless/static/a.js'), 'a');
  assert.equal(text(`${named}.dist-info/entry_points.txt`), '[mkdocs.plugins]\ncrumbless = crumbless.mkdocs:CrumblessPlugin\n');
  for (const line of [`Version: ${pythonVersion(version)}`, 'License-Expression: MIT OR Apache-2.0', 'License-File: LICENSE-MIT', 'Requires-Python: >=3.9', "Requires-Dist: mkdocs>=1.5; extra == 'mkdocs'"]) {
    assert.ok(text(`${named}.dist-info/METADATA`).includes(`${line}\n`), line);
  }
  const rows = text(`${named}.dist-info/RECORD`).trim().split('\n').map((row) => row.split(','));
  assert.deepEqual(rows.map(([name]) => name).sort(), Object.keys(files).sort());
  for (const [name, hash, size] of rows.filter(([, sum]) => sum)) {
    assert.deepEqual([hash, size], [`sha256=${createHash('sha256').update(files[name]).digest('base64url')}`, String(files[name].length)], name);
  }
  writeFileSync(path.join(folder, 'pyproject.toml'), `${readFileSync(path.join(folder, 'pyproject.toml'))}\n[project.scripts]\na = "b"\n`);
  assert.throws(() => pythonFiles(folder), /does not know what to write for project\.scripts/);
  for (const [given, python] of [['1.2.3', '1.2.3'], ['1.2.3-alpha.1', '1.2.3a1'], ['1.2.3-rc.10', '1.2.3rc10']]) assert.equal(pythonVersion(given), python);
  assert.throws(() => pythonVersion('1.2.3-next'), /Python has no version like 1\.2\.3-next/);
});

test('RELEASE.md names every file, how to build them and what the hashes cover; the sums are those of sha384sum', () => {
  const names = ['crumbless-1.2.3.zip', 'crumbless-1.2.3.tgz', 'crumbless-matomo-plugin-1.2.3.zip', 'crumbless-1.2.3-py3-none-any.whl', 'crumbless-1.2.3.tar.gz', 'CHANGES.md', 'INTEGRITY.html', 'integrity.json'];
  const elements = scriptElements('crumbless-1.2.3', { 'crumbless.js': 'sha384-A', 'matomo.full.js': 'sha384-B' });
  const text = releaseText({ version: '1.2.3', source: 'https://host.invalid/a', rust: 'rustc 1.99.0 (abc)', folder: 'crumbless-1.2.3', files: names, integrity: elements });
  for (const name of names) assert.equal(text.split(`| \`${name}\` | `).length, 2, name);
  for (const part of ['git clone --branch v1.2.3', 'npm run check:reproducible', 'rustup default 1.99.0', 'sha384sum -c SHA384SUMS', elements]) assert.ok(text.includes(part), part);
  for (const script of [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name)) assert.ok(JSON.parse(read('package.json')).scripts[script], script);
  assert.deepEqual([...elements.matchAll(/src="https:\/\/www\.example\.org\/(\S+)" integrity="(\S+)" crossorigin="anonymous"/g)].map(([, file, hash]) => [file, hash]), [['crumbless-1.2.3/crumbless.js', 'sha384-A'], ['crumbless-1.2.3/matomo.full.js', 'sha384-B']]);
  assert.equal(sumsOf({ b: Buffer.alloc(0) }), '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b  b\n');
});
