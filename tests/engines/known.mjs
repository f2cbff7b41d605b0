/**
 * Which tests fail in an engine because of what it lacks, or what its driver cannot do: entries of tests/e2e/engine-differences.json.
 * The list is exact: a test that fails and does not stand there is a failure, and so is one that stands there and passes, or
 * that there is not. Pure.
 *
 * @module
 */

/** @typedef {{file: string, test: string, state: 'pass' | 'fail' | 'skip', why?: string}} Outcome of tests/engines/reporter.mjs */
/** @typedef {{engines: string[], why: string, file: string, tests: string[]}} Known */

/**
 * @param {Outcome[]} outcomes all of the files that ran
 * @param {Known[]} list
 * @param {string} engine
 * @param {{isPart?: boolean}} [how] whether some tests of the files were left out
 * @returns {{counts: import('../../scripts/test/counts.mjs').Counts, faults: string[], differing: string[]}} `faults` has a line for each failure,
 *   `differing` one for each test that failed as it was known to
 */
export function judgeTests(outcomes, list, engine, { isPart = false } = {}) {
  const ran = new Set(outcomes.map(({ file }) => file));
  const known = new Map(list.filter(({ engines, file }) => engines.includes(engine) && ran.has(file))
    .flatMap(({ file, tests, why }) => tests.map((test) => [`${file}: ${test}`, why])));
  const faults = [];
  const differing = [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const seen = new Set();
  for (const { file, test, state } of outcomes) {
    const title = `${file}: ${test}`;
    seen.add(title);
    if (state === 'skip') counts.skipped += 1;
    else if (known.has(title) && state === 'fail') differing.push(`${title}: ${known.get(title)}`);
    else if (known.has(title)) faults.push(`${title} passes in ${engine}: take it out of engine-differences.json`);
    else if (state === 'fail') faults.push(title);
    else counts.passed += 1;
  }
  for (const title of isPart ? [] : known.keys()) if (!seen.has(title)) faults.push(`engine-differences.json: there is no test ${title}`);
  return { counts: { ...counts, failed: faults.length, skipped: counts.skipped + differing.length }, faults, differing };
}

/**
 * @param {Known[]} list
 * @param {string[]} files names of tests that run in every engine
 * @param {string[]} engines
 * @returns {string[]} what is wrong with the list as such, a line each
 */
export function checkKnown(list, files, engines) {
  const isGood = (entry) => entry.why && files.includes(entry.file) && entry.tests.length > 0 && entry.engines.length > 0 && entry.engines.every((name) => engines.includes(name));
  return list.filter((entry) => !isGood(entry)).map((entry) => `engine-differences.json: ${entry.file}: ${entry.tests?.join(', ')} needs a reason, engines and a file of tests that run in them`);
}
