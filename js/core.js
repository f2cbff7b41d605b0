// Drives the core: one call at a time, and its effects after it has returned.

import * as host from './host.js';
import { attemptEach } from './queue.js';

// `Door` of src/tracker/mod.rs.
export const COMMAND = 0, EVENT = 1, ADD = 2, DRAFT = 3, CLOSE = 4;

// What messages name where there is no command.
const EVENT_NAME = 'event';

/**
 * @param {() => {memory: WebAssembly.Memory, enter(door: number, tracker: number, number: number): number}} begin makes the
 *   core ready, each time as if nothing had been
 * @param {Record<string, (call: {tracker: number, name: string, answer: unknown}, ...rest: unknown[]) => void>} effects
 *   what carries out each effect
 * @returns {(door: number, tracker: number | {number?: number}, number: number, given: ArrayLike<unknown> | (() => ArrayLike<unknown>),
 *   name?: string, done?: (entered: number) => void) => unknown} a call through one of the core's doors; `given` is a function for `ADD`,
 *   since what a tracker takes from another can only be asked for when it is made; `name` is the command's, for messages, and
 *   `done` hears what the core returned, also where it could not yet
 */
export function createCore(begin, effects) {
  let core = begin();
  let isOpen = false, isGoingOn = false;
  const waiting = [];

  return function call(...request) {
    if (isOpen) {
      // A getter or `toString` of a value the core reads has called: that call's turn is next.
      waiting.push(request);
      return undefined;
    }
    const [door, whose, number, given, name = EVENT_NAME, done] = request;
    const tracker = whose.number ?? whose;
    const offered = door === ADD ? given() : given;
    const current = { tracker, name, answer: undefined };
    isOpen = true;
    host.offer(offered);
    try {
      const entered = core.enter(door, tracker, number);
      if (door === ADD) current.tracker = current.answer = entered;
      done?.(entered);
    } catch (error) {
      effects.log(current, String(error));
      // A trap: the turn is lost, and a new core goes on with what the trackers keep.
      attemptEach([core.memory], ({ buffer }) => {
        core = begin();
        new Uint8Array(core.memory.buffer).set(new Uint8Array(buffer));
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
    return current.answer;
  };
}
