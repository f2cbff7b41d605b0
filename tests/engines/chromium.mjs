/**
 * Where the system's Chromium is and how every tool and test starts it. One place, so that the flags are the same for
 * the vectors, the end-to-end tests and the benchmark.
 *
 * @module
 */
import process from 'node:process';
import { chromium as playwright } from 'playwright-core';
import { findProgram } from '../../cli/lib/programs.mjs';

const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const DRIVER_NAMES = ['chromedriver'];
const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell'];
/** Debian keeps both outside the PATH of some users. */
const DEBIAN_FOLDERS = ['/usr/bin', '/usr/lib/chromium'];

/** Nothing here talks to a network of its own accord, so a test counts only what the page sent. */
export const CHROMIUM_FLAGS = Object.freeze([
  '--no-sandbox', // a container's root cannot use Chromium's sandbox
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);

/**
 * Paths of the browser and its driver: the PATH first, then Debian's folders. `CHROMIUM` and `CHROMEDRIVER` name others.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{chromium: string, chromedriver: string}}
 */
export function findChromium(env = process.env) {
  const find = (names) => findIn(names, env);
  const chromium = env.CHROMIUM || find(BROWSER_NAMES);
  const chromedriver = env.CHROMEDRIVER || find(DRIVER_NAMES);
  const missing = [!chromium && 'Chromium', !chromedriver && 'its driver (chromedriver)'].filter(Boolean);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} cannot be found on the PATH: run \`apt-get install chromium chromium-driver\`.`,
    );
  }
  return { chromium, chromedriver };
}

/**
 * Path of the headless shell: the same engine without what surrounds a page, which makes a page's process three times sooner.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export const findShell = (env = process.env) => (env.CHROMIUM ? undefined : findIn(SHELL_NAMES, env));

const findIn = (names, env) => findProgram(names, DEBIAN_FOLDERS.flatMap((folder) => names.map((name) => `${folder}/${name}`)), env);

/**
 * A headless Chromium: its shell where there is one.
 *
 * @param {import('playwright-core').LaunchOptions} [options] added to ours; `args` are appended
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launch(options = {}) {
  return playwright.launch({
    executablePath: findShell() ?? findChromium().chromium,
    headless: true,
    ...options,
    args: [...CHROMIUM_FLAGS, ...(options.args ?? [])],
  });
}

/** The same with all that a visitor's browser has. */
export const launchWhole = (options = {}) => launch({ executablePath: findChromium().chromium, ...options });
