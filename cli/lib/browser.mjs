/**
 * Chromium for the commands that need a real page. The driver is not part of this package, since most people never need it.
 *
 * @module
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { OVERDUE, within } from './deadline.mjs';
import { Failure } from './errors.mjs';
import { findProgram, isProgram } from './programs.mjs';
import { clean } from './text.mjs';

const DRIVER = 'playwright-core';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge', 'msedge'];
/** Where browsers are installed that are not on the PATH. */
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The browser contacts only the page's servers. */
const FLAGS = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** A driver default that is removed: as in a visitor's browser, a page cannot open windows without a user gesture. */
const UNWANTED = ['--disable-popup-blocking'];

/** The variables a browser needs to start, find its fonts and reach the network. Any other may be a secret. */
const ENVIRONMENT = new RegExp(`^(?:${[
  'PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'LC_\\w+', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_\\w+',
  'FONTCONFIG_\\w+', 'LD_LIBRARY_PATH', 'SSL_CERT_(?:FILE|DIR)', '(?:HTTPS?|ALL|NO)_PROXY',
  'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'PROGRAMDATA', 'PROGRAMFILES(?:\\(X86\\))?',
].join('|')})$`, 'i');

const START_MS = 30_000;
const CLOSE_MS = 500;

/**
 * Runs the work with a browser and closes it, by force if needed.
 *
 * @template T
 * @param {(browser: import('playwright-core').Browser) => Promise<T>} work
 * @param {(line: string) => void} [say]
 * @returns {Promise<T>}
 */
export async function withBrowser(work, say = (line) => console.error(line)) {
  const { chromium } = await loadDriver();
  const executablePath = findChromium();
  const options = launchOptions(process.env, process.getuid?.());
  if (!options.chromiumSandbox) say('Chromium runs without its sandbox, because you are root: run this as another user for pages you do not trust.');
  let browser;
  try {
    browser = await chromium.launch({ executablePath, ...options });
  } catch (error) {
    throw new Failure(`${executablePath} did not start (${clean(error.message.split('\n')[0])}): set CHROMIUM to a working Chromium or Chrome.`);
  }
  const program = await within(programOf(browser), CLOSE_MS).catch(() => OVERDUE);
  try {
    return await work(browser);
  } finally {
    const closed = await within(browser.close().then(() => true, () => true), CLOSE_MS);
    if (closed === OVERDUE && program !== OVERDUE) kill(program);
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [user] Chromium's sandbox refuses to run for root (0), as whom containers run
 * @returns {import('playwright-core').LaunchOptions}
 */
export function launchOptions(env, user) {
  return {
    headless: true,
    timeout: START_MS,
    args: FLAGS,
    ignoreDefaultArgs: UNWANTED,
    // The driver disables the sandbox by default.
    chromiumSandbox: user !== 0,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => ENVIRONMENT.test(name))),
  };
}

/** @returns {Promise<number>} its process */
async function programOf(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'browser').id;
}

/** With its whole process group, where there are groups. */
function kill(program) {
  for (const target of [-program, program]) {
    try {
      process.kill(target, 'SIGKILL');
      return;
    } catch {
      // no such group, or it has ended after all
    }
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env] `CHROMIUM` names the program
 * @returns {string}
 */
export function findChromium(env = process.env) {
  if (env.CHROMIUM) {
    if (isProgram(env.CHROMIUM)) return env.CHROMIUM;
    throw new Failure(`CHROMIUM is set to ${env.CHROMIUM}, which is not an executable: set it to the path of a Chromium or Chrome.`);
  }
  const found = findProgram(NAMES, PLACES, env);
  if (!found) throw new Failure('Chromium not found: install Chromium or Chrome, or set CHROMIUM to its path.');
  return found;
}

/** Next to this package, or in the project of the working directory. */
async function loadDriver() {
  try {
    return await import(DRIVER);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  }
  try {
    const file = createRequire(path.join(process.cwd(), 'package.json')).resolve(DRIVER);
    const { default: driver } = await import(pathToFileURL(file).href);
    return driver;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Failure(`This command needs ${DRIVER}, which is not installed: run \`npm install --save-dev ${DRIVER}\` in this folder and try again.`);
  }
}
