// Lets `trackPageView` be of the page as it is now: an application changes address and title without loading a page, and a tracker has
// both from when it was made. What the application sets itself stays.

import { attempt, member } from '../page/dom.js';
import { findIn, mapped } from '../page/lists.js';

const GIVEN = [['setCustomUrl', 'url'], ['setDocumentTitle', 'title']];
const followed = []; // A row for each tracker.

const present = () => ({ url: location.href, title: member(document, 'title') });

/** @returns {{url: string, title: string} | undefined} for `asOf` */
export const pageNow = () => attempt(present);

/**
 * Follows the page with a tracker's views. Done again it does the same with the methods that the tracker has by then.
 *
 * @param {object} tracker
 * @returns {object} the same
 */
export function followPage(tracker) {
  let row = findIn(followed, (one) => one.tracker === tracker);
  if (!row) followed[followed.length] = row = { tracker, said: present(), isOwn: { url: false, title: false } };
  const { trackPageView, enableSpaTracking } = tracker;
  row.inner = {};
  mapped(GIVEN, ([command, what]) => {
    row.inner[what] = tracker[command];
    tracker[command] = (...given) => {
      // What was held may come back here.
      if (!isGiving && given[0] !== row.said[what]) row.isOwn[what] = true;
      return row.inner[what](...given);
    };
  });
  tracker.trackPageView = (...given) => {
    beAtPage(tracker);
    return trackPageView(...given);
  };
  tracker.enableSpaTracking = (...given) => {
    row.isOwn = { url: true, title: true }; // The core does it.
    return enableSpaTracking(...given);
  };
  return tracker;
}

let isPast = false;
let isGiving = false;

/** Runs work that was held: a view in it is of the page at the time of the call. */
export function asItWas(work) {
  const before = isPast;
  isPast = true;
  try {
    return work();
  } finally {
    isPast = before;
  }
}

/**
 * Runs work whose view is of a page that the application has shown before.
 *
 * @param {object[]} trackers
 * @param {ReturnType<typeof pageNow>} page nothing where it is the present one
 * @param {ReturnType<typeof pageNow>} then the page that the trackers are at, and what is held afterwards goes on from
 * @param {() => void} work
 */
export function asOf(trackers, page, then, work) {
  if (!page || !then) return work();
  give(trackers, page);
  try {
    return asItWas(work);
  } finally {
    give(trackers, then);
  }
}

function give(trackers, page) {
  isGiving = true;
  try {
    mapped(trackers, (tracker) => {
      const isOwn = findIn(followed, (one) => one.tracker === tracker)?.isOwn ?? {};
      mapped(GIVEN, ([command, what]) => isOwn[what] || tracker[command](page[what]));
    });
  } finally {
    isGiving = false;
  }
}

/** Gives a tracker the page's address and title, where they have changed and nobody else gives them. */
export function beAtPage(tracker) {
  const row = findIn(followed, (one) => one.tracker === tracker);
  const now = attempt(present);
  if (!row || !now || isPast) return;
  mapped(GIVEN, ([, what]) => {
    if (row.isOwn[what] || row.said[what] === now[what]) return;
    row.said[what] = now[what];
    row.inner[what](now[what]);
  });
}
