// `<script async src="matomo.js" data-tracker-url="..." data-site-id="...">`: the snippet without a script in the page.

import { member } from './dom.js';
import { findIn, isIn, keysOf, trimmed } from './lists.js';
import { forEachSafely, looksProtective } from './queue.js';

// What the snippet does where nobody says otherwise.
const USUAL = { trackPageView: '', enableLinkTracking: '' };
const NO = 'false';
// A detail `false` is none that there is, and lifts nothing.
const DETAIL = 'setDeviceDetail';

/**
 * Puts what the attributes of the tracker's own element say into `_paq`. Each whose name is a command, or becomes one with `set`
 * before it, is that command, and `debug` is `enableDebug`: without arguments where it is empty, with those of a JSON array, with a JSON object as the one
 * argument, else with its text. Others are not ours.
 *
 * @param {HTMLScriptElement | undefined} script as `configuringScript` of dom.js has it: no other element may say where hits go
 * @param {string[]} names the commands
 * @param {string[]} protecting those that keep something back
 * @returns {[string, unknown][]} what was to keep something back and cannot be read, and why: then nothing may be sent
 */
export function readAttributes(script, names, protecting) {
  const unreadable = [];
  const given = script?.dataset;
  if (!given?.trackerUrl) return unreadable;
  const queue = member(window, '_paq') || (window._paq = []);
  const all = { ...given, ...USUAL, ...given };
  forEachSafely(keysOf(all), (name) => {
    // HTML makes the letters of an attribute's name small: `data-requireConsent` is meant as well.
    const small = name.toLowerCase();
    const command = findIn(names, (one) => isIn([small, 'set' + small, small === 'debug' && 'enable' + small], one.toLowerCase()));
    const value = trimmed(all[name]);
    if (!command && looksProtective(name, protecting)) unreadable.push([name, 'there is no such attribute']);
    if (!command || value === NO && command !== DETAIL) return;
    try {
      queue.push([command, ...(value[0] === '[' ? JSON.parse(value) : value[0] === '{' ? [JSON.parse(value)] : value ? [value] : [])]);
    } catch (error) {
      if (isIn(protecting, command)) unreadable.push([name, error]);
      else throw error;
    }
  });
  return unreadable;
}
