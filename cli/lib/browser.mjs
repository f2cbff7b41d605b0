/**
 * Chromium for the commands that need a real page. The driver is not part of this package, since most people never need it.
 *
 * @module
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
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

/**
 * Does the work with a browser and ends it.
 *
 * @template T
 * @param {(browser: import('playwright-core').Browser) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBrowser(work) {
  const { chromium } = await loadDriver();
  const executablePath = findChromium();
  // Chromium's sandbox refuses to run for root, as whom containers run.
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  let browser;
  try {
    browser = await chromium.launch({ executablePath, headless: true, args });
  } catch (error) {
    throw new Failure(`${executablePath} did not start (${clean(error.message.split('\n')[0])}): set CHROMIUM to a Chromium or Chrome that does.`);
  }
  try {
    return await work(browser);
  } finally {
    await browser.close();
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
