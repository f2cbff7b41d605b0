/** What `npm run fuzz` makes of what libFuzzer says. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { faultsOf, read, targets } from '../../fuzz/run.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const GOOD = `INFO: Loaded 1 modules   (56372 inline 8-bit counters): 56372 [0x55, 0x56),
INFO: seed corpus: files: 17 min: 9b max: 104b total: 901b rss: 36Mb
#18\tINITED cov: 6052 ft: 13965 corp: 17/901b exec/s: 0 rss: 36Mb
#3441\tDONE   cov: 6559 ft: 20977 corp: 732/93Kb lim: 4096 exec/s: 67 rss: 52Mb
stat::number_of_executed_units: 3441
`;
const BAD = `${GOOD}
thread '<unnamed>' (11616) panicked at src/wire.rs:125:9:
no hit
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace
==11615== ERROR: libFuzzer: deadly signal
artifact_prefix='${fromRoot('fuzz/artifacts/links')}/'; Test unit written to ${fromRoot('fuzz/artifacts/links/crash-7f')}
`;
const outcome = (output, status = 0) => ({ target: 'links', status, ...read(output) });

describe('a run of a target', () => {
  test('is read from its output', () => {
    const { executions, seeds, counters, coverage } = read(GOOD);
    assert.deepEqual({ executions, seeds, counters, coverage }, { executions: 3441, seeds: 17, counters: 56372, coverage: [6052, 6559] });
    assert.deepEqual(faultsOf(outcome(GOOD)), []);
  });

  test('that fails says why, with which input, and how to see it again', () => {
    const again = 'npm run fuzz -- --target links --input fuzz/artifacts/links/crash-7f';
    assert.deepEqual(faultsOf(outcome(BAD, 77)), ['panicked at src/wire.rs:125:9:\nno hit', `the input is fuzz/artifacts/links/crash-7f; again: ${again}`]);
  });

  test('that ran nothing, knew nothing or was blind is no good run', () => {
    const without = (pattern) => faultsOf(outcome(GOOD.replace(pattern, '')));
    assert.deepEqual(without(/stat::.*/), ['it ran nothing']);
    assert.deepEqual(without(/INFO: seed.*/), ['fuzz/corpus/links has no input']);
    assert.deepEqual(without(/INFO: Loaded.*/), ['nothing tells libFuzzer what an input reached']);
    assert.deepEqual(without(/#\d+\t.*\n/g), ['nothing tells libFuzzer what an input reached']);
    assert.deepEqual(faultsOf(outcome(GOOD, 1)), ['it ended with status 1']);
  });
});

test('each target has an entry, kept inputs and its place in the table of the crate', () => {
  const entries = readdirSync(fromRoot('fuzz/fuzz_targets')).map((name) => name.replace('.rs', ''));
  assert.deepEqual(entries.sort(), [...targets(), 'self_test'].sort());
  for (const target of targets()) assert.ok(readdirSync(fromRoot('fuzz/corpus', target)).length > 0, target);
});
