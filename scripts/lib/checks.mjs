/**
 * How a check script says what it found: a line a check, then `N passed, M failed` alone on a line, which `npm test` counts.
 *
 * @module
 */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => unknown} run throws, or gives a list of faults; an empty list or nothing is good
 */

/**
 * @param {Check[]} checks
 * @returns {Promise<number>} the exit status
 */
export async function runChecks(checks) {
  let failed = 0;
  for (const { name, run } of checks) {
    const faults = await faultsOf(run);
    console.log(`${faults.length === 0 ? '✔' : '✖'} ${name}`);
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) failed += 1;
  }
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  return failed === 0 && checks.length > 0 ? 0 : 1;
}

/**
 * A check's proof that it can fail: the finder is given something bad and must find exactly so many faults.
 *
 * @param {string} name
 * @param {number} expected how many faults
 * @param {() => unknown[] | Promise<unknown[]>} find
 * @returns {Check}
 */
export function selfTest(name, expected, find) {
  return {
    name: `self-test: ${name}`,
    run: async () => {
      const faults = await find();
      return faults.length === expected ? [] : [`expected ${expected} fault(s), found ${faults.length}: ${faults.join(' | ')}`];
    },
  };
}

async function faultsOf(run) {
  try {
    return (await run()) ?? [];
  } catch (error) {
    return [error.message];
  }
}
