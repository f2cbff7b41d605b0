import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../scripts/lib/run.mjs';
import { testsOfExample } from './support/example.mjs';
import { installed } from './support/install.mjs';

testsOfExample('sphinx');

test('a book that Sphinx makes of the same pages has no tracker', async () => {
  const { folder, out } = await installed('sphinx');
  await run(path.join(folder, '.venv/bin/sphinx-build'), ['-b', 'epub', '.', out], { cwd: folder });
  assert.doesNotMatch(readFileSync(path.join(out, 'index.xhtml'), 'utf8'), /data-site-id/);
  assert.equal(existsSync(path.join(out, '_static/crumbless')), false);
});
