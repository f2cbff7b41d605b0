// Anonymous measurement, but for what the core does of it: several receivers, interactions by selector, usage reports (issue 4).

import { attemptEach } from './queue.js';

/** A method that tells the console what is wrong with what it was given. */
const told = (work) => (...given) => void attemptEach([given], (all) => work(...all));

/**
 * Adds its methods to a tracker.
 *
 * @param {object} own
 */
export function measureUsage(own) {
  const { facade } = own;
  const { measureInteractions, sendUsageReport } = facade;
  const calls = new Map();

  facade.addTargets = told((targets, options) => {
    attemptEach(targets, ({ url, siteId, anonymous }) => {
      const target = facade.addTracker(location.protocol === 'https:' ? url.replace(/^http:/, 'https:') : url, siteId);
      if (anonymous) target.enableAnonymousMeasurement(options);
    });
  });

  facade.measureInteractions = told((rules) => {
    attemptEach(rules, ({ selector, on = 'click', category, action, name }) => {
      document.querySelector(selector); // Throws here if it is none, and not at every click.
      measureInteractions([category]);
      const isMeant = (node) => node instanceof Element && node.matches(selector);
      document.addEventListener(on, (event) => {
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
    const url = facade.getCurrentUrl();
    const facts = Object.entries(report?.facts || {});
    sendUsageReport(1);
    facade.setCustomUrl('/system-report');
    facts.forEach(([name, value], index) => facade.setCustomVariable(index + 1, name, value, 'visit'));
    facade.trackRequest('action_name=System-Report');
    for (const [key, [count, time]] of calls) {
      const tell = (suffix, value) => facade.trackEvent(...JSON.parse(key).map((part) => part + suffix), value);
      tell(' (count)', count);
      tell(' (speed)', Math.round(time / count * 10) / 10);
    }
    calls.clear();
    facts.forEach((fact, index) => facade.deleteCustomVariable(index + 1, 'visit'));
    facade.setCustomUrl(url);
    sendUsageReport();
  });

  own.leave = () => calls.size && facade.sendUsageReport();
}
