// How what visitors do is heard: on the document, before the page's own listeners, which may stop an event.

import { invoke, member } from '../page/dom.js';
import { trimmed } from '../page/lists.js';
import { safely } from './safely.js';

// `Node.ELEMENT_NODE` and `Node.DOCUMENT_FRAGMENT_NODE`: libraries have a `Node` of their own.
const ELEMENT = 1;
const FRAGMENT = 11;
/** Another submission of the same form within this time is the second half of a double click, in milliseconds. */
const DOUBLE_MS = 1000;

export const isElement = (node) => member(node, 'nodeType') === ELEMENT;
export const isForm = (node) => isElement(node) && /^form$/i.test(member(node, 'nodeName'));

/** The text of an attribute, empty where there is none. Forms show their fields under the names of their own members. */
export const attribute = (element, name) => trimmed(invoke(element, 'getAttribute', name) || '');

/**
 * @param {string[]} types
 * @param {(event: Event) => void} work what it throws is said in the console, once, and nowhere else
 * @param {Document | ShadowRoot} [root]
 */
export function hear(types, work, root = document) {
  const listener = (event) => safely(() => work(event));
  for (const type of types) invoke(root, 'addEventListener', type, listener, true);
}

/**
 * Hears forms being submitted: by their buttons, by Enter, by `requestSubmit`, whatever the application makes of it. `form.submit()` by
 * a script makes no event.
 *
 * @param {(form: HTMLFormElement, event: SubmitEvent, path: EventTarget[]) => void} work
 */
export function hearSubmits(work) {
  const roots = new WeakSet(), times = new WeakMap();
  function onSubmit(event) {
    const path = event.composedPath();
    const form = path[0];
    // Two roots may hear of one.
    if (!isForm(form) || event.timeStamp - times.get(form) < DOUBLE_MS) return;
    times.set(form, event.timeStamp);
    work(form, event, path);
  }
  hear(['submit'], onSubmit);
  // The event does not leave the shadow root that the form is in. What the visitor does before it does, if the root is an open one.
  hear(['keydown', 'click'], (event) => {
    for (const node of event.composedPath()) {
      if (member(node, 'nodeType') !== FRAGMENT || roots.has(node)) continue;
      roots.add(node);
      hear(['submit'], onSubmit, node);
    }
  });
}
