// `enableMediaTracking`: how audio and video are played. Media events do not bubble, but the document hears them on their way down: from
// the first one on an element is listened to itself, wherever it is moved to.

import { attempt, invoke, member, resolved } from '../page/dom.js';
import { findIn, mapped, those } from '../page/lists.js';
import { isIgnored } from './ignored.js';
import { optionsOf } from './given.js';
import { createPlayback, isMoving } from './playback.js';

const CATEGORY = 'Media';
const QUARTERS = [25, 50, 75];
/** A pause that ends so soon, or whose position is changed, is one of seeking; in milliseconds. */
const PAUSE_MS = 500;
/** How many events wait for a page view to be of. */
const MOST_WAITING = 50;
/** By which an element is first met: one that was silent decoration is none any more when it is heard. */
const FIRST_EVENTS = ['playing', 'volumechange'];
/** What visitors do leads out of shadow trees, media events do not. */
const SIGNS = ['pointerdown', 'keydown', 'click'];
const { toString } = Object.prototype;
const isMedia = (value) => /^\[object HTML(Audio|Video)Element\]$/.test(toString.call(value));

/**
 * @param {import('../full/engagement.js').View} view
 * @param {object} [options]
 * @param {number[]} [options.quarters] percents of the duration
 * @param {boolean} [options.decoration] silent loops that play by themselves count too
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureMedia(view, options) {
  const { quarters = QUARTERS, decoration = false } = optionsOf('enableMediaTracking', options);
  const isPercent = (value) => typeof value == 'number' && value >= 1 && value <= 99;
  if (!Array.isArray(quarters) || those(quarters, isPercent).length < quarters.length) {
    throw new TypeError('enableMediaTracking: quarters needs an array of percents from 1 to 99');
  }
  const percents = mapped(quarters, (percent) => percent);
  const met = new WeakMap(), roots = new WeakSet();
  let views = 0, waiting = [], active = [];

  /** Between two views, and before the first, an event waits: what began there goes on in the next. */
  function say(...row) {
    // The seconds are about the view, all else is what the visitor does.
    if (view.isOpen()) view[row[0] === 'Time' ? 'track' : 'trackNow']([CATEGORY, ...row]);
    else if (waiting.length < MOST_WAITING) waiting[waiting.length] = row;
  }
  function sayWaiting() {
    const rows = waiting;
    waiting = [];
    for (let index = 0; index < rows.length; index += 1) say(...rows[index]);
  }
  const isDecoration = (element) => !decoration && element.muted && element.loop && element.autoplay && !element.controls;

  function meet(element) {
    if (!isMedia(element) || met.has(element) || !isMoving(element) || isDecoration(element) || isIgnored(element)) return;
    const own = follow(element);
    met.set(element, own);
    // What the page has played before this file was there.
    if (element.played.length) own.catchUp();
  }

  function follow(element) {
    let name, isStarted = false, isPauseDue = false, timer, said = 0, viewed, left;
    const playback = createPlayback(element, (from, to) => {
      if (viewed !== views) left = percents;
      viewed = views;
      const { duration } = element;
      // Live streams have no end to be a quarter of the way to.
      const isReached = (percent) => from <= duration * percent / 100 && duration * percent / 100 <= to && duration < Infinity;
      const reached = those(left, isReached);
      left = those(left, (percent) => !isReached(percent));
      for (let index = 0; index < reached.length; index += 1) say(reached[index] + '%', name);
    });
    /** Whole seconds: what is less is said with the next. */
    function sayTime() {
      const seconds = Math.round(playback.watched()) - said;
      said += seconds;
      if (seconds > 0) say('Time', name, seconds);
    }
    function start() {
      awaitPause(false);
      if (!findIn(active, (one) => one === own)) active[active.length] = own;
      if (isStarted) return;
      isStarted = true;
      name = nameOf(element);
      say('Play', name);
    }
    function awaitPause(isDue) {
      clearTimeout(timer);
      isPauseDue = isDue;
      if (isDue && !element.seeking) timer = setTimeout(pause, PAUSE_MS);
    }
    function pause() {
      if (!isPauseDue || element.seeking) return;
      isPauseDue = false;
      say('Pause', name);
      // A page that is hidden may never be heard of again.
      if (member(document, 'visibilityState') === 'hidden') sayTime();
    }
    function finish(isEnd) {
      awaitPause(false);
      if (isStarted && isEnd) say('End', name);
      sayTime();
      isStarted = false;
    }
    const after = {
      __proto__: null,
      playing: start,
      pause: () => element.ended || awaitPause(isStarted),
      seeking: () => clearTimeout(timer),
      seeked: () => isPauseDue && awaitPause(true),
      ended: () => finish(true),
      // Another file is to be played.
      emptied() {
        finish(false);
        left = percents;
      },
    };
    const own = {
      catchUp() {
        start();
        playback.catchUp();
        playback.events.playing();
      },
      take() {
        playback.look();
        pause();
        sayTime();
        return element.paused && !isPauseDue;
      },
    };
    for (const type in playback.events) {
      invoke(element, 'addEventListener', type, () => {
        playback.events[type]();
        after[type]?.();
      });
    }
    return own;
  }

  /** Hears what is played in a document or a shadow tree. */
  function hear(root) {
    if (roots.has(root)) return;
    roots.add(root);
    for (const type of FIRST_EVENTS) invoke(root, 'addEventListener', type, ({ target }) => meet(target), true);
    const all = invoke(root, 'querySelectorAll', 'audio,video');
    for (let index = 0; index < all.length; index += 1) meet(all[index]);
  }
  hear(document);
  for (const sign of SIGNS) {
    invoke(document, 'addEventListener', sign, (event) => {
      const path = event.composedPath();
      for (let index = 0; index < path.length; index += 1) if (toString.call(path[index]) === '[object ShadowRoot]') hear(path[index]);
    }, true);
  }

  return {
    begin() {
      views += 1;
      // Behind the page view, which may be on its way through the plugins.
      setTimeout(sayWaiting);
    },
    take() {
      sayWaiting();
      active = those(active, (own) => !own.take());
    },
  };
}

/** What an element is called: never by what it says, and its file without what may stand behind the path. */
function nameOf(element) {
  const { id, currentSrc } = element;
  if (id) return id;
  if (!currentSrc) return 'stream';
  const [scheme] = /^(blob|data|mediasource|filesystem):/i.exec(currentSrc) || [];
  return scheme || attempt(() => resolved(currentSrc).pathname);
}
