/**
 * Random numbers that are the same in each run.
 *
 * @module
 */

/**
 * mulberry32: enough to choose cases, and nothing else.
 *
 * @param {number} seed a whole number
 * @returns {() => number} from 0 up to 1
 */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
