// Instances of the core. Chromium before 115 neither compiles more than 4 KB at once on the main thread nor makes an instance of it: there
// each has to be asked for before it is needed.

import { env } from 'crumbless:imports';
import { attach } from './host.js';

/**
 * @param {WebAssembly.Module} module
 * @returns {{begin: () => WebAssembly.Exports, prepare: () => Promise<void>}} what makes the core ready, each time as if nothing had
 *   been, and what has to come before it where that cannot be done at once
 */
export function instancesOf(module) {
  let spare;
  async function prepare() {
    try {
      spare = await WebAssembly.instantiate(module, { env });
    } catch {
      // Then `begin` says so.
    }
  }
  function begin() {
    const { exports } = spare || new WebAssembly.Instance(module, { env });
    // After a trap the next one will be needed at once. Until it is there, that fails.
    spare &&= prepare();
    attach(exports.memory);
    return exports;
  }
  return { begin, prepare };
}
