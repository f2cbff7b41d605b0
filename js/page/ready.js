// When the page is ready.

import { invoke, member } from './dom.js';

/** Calls back once the document is read. */
export const onReady = (callback) => when(member(document, 'readyState') !== 'loading', document, 'DOMContentLoaded', callback);

/** Calls back once everything is loaded. */
export const onLoad = (callback) => when(member(document, 'readyState') === 'complete', window, 'load', callback);

function when(hasHappened, target, event, callback) {
  if (hasHappened) callback();
  else invoke(target, 'addEventListener', event, () => callback(), { once: true });
}
