// Starts the tracker on a page: the callbacks that wait for it, the first tracker, the names it is known by.

import { attemptEach } from './queue.js';

/**
 * @param {() => object} createMatomo
 */
export function start(createMatomo) {
  if (typeof window.Matomo != 'object') {
    window.Matomo = window.Piwik = createMatomo();
    window.AnalyticsTracker ||= window.Matomo;
  }
  const { Matomo } = window;
  attemptEach([].concat(window.matomoPluginAsyncInit, window.piwikAsyncInit, window.matomoAsyncInit), (callback) => {
    if (typeof callback == 'function') callback();
  });
  if (!Matomo.getAsyncTrackers().length) {
    if (window._paq && window._paq.length) {
      Matomo.addTracker();
    } else {
      window._paq = {
        push(...rows) {
          console.error('Crumbless: no tracker, see Matomo.addTracker()', ...rows);
        },
      };
    }
  }
  if (CRUMBLESS_FULL) Matomo.trigger('MatomoInitialized', []);
  Matomo.initialized = true;
}
