// Anonymous measurement, but for what the core does of it: several receivers, interactions by selector, usage reports (issue 4).

import { invoke } from './dom.js';
import { attemptEach } from './queue.js';

// What Matomo keeps of a custom variable's name or value.
const VARIABLE_LENGTH = 200;

/** A method that says in the console what is wrong with what it was given. */
const reporting = (work) => (...given) => void attemptEach([given], (all) => work(...all));

/** A part of a call's name; throws for what has no text. */
function named(part) {
  if (typeof part != 'string' && typeof part != 'number') throw new TypeError('recordCall: category, name and action need to be strings');
  return String(part);
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
  const calls = new Map();

  facade.addTargets = reporting((targets, options) => {
    if (!Array.isArray(targets)) throw new TypeError('addTargets: needs an array of targets');
    attemptEach(targets, (target) => addTarget(target, options));
  });

  facade.measureInteractions = reporting((rules) => {
    attemptEach(rules, ({ selector, on = 'click', category, action, name }) => {
      invoke(document, 'querySelector', selector); // Throws here if it is none, and not at every click.
      measureInteractions(category, action, name);
      const isMeant = (node) => node instanceof Element && invoke(node, 'matches', selector);
      invoke(document, 'addEventListener', on, (event) => {
        if (event.composedPath().some(isMeant)) facade.trackEvent(category, action, name);
      }, true);
    });
  });

  facade.recordCall = reporting((category, name, action, milliseconds) => {
    const key = JSON.stringify([category, action, name].map(named));
    const [count, time] = calls.get(key) || [0, 0];
    calls.set(key, [count + 1, time + (+milliseconds || 0)]);
  });

  facade.sendUsageReport = reporting((report) => {
    const facts = {};
    for (const [index, fact] of Object.entries(report?.facts || {}).entries()) {
      facts[index + 1] = fact.map((part) => String(part).slice(0, VARIABLE_LENGTH));
    }
    const recorded = [...calls].map(([key, [count, time]]) => [...JSON.parse(key), count, Math.round(time / count * 10) / 10]);
    calls.clear();
    // From here on nothing of the page has a part in it: the core says what the report is.
    sendUsageReport(facts, ...recorded);
  });

  own.leave = () => calls.size && facade.sendUsageReport();
}
