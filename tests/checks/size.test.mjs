/**
 * `npm run size`: what the shipped files weigh, and whether that is within size-budget.json.
 *
 * @module
 */
import { measureFiles, oversized, readBudget, sizeTable } from '../../scripts/build/sizes.mjs';
import { runChecks, selfTest } from '../../scripts/lib/checks.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';

const bounds = (limit, recorded) => ({ growth: 300, files: { 'a.js': { brotli: { limit, recorded } } } });
const sized = (brotli) => ({ 'a.js': { raw: 0, gzip: 0, brotli } });

await runMain(async () => {
  const budget = readBudget();
  const measured = measureFiles(budget);
  console.log(`${sizeTable(budget, measured)}\n`);
  return runChecks([
    selfTest('a file over its limit is found', 1, () => oversized(bounds(1000, 900), sized(1001))),
    selfTest('a file that grew too much is found', 1, () => oversized(bounds(2000, 900), sized(1201))),
    selfTest('a file that is not there is found', 1, () => oversized(bounds(1000, 900), {})),
    selfTest('a size that was not recorded is found', 1, () => oversized(bounds(1000, null), sized(900))),
    selfTest('a file within both is good', 0, () => oversized(bounds(1000, 700), sized(1000))),
    ...Object.keys(budget.files).map((file) => ({
      name: `${file} is within its limits`,
      run: () => oversized({ ...budget, files: { [file]: budget.files[file] } }, measured),
    })),
  ]);
});
