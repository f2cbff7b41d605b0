// The element of the tracker's own script, and the one that configures it.

import { attempt, invoke, member } from './dom.js';
import { findIn, isIn } from './lists.js';

const asScript = (element) => (element instanceof HTMLScriptElement ? element : undefined);

/** @returns {HTMLScriptElement | undefined} the element of the script that is running; modules and text that is run have none */
export const currentScript = () => asScript(member(document, 'currentScript'));

/**
 * @param {HTMLScriptElement | undefined} own
 * @returns {HTMLScriptElement | undefined} the element that says what to do: our own, or, where neither that nor the queue says where
 *   hits go, one that was put there for it
 */
export function configuringScript(own) {
  const queue = member(window, '_paq');
  // What is no list is the queue of a tracker that runs already, and is left alone.
  if (own?.dataset.trackerUrl || queue && !Array.isArray(queue) || findTrackerUrl()) return own;
  return asScript(invoke(document, 'querySelector', 'script[data-tracker-url]:not([data-tracker-url=""])')) ?? own;
}

/** @returns {string | undefined} where the queue says that hits go, before a core has read it */
export const findTrackerUrl = () => attempt(() => {
  const row = findIn(member(window, '_paq') || [], (given) => attempt(() => isIn(['setTrackerUrl', 'addTracker'], given[0]) && typeof given[1] == 'string'));
  return row?.[1];
});
