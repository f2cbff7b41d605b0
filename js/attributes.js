// `<script async src="matomo.js" data-tracker-url="..." data-site-id="...">`: the snippet without a script in the page.

import { attemptEach } from './queue.js';

// What the snippet does where nobody says otherwise.
const USUAL = { trackPageView: '', enableLinkTracking: '' };
const NO = 'false';
// What restricts the device's data: text that cannot be read must not lift it. A detail `false` is none that there is.
const DETAIL = 'setDeviceDetail';
const RESTRICTING = [DETAIL, 'disableCredentials'];

/**
 * Puts what the attributes of the tracker's own element say into `_paq`. Each whose name is a command, or becomes one with `set`
 * before it, is that command: without arguments where it is empty, with those of a JSON array, else with its text as the one
 * argument. Others are not ours.
 *
 * @param {HTMLScriptElement | null} script
 * @param {string[]} names the commands
 */
export function readAttributes(script, names) {
  const given = script?.dataset;
  if (!given?.trackerUrl) return;
  const queue = window._paq ||= [];
  attemptEach(Object.entries({ ...given, ...USUAL, ...given }), ([name, value]) => {
    const command = [name, name.replace(/./, (letter) => 'set' + letter.toUpperCase())].find((one) => names.includes(one));
    if (!command || value === NO && command !== DETAIL) return;
    let list = value ? [value] : [];
    try {
      if (value[0] === '[') list = JSON.parse(value);
    } catch (error) {
      if (!RESTRICTING.includes(command)) throw error;
    }
    queue.push([command, ...list]);
  });
}
