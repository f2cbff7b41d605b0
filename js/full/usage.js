// Anonymous measurement, but for what the core does of it: several receivers, interactions by selector, usage reports (issue 4).

import { LIST_SEPARATOR } from '../bridge/protocol.js';
import { invoke, member } from '../page/dom.js';
import { findIn } from '../page/lists.js';
import { forEachSafely } from '../page/queue.js';

// How many letters Matomo keeps of a custom variable's name or value.
const VARIABLE_LENGTH = 200;
// `Node.ELEMENT_NODE`: libraries have an `Element` of their own.
const ELEMENT = 1;

/** What an object has itself, each member asked for once: a page may have put anything on `Object.prototype`. */
const ownOf = (object) => ({ __proto__: null, ...object });

/** A text without the page's `slice`: in what follows no replaced built-in has a word. */
function cut(value) {
  const text = `${value}`;
  let start = '';
  for (let index = 0; index < VARIABLE_LENGTH && index < text.length; index += 1) start += text[index];
  return start;
}

/** A method that says in the console what is wrong with what it was given. */
const reporting = (work) => (...given) => void forEachSafely([given], (all) => work(...all));

/** A part of a call's name; throws for what has no text. */
function named(part) {
  if (typeof part != 'string' && typeof part != 'number') throw new TypeError('recordCall: category, name and action need to be strings');
  return `${part}`;
}

/**
 * Adds its methods to a tracker.
 *
 * @param {object} own
 * @param {(target: unknown, options: unknown) => void} addTarget adds a receiver as `addTargets` was given it
 */
export function measureUsage(own, addTarget) {
  const { facade } = own;
  const { measureInteractions, sendUsageReport } = facade;
  let calls = { __proto__: null };

  facade.addTargets = reporting((targets, options) => {
    if (!Array.isArray(targets)) throw new TypeError('addTargets: needs an array of targets');
    forEachSafely(targets, (target) => addTarget(target && typeof target == 'object' ? ownOf(target) : target, options));
  });

  facade.measureInteractions = reporting((rules) => {
    // A text would be a rule for each of its letters.
    if (!Array.isArray(rules)) throw new TypeError('measureInteractions: needs an array of rules');
    forEachSafely(rules, (rule) => {
      const { selector, on = 'click', category, action, name } = ownOf(rule);
      if (typeof selector != 'string') throw new TypeError('measureInteractions: a rule needs a selector');
      invoke(document, 'querySelector', selector); // Throws here if it is none, and not at every click.
      measureInteractions(category, action, name);
      const isMeant = (node) => member(node, 'nodeType') === ELEMENT && invoke(node, 'matches', selector);
      invoke(document, 'addEventListener', on, (event) => {
        if (findIn(event.composedPath(), isMeant)) facade.trackEvent(category, action, name);
      }, true);
    });
  });

  facade.recordCall = reporting((category, name, action, milliseconds) => {
    const call = [named(category), named(action), named(name)];
    const key = call[0] + LIST_SEPARATOR + call[1] + LIST_SEPARATOR + call[2];
    const [count, time] = calls[key]?.numbers || [0, 0];
    calls[key] = { call, numbers: [count + 1, time + (+milliseconds || 0)] };
  });

  facade.sendUsageReport = reporting((report) => {
    const given = [[]];
    const facts = ownOf(ownOf(report).facts);
    for (const name in facts) given[0][given[0].length] = [cut(name), cut(facts[name])];
    for (const key in calls) {
      const { call: [category, action, name], numbers: [count, time] } = calls[key];
      given[given.length] = [category, action, name, count, Math.round(time / count * 10) / 10];
    }
    calls = { __proto__: null };
    // From here on nothing of the page has a part in it: the core says what the report is.
    sendUsageReport(...given);
  });

  own.leave = () => {
    for (const _ in calls) return facade.sendUsageReport();
  };
}
