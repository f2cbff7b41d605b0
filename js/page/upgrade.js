// Asks for the full file when the page uses what this one lacks. What comes from then on is held in order until that is there, but not
// for long (issue 15).

import { logError } from './console.js';
import { findIn, isIn } from './lists.js';
import { looksProtective } from './queue.js';

// For how long the page's commands wait for the full file: then those that this one knows go on.
const HOLD_MS = 5000;

// A method of a plugin, static or of a tracker.
const OF_PLUGIN = /\.|::/;

// Nothing was asked for; commands wait; those that this file knows no longer wait; the full file is there, or will not be.
const IDLE = 0, HOLDING = 1, LATE = 2, OVER = 3;

/**
 * @param {(failed: (why: string) => void) => void} load puts the full file on the page; hears when that cannot be
 * @param {string[]} lacking the commands that only the full file has
 * @param {string[]} protecting the commands that keep something back
 */
export function createUpgrade(load, lacking, protecting) {
  const isLacking = { __proto__: null };
  for (const name of lacking) isLacking[name] = true;
  let held = []; // Rows of a name, whether this file knows it, and what is to be done.
  let phase = IDLE;
  let guarded; // A name of which this file cannot say what it was to keep back.
  let isFrozen = false; // Whether something that may keep something back waits behind another command.
  let isShut = false;
  let failure; // Why the full file does not come.
  let lost = ''; // The names of what is not carried out.
  let applyRows, close, core;
  let isStarted, early; // What comes of the full file before the start.

  function ask(name) {
    if (isIn(protecting, name)) {
      if (failure) return shut(name);
      guarded ??= name;
      if (phase === LATE) phase = HOLDING;
    }
    if (phase) return;
    phase = HOLDING;
    setTimeout(release, HOLD_MS);
    load(fail);
  }

  /** What this file knows goes on, unless something was to be kept back. */
  function release() {
    if (!guarded && phase === HOLDING) goOn();
  }

  function goOn() {
    const before = held;
    held = [];
    phase = LATE;
    isFrozen = false;
    for (const [name, isKnown, work] of before) {
      if (isKnown) work(applyRows);
      else if (failure) lose(name);
      else held[held.length] = [name, isKnown, work];
    }
  }

  function lose(name) {
    if (isIn(protecting, name)) shut(name);
    if (name) lost += ' ' + name;
  }
  /** Nothing is sent any more. Where another tracker runs there is nothing to close. */
  function shut(name) {
    if (!isShut) close?.(name, failure);
    isShut = true;
  }
  function tellLost() {
    if (lost) logError(`Crumbless: ${failure}, so this is not carried out:${lost}`);
    lost = '';
  }

  function fail(why) {
    whenStarted(() => {
      if (phase === OVER) return;
      failure = why;
      if (guarded) shut(guarded);
      goOn();
      phase = OVER;
      tellLost();
    });
  }

  /** The core may still be compiled when the full file is there, or cannot be. */
  function whenStarted(work) {
    if (isStarted) work();
    else early = work;
  }

  return {
    build: CRUMBLESS_BUILD,
    ask,
    fail,
    release,
    whenStarted,

    /** The page's tracker is there, and has what was in the queue. */
    started() {
      isStarted = true;
      early?.();
    },

    /** @returns whether this file cannot do what a command asks for. What is no command at all is left to whoever applies it. */
    lacks: (command, given) =>
      typeof command == 'string' && (isLacking[command] || OF_PLUGIN.test(command) || findIn(given, (value) => typeof value == 'function') !== undefined),

    /** @returns whether something waits instead of being done now: what this file lacks, and all behind it */
    holds(name, isKnown, work) {
      if (failure && !isKnown) {
        lose(name);
        if (phase === OVER) tellLost();
        return true;
      }
      if (phase === OVER || isKnown && phase !== HOLDING) return false;
      if (!isKnown) ask(name);
      // A function may do anything, and so may a queue of rows.
      if (typeof name != 'string' || looksProtective(name, protecting)) isFrozen = true;
      held[held.length] = [name, isKnown, work];
      return true;
    },

    /** What only the full file's plugins want to hear of, at its place among what is held. */
    note(work) {
      if (phase === HOLDING || held.length) held[held.length] = ['', false, work];
    },

    /**
     * @param {boolean} isOfVisitor whether a hit may be made of it
     * @returns whether an event waits too: behind commands what makes hits does, and anything behind what may keep something back
     */
    delays: (isOfVisitor) => phase === HOLDING && (isOfVisitor || guarded || isFrozen),

    isHolding: () => phase === HOLDING,

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

    /** @returns whether the full file has nothing to do any more */
    isOver: () => phase === OVER,

    /** The full file is there and gets what is held, or another file does everything. */
    end() {
      phase = OVER;
      return held;
    },
  };
}
