/**
 * How many tests ran, read from what each runner really printed. A runner whose closing lines are not found has run none.
 *
 * @module
 */

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
 * `cargo fmt --check`: files that would be changed, of those there are.
 *
 * @param {string} output
 * @param {number} files
 * @returns {Counts}
 */
export function formatCounts(output, files) {
  const changed = new Set([...plain(output).matchAll(/^Diff in (.+?):\d+:?$/gm)].map(([, file]) => file));
  return { passed: Math.max(0, files - changed.size), failed: changed.size, skipped: 0 };
}

/**
 * `eslint --format json`: a warning fails a file too.
 *
 * @param {string} json
 * @returns {Counts}
 */
export function eslintCounts(json) {
  const results = JSON.parse(json);
  const failed = results.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0).length;
  return { passed: results.length - failed, failed, skipped: 0 };
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
