// Starts the tracker on a page: the callbacks that wait for it, the first tracker, the names it is known by.

/**
 * @param {() => object} createMatomo
 */
export function start(createMatomo) {
  if (typeof window.Matomo != 'object') {
    window.Matomo = window.Piwik = createMatomo();
    window.AnalyticsTracker ||= window.Matomo;
  }
  const { Matomo } = window;
  const callbacks = [].concat(window.matomoPluginAsyncInit, window.piwikAsyncInit, window.matomoAsyncInit);
  for (const callback of callbacks) {
    if (typeof callback != 'function') continue;
    try {
      callback();
    } catch (error) {
      console.error('Crumbless:', error);
    }
  }
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
  Matomo.trigger('MatomoInitialized', []);
  Matomo.initialized = true;
}
