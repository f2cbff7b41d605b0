// `<script async src="matomo.js" data-tracker-url="..." data-site-id="...">`: the snippet without a script in the page.

import { member } from './dom.js';
import { attemptEach } from './queue.js';

// What the snippet does where nobody says otherwise.
const USUAL = { trackPageView: '', enableLinkTracking: '' };
const NO = 'false';

/**
 * Puts what the attributes of the tracker's own element say into `_paq`. Each whose name is a command, or becomes one with `set`
 * before it, is that command: without arguments where it is empty, with those of a JSON array, else with its text as the one
 * argument. Others are not ours.
 *
 * @param {HTMLScriptElement | undefined} script as `currentScript` of dom.js has it: no other element may say where hits go
 * @param {string[]} names the commands
 */
export function readAttributes(script, names) {
  const given = script?.dataset;
  if (!given?.trackerUrl) return;
  const queue = member(window, '_paq') || (window._paq = []);
  attemptEach(Object.entries({ ...given, ...USUAL, ...given }), ([name, value]) => {
    const command = [name, name.replace(/./, (letter) => 'set' + letter.toUpperCase())].find((one) => names.includes(one));
    if (command && value !== NO) queue.push([command, ...(value[0] === '[' ? JSON.parse(value) : value ? [value] : [])]);
  });
}
