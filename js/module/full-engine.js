// What runs the commands of dist/module/full.js: all of them from the start, or where a core runs already, from where that is.

import { first, names, protecting } from 'crumbless:commands';
import { stamp } from 'crumbless:stamp';
import { measuredBy } from '../full/measuring.js';
import { createMatomo } from '../page/facade.js';
import { canRun, compile } from './compile.js';
import { loadEngagement, loadFallback } from './parts.js';
import { ready } from './ready.js';
import { whole } from './whole.js';

const FILE = 'full_bg.wasm';
/** Of which file the option `wasm` is, if it is one source. */
export const FILE_OF_WASM = 'full';
/** Where it is unless the application says so: bundlers find it by this. */
export const address = () => new URL('./full_bg.wasm', import.meta.url);
const commands = names.split(' ');
const firstNames = commands.slice(0, first);
export const protectingNames = protecting.split(' ');
export { firstNames as first };

let starting;
let isTaken = false;

/** @returns {Promise<import('./core-engine.js').Engine>} the same each time: two of them would know nothing of each other */
export async function start(wasm) {
  try {
    return await (starting ||= canRun() ? begin(wasm.full) : fallback());
  } catch (error) {
    starting = undefined; // A network may be back the next time.
    throw error;
  }
}

async function begin(wasm) {
  const ready = await prepare(wasm);
  isTaken = true;
  return whole(createMatomo(ready, commands, first, protectingNames, [], undefined, undefined, measuredBy(loadEngagement)), firstNames);
}

const fallback = async () => (await loadFallback()).start();

/** @returns {Promise<() => WebAssembly.Exports>} what makes a core ready */
export async function prepare(wasm) {
  return await ready(await compile(wasm ?? address(), stamp, FILE));
}

/**
 * Goes on with what a core has begun.
 *
 * @param {ReturnType<import('../page/upgrade.js').createUpgrade>} asking
 * @param {() => WebAssembly.Exports} ready
 */
export function goOn(asking, ready) {
  if (asking.build !== CRUMBLESS_BUILD) throw new Error('full.js is of another version than crumbless.js: both have to come from one installation');
  if (isTaken) throw new Error('crumbless/full runs already with trackers of its own: import it everywhere, or nowhere');
  isTaken = true;
  const made = createMatomo(ready, commands, first, protectingNames, [], undefined, asking.core(), measuredBy(loadEngagement));
  starting = (async () => whole(made, firstNames))();
  return made.queueFor;
}
