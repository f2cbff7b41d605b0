// Content blocks on the page: which elements they are, and when they come into view. What they say is read by the core.

import { invoke } from './dom.js';
import { isOrWasNodeVisible } from './visible.js';

// The last first, as matomo.js reports them.
const SELECTORS = ['.matomoTrackContent', '.piwikTrackContent', '[data-track-content]'];

// Changes of a page often come in bursts; looking again can wait until one is over.
const PATIENCE = 100;

/**
 * @param {Window | Element} node the window for the whole page
 * @returns {Element[]} the blocks in it, itself too
 */
export function findBlocks(node) {
  const root = node === window ? document : node;
  const found = SELECTORS.flatMap((selector) => [...invoke(root, 'querySelectorAll', selector)]);
  if (root !== document && invoke(root, 'matches', SELECTORS.join())) found.push(root);
  return [...new Set(found)].reverse();
}

/**
 * @param {(blocks: Element[]) => void} tell hears of the blocks that are in view, and of those that come into it later, each once
 * @returns {(node: Window | Element, goesOn: boolean) => void} looks anew; `goesOn` whether to go on after the first look
 */
export function createWatch(tell) {
  const covered = new Set(); // In view, but hidden by a style.
  let known, place, goesOn, changes, due;

  /** Tells of those that can be seen, and does something with the others. */
  function check(blocks, otherwise) {
    const seen = blocks.filter((block) => isOrWasNodeVisible(block) || otherwise(block));
    for (const block of seen) {
      covered.delete(block);
      observer.unobserve(block);
    }
    tell(seen);
  }

  const observer = new IntersectionObserver((entries) => {
    const inView = entries.filter((entry) => entry.isIntersecting);
    check(inView.map((entry) => entry.target), (block) => void covered.add(block));
  }, { rootMargin: '1000000px 0px 0px' }); // What was scrolled past was seen.

  function look() {
    due = 0;
    check([...covered], () => false);
    const fresh = findBlocks(place).filter((block) => !known.has(block));
    for (const block of fresh) known.add(block);
    check(fresh, (block) => void (goesOn && observer.observe(block)));
  }

  return (node, isToGoOn) => {
    [place, goesOn] = [node, isToGoOn];
    known = new WeakSet();
    covered.clear();
    observer.disconnect();
    look();
    if (!goesOn || changes) return;
    const soon = () => {
      due ||= goesOn && setTimeout(look, PATIENCE);
    };
    changes = new MutationObserver(soon);
    changes.observe(document, { childList: true, subtree: true, attributes: true });
    for (const type of ['transitionend', 'animationend', 'change']) invoke(document, 'addEventListener', type, soon, true);
  };
}
