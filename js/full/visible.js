// Whether an element can be seen: `Matomo.DOM.isNodeVisible` and `isOrWasNodeVisible`.

import { invoke, member } from '../page/dom.js';

const boxOf = (element) => invoke(element, 'getBoundingClientRect');

/**
 * @param {Element} node
 * @returns {boolean} whether it is in the document, neither hidden by a style nor outside of what its ancestors show;
 *   wherever the page is scrolled to
 */
export function isNodeVisible(node) {
  if (!member(node, 'isConnected')) return false;
  if (member(node, 'checkVisibility')?.call(node, { checkOpacity: true, checkVisibilityCSS: true }) === false) return false;
  const { left, right, top, bottom } = boxOf(node);
  const overflowOf = (element) => getComputedStyle(element).overflow;
  if (overflowOf(node) === 'hidden' && (left === right || top === bottom)) return false;
  const body = member(document, 'body');
  for (let frame = node; (frame = member(frame, 'parentElement')) && frame !== body;) {
    if (!/hidden|scroll/.test(overflowOf(frame))) continue;
    const box = boxOf(frame);
    // A pixel at least.
    if (left + 1 > box.right || right - 1 < box.left || top + 1 > box.bottom || bottom - 1 < box.top) return false;
  }
  return true;
}

/**
 * @param {Element} node
 * @returns {boolean} whether it is also on the screen, or was scrolled past
 */
export function isOrWasNodeVisible(node) {
  if (!isNodeVisible(node)) return false;
  const { top, right, bottom, left } = boxOf(node);
  const { clientWidth, clientHeight } = member(document, 'documentElement');
  const wasThere = top < 0 && bottom + scrollY > 0;
  return right > 0 && left < clientWidth && (wasThere || bottom > 0 && top < clientHeight);
}
