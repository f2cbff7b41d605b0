// The opt-out form that a Matomo shows in a frame: it asks whether the visitor is opted in, and reports what the visitor chose.

import { invoke, resolved } from '../page/dom.js';
import { findIn, isIn } from '../page/lists.js';

const originOf = (url) => resolved(url).origin;

/**
 * Responds to messages from the origins of the trackers' Matomo, and to no others.
 *
 * @param {() => object[]} trackers
 * @returns {(event: MessageEvent) => void} for each message to the page
 */
export function respondToOptOut(trackers) {
  const respond = ({ data, origin }) => {
    try {
      // On a page opened over http the tracker may be so too, and the form over https: that is no less to be trusted.
      const trusted = [origin, origin.replace('https', 'http')];
      const tracker = findIn(trackers(), (one) => isIn(trusted, originOf(one.getMatomoUrl())));
      if (!tracker) return;
      const { maq_initial_value: asked, maq_opted_in: chosen } = JSON.parse(data);
      const report = (key, value) => {
        const message = JSON.stringify({ [key]: value, maq_url: tracker.getMatomoUrl(), maq_optout_by_default: tracker.isConsentRequired() });
        for (const frame of invoke(document, 'querySelectorAll', 'iframe')) {
          if (originOf(frame.src) === origin) frame.contentWindow.postMessage(message, origin);
        }
      };
      if (asked !== undefined) {
        report('maq_opted_in', asked && tracker.hasConsent());
      } else if (chosen !== undefined) {
        for (const one of trackers()) one[chosen ? 'rememberConsentGiven' : 'forgetConsentGiven']();
        report('maq_confirm_opted_in', tracker.hasConsent());
      }
    } catch {
      // Not a message of the form: pages send each other all kinds.
    }
  };
  addEventListener('message', respond);
  return respond;
}
