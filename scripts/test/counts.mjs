/**
 * How many tests ran, read from what each runner really printed. A runner whose closing lines are not found has run none.
 *
 * @module
 */
import process from 'node:process';

/**
 * How `node --test` runs files: three at once, as half of what they do is waiting. One that waits without an end, as for a browser that
 * has died, fails after ten minutes. Node before 20.11 does not know the options.
 */
export const TEST_OPTIONS = /^v20\.(?:\d|10)\./.test(process.version) ? [] : ['--test-concurrency=3', '--test-timeout=600000'];

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

// eslint-disable-next-line no-control-regex -- colours are control characters
const COLOURS = /\x1b\[[\d;]*m/g;

/** @returns {Counts} */
export function none() {
  return { passed: 0, failed: 0, skipped: 0 };
}

/**
 * @param {...Counts} counts
 * @returns {Counts}
 */
export function sum(...counts) {
  return counts.reduce(
    (one, other) => ({
      passed: one.passed + other.passed,
      failed: one.failed + other.failed,
      skipped: one.skipped + other.skipped,
    }),
    none(),
  );
}

/**
 * `cargo test` and `wasm-pack test`: a line for each binary.
 *
 * @param {string} output
 * @returns {Counts}
 */
export function cargoCounts(output) {
  const lines = plain(output).matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return sum(...[...lines].map(([, passed, failed, skipped]) => toCounts(passed, failed, skipped)));
}

/**
 * `node --test` with the reporter `spec`. What was cancelled did not pass.
 *
 * @param {string} output
 * @returns {Counts}
 */
export function nodeCounts(output) {
  const text = plain(output);
  const number = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped') + number('todo'),
  };
}

/**
 * The project's own scripts: the last line `N passed, M failed`, with or without `, K skipped`.
 *
 * @param {string} output
 * @returns {Counts}
 */
export function scriptCounts(output) {
  const line = [...plain(output).matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return line ? toCounts(line[1], line[2], line[3] ?? '0') : none();
}

/**
 * The exit status has the last word: a runner that failed without a failed test has one, and no test at all is a failure.
 *
 * @param {Counts} counts
 * @param {number} status
 * @returns {Counts}
 */
export function withStatus(counts, status) {
  const ran = counts.passed + counts.failed;
  const unexplained = (status !== 0 || ran === 0) && counts.failed === 0;
  return unexplained ? { ...counts, failed: 1 } : counts;
}

function toCounts(passed, failed, skipped) {
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

function plain(output) {
  return output.replace(COLOURS, '');
}
