// `_paq`: rows of a command and its arguments, held until the tracker is there and applied at once afterwards.

import { FOR_FIRST_TRACKER } from '../bridge/protocol.js';
import { logError } from './console.js';
import { findIn, isIn, mapped } from './lists.js';

/** Whether up to so many letters have to be left out, put in or changed to make one text the other. */
const isNear = (one, other, most) =>
  one === other || most > 0 && (one[0] === other[0] && one && isNear(one.slice(1), other.slice(1), most)
    || isNear(one.slice(1), other, most - 1) || isNear(one, other.slice(1), most - 1) || isNear(one.slice(1), other.slice(1), most - 1));

const lettersOf = (name) => String(name).toLowerCase().replace(/[^a-z]/g, '').replace(/^set/, '');

/**
 * Says of a name that is no command that it was meant to be one that keeps something back: about anonymity, or but for two letters.
 *
 * @param {unknown} name
 * @param {string[]} protecting the commands that keep something back
 */
export const looksProtective = (name, protecting) =>
  /anon|measure/i.test(String(name)) || findIn(protecting, (other) => isNear(lettersOf(name), lettersOf(other), MOST_WRONG)) !== undefined;

// So many letters of a name may be wrong.
const MOST_WRONG = 2;

/**
 * @param {object[]} trackers those that get every command
 * @param {() => object} matomo `window.Matomo`, for static plugin calls
 * @param {(what: string, why: unknown) => void} close lets nothing be sent any more
 * @param {string[]} protecting the commands that keep something back
 * @param {ReturnType<import('./upgrade.js').createUpgrade>} [upgrade] of the core file: what it lacks waits for the full one
 */
export function createQueue(trackers, matomo, close, protecting, upgrade) {
  let missed = [];

  /** A row that nothing came of, and which may have been to keep hits back. */
  function closeFor(command) {
    if (typeof command == 'string' && looksProtective(command, protecting)) close(command, 'there is no such command');
  }

  function miss(row) {
    closeFor(row[0]);
    missed.push(row);
  }

  function apply(row) {
    let command, given;
    try {
      if (typeof row == 'string') closeFor(row);
      [command, ...given] = row;
    } catch (error) {
      closeFor(row?.[0]);
      throw error;
    }
    if (!CRUMBLESS_FULL && upgrade.holds(command, !upgrade.lacks(command, given), (applyRows) => applyRows([row]))) return;
    if (typeof command == 'function') {
      for (const tracker of trackers) command.apply(tracker, given);
      return;
    }
    const [owner, method] = CRUMBLESS_FULL ? String(command).split('::') : [];
    if (method) {
      const plugin = matomo()[owner];
      if (plugin && typeof plugin[method] == 'function') plugin[method](...given);
      else miss(row);
      return;
    }
    const [pluginName, pluginMethod] = CRUMBLESS_FULL ? String(command).split('.') : [];
    for (const tracker of trackers) {
      const target = pluginMethod ? tracker[pluginName] : tracker;
      const name = pluginMethod || command;
      if (CRUMBLESS_FULL && typeof target != 'object') {
        miss(row);
        return;
      }
      if (typeof target[name] == 'function') {
        target[name](...given);
      } else {
        const unknown = new TypeError(`The method "${command}" was not found in "_paq" variable`);
        closeFor(command);
        if (!pluginMethod) throw unknown;
        logError('Crumbless:', unknown);
      }
      if (isIn(FOR_FIRST_TRACKER.split(' '), command)) return;
    }
  }

  return {
    apply,

    /** What `_paq.push` is: several rows at once, each applied even if another is wrong. */
    push(...rows) {
      const thrown = forEachSafely(rows, apply);
      if (thrown) throw thrown;
    },

    /** `retryMissedPluginCalls`: calls that came before their plugin. */
    retry: CRUMBLESS_FULL && (() => {
      const again = missed;
      missed = [];
      forEachSafely(again, apply);
    }),
  };
}

/** Applies the initial queue: the commands of `first` in that order, then the others. */
export function applyAll(queue, first, apply) {
  const ranks = { __proto__: null };
  const rows = mapped([...first, ''], (command, rank) => {
    ranks[command] = rank;
    return [];
  }); // By rank, the others last: there may be many, and each is looked at once.
  forEachSafely([queue || []], (all) => forEachSafely(mapped(all, (row) => row), (row) => {
    if (!row) return;
    let copy = row;
    try {
      if (typeof row != 'string') copy = [...row];
    } catch {
      // No row at all: applying it says so.
    }
    rows[(typeof copy[0] == 'string' ? ranks[copy[0]] : undefined) ?? first.length].push(copy);
  }));
  for (const ranked of rows) forEachSafely(ranked, apply);
}

/** Does something with each of some things and returns what the first wrong one threw, as `push` has to throw it. */
export function forEachSafely(all, work) {
  let thrown;
  for (const one of all) {
    try {
      work(one);
    } catch (error) {
      thrown ||= error;
      logError('Crumbless:', error);
    }
  }
  return thrown;
}
