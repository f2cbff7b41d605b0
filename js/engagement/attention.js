// `enableEngagement` and `enableReadability`: for how many seconds a page view was visible and used.

import { invoke, member } from '../page/dom.js';
import { optionsOf } from './given.js';
import { onSign } from './signs.js';

const CATEGORY = 'Engagement';
/** Reading makes no event: so long after the last one the visitor is still there, in seconds. */
const IDLE_SECONDS = 30;
const READ_SECONDS = 30;
const MOST_READ_SECONDS = 3600;
/** Timers may come so much too early, in milliseconds. */
const EARLY_MS = 20;
/** What a visitor does. A wheel and a finger scroll. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focusin'];

/**
 * Counts for how long the page is visible and used.
 *
 * @param {number} idleAfter after how many milliseconds without a sign of the visitor nothing is counted any more
 * @param {() => void} [onUse] called at signs of the visitor
 * @returns {{used: () => number, isUsed: () => boolean, restart: (since: number) => void}} milliseconds since the count began, whether
 *   it goes on now, and its beginning
 */
function countAttention(idleAfter, onUse) {
  let used, since, lastSign;
  const isVisible = () => member(document, 'visibilityState') === 'visible';
  /** Counts up to now, and goes on where the page is to be seen. */
  function count() {
    const now = performance.now();
    if (since !== undefined) used += Math.max(0, Math.min(now, lastSign + idleAfter) - since);
    since = isVisible() ? now : undefined;
    return now;
  }
  function onUsed(at = performance.now()) {
    // Most often the visitor was there already, and there is nothing to count yet.
    if (since === undefined || at > lastSign + idleAfter) count();
    lastSign = at;
    onUse?.();
  }
  function restart(from) {
    used = 0;
    lastSign = from;
    since = isVisible() ? from : undefined;
  }
  for (const sign of SIGNS) onSign(sign, (at) => at && onUsed(at));
  // Whoever comes back to a page is there; whoever turns away was until now.
  invoke(document, 'addEventListener', 'visibilitychange', () => isVisible() ? onUsed() : count());

  return {
    used() {
      count();
      return used;
    },
    isUsed: () => since !== undefined && performance.now() < lastSign + idleAfter,
    restart,
  };
}

/**
 * @param {import('../full/engagement.js').View} view
 * @param {{idleAfter?: number}} [options] after how many seconds without a sign of the visitor nothing is counted any more
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureEngagement(view, options) {
  const { idleAfter = IDLE_SECONDS } = optionsOf('enableEngagement', options);
  if (!(typeof idleAfter == 'number' && idleAfter > 0)) throw new TypeError('enableEngagement: idleAfter needs a number of seconds above 0');
  const attention = countAttention(idleAfter * 1000);
  let said;
  function begin() {
    said = 0;
    attention.restart(view.since());
  }
  begin();

  return {
    begin,
    take() {
      const seconds = Math.round(attention.used() / 1000) - said;
      said += seconds;
      if (seconds > 0) view.track([CATEGORY, 'Time', undefined, seconds]);
    },
  };
}

/**
 * @param {import('../full/engagement.js').View} view
 * @param {number} [seconds] so much of use makes a view that was read
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureReadability(view, seconds = READ_SECONDS) {
  if (!(typeof seconds == 'number' && seconds >= 1 && seconds <= MOST_READ_SECONDS)) throw new TypeError('enableReadability: needs a number of seconds from 1 to ' + MOST_READ_SECONDS);
  const attention = countAttention(IDLE_SECONDS * 1000, arm);
  let timer, isSaid;
  /** Comes when it would be enough, if the visitor stays. */
  function arm() {
    if (!isSaid && timer === undefined) timer = setTimeout(look, Math.max(0, seconds * 1000 - attention.used()));
  }
  function look() {
    timer = undefined;
    const left = seconds * 1000 - attention.used();
    if (left > EARLY_MS) {
      // It was hidden or idle for a while. Where it is still, the next sign arms this.
      if (attention.isUsed()) arm();
      return;
    }
    isSaid = true;
    view.track([CATEGORY, 'Read', undefined, seconds]);
  }
  function begin() {
    clearTimeout(timer);
    timer = undefined;
    isSaid = false;
    attention.restart(view.since());
    arm();
  }
  begin();

  return { begin };
}
