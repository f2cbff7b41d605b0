/** The summary of `npm test` says what the runners said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as counts from '../../scripts/test/counts.mjs';

const of = (passed, failed, skipped = 0) => ({ passed, failed, skipped });

test('cargo: a line for each binary, in colour or not', () => {
  const output = [
    'test result: \x1b[32mok\x1b[0m. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s',
    '   test result: ok. 100 passed; 0 failed; 0 ignored',
    'test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 filtered out; finished in 0.01s',
  ].join('\n');
  assert.deepEqual(counts.cargoCounts(output), of(7, 3, 1));
  assert.deepEqual(counts.cargoCounts('error: could not compile'), of(0, 0));
});

test('node: cancelled tests failed, open ones are skipped', () => {
  const output = 'ℹ tests 9\nℹ suites 2\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 2\nℹ todo 1\nℹ duration_ms 5\n';
  assert.deepEqual(counts.nodeCounts(output), of(4, 2, 3));
  assert.deepEqual(counts.nodeCounts('Could not find'), of(0, 0));
});

test('scripts: the last closing line counts, and only one that stands alone', () => {
  assert.deepEqual(counts.scriptCounts('1 passed, 0 failed\nnote: 9 passed, 9 failed\n3 passed, 2 failed, 1 skipped\n'), of(3, 2, 1));
  assert.deepEqual(counts.scriptCounts('nothing'), of(0, 0));
});

test('the exit status has the last word, and no test is a failure', () => {
  assert.deepEqual(counts.withStatus(of(3, 0), 0), of(3, 0));
  assert.deepEqual(counts.withStatus(of(3, 0), 101), of(3, 1));
  assert.deepEqual(counts.withStatus(of(3, 2), 1), of(3, 2));
  assert.deepEqual(counts.withStatus(of(0, 0, 4), 0), of(0, 1, 4));
});

test('counts add up', () => {
  assert.deepEqual(counts.sum(of(1, 2, 3), of(4, 5, 6)), of(5, 7, 9));
  assert.deepEqual(counts.sum(), counts.none());
});
