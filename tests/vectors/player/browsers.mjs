/**
 * A browser for many scenarios that may die under one of them, and that gets slower the more it has shown.
 *
 * @module
 */

const GONE = Symbol('gone');
/** A second death under the same work is the work's fault. */
const ATTEMPTS = 2;
/** Firefox keeps much of each window that was closed: after two hundred a new one takes twice as long. */
export const MOST_WORKS = 40;

/**
 * @typedef {object} Running
 * @property {import('playwright-core').Browser} browser
 * @property {Promise<symbol>} gone
 * @property {number} begun how much work it was given
 * @property {number} busy how much of that is going on
 * @property {boolean} isOld whether it gets no more
 */

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
      const running = await this.#next();
      try {
        const result = await Promise.race([work(running.browser), running.gone]);
        // A page may fail before its browser is known to be gone.
        await new Promise((resolve) => setImmediate(resolve));
        if (result !== GONE && running.browser.isConnected()) return result;
      } finally {
        await release(running);
      }
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

  /** @returns {Promise<Running>} one that may be given more work, and was given it */
  async #next() {
    for (;;) {
      const running = await (this.#current ??= this.#start());
      if (running.begun < MOST_WORKS) {
        running.begun += 1;
        running.busy += 1;
        return running;
      }
      if (!running.isOld) {
        running.isOld = true;
        this.#current = undefined;
        await closeIfIdle(running);
      }
    }
  }

  /** @returns {Promise<Running>} */
  async #start() {
    const browser = await this.#open();
    const running = { browser, begun: 0, busy: 0, isOld: false };
    running.gone = new Promise((resolve) => {
      browser.once('disconnected', () => {
        if (!running.isOld) this.#current = undefined;
        resolve(GONE);
      });
    });
    return running;
  }
}

/** @param {Running} running has done some work */
async function release(running) {
  running.busy -= 1;
  await closeIfIdle(running);
}

async function closeIfIdle({ browser, busy, isOld }) {
  if (isOld && busy === 0) await browser.close();
}
