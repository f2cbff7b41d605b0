/**
 * The hits that were collected, newest last. Anyone may send them, so both their number and the memory they take are bounded and
 * the oldest make room. What is kept is the text of a hit, in bytes of its own: decoded, it could take a hundred times as much.
 *
 * @module
 */
import { decodeParams } from './decode.mjs';

/** What a hit takes besides its texts. */
const OBJECT_BYTES = 500;

/**
 * @template {{run: string, raw: string, headers: Record<string, string>}} T
 */
export class HitStore {
  #kept = [];
  #bytes = 0;
  #limits;

  /** @param {{hits: number, storedBytes: number}} limits */
  constructor(limits) {
    this.#limits = limits;
  }

  /** @param {Omit<T, 'params'>} hit */
  add({ raw, ...rest }) {
    // Not a part of the whole request's text, nor of a buffer that others share: either would be kept with it.
    const own = Buffer.allocUnsafeSlow(Buffer.byteLength(raw));
    own.write(raw);
    const kept = { rest, raw: own, bytes: own.length + sizeOf(rest.headers) + OBJECT_BYTES };
    this.#kept.push(kept);
    this.#bytes += kept.bytes;
    while (this.#kept.length > this.#limits.hits || this.#bytes > this.#limits.storedBytes) this.#bytes -= this.#kept.shift().bytes;
  }

  /**
   * @param {string} [run] of this run only
   * @returns {T[]}
   */
  list(run) {
    const wanted = run === undefined ? this.#kept : this.#kept.filter(({ rest }) => rest.run === run);
    return wanted.map(({ rest, raw: bytes }) => {
      const raw = bytes.toString();
      return { ...rest, params: decodeParams(raw), raw };
    });
  }

  clear() {
    this.#kept = [];
    this.#bytes = 0;
  }
}

function sizeOf(headers) {
  return Object.values(headers ?? {}).reduce((sum, value) => sum + 2 * value.length, 0);
}

/** Counts by name, for a bounded number of names: the oldest are forgotten. */
export class Tally {
  #counts = new Map();
  #names;

  /** @param {number} names */
  constructor(names) {
    this.#names = names;
  }

  /**
   * @param {string} name
   * @returns {number} the count with this one
   */
  add(name) {
    const count = this.of(name) + 1;
    this.#counts.set(name, count);
    if (this.#counts.size > this.#names) this.#counts.delete(this.#counts.keys().next().value);
    return count;
  }

  /** @param {string} name */
  of(name) {
    return this.#counts.get(name) ?? 0;
  }

  clear() {
    this.#counts.clear();
  }
}
