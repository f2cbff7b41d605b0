// The effects that only the full build has: drafts for the plugins, content, consent, and what is done to the page itself.

import { createWatch, findBlocks } from './content.js';
import { expireCookies } from './cookies.js';
import { DRAFT, EVENT } from './core.js';
import { invoke, member } from './dom.js';
import { consentStore, takeHooks } from './host.js';
import { findIn, mapped } from './lists.js';
import { showOverlay } from './overlay.js';
import { onLoad, onReady } from './ready.js';
import { inSlices } from './slices.js';

// `Event`, `Route`, `Listen` and `Scan` of src/effect.rs.
const ERROR = 8, CONTENT = 10, LIST_CONTENT = 11, CONTENT_CLICK = 12, FOCUS = 13, BLUR = 14, ROUTE = 19;
const ANSWER = 2;
const ERRORS = 2, CONTENT_CLICKS = 3, FOCUSES = 4;
const ALL = 0, VISIBLE = 1, CONSOLE = 3;

// matomo.js keeps consent for 30 years where the site does not say.
const HOURS = 262800;

/** The parameters are those of `createEffects`. */
export function createMore(call, plugins, trackerOf) {
  const watches = {};
  const targets = {};
  let hasSaid = false;

  return {
    draft(current, route, hook, head, tail, callback) {
      const { facade, process } = trackerOf(current.tracker);
      let request = head + plugins.run(hook, { tracker: facade, request: head });
      if (tail) request += '&' + tail;
      if (process) request = process(request);
      if (route === ANSWER) {
        current.answer = request;
        return;
      }
      const done = typeof callback == 'function' && ((success, xhr) => callback({ request, trackerUrl: facade.getTrackerUrl(), success, xhr }));
      call(DRAFT, current.tracker, route, [request, done, head]);
    },

    /** Tells the callbacks of a request's hits how it went, once each. */
    tellAll(hooks, success, xhr, complain) {
      for (const callback of takeHooks(hooks)) {
        try {
          callback?.(success, xhr);
        } catch (error) {
          complain(error);
        }
      }
    },

    listenTo(tracker, what, element) {
      const tell = (event) => (...given) => call(EVENT, tracker, event, given);
      if (what === ERRORS) {
        listenToErrors(tell(ERROR));
      } else if (what === CONTENT_CLICKS) {
        // One listener for all targets of a tracker: a click counts for the innermost.
        if (!targets[tracker]) {
          targets[tracker] = new WeakSet();
          invoke(document, 'addEventListener', 'click', (event) => {
            const target = findIn(event.composedPath(), (node) => targets[tracker].has(node));
            if (target) tell(CONTENT_CLICK)(target, event.target);
          }, true);
        }
        targets[tracker].add(element);
      } else if (what === FOCUSES) {
        addEventListener('focus', tell(FOCUS));
        addEventListener('blur', tell(BLUR));
      } else {
        listenToRoutes(tell(ROUTE));
      }
    },

    scan({ tracker }, how, node) {
      const report = (blocks) => call(EVENT, tracker, CONTENT, blocks);
      if (how === CONSOLE) {
        console.log(mapped(findBlocks(node), (block) => {
          const [name, piece, target] = call(EVENT, tracker, LIST_CONTENT, [block]);
          return { name, piece, target };
        }));
      } else if (how === ALL) {
        onReady(() => inSlices(findBlocks(node), report));
      } else {
        onLoad(() => {
          const watch = node === window ? (watches[tracker] ||= createWatch(report)) : createWatch(report);
          watch(node, how === VISIBLE);
        });
      }
    },

    href(current, element, url) {
      invoke(element, 'setAttribute', 'href', url);
    },

    remember(current, name, hours) {
      const store = consentStore();
      if (store) {
        store.save(name, +new Date(), hours || HOURS);
      } else if (!hasSaid) {
        hasSaid = true;
        console.info('Crumbless: consent lasts for this page, see setConsentStore()');
      }
    },

    forget(current, name) {
      consentStore()?.remove(name);
    },

    overlay(current, matomo, site) {
      showOverlay(matomo, site);
    },

    close() {
      window.close();
    },

    cookies() {
      // Reading cookies makes the page wait for another process, and it can wait itself until nobody waits for it.
      (member(window, 'requestIdleCallback') || setTimeout)(expireCookies);
    },
  };
}

/** Hears what `window.onerror` hears, without taking it from the page. */
function listenToErrors(tell) {
  const others = window.onerror;
  window.onerror = (...error) => {
    tell(...error);
    return others ? others.apply(window, error) : false;
  };
}

/**
 * Hears that the address or the title of the page may have changed.
 *
 * @param {(how?: string) => void} tell hears `replace` of an address that took the place of another
 */
function listenToRoutes(tell) {
  // Routers may keep the browser's own `pushState` before we come; a document in a sandbox has no entries.
  const navigation = member(window, 'navigation');
  if (member(navigation, 'currentEntry')) {
    invoke(navigation, 'addEventListener', 'currententrychange', ({ navigationType }) => tell(navigationType));
  } else {
    for (const [name, how] of [['pushState', 'push'], ['replaceState', 'replace']]) {
      const change = history[name];
      history[name] = (...given) => {
        change.apply(history, given);
        tell(how);
      };
    }
    addEventListener('popstate', () => tell());
    addEventListener('hashchange', () => tell());
  }
  new MutationObserver(() => tell()).observe(member(document, 'head'), { childList: true, subtree: true, characterData: true });
}
