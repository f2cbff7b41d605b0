// The objects the page sees: trackers with a method for each command, and `window.Matomo`.

import { createCore } from './core.js';
import { createEffects, LEAVING, SHOWN } from './effects.js';
import * as host from './host.js';
import { createEvents, createPlugins } from './plugins.js';
import { applyAll, createQueue } from './queue.js';

/**
 * @param {WebAssembly.Exports} exports the core
 * @param {string[]} names the commands by number
 * @param {number} first how many of them are applied before the others of the initial queue
 */
export function createMatomo(exports, names, first) {
  const complain = (error) => console.error('Crumbless:', error);
  const plugins = createPlugins(complain);
  const events = createEvents();
  const trackers = [];
  const asyncTrackers = [];
  const call = createCore(exports, createEffects((...rest) => call(...rest), plugins, (number) => trackers[number]));
  const queue = createQueue(asyncTrackers, () => matomo);

  function createTracker(url, site) {
    const facade = {};
    const number = call('add', 0, 0, [url, site]);
    const own = { facade };
    trackers[number] = own;
    for (const [command, name] of names.entries()) {
      facade[name] = (...given) => call('command', number, command, given, name);
    }
    facade.addPlugin = plugins.add;
    facade.setCustomRequestProcessing = (process) => {
      host.expectHooks();
      own.process = typeof process == 'function' ? process : undefined;
    };
    facade.getAttributionInfo = () =>
      ['CampaignName', 'CampaignKeyword', 'ReferrerTimestamp', 'ReferrerUrl'].map((part) => facade['getAttribution' + part]());
    facade.getVisitorInfo = () => ['1', facade.getVisitorId(), Math.round(Date.now() / 1000)];
    facade.addTracker = (otherUrl, otherSite) => {
      const other = createTracker(otherUrl ?? facade.getTrackerUrl(), otherSite);
      asyncTrackers.push(other);
      events.trigger('TrackerAdded', [facade]);
      return other;
    };
    plugins.run('run');
    events.trigger('TrackerSetup', [facade]);
    return facade;
  }

  function createFirst(url, site) {
    const tracker = createTracker(url, site);
    asyncTrackers.push(tracker);
    const waiting = window._paq;
    window._paq = { push: queue.push };
    applyAll(waiting, names.slice(0, first), queue.apply);
    events.trigger('TrackerAdded', [tracker]);
    return tracker;
  }

  const matomo = {
    initialized: false,
    JSON: window.JSON,
    DOM: {
      addEventListener(element, type, handler, capture) {
        element.addEventListener(type, handler, capture);
      },
      onLoad: (callback) => when(document.readyState === 'complete', window, 'load', callback),
      onReady: (callback) => when(document.readyState !== 'loading', document, 'DOMContentLoaded', callback),
    },
    ...events,
    addPlugin: plugins.add,
    getTracker(url, site) {
      const [main] = asyncTrackers;
      return createTracker(url ?? main?.getTrackerUrl(), site ?? main?.getSiteId());
    },
    getAsyncTrackers: () => asyncTrackers,
    getAsyncTracker(url, site) {
      const main = asyncTrackers[0] || createFirst(url, site);
      if (!url && !site) return main;
      const isWanted = (tracker) =>
        String(tracker.getSiteId()) === String(site ?? main.getSiteId()) && tracker.getTrackerUrl() === (url ?? main.getTrackerUrl());
      return asyncTrackers.find(isWanted);
    },
    addTracker(url, site) {
      return asyncTrackers.length ? asyncTrackers[0].addTracker(url, site) : createFirst(url, site);
    },
    retryMissedPluginCalls: queue.retry,
  };

  function tellAll(event) {
    for (const number in trackers) call('event', number, event, []);
  }
  function leave() {
    plugins.run('unload');
    tellAll(LEAVING);
  }
  // A page that may still stay is left and shown again in one go: what waits leaves, what comes waits again.
  addEventListener('beforeunload', () => { leave(); tellAll(SHOWN); });
  addEventListener('pagehide', () => tellAll(LEAVING));
  addEventListener('pageshow', () => tellAll(SHOWN));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' ? leave() : tellAll(SHOWN));

  return matomo;
}

function when(hasHappened, target, event, callback) {
  if (hasHappened) callback();
  else target.addEventListener(event, () => callback(), { once: true });
}
