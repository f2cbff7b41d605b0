// Drives the core: one call at a time, and its effects after it has returned.

import * as host from './host.js';

/**
 * @param {{add(): number, command: Function, event: Function, draft: Function}} exports the core's exports
 * @param {Record<string, (call: {tracker: number, name: string, answer: unknown}, ...rest: unknown[]) => void>} effects
 *   what carries out each effect
 * @returns {(door: string, tracker: number, number: number, given: ArrayLike<unknown>, name?: string) => unknown}
 *   a call through one of the core's doors; `name` is the command's, for messages
 */
export function createCore(exports, effects) {
  let isOpen = false;
  const waiting = [];

  return function call(...request) {
    if (isOpen) {
      // A getter or `toString` of a value the core reads has called: that call's turn is next.
      waiting.push(request);
      return undefined;
    }
    const [door, tracker, number, given, name = door] = request;
    const current = { tracker, name, answer: undefined };
    isOpen = true;
    host.offer(given);
    try {
      current.answer = exports[door](tracker, number);
      current.tracker ||= current.answer; // A new tracker's number is the answer.
    } catch (error) {
      effects.log(current, String(error));
    }
    isOpen = false;
    for (const [effect, ...rest] of host.takeEffects()) {
      try {
        effects[effect](current, ...rest);
      } catch (error) {
        effects.log(current, error); // What the page gave us to call has thrown: the other effects go on.
      }
    }
    while (waiting.length) call(...waiting.shift());
    return current.answer;
  };
}
