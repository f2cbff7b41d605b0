// Starts the tracker on a page: the callbacks that wait for it, the first tracker, the names it is known by.

import { logError } from './console.js';
import { member } from './dom.js';
import { forEachSafely } from './queue.js';
import { onLoad } from './ready.js';

/**
 * @param {() => {matomo: object, hasAddress: () => unknown}} createMatomo as in facade.js
 */
export function start(createMatomo) {
  let Matomo = member(window, 'Matomo'), created;
  if (typeof Matomo?.getAsyncTrackers != 'function') {
    created = createMatomo();
    window.Matomo = window.Piwik = Matomo = created.matomo;
    if (!member(window, 'AnalyticsTracker')) window.AnalyticsTracker = Matomo;
  }
  forEachSafely(['matomoPluginAsyncInit', 'piwikAsyncInit', 'matomoAsyncInit'], (name) => {
    const callbacks = member(window, name);
    forEachSafely(Array.isArray(callbacks) ? callbacks : [callbacks], (callback) => {
      if (typeof callback == 'function') callback();
    });
  });
  if (!Matomo.getAsyncTrackers().length) {
    if (member(window, '_paq')?.length) {
      Matomo.addTracker();
    } else {
      window._paq = {
        push(...rows) {
          logError('Crumbless: no tracker, see Matomo.addTracker()', ...rows);
        },
      };
    }
  }
  // Tag managers drop attributes, and say nothing.
  onLoad(() => created && !created.hasAddress() && logError('Crumbless: nothing says where hits go, so none are sent: push setTrackerUrl and setSiteId, or give the script data-tracker-url and data-site-id'));
  if (CRUMBLESS_FULL) Matomo.trigger('MatomoInitialized', []);
  else created?.announce('MatomoInitialized', []);
  Matomo.initialized = true;
}
