import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';

/**
 * @param {Record<string, string[]>} imports the files that each file imports
 * @returns {string[]} the circles
 */
function circles(imports) {
  const [open, done, found] = [[], new Set(), []];
  const visit = (file) => {
    if (open.includes(file)) return void found.push([...open.slice(open.indexOf(file)), file].join(' > '));
    if (done.has(file)) return;
    open.push(file);
    imports[file]?.forEach(visit);
    done.add(open.pop());
  };
  Object.keys(imports).forEach(visit);
  return found;
}

test('no files of js/ import each other in a circle', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['js/entries/embedded.js', 'js/entries/fallback.js', ...['crumbless', 'full', 'fallback', 'options', 'idle', 'testing', 'load'].map((name) => `js/module/${name}.js`), 'js/snippet.js'].map((file) => fromRoot(file)),
    outdir: 'unused',
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    // What the module loads later is a bundle of its own (scripts/build/module.mjs).
    external: ['crumbless:*', './full.js', './options.js', './fallback.js'],
  });
  const imports = Object.fromEntries(Object.entries(metafile.inputs).map(([file, input]) => [file, input.imports.map(({ path }) => path)]));
  assert.ok(Object.keys(imports).length > 20, `only ${Object.keys(imports)}`);
  assert.deepEqual(circles(imports), []);
  const [one] = imports['js/page/facade.js'];
  assert.equal(circles({ ...imports, [one]: ['js/page/facade.js'] }).length, 1, 'a circle is found');
});
