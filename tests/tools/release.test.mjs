/** What a release says of itself is so, and the package says no more than it has. The whole of `npm run release:check` is run by hand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stampOf, withSection } from '../../scripts/build/module.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { changesOf, integrityOf } from '../../scripts/release.mjs';

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
  const { version } = JSON.parse(read('package.json'));
  assert.equal(JSON.parse(read('package-lock.json')).version, version);
  assert.equal(stampOf(read('Cargo.toml'), Buffer.alloc(0)).split('+')[0], version);
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
