// The objects the page sees: trackers with a method for each command, and `window.Matomo`. `js/full/matomo-api.js` has what only
// the full build shows.

import { createCore } from '../bridge/core-bridge.js';
import { attempt, invoke, member } from './dom.js';
import { createEffects } from '../bridge/effects.js';
import { ENTRY_ADD, ENTRY_CLOSE, ENTRY_COMMAND, ENTRY_EVENT, EVENT_BLUR, EVENT_FOCUS, EVENT_HIDDEN, EVENT_LEAVING, EVENT_ONLINE, EVENT_POINTER, EVENT_POLICY_VIOLATION, EVENT_RESTORED, EVENT_SHOWN } from '../bridge/protocol.js';
import { createMatomoApi } from '../full/matomo-api.js';
import { addPiwikLog } from './legacy.js';
import { assigned, findIn, isIn, keysOf, mapped, placeOf } from './lists.js';
import { applyAll, createQueue, forEachSafely } from './queue.js';
import { areCredentialsOmitted, expectEnd, omitCredentials, ownTraffic, shareTraffic } from './send.js';
import { measureUsage } from '../full/usage.js';
import { addEngagement } from '../full/engagement.js';

const RETURNING = /^(get|is|has|are)[A-Z]/;

// The members of `window.Matomo` that only the full file has.
const OF_MATOMO = 'addPlugin on off trigger retryMissedPluginCalls';
const OF_DOM = 'addEventListener onLoad onReady isNodeVisible isOrWasNodeVisible';

// What the visitor does, of which hits are made.
const OF_VISITOR = [EVENT_POINTER, EVENT_FOCUS, EVENT_BLUR];

/**
 * @param {() => WebAssembly.Exports} begin makes the core ready
 * @param {string[]} names the commands by number; the core file's are followed by those it lacks
 * @param {number} first how many of them are applied before the others of the initial queue
 * @param {string[]} protecting those that keep something back
 * @param {[string, unknown][]} [unreadable] what was to keep something back and cannot be read, and why
 * @param {ReturnType<import('./upgrade.js').createUpgrade>} [upgrade] of the core file: asks for the full one
 * @param {Handover} [core] in the full file: the core file's tracker, where that runs already
 * @param {ReturnType<import('../full/measuring.js').measuredBy>} [engagement] in the full file: the commands that measure it
 * @returns {{matomo: object, queueFor: (trackers: object[]) => object, announce: (event: string, given: unknown[]) => void,
 *   hasAddress: () => unknown}} `window.Matomo`, a `_paq` for some trackers, what tells plugins, and whether any tracker knows where hits go
 */
