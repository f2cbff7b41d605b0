// Content blocks on the page: which elements they are, and when they come into view. What they say is read by the core.

import { CONTENT_BLOCKS } from '../bridge/protocol.js';
import { invoke } from '../page/dom.js';
import { mapped, those } from '../page/lists.js';
import { inSlices } from './slices.js';
import { isOrWasNodeVisible } from './visible.js';


// Changes of a page often come in bursts; looking again can wait until one is over.
const QUIET_MS = 100;

/**
 * @param {Window | Element} node the window for the whole page
 * @returns {Element[]} the blocks in it, itself too
 */
export function findBlocks(node) {
  const root = node === window ? document : node;
  const seen = new WeakSet();
  let found = [];
  for (const selector of CONTENT_BLOCKS.split(',')) found = [...found, ...invoke(root, 'querySelectorAll', selector)];
  if (root !== document && invoke(root, 'matches', CONTENT_BLOCKS)) found.push(root);
  return those(found, (block) => !seen.has(block) && seen.add(block)).reverse();
}

/**
 * @param {(blocks: Element[]) => unknown} report is given the blocks that are in view, and those that come into it later, each
 *   once, and returns false where there is no room for more: see `inSlices`
 * @returns {(node: Window | Element, goesOn: boolean) => void} looks anew; `goesOn` whether to go on after the first look
 */
export function createWatch(report) {
  let covered = new WeakSet(); // In view, but hidden by a style.
  let hidden = []; // All that were.
  let known, place, goesOn, changes, due, isLooking, hasChanged;
  let round = 0;

  /** Reports those that can be seen, and does something with the others. Ends where a look anew has begun. */
  function check(blocks, otherwise, done) {
    const begun = round;
    inSlices(blocks, (slice) => {
      const seen = those(slice, (block) => isOrWasNodeVisible(block) || otherwise(block));
      for (const block of seen) {
        covered.delete(block);
        observer.unobserve(block);
      }
      return seen.length || !slice.length ? report(seen) : true;
    }, () => begun !== round, done);
  }

  const observer = new IntersectionObserver((entries) => {
    const inView = those(entries, (entry) => entry.isIntersecting);
    check(mapped(inView, (entry) => entry.target), (block) => {
      if (!covered.has(block)) hidden.push(block);
      covered.add(block);
    });
  }, { rootMargin: '1000000px 0px 0px' }); // What was scrolled past was seen.

  function look() {
    const begun = round;
    [due, isLooking, hasChanged] = [0, true, false];
    const fresh = those(findBlocks(place), (block) => !known.has(block));
    for (const block of fresh) known.add(block);
    const late = hidden = those(hidden, (block) => covered.has(block));
    const isLate = new WeakSet(late);
    check([...late, ...fresh], (block) => void (goesOn && !isLate.has(block) && observer.observe(block)), () => {
      if (begun !== round) return;
      isLooking = false;
      if (hasChanged) soon();
    });
  }

  function soon() {
    if (isLooking) hasChanged = true; // The next look begins when this one is over.
    else due ||= goesOn && setTimeout(look, QUIET_MS);
  }

  return (node, isToGoOn) => {
    [place, goesOn] = [node, isToGoOn];
    round++;
    clearTimeout(due);
    known = new WeakSet();
    covered = new WeakSet();
    hidden = [];
    observer.disconnect();
    look();
    if (!goesOn || changes) return;
    changes = new MutationObserver(soon);
    changes.observe(document, { childList: true, subtree: true, attributes: true });
    for (const type of ['transitionend', 'animationend', 'change']) invoke(document, 'addEventListener', type, soon, true);
  };
}
