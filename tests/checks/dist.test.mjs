/** What holds of each file in dist/, whoever built it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { readMark } from '../../cli/lib/mark.mjs';
import { extract } from '../../scripts/build/embed.mjs';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { INSPECT_FILES } from '../../scripts/build/inspect.mjs';
import { MODULE_FILES } from '../../scripts/build/module.mjs';
import { FILES } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

for (const file of [...FILES, FALLBACK]) {
  describe(file, () => {
    const bytes = readFileSync(fromRoot(file));
    const text = bytes.toString();

    test('begins with a byte order mark', () => assert.ok(text.startsWith('\uFEFF')));
    test('is a script that parses', () => assert.ok(new vm.Script(text, { filename: file })));
    if (file !== FALLBACK) test('has a WebAssembly that compiles', () => WebAssembly.compile(extract(text).wasm));
  });
}

const MANIFEST = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
const SCRIPTS = MODULE_FILES.filter((name) => /\.c?js$/.test(name));

for (const [what, kind, files] of [['the files for pages', 'tracker', [...FILES, FALLBACK]], ['the files of the module', 'module', SCRIPTS]]) {
  test(`${what} say in their first line which version they are, of one build, under which licence and where the source is`, () => {
    const marks = files.map((file) => ({ ...readMark(readFileSync(fromRoot(file))), line: readFileSync(fromRoot(file), 'utf8').split('\n')[0] }));
    const source = MANIFEST.repository.url.replace(/^git\+|\.git$/g, '');
    for (const { line, ...mark } of marks) {
      const { build } = mark;
      assert.deepEqual([mark.version, mark.kind], [MANIFEST.version, kind]);
      assert.match(build, /^\d{1,9}$/);
      assert.equal(build, marks[0].build);
      assert.ok(line.endsWith(`, ${MANIFEST.license}, ${source} */`), line);
    }
  });
}

test('a mark from before it had a build and a licence is read as well, and nothing else is', () => {
  const read = (line) => readMark(Buffer.from(line));
  assert.deepEqual(read('\uFEFF/*! crumbless 0.1.0 */\n'), { kind: 'tracker', version: '0.1.0', build: undefined });
  assert.deepEqual(read('/*! crumbless bundle 0.1.0-rc.1, MIT */'), { kind: 'bundle', version: '0.1.0-rc.1', build: undefined });
  assert.deepEqual(read('/*! crumbless 0.1.0, build 7, MIT */'), { kind: 'tracker', version: '0.1.0', build: '7' });
  for (const other of ['/*! crumbless 0.1.0', '/*! crumbless */', ' /*! crumbless 0.1.0 */', '/*! crumbless 0.1.0, build\n7 */', '/*! crumbless 0.1.0 MIT */', '/*! crumbless plugin 0.1.0 */']) assert.equal(read(other), undefined);
});

test('the modules export the version', async () => {
  for (const name of ['crumbless.js', 'full.js', 'idle.js', 'idle.cjs', 'testing.js', 'testing.cjs']) {
    const { version } = await import(pathToFileURL(fromRoot(`dist/module/${name}`)).href);
    assert.equal(version, MANIFEST.version, name);
  }
});

test('dist/module can be imported outside of a browser and exports createTracker', async () => {
  const { createTracker } = await import(pathToFileURL(fromRoot(MODULE_FILES[0])).href);
  assert.equal(typeof createTracker, 'function');
});

for (const file of [...MODULE_FILES, ...INSPECT_FILES].filter((name) => name.endsWith('.wasm'))) {
  test(`${file} compiles`, () => WebAssembly.compile(readFileSync(fromRoot(file))));
}
