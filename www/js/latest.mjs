/**
 * On a small screen the hits are far below the controls: while they are out of sight, a bar shows what arrived.
 *
 * @module
 */
import { byId } from './dom.mjs';

/**
 * @param {HTMLElement} hits
 * @returns {(sentence: string) => void} says what came
 */
export function prepareLatest(hits) {
  const bar = byId('latest');
  const hideInSight = () => (bar.hidden ||= isInSight(hits));
  new IntersectionObserver(hideInSight).observe(hits);
  bar.addEventListener('click', () => {
    byId('live').scrollIntoView();
    byId('live').focus({ preventScroll: true });
    bar.hidden = true;
  });
  return (sentence) => {
    byId('latest-text').textContent = sentence;
    bar.hidden = isInSight(hits);
  };
}

/** Asked when it matters: an observer reports a frame later, and a window that was just made smaller would keep its old answer. */
function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}
