/**
 * The clock of a page of WebKitGTK, in the words of Playwright's `Clock`, as far as the tests use them.
 *
 * @module
 */
import { buildSync } from 'esbuild';
import { fromRoot } from '../lib/paths.mjs';

/** How often a clock that was installed goes on while nobody puts it forward, in milliseconds. */
const STEP_MS = 20;

let library;

export class Clock {
  #page;

  /** @param {import('./webkit-page.mjs').Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {{time?: number}} [options] when it is there, in milliseconds since 1970 */
  async install({ time } = {}) {
    library ??= bundled();
    const start = `${library}; (${begin})(${JSON.stringify({ time, step: STEP_MS })});`;
    await this.#page.addInitScript({ content: start });
    await this.#page.evaluate(`{ ${start} }`);
  }

  /** @param {number | string} time milliseconds, or `minutes:seconds` */
  async runFor(time) {
    await this.#page.evaluate((milliseconds) => window.__clock.tickAsync(milliseconds).then(() => {}), inMilliseconds(time));
  }

  /** @param {number} time in milliseconds since 1970 */
  async pauseAt(time) {
    await this.#page.evaluate((at) => {
      window.__clock.setTickMode({ mode: 'manual' });
      window.__clock.jump(at - Date.now());
    }, time);
  }

  async resume() {
    await this.#page.evaluate((delta) => window.__clock.setTickMode({ mode: 'interval', delta }), STEP_MS);
  }
}

/** Runs in the page. */
function begin({ time, step }) {
  if (window.__clock) return;
  window.__clock = window.FakeTimers.install({
    now: time ?? Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance', 'requestAnimationFrame', 'cancelAnimationFrame'],
    shouldAdvanceTime: true,
    advanceTimeDelta: step,
  });
}

const bundled = () => buildSync({
  stdin: { contents: "import * as library from '@sinonjs/fake-timers'; window.FakeTimers ??= library;", resolveDir: fromRoot('.') },
  bundle: true,
  format: 'iife',
  write: false,
}).outputFiles[0].text;

function inMilliseconds(time) {
  if (typeof time === 'number') return time;
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
