/** For `npm run test:all`: the kept inputs of each target, and some thousand more, nearly always the same. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { cargo } from '../scripts/lib/toolchain.mjs';
import { fromRoot } from '../scripts/lib/paths.mjs';
import { run } from '../scripts/lib/run.mjs';
import { QUIET, SELF_TEST, build, faultsOf, fuzz, fuzzCargo, read, targets } from './run.mjs';

/** The same inputs in each run: the standard choice of what to vary next looks at the clock. */
const LIMITS = ['-runs=5000', '-seed=1', '-entropic=0'];

const folder = await build();
// Inputs of other runs would make it another run.
const place = mkdtempSync(path.join(os.tmpdir(), 'crumbless-fuzz-'));
after(() => rmSync(place, { recursive: true, force: true }));

/** Only what comparisons tell leads there in so few runs. */
test('a fault behind four letters is found, with its input', async () => {
  const args = ['-runs=500000', '-seed=1', '-max_len=64', `-artifact_prefix=${place}/`];
  const { output, status } = await run(path.join(folder, SELF_TEST), args, { env: QUIET, mayFail: true });
  const { input, counters, said } = read(output);
  assert.ok(status !== 0 && counters > 0, `status ${status}, ${counters} counters`);
  assert.match(said, /as it has to be/);
  assert.ok(readFileSync(input, 'utf8').startsWith('lost'));
});

describe('a target', { concurrency: os.availableParallelism() }, () => {
  for (const target of targets()) {
    test(target, async () => assert.deepEqual(faultsOf(await fuzz(folder, target, LIMITS, path.join(place, target))), []));
  }
});

test('fuzz/ is formatted', () => cargo(['fmt', '--manifest-path', fromRoot('fuzz/Cargo.toml'), '--check']));
test('fuzz/ has no lint', () => fuzzCargo('clippy', ['--all-targets', '--', '-D', 'warnings']));
