/** All that is shipped of dist/, built again in another folder, is the same to the byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from '../../scripts/build.mjs';
import { SHIPPED, rebuildDist } from '../../scripts/build/dist.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { step } from '../../scripts/lib/progress.mjs';
import { filesOf, integrityOf } from '../../scripts/release/integrity.mjs';

test('two builds are byte-identical, file by file', async () => {
  await build();
  const again = await step(`Building ${SHIPPED.length} files again, in another folder`, rebuildDist);
  const first = integrityOf(filesOf(root, SHIPPED));
  assert.deepEqual(integrityOf(Object.fromEntries(SHIPPED.map((file) => [file, again[file]]))), first);
});

test('a byte that differs is found', () => {
  const of = (text) => integrityOf({ 'a.js': Buffer.from(text) });
  assert.deepEqual(of('abc'), of('abc'));
  for (const other of ['abd', 'abcd']) assert.notDeepEqual(of('abc'), of(other));
});
