/**
 * A page's clock in WebKitGTK, in the words of Playwright's `page.clock` as far as the tests use them. The page's timers are those
 * of @sinonjs/fake-timers.
 *
 * @module
 */
import { build } from 'esbuild';
import { fromRoot } from '../../scripts/lib/paths.mjs';

/** What the page keeps time by, beside `performance.now`; the browser's own timings stay as they are. */
const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'requestAnimationFrame', 'cancelAnimationFrame'];

/** In the page: what has passed of its time is what has passed of ours. */
function fakeNow({ __clock: clock, performance }) {
  const [began, at] = [performance.now(), clock.now];
  performance.now = () => began + clock.now - at;
}

let library;

export class Clock {
  #page;
  #early;

  /**
   * @param {import('./webkit-page.mjs').Page} page
   * @param {string[]} early scripts of documents to come
   */
  constructor(page, early) {
    this.#page = page;
    this.#early = early;
  }

  /** From now on the clock is ours, and goes on as it did. */
  async install({ time } = {}) {
    const now = time === undefined ? 'Date.now()' : Number(time);
    const options = `{ now: ${now}, toFake: ${JSON.stringify(FAKED)}, shouldAdvanceTime: true }`;
    await this.#always(`${await fakeTimers()}; window.__clock = __timers.withGlobal(window).install(${options}); (${fakeNow})(window);`);
  }

  /** Stands still at that time; what was due until then is done, once each. */
  async pauseAt(time) {
    await this.#always(`__clock.setTickMode({ mode: 'manual' }); __clock.jump(Math.max(0, ${Number(time)} - __clock.now));`);
  }

  async resume() {
    await this.#always("__clock.setTickMode({ mode: 'interval', delta: 20 });");
  }

  /** @param {number | string} time milliseconds, or as '30:00' */
  async runFor(time) {
    await this.#page.evaluate(`__clock.tickAsync(${JSON.stringify(time)})`);
  }

  async fastForward(time) {
    await this.#page.evaluate(`void __clock.jump(${JSON.stringify(time)})`);
  }

  /** In this document, and in those that come. */
  async #always(script) {
    this.#early.push(script);
    if (this.#page.isOpen) await this.#page.evaluate(script);
  }
}

/** The library as a script that makes the name `__timers`. */
async function fakeTimers() {
  library ??= build({
    entryPoints: [fromRoot('node_modules/@sinonjs/fake-timers/src/fake-timers-src.js')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: '__timers',
    define: { global: 'globalThis' },
    external: ['timers', 'timers/promises', 'perf_hooks', 'util'], // of Node, which it does without
    logLevel: 'silent',
  });
  return (await library).outputFiles[0].text;
}
