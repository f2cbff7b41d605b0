/**
 * The hits that were collected, newest last. Anyone may send them, so both their number and their size are bounded and the
 * oldest make room.
 *
 * @module
 */

/**
 * @template {{run: string, raw: string}} T
 */
export class HitStore {
  #hits = [];
  #characters = 0;
  #limits;

  /** @param {{hits: number, storedCharacters: number}} limits */
  constructor(limits) {
    this.#limits = limits;
  }

  /** @param {T} hit */
  add(hit) {
    this.#hits.push(hit);
    this.#characters += hit.raw.length;
    while (this.#hits.length > this.#limits.hits || this.#characters > this.#limits.storedCharacters) {
      this.#characters -= this.#hits.shift().raw.length;
    }
  }

  /**
   * @param {string} [run] of this run only
   * @returns {T[]}
   */
  list(run) {
    return run === undefined ? [...this.#hits] : this.#hits.filter((hit) => hit.run === run);
  }

  clear() {
    this.#hits = [];
    this.#characters = 0;
  }
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
