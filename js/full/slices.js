// Work on many elements without keeping the page from anything else: a slice at a time, in tasks of their own.

import { those } from '../page/lists.js';

// What the core makes of a slice has to fit into one turn.
const SLICE = 50;

// How long one task may go on with slices, in milliseconds.
const TASK_MS = 16;

// How often to look for room where no request is done: consent, or a removal, may have made some.
const ROOM_POLL_MS = 2000;

/** What waits for room. */
let waiting = [];

/** There may be room again. */
export function goOn() {
  for (const go of waiting) go();
}

/**
 * The first slice is worked on at once, so that few elements keep their place among the commands.
 *
 * @param {unknown[]} items
 * @param {(slice: unknown[]) => unknown} work returns false where there is no room for more, and hears with no item whether there is
 *   again
 * @param {() => boolean} [isOver] whether the rest need not be worked on any more
 * @param {() => void} [done] called after the last
 */
export function inSlices(items, work, isOver = () => false, done = () => {}) {
  let next = 0;
  let hasRoom = true;
  let channel;
  let timer;

  function go() {
    const start = performance.now();
    clearTimeout(timer);
    waiting = those(waiting, (other) => other !== go);
    if (!hasRoom) hasRoom = work([]) !== false;
    while (hasRoom && next < items.length && !isOver()) {
      hasRoom = work(items.slice(next, next += SLICE)) !== false;
      if (performance.now() - start >= TASK_MS) break;
    }
    if (next >= items.length || isOver()) {
      channel?.port1.close();
      done();
    } else if (hasRoom) {
      if (!channel) {
        channel = new MessageChannel();
        channel.port1.onmessage = go;
      }
      channel.port2.postMessage(0); // Sooner than timers, which browsers hold back.
    } else {
      waiting.push(go);
      timer = setTimeout(go, ROOM_POLL_MS);
    }
  }

  go();
}
