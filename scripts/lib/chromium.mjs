/**
 * Where the system's Chromium is and how every tool and test starts it. One place, so that the flags are the same for
 * the vectors, the end-to-end tests and the benchmark.
 *
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chromium as playwright } from 'playwright-core';

const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const DRIVER_NAMES = ['chromedriver'];
/** Debian keeps the driver outside the PATH of some users. */
const EXTRA_FOLDERS = ['/usr/bin', '/usr/lib/chromium'];

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
  const folders = [...(env.PATH ?? '').split(path.delimiter).filter(Boolean), ...EXTRA_FOLDERS];
  const chromium = env.CHROMIUM || firstExecutable(folders, BROWSER_NAMES);
  const chromedriver = env.CHROMEDRIVER || firstExecutable(folders, DRIVER_NAMES);
  const missing = [!chromium && 'Chromium', !chromedriver && 'its driver (chromedriver)'].filter(Boolean);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} cannot be found on the PATH: run \`apt-get install chromium chromium-driver\`.`,
    );
  }
  return { chromium, chromedriver };
}

/**
 * A headless Chromium.
 *
 * @param {import('playwright-core').LaunchOptions} [options] added to ours; `args` are appended
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launch(options = {}) {
  return playwright.launch({
    executablePath: findChromium().chromium,
    headless: true,
    ...options,
    args: [...CHROMIUM_FLAGS, ...(options.args ?? [])],
  });
}

function firstExecutable(folders, names) {
  for (const folder of folders) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
