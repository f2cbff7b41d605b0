/**
 * `npm run build`: makes dist/ (build/dist.mjs) and says what the files weigh. `--record` writes the sizes down as the ones to compare
 * with; `--force` builds even what is up to date.
 *
 * @module
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDist } from './build/dist.mjs';
import { INPUTS, hashOf, isUpToDate, remember } from './build/inputs.mjs';
import { measureFiles, oversized, readBudget, record, sizeTable } from './build/sizes.mjs';
import { withLock } from './lib/lock.mjs';
import { fromRoot, root } from './lib/paths.mjs';
import { runMain, say, step } from './lib/progress.mjs';
import { requireToolchain } from './lib/toolchain.mjs';
import { ready } from './tools.mjs';

/**
 * Makes dist/ unless it is up to date.
 *
 * @param {{force?: boolean}} [options]
 */
export async function build({ force = false } = {}) {
  await ready('packages', 'rust', 'bindgen');
  await withLock('build', async () => {
    const { kind, version } = await requireToolchain();
    const inputs = hashOf(root, INPUTS, `${kind} ${version}`);
    if (!force && isUpToDate(inputs, root)) return say('dist/ is up to date.');
    const files = await step('Building dist/', (note) => buildDist({ root, note }));
    for (const [file, content] of Object.entries(files)) writeWhole(fromRoot(file), content);
    return remember(inputs, root, Object.keys(files));
  });
}

/** A reader sees the old file or the new one, never half of one. */
function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const { values } = parseArgs({ options: { record: { type: 'boolean' }, force: { type: 'boolean' } } });
    await build(values);
    const budget = readBudget();
    const measured = measureFiles(budget);
    if (values.record) record(budget, measured);
    console.log(`\n${sizeTable(budget, measured)}`);
    const faults = oversized(budget, measured);
    for (const fault of faults) console.error(`✖ ${fault}`);
    return faults.length > 0 ? 1 : 0;
  });
}
