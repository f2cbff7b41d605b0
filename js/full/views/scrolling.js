// `enableScrollTracking`: how deep a page view was read, in percent of the page's height.

import { invoke, member } from '../../page/dom.js';
import { those } from '../../page/lists.js';

const CATEGORY = 'Scroll';
/** How long a page that scrolls is not looked at again, in milliseconds. */
const INTERVAL_MS = 100;
/** The name of the event is in tens: its report shows how many read how far. */
const STEP = 10;

/**
 * @param {{thresholds?: number[]}} options percents at which an event says at once that they were reached
 * @param {(row: unknown[]) => void} track
 * @returns {import('./views.js').Measure}
 */
export function measureScrolling({ thresholds = [] }, track) {
  if (!Array.isArray(thresholds) || those(thresholds, (percent) => percent > 0 && percent <= 100).length < thresholds.length) {
    throw new TypeError('enableScrollTracking: thresholds needs an array of percents from 1 to 100');
  }
  let deepest, waiting, isSaid, timer;
  begin();

  function begin() {
    deepest = 0;
    waiting = thresholds;
    isSaid = false;
  }
  function look() {
    timer = undefined;
    const root = member(document, 'documentElement');
    const height = root.scrollHeight;
    // A page that is not laid out yet has nothing to read.
    const percent = height && Math.min(100, Math.round((window.scrollY + root.clientHeight) / height * 100));
    if (percent <= deepest) return;
    deepest = percent;
    const isReached = (threshold) => threshold <= deepest;
    for (const threshold of those(waiting, isReached)) track([CATEGORY, 'Reached', `${threshold}%`, undefined, undefined, true]);
    waiting = those(waiting, (threshold) => !isReached(threshold));
  }
  invoke(document, 'addEventListener', 'scroll', () => {
    timer ??= setTimeout(look, INTERVAL_MS);
  }, { passive: true });

  return {
    take(isOver) {
      // Of an application that has left its page, the document is another already: what was seen last counts.
      if (!isOver || !deepest) look();
      const rows = deepest && !isSaid ? [[CATEGORY, 'Depth', `${Math.floor(deepest / STEP) * STEP}%`, deepest, undefined, true]] : [];
      isSaid = true;
      if (isOver) {
        clearTimeout(timer);
        timer = undefined;
        begin();
      }
      return rows;
    },
  };
}
