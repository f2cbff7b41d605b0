// The effects that only the full build has: drafts for the plugins, content, consent, and what is done to the page itself.

import {
  DRAFT_TARGET_RETURN, ENTRY_DRAFT, ENTRY_EVENT, EVENT_CONTENT, EVENT_CONTENT_CLICK, EVENT_ERROR, EVENT_LIST_CONTENT, EVENT_NAVIGATION,
  LISTEN_CONTENT, LISTEN_ERRORS, SCAN_ALL, SCAN_CONSOLE, SCAN_VISIBLE,
} from '../bridge/protocol.js';
import { afterShowing } from './before-send.js';
import { createWatch, findBlocks, readBlocks } from './content.js';
import { show } from './debug.js';
import { logInfo, log } from '../page/console.js';
import { attempt, invoke, member } from '../page/dom.js';
import { consentStore, takeHooks } from '../bridge/host.js';
import { findIn, mapped } from '../page/lists.js';
import { showOverlay } from './overlay.js';
import { onLoad, onReady } from '../page/ready.js';
import { inSlices } from './slices.js';

// Where pages are developed.
const LOCAL = /^(.+\.)?localhost$|\.local$|^127\.|^\[::1\]$/;

/** The parameters are those of `createEffects`. */
export function createFullEffects(call, plugins, trackerOf) {
  const watches = {};
  const targets = {};
  const explained = { __proto__: null };

  return {
    draft(current, target, hook, head, tail, callback, due) {
      const { facade, process, beforeSend } = trackerOf(current.tracker);
      let request = head + plugins.run(hook, { tracker: facade, request: head });
      if (tail) request += '&' + tail;
      if (process) request = process(request);
      if (target === DRAFT_TARGET_RETURN) {
        current.result = request;
        return;
      }
      if (beforeSend && request && typeof request == 'string') {
        request = afterShowing(beforeSend, request);
        if (!request) return;
      }
      const done = typeof callback == 'function' && ((success, xhr) => callback({ request, trackerUrl: facade.getTrackerUrl(), success, xhr }));
      call(ENTRY_DRAFT, current.tracker, target, [request, done, head, due]);
    },

    /** Says why nothing is sent to whoever develops the page, and each reason once. */
    explain({ tracker }, why) {
      if (explained[why] || !(trackerOf(tracker)?.isDebugged || attempt(() => LOCAL.test(location.hostname)))) return;
      explained[why] = true;
      logInfo(`Crumbless: nothing is sent from this page: ${why}`);
    },

    /** Shows what leaves to whoever develops the page. */
    showSent(tracker, url, body) {
      if (trackerOf(tracker)?.isDebugged) show(url, body);
    },

    /** The callbacks of a request's hits as one function, for `notify`: each is called once. */
    callbacksOf: (hooks, xhr, warn) => (success) => {
      for (const callback of takeHooks(hooks)) {
        try {
          callback?.(success, xhr);
        } catch (error) {
          warn(error);
        }
      }
    },

    notify(current, callbacks, success) {
      callbacks(success);
    },

    listenTo(tracker, what, element) {
      const notify = (event) => (...given) => call(ENTRY_EVENT, tracker, event, given);
      if (what === LISTEN_ERRORS) {
        listenToErrors(notify(EVENT_ERROR));
      } else if (what === LISTEN_CONTENT) {
        // One listener for all targets of a tracker: a click counts for the innermost.
        if (!targets[tracker]) {
          targets[tracker] = new WeakSet();
          invoke(document, 'addEventListener', 'click', (event) => {
            const target = findIn(event.composedPath(), (node) => targets[tracker].has(node));
            if (target) notify(EVENT_CONTENT_CLICK)(target, event.target);
          }, true);
        }
        for (const target of Array.isArray(element) ? element : [element]) targets[tracker].add(target);
      } else {
        listenToNavigation(notify(EVENT_NAVIGATION));
      }
    },

    scan({ tracker }, how, node) {
      const report = (blocks) => call(ENTRY_EVENT, tracker, EVENT_CONTENT, [...readBlocks(blocks), ...blocks]);
      if (how === SCAN_CONSOLE) {
        log(mapped(findBlocks(node), (block) => {
          const [name, piece, target] = call(ENTRY_EVENT, tracker, EVENT_LIST_CONTENT, [block]);
          return { name, piece, target };
        }));
      } else if (how === SCAN_ALL) {
        onReady(() => inSlices(findBlocks(node), report));
      } else {
        onLoad(() => {
          const watch = node === window ? (watches[tracker] ||= createWatch(report)) : createWatch(report);
          watch(node, how === SCAN_VISIBLE);
        });
      }
    },

    removeConsent(current, name) {
      consentStore()?.remove(name);
    },

    overlay(current, matomo, site) {
      showOverlay(matomo, site);
    },

    close() {
      window.close();
    },

    beginView({ tracker }, address, referrer) {
      trackerOf(tracker).engagement.begin(address, referrer);
    },

    endView({ tracker }) {
      trackerOf(tracker).engagement.end();
    },
  };
}

/** Hears what `window.onerror` hears, without taking it from the page. */
function listenToErrors(notify) {
  const others = window.onerror;
  window.onerror = (...error) => {
    notify(...error);
    return others ? others.apply(window, error) : false;
  };
}

/**
 * Hears that the address or the title of the page may have changed.
 *
 * @param {(how?: string) => void} notify hears `replace` of an address that took the place of another
 */
function listenToNavigation(notify) {
  // Routers may keep the browser's own `pushState` before we come; a document in a sandbox has no entries.
  const navigation = member(window, 'navigation');
  if (member(navigation, 'currentEntry')) {
    invoke(navigation, 'addEventListener', 'currententrychange', ({ navigationType }) => notify(navigationType));
  } else {
    for (const [name, how] of [['pushState', 'push'], ['replaceState', 'replace']]) {
      const change = history[name];
      history[name] = (...given) => {
        change.apply(history, given);
        notify(how);
      };
    }
    addEventListener('popstate', () => notify());
    addEventListener('hashchange', () => notify());
  }
  new MutationObserver(() => notify()).observe(member(document, 'head'), { childList: true, subtree: true, characterData: true });
}
