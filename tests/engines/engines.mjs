/**
 * The browser that tests run in: `CRUMBLESS_ENGINE` names its engine, Chromium unless it does.
 *
 * @module
 */
import process from 'node:process';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import * as webkit from './webkit.mjs';

/** @type {Record<string, {launch: () => Promise<import('playwright-core').Browser>, launchWhole?: Function}>} */
const ENGINES = { chromium, firefox, webkit };

/** @type {string} */
export const engine = process.env.CRUMBLESS_ENGINE ?? 'chromium';

/** @param {object} [options] of the engine's own `launch` */
export const launch = (options) => chosen().launch(options);

/** One with all that a visitor's browser has, where there is a smaller one too. */
export const launchWhole = (options) => (chosen().launchWhole ?? chosen().launch)(options);

function chosen() {
  if (!Object.hasOwn(ENGINES, engine)) throw new Error(`CRUMBLESS_ENGINE is ${engine}: there are ${Object.keys(ENGINES).join(', ')}.`);
  return ENGINES[engine];
}
