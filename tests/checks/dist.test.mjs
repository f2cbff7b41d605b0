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
    test('says in its first line whose it is', () => assert.ok(readMark(bytes)));
    test('is a script that parses', () => assert.ok(new vm.Script(text, { filename: file })));
    if (file !== FALLBACK) test('has a WebAssembly that compiles', () => WebAssembly.compile(extract(text).wasm));
  });
}

test('dist/module can be imported outside of a browser and exports createTracker', async () => {
  const { createTracker } = await import(pathToFileURL(fromRoot(MODULE_FILES[0])).href);
  assert.equal(typeof createTracker, 'function');
});

for (const file of [...MODULE_FILES, ...INSPECT_FILES].filter((name) => name.endsWith('.wasm'))) {
  test(`${file} compiles`, () => WebAssembly.compile(readFileSync(fromRoot(file))));
}
