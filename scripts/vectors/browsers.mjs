/**
 * A browser for many scenarios that may die under one of them.
 *
 * @module
 */

const GONE = Symbol('gone');
/** A second death under the same work is the work's fault. */
const ATTEMPTS = 2;

export class Browsers {
  #open;
  #current;

  /** @param {() => Promise<import('playwright-core').Browser>} open starts one */
  constructor(open) {
    this.#open = open;
  }

  /**
   * Does something with a browser. What waits for one that has died may wait without an end, so nobody waits for it: the
   * work begins anew in a new browser, once.
   *
   * @template T
   * @param {(browser: import('playwright-core').Browser) => Promise<T>} work
   * @param {() => void} [again] is told that it begins anew
   * @returns {Promise<T>}
   * @throws {Error} if the second browser dies as well
   */
  async use(work, again = () => {}) {
    for (let attempt = 1; ; attempt += 1) {
      const { browser, gone } = await (this.#current ??= this.#start());
      const result = await Promise.race([work(browser), gone]);
      // A page may fail before its browser is known to be gone.
      await new Promise((resolve) => setImmediate(resolve));
      if (result !== GONE && browser.isConnected()) return result;
      if (attempt === ATTEMPTS) throw new Error('The browser ended by itself, twice.');
      again();
    }
  }

  /** @returns {Promise<string | undefined>} the version of the one in use */
  async version() {
    return (await this.#current)?.browser.version();
  }

  async close() {
    await (await this.#current)?.browser.close();
  }

  async #start() {
    const browser = await this.#open();
    const gone = new Promise((resolve) => {
      browser.once('disconnected', () => {
        this.#current = undefined;
        resolve(GONE);
      });
    });
    return { browser, gone };
  }
}
