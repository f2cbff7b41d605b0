// What is measured of page views (issue 17): each command adds a measure, which says in events what it was when a view ends. The core
// says when a view begins, and when an application has left its page.

import { ENTRY_EVENT, EVENT_MEASURED } from '../../bridge/protocol.js';
import { forEachSafely } from '../../page/queue.js';
import { measureEngagement } from './engagement.js';
import { measureScrolling } from './scrolling.js';
import { measureVitals } from './vitals.js';

/**
 * @typedef {object} Measure
 * @property {(isOver: boolean) => unknown[][]} take what there is to say of the view: rows of category, action, name, value, data, and
 *   whether the first three are words of ours, with nothing of the page in them. A view that is not over goes on: nothing of it is said
 *   twice. After one that is over, what is measured is of the next
 */

const MEASURES = { enableScrollTracking: measureScrolling, enableEngagement: measureEngagement, enableWebVitals: measureVitals };

/**
 * Adds the commands to a tracker.
 *
 * @param {{facade: object, number: number, views?: object}} own
 * @param {(entry: number, tracker: object, number: number, given: unknown[]) => unknown} call into the core
 */
export function measureViews(own, call) {
  const { facade } = own;
  const { trackPageView } = facade;
  const measures = { __proto__: null };
  let isOpen = false;

  /** What is measured between two views is of none. */
  const track = (row) => isOpen && call(ENTRY_EVENT, own, EVENT_MEASURED, row);
  function take(isOver) {
    for (const name in measures) forEachSafely([measures[name]], (measure) => forEachSafely(measure.take(isOver), track));
    if (isOver) isOpen = false;
  }
  own.views = {
    begin() {
      isOpen = true;
    },
    end: () => take(true),
    hide: () => take(false),
  };

  for (const name in MEASURES) {
    const enable = facade[name];
    facade[name] = (options) => void forEachSafely([options], (given) => {
      // Twice is once: the options of the first are those that measure already.
      if (measures[name]) return;
      measures[name] = MEASURES[name]({ __proto__: null, ...given }, track);
      enable();
    });
  }
  // The site says that the page is another: by then the core has the address of the one before.
  facade.trackPageView = (...given) => {
    take(true);
    return trackPageView(...given);
  };
}
