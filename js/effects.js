// Carries the core's effects out: src/effect.rs says what each means.

import { expireCookies } from './cookies.js';
import { takeHooks } from './host.js';
import { send } from './send.js';

// `Event`, `Route` and `Listen` of src/effect.rs.
export const SENT = 1, HINTS = 2, LEAVING = 5, SHOWN = 6, POINTER = 7, ERROR = 8;
const ANSWER = 2;
const CLICKS = 0, ERRORS = 2;

// A browser that never says its hints must not hold hits for ever.
const HINTS_PATIENCE = 1000;
const HINTS_ASKED = ['brands', 'model', 'platform', 'platformVersion', 'uaFullVersion', 'fullVersionList', 'formFactors'];

/**
 * @param {(door: string, tracker: number, number: number, given: unknown[]) => unknown} call into the core
 * @param {{run: Function}} plugins
 * @param {(number: number) => {facade: object, process?: (request: string) => string}} trackerOf
 */
export function createEffects(call, plugins, trackerOf) {
  const timers = {};
  const log = ({ name }, message) => console.error(`Crumbless: ${name}:`, message);

  return {
    log,

    answer(current, answer) {
      current.answer = answer;
    },

    draft(current, route, hook, head, tail, callback) {
      const { facade, process } = trackerOf(current.tracker);
      let request = head + plugins.run(hook, { tracker: facade, request: head });
      if (tail) request += '&' + tail;
      if (process) request = process(request);
      if (route === ANSWER) {
        current.answer = request;
        return;
      }
      const done = typeof callback == 'function' && ((success) => callback({ request, trackerUrl: facade.getTrackerUrl(), success }));
      call('draft', current.tracker, route, [request, done]);
    },

    send(current, how, url, body, type, hooks) {
      const done = takeHooks(hooks);
      send(how, url, body, type, (success) => {
        for (const hook of done) {
          try {
            hook?.(success);
          } catch (error) {
            log(current, error);
          }
        }
        call('event', current.tracker, SENT, []);
      });
    },

    after({ tracker }, milliseconds, event) {
      const timer = tracker + ' ' + event;
      clearTimeout(timers[timer]);
      timers[timer] = setTimeout(() => call('event', tracker, event, []), milliseconds);
    },

    hints({ tracker }) {
      const known = (hints) => {
        clearTimeout(overdue);
        call('event', tracker, HINTS, [hints]);
      };
      const overdue = setTimeout(known, HINTS_PATIENCE);
      navigator.userAgentData.getHighEntropyValues(HINTS_ASKED).then(known, () => known());
    },

    listen({ tracker }, what, element) {
      if (what === ERRORS) return listenToErrors((...error) => call('event', tracker, ERROR, error));
      const types = what === CLICKS ? ['click'] : ['click', 'mousedown', 'mouseup', 'contextmenu'];
      for (const type of types) {
        // On the document, and before the page's own listeners: those may stop the event or change the link.
        (element === window ? document : element).addEventListener(type, (event) => call('event', tracker, POINTER, [event]), true);
      }
    },

    cookies() {
      // Reading cookies makes the page wait for another process, and it can wait itself until nobody waits for it.
      (window.requestIdleCallback || setTimeout)(expireCookies);
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
