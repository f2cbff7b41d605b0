// `enableElementTracking`: events that elements say themselves, when they are clicked, pressed by the keyboard, or submitted.

import { attempt, invoke, member } from '../page/dom.js';
import { findIn } from '../page/lists.js';
import { attribute, hear, hearSubmits, isElement, isForm } from './events.js';
import { ownMark, plausibleMark, umamiMark } from './marks.js';

/** `MouseEvent.button` of the middle button. */
const MIDDLE = 1;
/** So far above what was clicked Plausible looks for its classes. */
const PLAUSIBLE_LEVELS = 3;
/** The keyboard makes clicks of these by itself, or they take what is typed. Others need a site's own code, and are heard here. */
const NATIVE = /^(button|input|select|textarea|summary|option|iframe|object|embed|audio|video)$/i;
/** What Enter and the space key activate; an element without a role too, if it can have the focus. */
const WIDGET = /^(button|link|checkbox|switch|radio|tab|option|treeitem|gridcell|menuitem\w*)?$/i;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {{others?: boolean}} [options] whether Plausible's and Umami's attributes count too
 */
export function measureElements(view, options) {
  const { others = true } = { __proto__: null, ...options };
  if (typeof others != 'boolean') throw new TypeError('enableElementTracking: others needs to be true or false');
  /** What was counted already, and what makes the click that is not to be counted again. */
  let counted;
  const forget = () => setTimeout(() => {
    counted = undefined;
  });
  // As a command of the site: anonymous measurement lets of it through what the site has declared.
  const say = ({ mark: [category, action, name, value] }) => category && view.tracker.trackEvent(category, action, name, value);

  hear(['click', 'auxclick'], (event) => {
    const path = event.composedPath();
    // Other buttons open nothing, the middle one links. Older engines make clicks of them too.
    if (event.button && !(event.button === MIDDLE && findIn(path, isLink))) return;
    const found = nearest(path, others);
    if (!found) return;
    if (counted?.element === found.element && counted.isRepeated(event, path)) return;
    const control = controlOf(path);
    if (control) {
      // The browser clicks on a label's control next, in the same turn.
      counted = { element: found.element, isRepeated: (_, next) => next[0] === control };
      forget();
    }
    say(found);
  });

  hear(['keydown'], (event) => {
    const path = event.composedPath();
    if (!isActivation(event, path[0])) return;
    const found = nearest(path, others);
    if (!found) return;
    // The site's own code may make a click of it, now or when the key comes up. The visitor's own clicks have a number.
    counted = { element: found.element, isRepeated: ({ detail }) => detail === 0 };
    say(found);
  });
  hear(['keyup'], forget);

  hearSubmits((form, event, path) => {
    const found = nearestOfForm(path, others);
    if (found) say(found);
  });
}

const isLink = (node) => /^(a|area)$/i.test(member(node, 'nodeName')) && (attribute(node, 'href') || attribute(node, 'xlink:href'));

/** The innermost element of a click that says an event. Those of forms, and Plausible's around them, are for when it is submitted. */
function nearest(path, others) {
  let isInForm = false;
  for (let level = 0; level < path.length; level += 1) {
    const element = path[level];
    if (!isElement(element)) continue;
    if (attempt(() => invoke(element, 'matches', ':disabled'))) return undefined;
    const isAbove = isInForm;
    isInForm ||= isForm(element);
    const mark = markOf(element, others, others && !isAbove && level <= PLAUSIBLE_LEVELS);
    // In an editor nothing is meant yet.
    if (mark) return isForm(element) || member(element, 'isContentEditable') === true ? undefined : { element, mark };
  }
  return undefined;
}

function nearestOfForm(path, others) {
  const own = markOf(path[0], others, false);
  if (own) return { mark: own };
  const element = others && findIn(path.slice(0, PLAUSIBLE_LEVELS + 1), (node) => isElement(node) && plausibleMark(node));
  return element && { mark: plausibleMark(element) };
}

const markOf = (element, areOthers, isPlausible) => ownMark(element) || areOthers && umamiMark(element) || isPlausible && plausibleMark(element);

/** The control of a label that was clicked beside it. */
function controlOf(path) {
  const label = findIn(path, (node) => /^label$/i.test(member(node, 'nodeName')));
  const control = label && member(label, 'control');
  return control && !findIn(path, (node) => node === control) ? control : undefined;
}

/** Whether a key does with an element what a click does, and the browser makes no click of it. */
function isActivation({ key, repeat, ctrlKey, altKey, metaKey }, target) {
  if (!(key === 'Enter' || key === ' ') || repeat || ctrlKey || altKey || metaKey) return false;
  if (!isElement(target) || NATIVE.test(member(target, 'nodeName')) || isLink(target) || member(target, 'isContentEditable') === true) return false;
  const role = attribute(target, 'role');
  if (!role && invoke(target, 'getAttribute', 'tabindex') === null) return false;
  return WIDGET.test(role) && !(key === ' ' && /^link$/i.test(role));
}
