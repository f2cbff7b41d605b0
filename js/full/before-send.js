// `setBeforeSend`: each hit as an object of the page's, which may change it or keep it from being sent. What cannot be read may have been to
// leave something out, so then nothing of the hit is sent.

import { logError } from '../page/console.js';
import { keysOf } from '../page/lists.js';
import { pairsOf } from './query.js';

/**
 * @param {(hit: Record<string, string>) => unknown} beforeSend returns the hit, changed or not; nothing means the one that it was given, as
 *   it has left it, and `null` or `false` that it is not to be sent
 * @param {string} request
 * @returns {string} empty where it is not to be sent, also because the function throws or what it returns cannot be read, which the console
 *   says; parameters that were not changed stand there as they did
 */
export function afterShowing(beforeSend, request) {
  try {
    return changed(beforeSend, request);
  } catch (error) {
    logError('Crumbless: setBeforeSend: a hit is not sent:', error);
    return '';
  }
}

function changed(beforeSend, request) {
  const pairs = pairsOf('' + request);
  const before = { __proto__: null }, after = { __proto__: null }, made = [];
  for (const { text, name, value } of pairs) if (text) before[name] = value;
  // Properties of its own, whatever a page has put on the prototype of objects.
  const given = { ...before };
  const returned = beforeSend(given);
  if (returned === null || returned === false) return '';
  const hit = returned ?? given;
  if (typeof hit != 'object' || Array.isArray(hit) || typeof hit.then == 'function') throw TypeError('return the hit, null or nothing, at once');
  for (const name of keysOf(hit)) {
    const value = hit[name];
    if (typeof value != 'string' && value != null && !(typeof value == 'number' && isFinite(value))) throw TypeError(name + ' is no text');
    if (value != null) after[name] = '' + value;
  }
  for (const { text, name } of pairs) if (before[name] === after[name]) made[made.length] = text;
  // What was changed, in the place of all that stood there under that name, and what is new.
  for (const name of keysOf(after)) if (before[name] !== after[name]) made[made.length] = encodeURIComponent(name) + '=' + encodeURIComponent(after[name]);
  return made.join('&');
}
