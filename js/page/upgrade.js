// Asks for the full file when the page uses what this one lacks. What comes from then on is held in order until that is there, but not
// for long (issue 15).

import { looksProtective } from './queue.js';

// For how long the page's commands wait for the full file: then those that this one knows go on.
const HOLD_MS = 5000;

/**
 * @param {(failed: (why: string) => void) => void} load puts the full file on the page; hears when that cannot be
 * @param {string[]} protecting the commands that keep something back
 */
export function createUpgrade(load, protecting) {
  let held = []; // Rows of a name, whether this file knows it, and what is to be done.
  let isAsked = false, isHolding = false, isOver = false;
  let guarded; // A name of which this file cannot say what it was to keep back.
  let applyRows, close, core;

  function ask(name) {
    if (looksProtective(name, protecting)) guarded ??= name;
    isHolding = true;
    if (isAsked) return;
    isAsked = true;
    setTimeout(release, HOLD_MS);
    load(fail);
  }

  /** What this file knows goes on, unless something was to be kept back. */
  function release() {
    if (guarded || isOver) return;
    const before = held;
    held = [];
    isHolding = false;
    for (const row of before) {
      if (row[1]) row[2](applyRows);
      else held.push(row);
    }
  }

  function fail(why) {
    let names = '';
    for (const [name, isKnown] of held) if (!isKnown) names += ' ' + name;
    console.error(`Crumbless: ${why}, so this is not carried out:${names}`);
    if (guarded) close(guarded, why);
    guarded = undefined;
    release();
    held = [];
    isOver = true;
  }

  return {
    build: CRUMBLESS_BUILD,
    ask,
    release,

    /** @returns whether something waits instead of being done now: what this file lacks, and all behind it */
    holds(name, isKnown, work) {
      if (isOver || isKnown && !isHolding) return false;
      if (!isKnown) ask(name);
      held.push([name, isKnown, work]);
      return true;
    },

    /** @returns whether what the page does may not be looked at: something is to be kept back, and this file cannot say what */
    isGuarded: () => guarded && !isOver,

    isHolding: () => isHolding,

    /** @returns whether this file lacks nothing that can be had */
    isOver: () => isOver,

    /**
     * @param {(rows: unknown[]) => void} theApplyRows applies rows of `_paq`
     * @param {(what: string, why: unknown) => void} theClose lets nothing be sent any more
     */
    begin(theApplyRows, theClose, theCore) {
      applyRows = theApplyRows;
      close = theClose;
      core = theCore;
    },

    /** @returns the tracker that runs, for the full file to go on with; undefined before `begin` */
    core: () => core,

    fail,

    /** The full file is there, and gets what is held. */
    end() {
      isOver = true;
      return held;
    },
  };
}
