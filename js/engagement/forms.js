// `enableFormTracking`: which forms were submitted, started and abandoned. Of a form its id or name and the path of its action, of its
// fields the name of the last one: never a value, a label or any other text.

import { attempt, invoke, member, resolved } from '../page/dom.js';
import { attribute, hear, hearSubmits, isElement, isForm } from './events.js';
import { isIgnored } from './ignored.js';

const CATEGORY = 'Form';
/** Matomo cuts names at 255 letters: so many for each of the three parts. */
const MOST_LETTERS = 80;
/** Where something is typed or chosen. Custom elements have a dash in their names. */
const FIELD = /^(input|select|textarea)$|-/i;
const BUTTON = /^(submit|button|reset|image)$/i;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {object} [options]
 * @param {boolean} [options.start] an event says that a form was started
 * @param {boolean} [options.abandon] an event says that a started form was left, and at which field
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureForms(view, options) {
  const { start = false, abandon = false } = { __proto__: null, ...options };
  if (typeof start != 'boolean' || typeof abandon != 'boolean') throw new TypeError('enableFormTracking: start and abandon need to be true or false');
  let visits, started;
  begin();

  function begin() {
    visits = new WeakMap();
    started = [];
  }
  /** What is known of a form in this view. */
  function visitOf(form) {
    const visit = visits.get(form) || {};
    visits.set(form, visit);
    return visit;
  }

  hearSubmits((form, event) => {
    const submitter = member(event, 'submitter');
    const visit = visitOf(form);
    if (isIgnored(form) || isClosing(form, submitter, visit)) return;
    visit.isSubmitted = true;
    const name = nameOf(form, submitter);
    // A submission is never lost: without a view of its own it is the page's.
    if (view.isOpen()) view.trackNow([CATEGORY, 'Submit', name]);
    else view.tracker.trackEvent(CATEGORY, 'Submit', name);
  });

  hear(['focusin', 'input'], (event) => {
    // What scripts and password managers fill in before anybody has come to the form starts nothing.
    if (!event.isTrusted) return;
    const [form, field] = formAndField(event.composedPath());
    if (!form || isIgnored(form) || isIgnored(field)) return;
    const visit = visitOf(form);
    visit.field = fieldName(field);
    if (event.type === 'focusin' || visit.name !== undefined) return;
    // Kept as it was: an application may have taken the form away when its page ends.
    visit.name = nameOf(form);
    started[started.length] = visit;
    if (start) view.trackNow([CATEGORY, 'Start', visit.name]);
  });

  /** `signup /account/new` */
  function nameOf(form, submitter) {
    const called = attribute(form, 'data-matomo-name') || attribute(form, 'id') || attribute(form, 'name');
    const place = pathOf(submitter && attribute(submitter, 'formaction') || attribute(form, 'action'));
    return cut(called) + (called && place && ' ') + cut(place);
  }

  /** Path of an action, without what comes after it and may be the visitor's; the host too where it is another. */
  function pathOf(action) {
    // Without an action a form goes to the page's address: the one that the site gives it.
    const url = attempt(() => resolved(action || view.tracker.getCurrentUrl()));
    if (!url) return '';
    // A script or a mail: what follows is no path, but a recipient.
    if (!/^https?:$/.test(url.protocol)) return url.protocol;
    const isOwn = !action || url.host === member(window, 'location').host;
    return (isOwn ? '' : url.host) + url.pathname.replace(/;[^/]*/g, '');
  }

  return {
    begin,
    take() {
      if (!abandon) return;
      for (const visit of started) {
        if (visit.isSubmitted || visit.isSaid) continue;
        visit.isSaid = true;
        view.track([CATEGORY, 'Abandon', visit.name + (visit.field && ` > ${visit.field}`)]);
      }
    },
  };
}

const cut = (text) => text.slice(0, MOST_LETTERS);
const fieldName = (field) => cut(attribute(field, 'data-matomo-name') || attribute(field, 'name') || attribute(field, 'id') || member(field, 'nodeName').toLowerCase());

/**
 * Whether a submission only closes a dialog: by a button that cancels, or of a form that nobody has filled in. It sends nothing. One
 * that was filled in is what the dialog is for.
 */
function isClosing(form, submitter, visit) {
  const isDialog = (element, name) => /^dialog$/i.test(attribute(element, name));
  const asked = submitter && attribute(submitter, 'formmethod');
  if (asked) return isDialog(submitter, 'formmethod');
  return isDialog(form, 'method') && visit.name === undefined;
}

/** The form that an event is about, also where the field stands outside of it, and the field as the form sees it: not what a custom element is made of. */
function formAndField(path) {
  let field;
  for (const node of path) {
    if (!isElement(node)) {
      field = undefined; // The border of a shadow root.
      continue;
    }
    field ||= node;
    const form = ownerOf(node);
    if (!form) continue;
    const isField = FIELD.test(member(field, 'nodeName')) && !BUTTON.test(attribute(field, 'type'));
    return isField ? [form, field] : [];
  }
  return [];
}

/** The form that an element belongs to, or is. */
function ownerOf(node) {
  if (isForm(node)) return node;
  const own = attempt(() => member(node, 'form'));
  if (isForm(own)) return own;
  const id = attribute(node, 'form');
  const named = id && attempt(() => invoke(invoke(node, 'getRootNode'), 'getElementById', id));
  return isForm(named) ? named : undefined;
}
