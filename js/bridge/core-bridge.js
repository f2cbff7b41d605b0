// Drives the core: one call at a time, and its effects after it has returned.

import { forEachSafely } from '../page/queue.js';
import * as host from './host.js';
import { ENTRY_ADD, REGION_START } from './protocol.js';

// What messages name where there is no command.
const EVENT_NAME = 'event';

/**
 * @param {() => {memory: WebAssembly.Memory, enter(entry: number, tracker: number, number: number): number}} begin makes the
 *   core ready, each time as if nothing had been
 * @param {Record<string, (call: {tracker: number, name: string, result: unknown}, ...rest: unknown[]) => void>} effects
 *   what carries out each effect
 * @returns {(entry: number, tracker: number | {number?: number}, number: number, given: ArrayLike<unknown> | (() => ArrayLike<unknown>),
 *   name?: string, done?: (entered: number) => void) => unknown} a call ; `given` is a function for `ENTRY_ADD`,
 *   since what a tracker takes from another can only be asked for when it is made; `name` is the command's, for messages, and
 *   `done` hears what the core returned, also where it could not yet
 */
export function createCore(begin, effects, takenOver) {
  let core = begin();
  const take = (buffer, start) => new Uint8Array(core.memory.buffer, start).set(new Uint8Array(buffer, start));
  if (CRUMBLESS_FULL && takenOver) take(takenOver(), REGION_START);
  let isOpen = false, isGoingOn = false;
  const waiting = [];

  function call(...request) {
    if (isOpen) {
      // A getter or `toString` of a value the core reads has called: that call's turn is next.
      waiting.push(request);
      return undefined;
    }
    const [entry, whose, number, given, name = EVENT_NAME, done] = request;
    const tracker = whose.number ?? whose;
    const offered = entry === ENTRY_ADD ? given() : given;
    const current = { tracker, name, result: undefined };
    isOpen = true;
    host.offer(offered);
    try {
      const entered = core.enter(entry, tracker, number);
      if (entry === ENTRY_ADD) current.tracker = current.result = entered;
      done?.(entered);
    } catch (error) {
      effects.log(current, String(error));
      // A trap: the turn is lost, and a new core goes on with what the trackers keep.
      forEachSafely([core.memory], ({ buffer }) => {
        core = begin();
        take(buffer, 0);
      });
    }
    isOpen = false;
    for (const [effect, ...rest] of host.takeEffects()) {
      try {
        effects[effect](current, ...rest);
      } catch (error) {
        effects.log(current, error); // What the page gave us to call has thrown: the other effects go on.
      }
    }
    // In order: what one of them asks for meanwhile does not let the others go before it.
    if (!isGoingOn) {
      isGoingOn = true;
      try {
        while (waiting.length) call(...waiting.shift());
      } finally {
        isGoingOn = false;
      }
    }
    return current.result;
  }

  return { call, memory: () => core.memory.buffer };
}
