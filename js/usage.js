// Anonymous measurement, but for what the core does of it: several receivers, interactions by selector, usage reports (issue 4).

import { invoke } from './dom.js';
import { attemptEach } from './queue.js';

// What Matomo keeps of a custom variable's name or value.
const VARIABLE_LENGTH = 200;

/** A method that tells the console what is wrong with what it was given. */
const told = (work) => (...given) => void attemptEach([given], (all) => work(...all));

/**
 * Adds its methods to a tracker.
 *
 * @param {object} own
 */
export function measureUsage(own) {
  const { facade } = own;
  const { enableAnonymousMeasurement, measureInteractions, sendUsageReport } = facade;
  const calls = new Map();

  facade.enableAnonymousMeasurement = (options) => {
    own.isAnonymous = true; // For what the headers tell.
    enableAnonymousMeasurement(options);
  };

  facade.addTargets = told((targets, options) => {
    attemptEach(targets, ({ url, siteId, anonymous }) => {
      const target = facade.addTracker(location.protocol === 'https:' ? url.replace(/^http:/, 'https:') : url, siteId);
      if (anonymous) target.enableAnonymousMeasurement(options);
    });
  });

  facade.measureInteractions = told((rules) => {
    attemptEach(rules, ({ selector, on = 'click', category, action, name }) => {
      invoke(document, 'querySelector', selector); // Throws here if it is none, and not at every click.
      measureInteractions([category]);
      const isMeant = (node) => node instanceof Element && invoke(node, 'matches', selector);
      invoke(document, 'addEventListener', on, (event) => {
        if (event.composedPath().some(isMeant)) facade.trackEvent(category, action, name);
      }, true);
    });
  });

  facade.recordCall = told((category, name, action, milliseconds) => {
    const key = JSON.stringify([category, action, name]);
    const [count, time] = calls.get(key) || [0, 0];
    calls.set(key, [count + 1, time + (+milliseconds || 0)]);
  });

  facade.sendUsageReport = told((report) => {
    const facts = Object.entries(report?.facts || {}).map((fact) => fact.map((part) => String(part).slice(0, VARIABLE_LENGTH)));
    sendUsageReport(1);
    // In the hit itself: the site's own visit variables stay as they are. The first has the number 1.
    facade.trackRequest('action_name=System-Report&_cvar=' + encodeURIComponent(JSON.stringify({ ...[undefined, ...facts] })));
    for (const [key, [count, time]] of calls) {
      const tell = (suffix, value) => facade.trackEvent(...JSON.parse(key).map((part) => part + suffix), value);
      tell(' (count)', count);
      tell(' (speed)', Math.round(time / count * 10) / 10);
    }
    calls.clear();
    sendUsageReport();
  });

  own.leave = () => calls.size && facade.sendUsageReport();
}
