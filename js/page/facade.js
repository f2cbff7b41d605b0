// The objects the page sees: trackers with a method for each command, and `window.Matomo`. `matomoApi.js` has what only the full
// build shows.

import { createCore } from '../bridge/core-bridge.js';
import { invoke, member } from './dom.js';
import { createEffects } from '../bridge/effects.js';
import { ENTRY_ADD, ENTRY_CLOSE, ENTRY_COMMAND, ENTRY_EVENT, EVENT_HIDDEN, EVENT_LEAVING, EVENT_ONLINE, EVENT_POLICY_VIOLATION, EVENT_RESTORED, EVENT_SHOWN } from '../bridge/protocol.js';
import { createMatomoApi } from '../full/matomo-api.js';
import { findIn } from './lists.js';
import { applyAll, createQueue } from './queue.js';
import { expectEnd, omitCredentials } from './send.js';
import { measureUsage } from '../full/usage.js';

// The small file has a method for every name that looks like a command (but `toJSON`): their list would weigh too much.
const methodForOthers = (own, name) =>
  own[name] ?? (/^(?!to[A-Z])[a-z]+[A-Z]|^ping$/.test(String(name)) ? () => console.error(`Crumbless: ${name}: see matomo.js, matomo.anonymous.js`) : undefined);

/**
 * @param {() => WebAssembly.Exports} begin makes the core ready
 * @param {string[]} names the commands by number
 * @param {number} first how many of them are applied before the others of the initial queue
 * @param {string[]} protecting those that keep something back
 * @param {[string, unknown][]} [unreadable] what was to keep something back and cannot be read, and why
 * @returns {{matomo: object, queueFor: (trackers: object[]) => object, hasAddress: () => unknown}} `window.Matomo`, a `_paq` for some
 *   trackers, and whether any tracker knows where hits go
 */
export function createMatomo(begin, names, first, protecting, unreadable = []) {
  const trackers = [];
  const asyncTrackers = [];
  const matomoApi = CRUMBLESS_FULL && createMatomoApi(() => matomo);
  const call = createCore(begin, createEffects((...rest) => call(...rest), matomoApi.plugins, (number) => trackers[number]));
  const close = (what, why) => call(ENTRY_CLOSE, 0, 0, [why], what);
  for (const [what, why] of unreadable) close(what, why);
  const queueFor = (some) => createQueue(some, () => matomo, close, protecting);
  const queue = queueFor(asyncTrackers);

  /**
   * `given` returns address and site, and what `addTargets` was given: one that the core refuses makes no tracker. It is asked when
   * the tracker is made, which may be later.
   */
  function createTracker(given, isTarget) {
    const facade = CRUMBLESS_FULL ? {} : new Proxy({}, { get: methodForOthers });
    const own = { facade };
    // Asked for by a getter of what the core is reading it comes later, and so do its commands.
    const number = call(ENTRY_ADD, 0, 0, given, 'addTargets', (made) => {
      if (made) trackers[own.number = made] = own;
    });
    if (number === 0 && isTarget) return undefined;
    for (let command = 0; command < names.length; command += 1) {
      const name = names[command];
      facade[name] = (...given) => {
        if (!CRUMBLESS_FULL && findIn(given, (value) => typeof value == 'function')) console.error('Crumbless: callbacks: see matomo.js');
        return call(ENTRY_COMMAND, own, command, given, name);
      };
    }
    facade.disableCredentials = omitCredentials;
    const adopt = (other) => {
      if (other) {
        asyncTrackers.push(other);
        if (CRUMBLESS_FULL) matomo.trigger('TrackerAdded', [facade]);
      }
      return other;
    };
    facade.addTracker = (otherUrl, otherSite) => adopt(createTracker(() => [otherUrl ?? facade.getTrackerUrl(), otherSite]));
    if (CRUMBLESS_ANONYMOUS) measureUsage(own, (other, options) => adopt(createTracker(() => [other?.url, other?.siteId, other ?? null, options], true)));
    if (CRUMBLESS_FULL) matomoApi.extend(own);
    return facade;
  }

  const live = { push: queue.push };
  /** Applies what waits in `_paq` and takes its place. */
  function takeQueue() {
    const waiting = member(window, '_paq');
    window._paq = live;
    applyAll(waiting, names.slice(0, first), queue.apply);
    return waiting;
  }
  /** The same where a script has made it an array again. */
  function retakeQueue() {
    if (asyncTrackers.length && Array.isArray(member(window, '_paq'))) takeQueue().push = live.push;
  }

  function createFirst(url, site) {
    const tracker = createTracker(() => [url, site]);
    asyncTrackers.push(tracker);
    takeQueue();
    if (CRUMBLESS_FULL) matomo.trigger('TrackerAdded', [tracker]);
    return tracker;
  }

  const matomo = {
    initialized: false,
    getTracker(url, site) {
      const [main] = asyncTrackers;
      return createTracker(() => [url ?? main?.getTrackerUrl(), site ?? main?.getSiteId()]);
    },
    getAsyncTrackers: () => asyncTrackers,
    getAsyncTracker(url, site) {
      const main = asyncTrackers[0] || createFirst(url, site);
      if (!url && !site) return main;
      const isWanted = (tracker) =>
        String(tracker.getSiteId()) === String(site ?? main.getSiteId()) && tracker.getTrackerUrl() === (url ?? main.getTrackerUrl());
      return findIn(asyncTrackers, isWanted);
    },
    addTracker(url, site) {
      return asyncTrackers.length ? asyncTrackers[0].addTracker(url, site) : createFirst(url, site);
    },
    ...(CRUMBLESS_FULL && { ...matomoApi.matomo, retryMissedPluginCalls: queue.retry }),
  };

  /** By number alone: a page may have given arrays other members, and other methods. */
  function forEachTracker(work) {
    for (let number = 0; number < trackers.length; number += 1) {
      if (trackers[number]) work(trackers[number], number);
    }
  }
  function broadcast(event, ...given) {
    retakeQueue();
    forEachTracker((own, number) => call(ENTRY_EVENT, number, event, given));
  }
  // Whether the page has been asked to unload, and whether it went: the visitor may have chosen to stay.
  let isUnloading = false, isGone = false;
  function leave() {
    if (CRUMBLESS_ANONYMOUS) forEachTracker((own) => own.leave());
    // A page that goes is also hidden: one leaving for the plugins.
    if (CRUMBLESS_FULL && !(isUnloading && isGone)) matomoApi.plugins.run('unload');
    broadcast(EVENT_HIDDEN);
  }
  const show = () => broadcast(EVENT_SHOWN);
  // A page that may still stay is left and shown again in one go: what waits leaves, what comes waits again.
  addEventListener('beforeunload', () => { expectEnd(); leave(); isUnloading = true; show(); });
  addEventListener('pagehide', () => { isGone = true; broadcast(EVENT_LEAVING); });
  addEventListener('pageshow', ({ persisted }) => {
    isUnloading = isGone = false;
    show();
    if (CRUMBLESS_FULL && persisted) broadcast(EVENT_RESTORED);
  });
  invoke(document, 'addEventListener', 'securitypolicyviolation', (event) => broadcast(EVENT_POLICY_VIOLATION, event));
  addEventListener('online', () => broadcast(EVENT_ONLINE));
  addEventListener('load', retakeQueue);
  invoke(document, 'addEventListener', 'visibilitychange', () => member(document, 'visibilityState') === 'hidden' ? leave() : show());
  invoke(document, 'addEventListener', 'prerenderingchange', show);

  return { matomo, queueFor, hasAddress: () => findIn(trackers, (own) => own?.facade.getTrackerUrl()) };
}
