// `enableEngagement`: for how many seconds a page view was visible and used.

import { invoke, member } from '../../page/dom.js';

const CATEGORY = 'Engagement';
/** Reading makes no event: so long after the last one the visitor is still there, in seconds. */
const IDLE_SECONDS = 30;
/** What a visitor does. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'wheel', 'touchmove', 'focusin'];

/**
 * @param {{idleAfter?: number}} options after how many seconds without a sign of the visitor nothing is counted any more
 * @returns {import('./views.js').Measure}
 */
export function measureEngagement({ idleAfter = IDLE_SECONDS }) {
  if (!(idleAfter > 0)) throw new TypeError('enableEngagement: idleAfter needs a number of seconds');
  let used = 0, since;
  const isVisible = () => member(document, 'visibilityState') === 'visible';
  /** Counts the time up to now, and goes on where the page is to be seen. */
  function count() {
    const now = performance.now();
    if (since !== undefined) used += Math.min(now - since, idleAfter * 1000);
    since = isVisible() ? now : undefined;
  }
  count();
  for (const sign of SIGNS) addEventListener(sign, count, { passive: true, capture: true });
  invoke(document, 'addEventListener', 'visibilitychange', count);

  return {
    take(isOver) {
      count();
      const seconds = isOver ? Math.round(used / 1000) : Math.floor(used / 1000);
      // What is not a whole second yet is said with the next.
      used = isOver ? 0 : used - seconds * 1000;
      return seconds > 0 ? [[CATEGORY, 'Time', undefined, seconds, undefined, true]] : [];
    },
  };
}
