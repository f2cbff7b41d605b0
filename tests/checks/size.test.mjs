/** The shipped files are within the limits of size-budget.json. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureFiles, oversized, readBudget } from '../../scripts/build/sizes.mjs';

const bounds = (limit, recorded) => ({ growth: 300, files: { 'a.js': { brotli: { limit, recorded } } } });
const sized = (brotli) => ({ 'a.js': { raw: 0, gzip: 0, brotli } });

for (const [name, expected, faults] of [
  ['a file over its limit', 1, oversized(bounds(1000, 900), sized(1001))],
  ['a file that grew too much', 1, oversized(bounds(2000, 900), sized(1201))],
  ['a file that is missing', 1, oversized(bounds(1000, 900), {})],
  ['a size that was not recorded', 1, oversized(bounds(1000, null), sized(900))],
  ['nothing in a file within both', 0, oversized(bounds(1000, 700), sized(1000))],
]) {
  test(`the check of sizes finds ${name}`, () => assert.equal(faults.length, expected, faults.join('\n')));
}

const budget = readBudget();
for (const [file, kinds] of Object.entries(budget.files)) {
  test(`${file} is within its limits`, () => assert.deepEqual(oversized({ ...budget, files: { [file]: kinds } }, measureFiles(budget)), []));
}
