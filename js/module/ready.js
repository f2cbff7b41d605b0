// Makes a core ready: at once where the browser does that, before it is needed where it does not (js/bridge/instances.js).

import { env } from 'crumbless:imports';
import { attach } from '../bridge/host.js';
import { instancesOf } from '../bridge/instances.js';

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<() => WebAssembly.Exports>} what makes the core ready, each time as if nothing had been
 */
export async function ready(module) {
  const instances = instancesOf(module);
  let first;
  try {
    first = new WebAssembly.Instance(module, { env });
  } catch (refused) {
    if (!(refused instanceof RangeError)) throw refused;
    await instances.prepare();
  }
  return () => {
    if (!first) return instances.begin();
    const { exports } = first;
    first = undefined;
    attach(exports.memory);
    return exports;
  };
}
