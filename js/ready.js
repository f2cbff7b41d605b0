// When the page is ready.

/** Calls back once the document is read. */
export const onReady = (callback) => when(document.readyState !== 'loading', document, 'DOMContentLoaded', callback);

/** Calls back once everything is loaded. */
export const onLoad = (callback) => when(document.readyState === 'complete', window, 'load', callback);

function when(hasHappened, target, event, callback) {
  if (hasHappened) callback();
  else target.addEventListener(event, () => callback(), { once: true });
}
