// Carries the core's effects out: src/effect.rs says what each means. `js/full/effects.js` has those of the full build.

import { createFullEffects } from '../full/effects.js';
import { goOn } from '../full/slices.js';
import { logError, logInfo } from '../page/console.js';
import { expireCookies } from '../page/cookies.js';
import { invoke, member } from '../page/dom.js';
import { consentStore } from './host.js';
import { send } from '../page/send.js';
import { CONCEALED, ENTRY_EVENT, EVENT_BLUR, EVENT_FOCUS, EVENT_HINTS, EVENT_POINTER, EVENT_SENT, LISTEN_CLICKS, LISTEN_FOCUS, LISTEN_POINTER } from './protocol.js';

const HINTS_ASKED = ['brands', 'model', 'platform', 'platformVersion', 'uaFullVersion', 'fullVersionList', 'formFactors'];

/**
 * @param {(entry: number, tracker: number, number: number, given: unknown[]) => unknown} call into the core
 * @param {{run: Function}} plugins
 * @param {(number: number) => {facade: object, process?: (request: string) => string, beforeSend?: Function, isDebugged?: boolean}} trackerOf
 * @param {Record<string, number>} timers those that run, which the core may set anew
 */
export function createEffects(call, plugins, trackerOf, timers) {
  const log = ({ name }, message) => logError(`Crumbless: ${name}:`, message);
  const full = CRUMBLESS_FULL && createFullEffects(call, plugins, trackerOf);

  let hasSaid = false;

  return {
    ...full,
    log,

    saveConsent(current, name, hours, otherwise) {
      const store = CRUMBLESS_FULL && consentStore();
      if (store) {
        store.save(name, +new Date(), hours || otherwise);
      } else if (!hasSaid) {
        hasSaid = true;
        logInfo('Crumbless: consent lasts for this page, see setConsentStore()');
      }
    },

    result(current, result) {
      current.result = result;
    },

    send(current, how, number, url, body, bytes, type, hooks) {
      const { tracker } = current;
      if (CRUMBLESS_FULL) full.showSent(tracker, url, body);
      const omitReferrer = CRUMBLESS_ANONYMOUS && how >= CONCEALED;
      send(how % CONCEALED, { url, body, bytes, type, omitReferrer }, ({ status, xhr, pause, address }) => {
        call(ENTRY_EVENT, tracker, EVENT_SENT, [number, status, pause, address, CRUMBLESS_FULL && full.callbacksOf(hooks, xhr, (error) => log(current, error))]);
        if (CRUMBLESS_FULL) goOn();
      });
    },

    async soon({ tracker }, event) {
      await 0; // The language's own promise, whatever the page has.
      call(ENTRY_EVENT, tracker, event, []);
    },

    after({ tracker }, milliseconds, event) {
      const timer = tracker + ' ' + event;
      clearTimeout(timers[timer]);
      timers[timer] = setTimeout(() => call(ENTRY_EVENT, tracker, event, []), milliseconds);
    },

    cookies() {
      // Reading cookies makes the page wait for another process, and it can wait itself until nobody waits for it.
      (member(window, 'requestIdleCallback') || setTimeout)(expireCookies);
    },

    href(current, element, url) {
      invoke(element, 'setAttribute', 'href', url);
    },

    async hints({ tracker }) {
      let hints;
      try {
        hints = await navigator.userAgentData.getHighEntropyValues(HINTS_ASKED);
      } catch {
        // Refused: then there are none.
      }
      call(ENTRY_EVENT, tracker, EVENT_HINTS, [hints]);
    },

    listen({ tracker }, what, element) {
      if (what === LISTEN_FOCUS) {
        addEventListener('focus', () => call(ENTRY_EVENT, tracker, EVENT_FOCUS, []));
        addEventListener('blur', () => call(ENTRY_EVENT, tracker, EVENT_BLUR, []));
        return;
      }
      if (CRUMBLESS_FULL && what > LISTEN_POINTER) return full.listenTo(tracker, what, element);
      const types = what === LISTEN_CLICKS ? ['click'] : ['click', 'mousedown', 'mouseup', 'contextmenu'];
      for (const type of types) {
        // On the document, and before the page's own listeners: those may stop the event or change the link.
        invoke(element === window ? document : element, 'addEventListener', type, (event) => call(ENTRY_EVENT, tracker, EVENT_POINTER, [event]), true);
      }
    },
  };
}
