/**
 * `npm run check:reproducible`: the tracker's files built again from a copy of the sources in another folder, with a fresh
 * cargo folder, are the same to the byte as those in dist/.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { INPUTS } from '../../scripts/build/inputs.mjs';
import { FALLBACK, buildFallback } from '../../scripts/build/fallback.mjs';
import { FILES, buildVariants } from '../../scripts/build/variants.mjs';
import { build } from '../../scripts/build.mjs';
import { runChecks, selfTest } from '../../scripts/lib/checks.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { runMain, step } from '../../scripts/lib/progress.mjs';

await runMain(async () => {
  await build();
  const files = [...FILES, FALLBACK];
  const first = files.map((file) => readFileSync(fromRoot(file)));
  const second = await step(`Building ${files.join(' and ')} again, in another folder`, buildElsewhere);
  return runChecks([
    selfTest('a byte that differs is found', 1, () => differences(Buffer.from('abc'), Buffer.from('abd'))),
    selfTest('a byte too many is found', 1, () => differences(Buffer.from('abc'), Buffer.from('abcd'))),
    selfTest('equal files are good', 0, () => differences(Buffer.from('abc'), Buffer.from('abc'))),
    ...files.map((file, index) => ({
      name: `two builds of ${file} are byte-identical`,
      run: () => differences(first[index], Buffer.from(second[file].text)),
    })),
  ]);
});

/** The folder's name is longer than the project's and has a space in it: neither may show in the files. */
async function buildElsewhere(note) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless reproducible '));
  try {
    for (const name of INPUTS.filter((input) => existsSync(fromRoot(input)))) {
      cpSync(fromRoot(name), path.join(folder, name), { recursive: true });
    }
    symlinkSync(fromRoot('node_modules'), path.join(folder, 'node_modules'));
    const place = { root: folder, targetDir: path.join(folder, 'target'), note };
    return { ...(await buildVariants(place)), [FALLBACK]: { text: await buildFallback(place) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differences(first, second) {
  if (first.equals(second)) return [];
  const at = first.findIndex((byte, index) => byte !== second[index]);
  return [`${first.length} and ${second.length} bytes, the first difference at ${at < 0 ? first.length : at} (built in ${root} and elsewhere)`];
}
