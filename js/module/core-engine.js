// What runs the commands of dist/module/crumbless.js: the core, and from the first that it lacks on all of them (full.js).

import { elsewhere, first, names, protecting } from 'crumbless:commands';
import { stamp } from 'crumbless:stamp';
import { createMatomo } from '../page/facade.js';
import { createUpgrade } from '../page/upgrade.js';
import { canRun, compile } from './compile.js';
import { loadFallback, loadFull } from './parts.js';
import { ready } from './ready.js';

const FILE = 'crumbless_bg.wasm';
/** Of which file the option `wasm` is, if it is one source. */
export const FILE_OF_WASM = 'core';
/** Where it is unless the application says so: bundlers find it by this. */
export const address = () => new URL('./crumbless_bg.wasm', import.meta.url);
const commands = names.split(' ');
const lacking = elsewhere.split(' ');
export const protectingNames = protecting.split(' ');

/**
 * @typedef {object} Engine
 * @property {object} matomo `window.Matomo` of pages of scripts
 * @property {(trackers: object[]) => {apply: (row: unknown[]) => void}} queueFor
 * @property {string[]} first the commands that are applied before the others
 * @property {boolean} isWhole whether no command is missing
 * @property {(event: string, given: unknown[]) => void} announce tells the plugins, at once or when they can be there
 * @property {(command: unknown, given: unknown[]) => boolean} lacks whether a command needs what is missing
 * @property {(name: string, isKnown: boolean, work: (applyRows?: (rows: unknown[]) => void) => void) => boolean} holds
 *   whether something waits for what is missing, instead of being done now
 * @property {(names: string[]) => Promise<void>} demand loads what is missing; rejected where it cannot be had
 */

/**
 * @param {{core?: unknown, full?: unknown}} wasm where the WebAssembly is, if the application says so
 * @param {boolean} needsAll whether more than the core is needed before anything is done
 * @param {unknown[][]} rows what will be asked of it: what the core lacks is loaded at the same time
 * @param {() => void} whenWhole called when the rest has taken over the trackers
 * @returns {Promise<Engine>}
 */
export async function start(wasm, needsAll, rows, whenWhole) {
  if (!canRun()) return (await loadFallback()).start();
  if (needsAll) return await (await loadFull()).start(wasm);
  let completing;
  const upgrade = createUpgrade((failed) => { completing = complete(failed); }, lacking, protectingNames);
  const engine = {
    first: commands.slice(0, first),
    isWhole: false,
    lacks: (command, given) => !engine.isWhole && upgrade.lacks(command, given),
    holds: upgrade.holds,
    async demand(wanted) {
      for (const name of wanted) upgrade.ask(name);
      await completing;
      if (!engine.isWhole) throw new Error(`this needs full.js, which is not there: ${wanted.join(', ')}`);
    },
  };
  const begun = begin(compile(wasm.core ?? address(), stamp, FILE), upgrade);
  for (const row of rows) if (row && typeof row != 'string' && upgrade.lacks(row[0], row)) upgrade.ask(row[0]);

  async function complete(failed) {
    try {
      await begun;
    } catch {
      return; // `start` says so.
    }
    try {
      const full = await loadFull();
      const ready = await full.prepare(wasm.full);
      engine.first = full.first;
      engine.queueFor = full.goOn(upgrade, ready);
      engine.isWhole = true;
    } catch (error) {
      failed(error.message);
      return;
    }
    whenWhole();
  }

  ({ matomo: engine.matomo, queueFor: engine.queueFor, announce: engine.announce } = await begun);
  return engine;
}

async function begin(compiled, upgrade) {
  const made = createMatomo(await ready(await compiled), [...commands, ...lacking], first, protectingNames, [], upgrade);
  upgrade.started();
  return made;
}
