// The commands that measure what visitors do on a page (issue 17). What measures is in a file of its own, js/engagement, which is loaded
// when the first of them is called. Here: which page view it belongs to. The core says when one begins, and when an application has
// left its page.

import { ENTRY_EVENT, EVENT_MEASURED } from '../bridge/protocol.js';
import { logError } from '../page/console.js';
import { forEachSafely } from '../page/queue.js';

/**
 * @typedef {object} Measure what one command has begun
 * @property {() => void} [begin] a page view begins
 * @property {(isOver: boolean) => void} [take] tracks what there is to say of the view. One that is not over goes on: nothing of it may be
 *   said twice
 * @property {(...given: unknown[]) => void} [repeat] the command was called again; without it that does nothing
 */

/**
 * @typedef {object} View the page view that is looked at
 * @property {object} tracker for what the site says itself. Not `facade`: of that name the minifier makes another in each file
 * @property {() => boolean} isOpen whether there is a view: nothing can be tracked of one between two
 * @property {() => number} since when it began, in the milliseconds of `performance.now()`
 * @property {() => string} address of the view, as its hit has it
 * @property {() => string} referrer of the view, as its hit has it; of a page that an application shows, the one before
 * @property {(row: unknown[]) => void} track an event of the view as a whole, even where the page is another already: category and
 *   action, which are words of ours, a name, which may come from the page, a value, and the name for anonymous measurement
 *   where the other is not allowed
 * @property {(row: unknown[]) => void} trackNow the same of what the visitor does just now
 * @property {(id: number, value: number) => void} setDimension a custom dimension of the visit, which is no action: a ping says it
 */

/** @typedef {Record<string, (view: View, ...given: unknown[]) => Measure | undefined>} Measures by the command's name */

/**
 * Adds the commands to a tracker.
 *
 * @param {{facade: object, number: number, engagement?: object}} own
 * @param {(entry: number, tracker: object, number: number, given: unknown[]) => unknown} call into the core
 * @param {ReturnType<import('./measuring.js').measuredBy>} commands their names, and what loads the file
 */
export function addEngagement(own, call, { names, load }) {
  const { facade } = own;
  const { trackPageView } = facade;
  const begun = { __proto__: null };
  let isOpen = false, since = 0, address = '', referrer = '';

  // What the next ping says besides.
  let data;

  const say = (row) => call(ENTRY_EVENT, own, EVENT_MEASURED, row);
  const view = {
    tracker: facade,
    isOpen: () => isOpen,
    since: () => since,
    address: () => address,
    referrer: () => referrer,
    // What is measured between two views is of none.
    track([category, action, name, value, anonymousName]) {
      if (!isOpen) return;
      data ||= {};
      say([category, action, name, value, undefined, anonymousName]);
    },
    trackNow([category, action, name, value, anonymousName]) {
      if (isOpen) say([category, action, name, value, undefined, anonymousName, true]);
    },
    setDimension(id, value) {
      if (isOpen) (data ||= {})['dimension' + id] = value;
    },
  };
  const forEachMeasure = (work) => {
    for (const name in begun) forEachSafely([begun[name]], work);
  };
  function take(isOver) {
    if (!isOpen) return;
    forEachMeasure((measure) => measure.take?.(isOver));
    // What is dated back says nothing of the time on the page: the ping does.
    if (data) say([undefined, undefined, undefined, undefined, data]);
    data = undefined;
    if (isOver) isOpen = false;
  }
  own.engagement = {
    begin(viewed, referring) {
      isOpen = true;
      // A site that says nothing of it has the document's referrer in every hit.
      referrer = address && address !== viewed ? address : referring;
      address = viewed;
      since = performance.now();
      forEachMeasure((measure) => measure.begin?.());
    },
    end: () => take(true),
    hide: () => take(false),
  };

  forEachSafely(names, (name) => {
    const enable = facade[name];
    facade[name] = (...given) => {
      enable();
      load((measures) => forEachSafely([given], (all) => {
        // Twice is once: the options of the first are those that measure already.
        if (begun[name]) begun[name].repeat?.(...all);
        else begun[name] = measures[name](view, ...all) || {};
      }), (why) => logError(`Crumbless: ${name}: ${why}`));
    };
  });
  // The site says that the page is another: by then the core has the address of the one before.
  facade.trackPageView = (...given) => {
    take(true);
    return trackPageView(...given);
  };
}
