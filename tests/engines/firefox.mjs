/**
 * Where the system's Firefox is and how every tool and test starts it. It is Debian's or Mozilla's own, driven by WebDriver BiDi
 * (https://w3c.github.io/webdriver-bidi/), so the tests that drive Chromium drive it as they are.
 *
 * @module
 */
import process from 'node:process';
import { firefox as playwright } from 'playwright-core';
import { findProgram } from '../../cli/lib/programs.mjs';
import { spellErrors } from './in-page.mjs';

const NAMES = ['firefox-esr', 'firefox'];

/** Nothing here talks to a network of its own accord, and nobody's tracking protection decides what a test counts. */
export const PREFERENCES = Object.freeze({
  'app.update.enabled': false,
  'browser.contentblocking.category': 'custom',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'privacy.trackingprotection.enabled': false,
  'toolkit.telemetry.enabled': false,
});

/**
 * The path of Firefox: the PATH first. `FIREFOX` names another.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function findFirefox(env = process.env) {
  const found = env.FIREFOX || findProgram(NAMES, NAMES.map((name) => `/usr/bin/${name}`), env);
  if (!found) throw new Error('Firefox cannot be found on the PATH: run `apt-get install firefox-esr`.');
  return found;
}

/**
 * @param {{preferences?: Record<string, unknown>}} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launch({ preferences = {} } = {}) {
  const browser = await playwright.launch({
    channel: 'moz-firefox',
    executablePath: findFirefox(),
    headless: true,
    firefoxUserPrefs: { ...PREFERENCES, ...preferences },
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.addInitScript(spellErrors);
    return context;
  };
  return browser;
}