export function createMatomo(begin, names, first, protecting, unreadable = [], upgrade, core, engagement) {
  const trackers = [];
  const asyncTrackers = CRUMBLESS_FULL && core?.ofQueue || [];
  const matomoApi = CRUMBLESS_FULL && createMatomoApi(() => matomo);
  const timers = CRUMBLESS_FULL && core?.timers || {};
  const effects = createEffects((...rest) => call(...rest), matomoApi.plugins, (number) => trackers[number], timers);
  const bridge = createCore(begin, effects, core?.memory);
  let successor;
  const call = CRUMBLESS_FULL ? bridge.call : (...request) => {
    if (successor) return successor(...request);
    // A command that waits may say how a click is to be counted, and one that is to keep something back whether anything may leave.
    if (request[0] === ENTRY_EVENT && upgrade.delays(isIn(OF_VISITOR, request[2]))) return void upgrade.holds('', true, heldEvent(request));
    return bridge.call(...request);
  };
  /** An event that is over does not say any more what it came through. */
  function heldEvent(request) {
    for (const value of request[3]) {
      const path = attempt(() => value.composedPath());
      if (path) value.composedPath = () => path;
    }
    return () => call(...request);
  }
  // What the full file has in the place of functions of this one, which pages may have kept.
  let theirs;
  const following = (name, work) => CRUMBLESS_FULL ? work : (...given) => (theirs ? theirs[name] : work)(...given);
  const close = (what, why) => call(ENTRY_CLOSE, 0, 0, [why], what);
  for (const [what, why] of unreadable) close(what, why);
  const queueFor = (some) => createQueue(some, () => matomo, close, protecting, upgrade);
  const queue = queueFor(asyncTrackers);

  /**
   * `given` returns address and site, and what `addTargets` was given: one that the core refuses makes no tracker. It is asked when
   * the tracker is made, which may be later.
   */
  function createTracker(given, isTarget) {
    const facade = {};
    const own = { facade };
    // Asked for by a getter of what the core is reading it comes later, and so do its commands.
    const number = call(ENTRY_ADD, 0, 0, given, 'addTargets', (made) => {
      if (made) trackers[own.number = made] = own;
    });
    if (number === 0 && isTarget) return undefined;
    equip(own);
    announce('TrackerSetup', [facade]);
    return facade;
  }

  /** Tells the plugins: the core file has none, but they may be waiting for the full one. */
  const announce = (event, given) => CRUMBLESS_FULL ? matomo.trigger(event, given) : upgrade.note(() => matomo.trigger(event, given));

  /** Gives a tracker its methods. */
  function equip(own) {
    const { facade } = own;
    for (let command = 0; command < names.length; command += 1) {
      const name = names[command];
      facade[name] = (...given) => {
        const isLacking = !CRUMBLESS_FULL && upgrade.lacks(name, given);
        if (!CRUMBLESS_FULL && (isLacking || !RETURNING.test(name)) && upgrade.holds(name, !isLacking, () => facade[name](...given))) return undefined;
        return call(ENTRY_COMMAND, own, command, given, name);
      };
    }
    facade.disableCredentials = omitCredentials;
    const adopt = (other) => {
      if (other) {
        // Not for what was said before.
        const join = () => void asyncTrackers.push(other);
        if (CRUMBLESS_FULL || CRUMBLESS_MODULE || !upgrade.holds('', true, join)) join();
        announce('TrackerAdded', [facade]);
      }
      return other;
    };
    facade.addTracker = (otherUrl, otherSite) => adopt(createTracker(() => [otherUrl ?? facade.getTrackerUrl(), otherSite]));
    if (CRUMBLESS_ANONYMOUS) measureUsage(own, (other, options) => adopt(createTracker(() => [other?.url, other?.siteId, other ?? null, options], true)));
    if (CRUMBLESS_FULL) {
      matomoApi.extend(own);
      addEngagement(own, call, engagement);
    }
  }

  const applyRows = (rows) => applyAll(rows, names.slice(0, first), queue.apply);
  const live = CRUMBLESS_FULL && core?.live || { push: following('push', queue.push) };
  /** Applies what waits in `_paq` and takes its place. */
  function takeQueue() {
    const waiting = member(window, '_paq');
    window._paq = live;
    if (CRUMBLESS_FULL || !upgrade.holds(waiting, true, (apply) => apply(waiting))) applyRows(waiting);
    else takeAddress(waiting);
    return waiting;
  }
  /** Trackers that are added while the queue waits take address and site from the first. */
  function takeAddress(waiting) {
    const own = findIn(trackers, (one) => one?.facade === asyncTrackers[0]);
    for (const name of ['setTrackerUrl', 'setSiteId']) {
      const row = attempt(() => findIn(waiting || [], (given) => attempt(() => given[0] === name)));
      if (row) call(ENTRY_COMMAND, own, placeOf(names, name), [row[1]], name);
    }
  }
  /** The same where a script has made it an array again. */
  function retakeQueue() {
    if (!successor && !CRUMBLESS_MODULE && asyncTrackers.length && Array.isArray(member(window, '_paq'))) takeQueue().push = live.push;
  }

  function createFirst(url, site) {
    const tracker = createTracker(() => [url, site]);
    asyncTrackers.push(tracker);
    if (!CRUMBLESS_MODULE) takeQueue();
    announce('TrackerAdded', [tracker]);
    return tracker;
  }

  const members = {
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
    ...(CRUMBLESS_FULL && { ...matomoApi.matomo, DOM: assigned(core?.matomo.DOM || {}, matomoApi.matomo.DOM), retryMissedPluginCalls: queue.retry }),
  };
  if (!CRUMBLESS_FULL) for (const name of keysOf(members)) members[name] = following(name, members[name]);
  const matomo = assigned(CRUMBLESS_FULL && core?.matomo || { crumbless: CRUMBLESS_VERSION, initialized: false }, members);

  /** By number alone: a page may have given arrays other members, and other methods. */
  function forEachTracker(work) {
    for (let number = 0; number < trackers.length; number += 1) {
      if (trackers[number]) work(trackers[number], number);
    }
  }
  function broadcast(event, ...given) {
    if (successor) return;
    retakeQueue();
    forEachTracker((own, number) => call(ENTRY_EVENT, number, event, given));
  }
  // Whether the page has been asked to unload, and whether it went: the visitor may have chosen to stay.
  let isUnloading = false, isGone = false;
  // Firefox breaks off what leaves in `pagehide` on the way to another site: there it is said when the page is asked to unload.
  const breaksOff = CRUMBLESS_FULL && 'mozInnerScreenX' in window;
  const endMeasuring = () => forEachTracker((own) => own.engagement.hide());
  function leave() {
    if (!CRUMBLESS_FULL) upgrade.release();
    // Not of a page that may still stay: what is measured is said once, and what comes last is not known before the page is hidden.
    if (CRUMBLESS_FULL && (breaksOff || member(document, 'visibilityState') === 'hidden')) endMeasuring();
    if (CRUMBLESS_ANONYMOUS) forEachTracker((own) => own.leave());
    // A page that goes is also hidden: one leaving for the plugins.
    if (CRUMBLESS_FULL && !(isUnloading && isGone)) matomoApi.plugins.run('unload');
    broadcast(EVENT_HIDDEN);
  }
  const show = () => broadcast(EVENT_SHOWN);
  // A page that may still stay is left and shown again in one go: what waits leaves, what comes waits again.
  addEventListener('beforeunload', () => { expectEnd(); leave(); isUnloading = true; show(); });
  addEventListener('pagehide', () => {
    isGone = true;
    if (!CRUMBLESS_FULL) upgrade.release();
    if (CRUMBLESS_FULL) endMeasuring(); // Safari before 14.1 does not say that a page that is left is hidden.
    broadcast(EVENT_LEAVING);
  });
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

  if (!CRUMBLESS_MODULE) addPiwikLog(() => matomo);
  if (!CRUMBLESS_FULL) {
    const messages = [];
    // Of the opt-out form that a Matomo shows in a frame.
    addEventListener('message', (event) => {
      if (successor || !/"maq_/.test(event.data)) return;
      messages[messages.length] = event;
      upgrade.ask('opt-out form');
    });
    const recording = (holder, names, path) => {
      for (const name of names.split(' ')) holder[name] = following(name, (...given) => {
        upgrade.holds(path + name, false, () => holder[name](...given));
      });
    };
    recording(matomo, OF_MATOMO, 'Matomo.');
    recording(matomo.DOM = {}, OF_DOM, 'Matomo.DOM.');
    upgrade.begin(applyRows, close, {
      matomo,
      ofQueue: asyncTrackers,
      live,
      messages,
      // By number, without those that no tracker has.
      trackers: () => mapped(trackers, (own) => own?.facade),
      memory: bridge.memory,
      timers,
      omitsCredentials: areCredentialsOmitted,
      traffic: ownTraffic(),
      /** From here on the full file's core gets every call. */
      follow(next, functions) {
        successor = next;
        theirs = functions;
        return upgrade.end();
      },
    });
  } else if (core) {
    if (core.omitsCredentials()) omitCredentials();
    shareTraffic(core.traffic);
    const facades = core.trackers();
    const held = core.follow((entry, whose, number, given, name, done) => call(entry, whose, entry === ENTRY_COMMAND ? placeOf(names, name) : number, given, name, done), { ...members, ...members.DOM, push: queue.push });
    // A page may have frozen one: its methods lead here all the same, and what is held has to be done.
    forEachSafely(mapped(facades, (facade, number) => facade && (trackers[number] = { facade, number })), (own) => own && equip(own));
    forEachSafely(held, ([, , work]) => work(applyRows));
    forEachSafely(core.messages, matomoApi.onMessage);
  }

  return { matomo, queueFor, announce, hasAddress: () => !CRUMBLESS_FULL && upgrade.isHolding() || findIn(trackers, (own) => own?.facade.getTrackerUrl()) };
}
