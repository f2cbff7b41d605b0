// `enableScrollTracking`: how deep a page view was read, in percent of the page's height.

import { invoke, member } from '../page/dom.js';
import { those } from '../page/lists.js';

const CATEGORY = 'Scroll';
/** How long a page that scrolls is not looked at again, in milliseconds. */
const INTERVAL_MS = 200;
/** The name of the event is in tens: its report shows how many read how far. */
const STEP = 10;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {{thresholds?: number[]}} [options] percents at which an event says at once that they were reached
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureScrolling(view, options) {
  const { thresholds = [] } = { __proto__: null, ...options };
  const isPercent = (value) => typeof value == 'number' && value > 0 && value <= 100;
  if (!Array.isArray(thresholds) || those(thresholds, isPercent).length < thresholds.length) {
    throw new TypeError('enableScrollTracking: thresholds needs an array of percents from 1 to 100');
  }
  let deepest, waiting, isSaid, timer;
  begin();

  function begin() {
    deepest = 0;
    waiting = thresholds;
    isSaid = false;
    // What is to be seen without scrolling counts too, and what was scrolled to before this file was there.
    lookSoon();
  }
  // A timer instead of a look at each event: asking for the height may lay the page out.
  function lookSoon() {
    timer ??= setTimeout(look, INTERVAL_MS);
  }
  function look() {
    timer = undefined;
    const root = member(document, 'documentElement');
    const height = root.scrollHeight;
    // A page that is not laid out yet has nothing to read.
    const percent = height && Math.min(100, Math.round((member(window, 'scrollY') + root.clientHeight) / height * 100));
    if (!(percent > deepest)) return;
    deepest = percent;
    const isReached = (threshold) => threshold <= deepest;
    const reached = those(waiting, isReached);
    waiting = those(waiting, (threshold) => !isReached(threshold));
    for (let index = 0; index < reached.length; index += 1) say('Reached', reached[index] + '%', reached[index]);
  }
  const say = (action, name, value) => view.track([CATEGORY, action, name, value, undefined, name]);
  invoke(document, 'addEventListener', 'scroll', lookSoon, { passive: true });

  return {
    begin,
    take(isOver) {
      // Of an application that has left its page, the document is another already: what was seen last counts.
      if (!isOver || !deepest) look();
      if (!isSaid && deepest) say('Depth', Math.floor(deepest / STEP) * STEP + '%', deepest);
      isSaid = true;
    },
  };
}
