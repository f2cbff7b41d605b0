// Entry of dist/module/crumbless.js: the tracker for applications made of modules. Its options are read by src/options, the
// WebAssembly stands in a file beside it (js/module/compile.js), and nothing is done, nor anything global set, before createTracker.

import { first, names, protecting } from 'crumbless:commands';
import { __wbg_reset_state as renew, initSync, readOptions } from 'crumbless:glue';
import { compile } from './compile.js';
import { createMatomo } from '../page/facade.js';
import { attach } from '../bridge/host.js';
import { FOR_FIRST_TRACKER } from '../bridge/protocol.js';
import { isIn, keysOf } from '../page/lists.js';
import { applyAll, forEachSafely } from '../page/queue.js';

// What is asked is returned by the first tracker.
const RETURNING = /^(get|is|has)/;
const ADDING = ['addTracker', 'addTargets'];

// The unit of WebAssembly's memories, in bytes.
const PAGE = 65536;

// A server that renders pages imports the same modules: there is nobody to be counted, and nothing to count with.
const isPage = () => typeof document == 'object';

/** What a page of scripts knows as `window.Matomo`; undefined until the first tracker has been made. */
export let Matomo;
export { Matomo as default };

let starting;
let queueFor;
let pushNow;
const held = [];

/** `_paq` without the global name: rows are held until the first tracker has been made, and are for all trackers afterwards. */
export const paq = {
  push(...rows) {
    if (pushNow) pushNow(...rows);
    else if (isPage()) held.push(...rows);
  },
};

/**
 * Makes a tracker; `types.d.ts` in src/options says what the options are. Wrong ones make none: going on with half of them
 * could send what they were to keep back.
 */
export async function createTracker(options) {
  if (!isPage()) return createIdle();
  try {
    // How the core is loaded cannot be read by the core itself.
    const { wasm, ...others } = options ?? {};
    await (starting ||= start(wasm));
    return makeTracker(readOptions('wasm' in Object(options) ? others : options), options.commands);
  } catch (error) {
    console.error('Crumbless: createTracker:', error.message);
    throw error;
  }
}

async function start(wasm) {
  try {
    const module = await compile(wasm ?? new URL('./crumbless_bg.wasm', import.meta.url));
    let core;
    const begin = () => {
      if (core) renew();
      // Makes a core where there is none, and hands it out.
      core = grown(initSync({ module }), core);
      attach(core.memory);
      return core;
    };
    ({ matomo: Matomo, queueFor } = createMatomo(begin, names.split(' '), first, protecting.split(' ')));
    Matomo.initialized = true;
  } catch (error) {
    starting = undefined; // A network may be back the next time.
    throw error;
  }
}

/** The memory of the old core is to be the new one's (js/bridge/core-bridge.js), and speaks of values in the glue's table by their place. */
function grown(core, old) {
  if (old) {
    core.memory.grow((old.memory.buffer.byteLength - core.memory.buffer.byteLength) / PAGE);
    const [table, values] = [core.__wbindgen_externrefs, old.__wbindgen_externrefs];
    table.grow(values.length - table.length);
    for (let place = 0; place < values.length; place += 1) table.set(place, values.get(place));
  }
  return core;
}

/**
 * @param {{url: string, siteId: string, rows: unknown[][]}} setup what is to be made, and what comes before all else
 * @param {unknown[][]} [commands] those of the application
 */
function makeTracker({ url, siteId, rows }, commands) {
  const trackers = Matomo.getAsyncTrackers();
  const main = Matomo.getTracker(url, siteId);
  const place = trackers.push(main) - 1;
  const own = [main];
  // Those that a command adds get every later one too.
  const adopting = (work) => (...given) => {
    const before = trackers.length;
    try {
      return work(...given);
    } finally {
      own.push(...trackers.slice(before));
    }
  };
  const apply = adopting(queueFor(own).apply);

  try {
    for (const row of rows) apply(row); // One that throws ends it: nothing goes on without its anonymity.
  } catch (error) {
    trackers.length = place;
    throw error;
  }
  pushNow ||= adopting(queueFor(trackers).push);
  applyAll([...(commands || []), ...held.splice(0)], names.split(' ').slice(0, first), apply);
  Matomo.trigger('TrackerAdded', [main]);
  return together(own, adopting);
}

/** One tracker for several: it has the methods of the first, and each command is for all. */
function together(own, adopting) {
  const [main] = own;
  const facade = { ...main };
  for (const name of keysOf(main)) {
    const method = main[name];
    if (typeof method != 'function' || RETURNING.test(name) || isIn(FOR_FIRST_TRACKER.split(' '), name) && !isIn(ADDING, name)) continue;
    facade[name] = isIn(ADDING, name) ? adopting(method) : (...given) => {
      let result;
      const thrown = forEachSafely(own, (tracker) => {
        const returned = tracker[name](...given);
        if (tracker === main) result = returned;
      });
      if (thrown) throw thrown;
      return result;
    };
  }
  return facade;
}

/** A tracker where there is no page: each command is there, does nothing and returns nothing. */
function createIdle() {
  const idle = {};
  for (const name of names.split(' ')) idle[name] = () => {};
  idle.addTracker = () => idle;
  return idle;
}
