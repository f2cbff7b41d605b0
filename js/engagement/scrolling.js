// `enableScrollTracking`: how deep a page view was read, in percent of the page's height.

import { member } from '../page/dom.js';
import { those } from '../page/lists.js';
import { optionsOf } from './given.js';
import { onSign } from './signs.js';

const CATEGORY = 'Scroll';
/** When a view that nobody scrolls is looked at, in milliseconds. */
const FIRST_LOOK_MS = 200;
/** The name of the event is in tens: its report shows how many read how far. */
const STEP = 10;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {{thresholds?: number[]}} [options] percents at which an event says at once that they were reached
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureScrolling(view, options) {
  const { thresholds = [] } = optionsOf('enableScrollTracking', options);
  const isPercent = (value) => typeof value == 'number' && value > 0 && value <= 100;
  if (!Array.isArray(thresholds) || those(thresholds, isPercent).length < thresholds.length) {
    throw new TypeError('enableScrollTracking: thresholds needs an array of percents from 1 to 100');
  }
  /** In percent; in pixels, how far down the page was scrolled; and how high page and window were when they were looked at. */
  let deepest, lowest, height, windowHeight, waiting, isSaid, timer;
  begin();

  function begin() {
    deepest = lowest = height = 0;
    waiting = thresholds;
    isSaid = false;
    // What is to be seen without scrolling counts too, and what was scrolled to before this file was there.
    clearTimeout(timer);
    timer = setTimeout(look, FIRST_LOOK_MS);
  }
  function look() {
    const root = member(document, 'documentElement');
    height = root.scrollHeight;
    windowHeight = root.clientHeight;
    lowest = Math.max(lowest, scrollY);
    judge();
  }
  function judge() {
    // A page that is not laid out yet has nothing to read.
    const percent = height && Math.min(100, Math.round((lowest + windowHeight) / height * 100));
    if (!(percent > deepest)) return;
    deepest = percent;
    const isReached = (threshold) => threshold <= deepest;
    const reached = those(waiting, isReached);
    waiting = those(waiting, (threshold) => !isReached(threshold));
    for (let index = 0; index < reached.length; index += 1) say('Reached', reached[index] + '%', reached[index]);
  }
  const say = (action, name, value) => view.track([CATEGORY, action, name, value, name]);
  // Not at each event: asking for heights may lay the page out, and costs more than all else here.
  onSign('scroll', (at, isLater, top) => {
    if (top > lowest) lowest = top;
    if (isLater && (at === undefined || waiting.length)) look();
  });

  return {
    begin,
    take(isOver) {
      // Of an application that has left its page, the document is another already: what was seen last counts.
      if (isOver && deepest) judge();
      else look();
      if (!isSaid && deepest) say('Depth', Math.floor(deepest / STEP) * STEP + '%', deepest);
      isSaid = true;
      if (isOver) clearTimeout(timer);
    },
  };
}
