// `piwik_log`: how pages called Piwik before it had trackers.

import { member } from './dom.js';

/** @param {() => object} matomo `window.Matomo` */
export function addPiwikLog(matomo) {
  if (!member(window, 'piwik_log')) window.piwik_log = (title, site, url, data) => {
    const tracker = matomo().getTracker(url, site);
    tracker.setDocumentTitle(title);
    if (data) tracker.setCustomData(data);
    tracker.trackPageView();
  };
}
