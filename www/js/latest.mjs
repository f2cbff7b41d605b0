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
  let areInSight = false;
  new IntersectionObserver(([entry]) => {
    areInSight = entry.isIntersecting;
    if (areInSight) bar.hidden = true;
  }).observe(hits);
  bar.addEventListener('click', () => {
    byId('live').scrollIntoView();
    byId('live').focus({ preventScroll: true });
    bar.hidden = true;
  });
  return (sentence) => {
    byId('latest-text').textContent = sentence;
    bar.hidden = areInSight;
  };
}
