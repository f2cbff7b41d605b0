// Content blocks on the page: which elements they are, and when they come into view. What they say is read by the core.

import { CONTENT_ATTRIBUTES, CONTENT_BLOCKS, CONTENT_TARGETS, FACT, LIST_SEPARATOR } from '../bridge/protocol.js';
import { attempt, invoke } from '../page/dom.js';
import { mapped, those, trimmed } from '../page/lists.js';
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

const [GIVEN, NONE, UNREAD] = FACT;
const SELECTORS = mapped(CONTENT_ATTRIBUTES.split(' '), (name) => [name, `[${name}]:not([${name}=""])`]);
const UNREAD_ROW = UNREAD + (LIST_SEPARATOR + NONE) + (LIST_SEPARATOR + NONE) + (LIST_SEPARATOR + NONE);
const TARGETS = CONTENT_TARGETS.split(LIST_SEPARATOR);

/**
 * Reads many blocks without asking the core about each: what src/content.rs makes of them is there.
 *
 * @param {Element[]} blocks
 * @returns {[facts: string, targets: Element[]] | []} nothing where the page has taken the browser's functions away
 */
export function readBlocks(blocks) {
  // The prototype's: a form's may be hidden by a field of that name.
  const { getAttribute, querySelector, matches } = Element.prototype;
  const targets = [];
  let rows = '';
  return attempt(() => {
    for (let index = 0; index < blocks.length; index += 1) {
      const block = blocks[index];
      const facts = [];
      let marked;
      for (let place = 0; place < SELECTORS.length; place += 1) {
        const [name, selector] = SELECTORS[place];
        let value = getAttribute.call(block, name);
        marked = block;
        if (!value) {
          marked = querySelector.call(block, selector);
          value = marked && getAttribute.call(marked, name);
        }
        facts[place] = value;
      }
      // The last attribute is that of the first of the selectors.
      for (let way = 0; !marked && way < TARGETS.length; way += 1) {
        if (way) marked = matches.call(block, TARGETS[way]) ? block : querySelector.call(block, TARGETS[way]);
      }
      targets[index] = marked || block;
      for (let place = 0; place < SELECTORS.length; place += 1) facts[place] = trimmed(facts[place]);
      facts[SELECTORS.length] = getAttribute.call(targets[index], 'href');
      let row = '';
      for (let place = 0; place < facts.length; place += 1) row += (place ? LIST_SEPARATOR : '') + (facts[place] == null ? NONE : GIVEN + facts[place]);
      // An attribute may have the separator too.
      if (row.split(LIST_SEPARATOR).length > facts.length) row = UNREAD_ROW;
      rows += (index ? LIST_SEPARATOR : '') + row;
    }
    return [rows, targets];
  }) || [];
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
