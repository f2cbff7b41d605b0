// An element by its name, ids and classes, and nothing that it says: for reports about elements of a page.

import { invoke, member } from '../page/dom.js';

/** Matomo cuts names at 255 letters; the nearest parts of a selector say most. */
const MOST_LETTERS = 100;
const ELEMENT = 1;
const DOCUMENT = 9;

/**
 * @param {Node | null | undefined} node
 * @returns {string} as many parts from the element up as there is room for, or up to an id
 */
export function selectorOf(node) {
  let selector = '';
  for (let at = node; at && member(at, 'nodeType') !== DOCUMENT; at = member(at, 'parentNode')) {
    if (member(at, 'nodeType') !== ELEMENT) continue;
    const id = invoke(at, 'getAttribute', 'id');
    const classes = (invoke(at, 'getAttribute', 'class') ?? '').replace(/^\s+|\s+$/g, '').replace(/\s+/g, '.');
    const part = id ? `#${id}` : member(at, 'nodeName').toLowerCase() + (classes && `.${classes}`);
    if (selector.length + part.length >= MOST_LETTERS) break;
    selector = part + (selector && `>${selector}`);
    if (id) break;
  }
  return selector;
}
