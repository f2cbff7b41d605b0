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
/** Where browsers are that are not on the PATH. */
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

/** A run of its own talks to no one but the page's servers. */
const FLAGS = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** Of the driver's own: a page may open no window without a visitor's doing, as in a visitor's browser. */
const UNWANTED = ['--disable-popup-blocking'];

/** What a browser needs of the environment to start, find its fonts and reach the network. Everything else may be a secret. */
const ENVIRONMENT = new RegExp(`^(?:${[
  'PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'LC_\\w+', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_\\w+',
  'FONTCONFIG_\\w+', 'LD_LIBRARY_PATH', 'SSL_CERT_(?:FILE|DIR)', '(?:HTTPS?|ALL|NO)_PROXY',
  'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'PROGRAMDATA', 'PROGRAMFILES(?:\\(X86\\))?',
].join('|')})$`, 'i');

const START_MS = 30_000;
const CLOSE_MS = 500;

/**
 * Does the work with a browser and ends it, by force where it does not end.
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
  if (!options.chromiumSandbox) say('Chromium runs without its sandbox, which it cannot have as root: look at pages you do not trust as another user.');
  let browser;
  try {
    browser = await chromium.launch({ executablePath, ...options });
  } catch (error) {
    throw new Failure(`${executablePath} did not start (${clean(error.message.split('\n')[0])}): set CHROMIUM to a Chromium or Chrome that does.`);
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
    // The driver leaves the sandbox out unless it is asked for.
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

/** With its whole group, which it leads where there are groups. */
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
    throw new Failure(`CHROMIUM names ${env.CHROMIUM}, which is no program: set it to the path of a Chromium or Chrome.`);
  }
  const found = findProgram(NAMES, PLACES, env);
  if (!found) throw new Failure('No Chromium was found: install Chromium or Chrome, or set CHROMIUM to its path.');
  return found;
}

/** Beside this package, or in the project in whose folder the command was given. */
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
    throw new Failure(`This command drives a browser with ${DRIVER}, which is not installed: run \`npm install --save-dev ${DRIVER}\` in this folder, and the command again.`);
  }
}
