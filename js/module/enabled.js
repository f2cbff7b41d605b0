// Where hits are sent at all: the option `enabled`, and a line in the console where they may not be meant to be.

import { logInfo } from '../page/console.js';
import { attempt } from '../page/dom.js';
import { findIn } from '../page/lists.js';

const KINDS = 'true, false, a function that returns one of them, or an array of host names such as ["www.example.org", "*.example.org"]';
const LOCAL = /^(.+\.)?localhost$|^127\.|^\[::1\]$/;

let isSaid = false;

/**
 * @param {unknown} enabled as the application gave it
 * @returns {boolean}
 * @throws where it is none of what it may be: sent or not, either could be wrong
 */
export function isEnabled(enabled) {
  const given = typeof enabled == 'function' ? enabled() : enabled ?? true;
  if (typeof given == 'boolean') return given;
  if (Array.isArray(given) && findIn(given, (host) => typeof host != 'string') === undefined) return findIn(given, isHere) !== undefined;
  throw new TypeError(`enabled: expected ${KINDS}`);
}

function isHere(host) {
  const { hostname } = location;
  const [own, here] = [host.toLowerCase(), hostname.toLowerCase()];
  return own === here || own.slice(0, 2) === '*.' && here.slice(1 - own.length) === own.slice(1);
}

/** Says once that hits leave from where somebody may only be trying the application. */
export function sayWhereHitsComeFrom(enabled) {
  if (isSaid || enabled != null) return;
  const { hostname } = location;
  const where = LOCAL.test(hostname) ? hostname : attempt(() => navigator.webdriver) ? 'an automated browser' : isTest() ? 'a test' : '';
  if (!where) return;
  isSaid = true;
  logInfo(`Crumbless: hits are sent from ${where} too: set the option \`enabled\` to say where they are, such as enabled: ["www.example.org"].`);
}

/** The usual runners and their stand-in for a browser name themselves. */
const isTest = () => attempt(() => /jsdom|happydom/i.test(navigator.userAgent) || globalThis.process.env.NODE_ENV === 'test');
