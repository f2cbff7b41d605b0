// What a visitor does on a page. A page that scrolls or a pointer that moves has more than a hundred events a second, and being called for
// each costs more than all else that measures. So after the first of a kind the browser is asked for no more of it for a while; a page that
// goes on scrolling is looked at once in that while, without an event.

/** How long that is, in milliseconds. */
const PAUSE_MS = 500;
const SCROLLING_PAUSE_MS = 1000;
const LISTENING = { passive: true, capture: true };

/**
 * @callback Work
 * @param {number | undefined} at when the visitor gave the sign, in the milliseconds of `performance.now()`; nothing where there was none
 * @param {boolean} isLater whether the while is over that the first sign began
 * @param {number} [top] how far the page is scrolled then, in pixels
 */

/** What is called, by the event's name. @type {Record<string, Work[]>} */
const works = { __proto__: null };

/**
 * @param {string} name of events that the window hears
 * @param {Work} work
 */
export function onSign(name, work) {
  const isNew = !works[name];
  const all = works[name] ||= [];
  all[all.length] = work;
  if (isNew) listen(name);
}

function listen(name) {
  const all = works[name];
  const isScroll = name === 'scroll';
  const pause = isScroll ? SCROLLING_PAUSE_MS : PAUSE_MS;
  let top, at, timer;
  function hear() {
    removeEventListener(name, hear, LISTENING);
    if (isScroll) top = scrollY;
    at = performance.now();
    timer = setInterval(look, pause);
    for (let index = 0; index < all.length; index += 1) all[index](at, false);
  }
  function look() {
    const before = top;
    if (isScroll) top = scrollY;
    const hasMoved = top !== before;
    if (hasMoved) {
      at += pause;
    } else {
      clearInterval(timer);
      addEventListener(name, hear, LISTENING);
    }
    // It may have stopped at any time since.
    for (let index = 0; index < all.length; index += 1) all[index](hasMoved ? at - pause / 2 : undefined, true, top);
  }
  addEventListener(name, hear, LISTENING);
}
