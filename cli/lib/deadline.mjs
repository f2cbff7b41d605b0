/**
 * The end of all waiting. A page decides what a browser does and how long it takes; it does not decide when this program ends.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';

/** What a wait ends with that was over before its promise. */
export const OVERDUE = Symbol('overdue');

export class Deadline {
  #over;

  /** @param {number} seconds from now */
  constructor(seconds) {
    this.#over = performance.now() + seconds * 1_000;
  }

  /**
   * @param {number} [graceMs] that may be taken after the end
   * @returns {number} milliseconds, 0 when it is over
   */
  left(graceMs = 0) {
    return Math.max(0, this.#over + graceMs - performance.now());
  }

  /**
   * @template T
   * @param {Promise<T>} promise which is not heard of any more afterwards
   * @param {number} [graceMs]
   * @returns {Promise<T | typeof OVERDUE>}
   */
  wait(promise, graceMs = 0) {
    return within(promise, this.left(graceMs));
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @returns {Promise<T | typeof OVERDUE>}
 */
export async function within(promise, milliseconds) {
  let timer;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, OVERDUE);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {}); // what fails after its time concerns nobody
  }
}
