/**
 * The limit on all waiting. A page decides what a browser does and how long it takes, but not when this program ends.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';

/** Result of a wait whose time ran out. */
export const OVERDUE = Symbol('overdue');

export class Deadline {
  #over;

  /** @param {number} seconds from now */
  constructor(seconds) {
    this.#over = performance.now() + seconds * 1_000;
  }

  /**
   * @param {number} [graceMs] extra time after the deadline
   * @returns {number} milliseconds, 0 when it is over
   */
  left(graceMs = 0) {
    return Math.max(0, this.#over + graceMs - performance.now());
  }

  /**
   * @template T
   * @param {Promise<T>} promise whose result is ignored after the deadline
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
    promise.catch(() => {}); // nobody waits for it any more
  }
}
