/** The Python package as those install it who have a clone, where the tracker's files are not laid into it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { distDir, fromRoot, toolsDir } from '../../scripts/lib/paths.mjs';
import { ask } from '../../scripts/lib/run.mjs';
import { installRequirements, runPip } from './support/python.mjs';

const FOLDER = path.join(toolsDir, 'examples/python-package');
const PACKAGE = fromRoot('integrations/python');
const WHERE = ['-c', 'import crumbless; print(crumbless.STATIC)'];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'requirements.txt'), '# nothing but pip\n');
  await installRequirements(FOLDER);
  await runPip(FOLDER, ['uninstall', '--yes', '--quiet', 'crumbless']);
});

/** Everything that pip said, in one line. */
async function refused(...args) {
  const { status, output } = await runPip(FOLDER, ['install', ...args], { mayFail: true });
  assert.notEqual(status, 0, output);
  assert.match(output, /\[1 lines of output\]/, 'more than one sentence');
  return output.replace(/\s+/g, ' ');
}

test('a clone without built files says what is to be done', async (t) => {
  const clone = path.join(FOLDER, 'clone');
  t.after(() => rmSync(clone, { recursive: true }));
  cpSync(PACKAGE, path.join(clone, 'integrations/python'), { recursive: true });
  assert.match(await refused(path.join(clone, 'integrations/python')), /crumbless: The tracker's files are not built: run `npm run build` in the folder of the clone, then install again from there\. /);
});

test('an editable installation is refused, as it would have no files', async () => {
  assert.match(await refused('--editable', PACKAGE), /crumbless: An editable installation has no place for the tracker's files: install without --editable\. /);
});

test('a clone with built files gives all of them', async () => {
  await runPip(FOLDER, ['install', '--quiet', PACKAGE]);
  const folder = await ask(path.join(FOLDER, '.venv/bin/python'), WHERE, { cwd: FOLDER });
  assert.ok(folder.startsWith(path.join(FOLDER, '.venv')), folder);
  for (const name of ['matomo.js', 'matomo.full.js', 'matomo.fallback.js']) {
    assert.ok(readFileSync(path.join(folder, 'crumbless', name)).equals(readFileSync(path.join(distDir, name))), name);
  }
});
