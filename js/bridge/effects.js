// Carries the core's effects out: src/effect.rs says what each means. `js/full/effects.js` has those of the full build.

import { createFullEffects } from '../full/effects.js';
import { goOn } from '../full/slices.js';
import { invoke, resolved } from '../page/dom.js';
import { isIn } from '../page/lists.js';
import { send } from '../page/send.js';
import { CONCEALED, ENTRY_EVENT, EVENT_HINTS, EVENT_POINTER, EVENT_SENT, FORBIDDEN, LISTEN_CLICKS, LISTEN_POINTER, NO_ANSWER, REFUSED, TRANSPORT_IMAGE } from './protocol.js';

// A browser that never says its hints must not hold hits for ever.
const HINTS_TIMEOUT_MS = 1000;

// Of how many requests that the page's policy forbids is known at once: what is asked for is asked soon after.
const MOST_FORBIDDEN = 100;

const HINTS_ASKED = ['brands', 'model', 'platform', 'platformVersion', 'uaFullVersion', 'fullVersionList', 'formFactors'];

/**
 * @param {(entry: number, tracker: number, number: number, given: unknown[]) => unknown} call into the core
 * @param {{run: Function}} plugins
 * @param {(number: number) => {facade: object, process?: (request: string) => string}} trackerOf
 */
export function createEffects(call, plugins, trackerOf) {
  const timers = {};
  const forbidden = [];
  const rowOf = (directive, url) => directive + ' ' + url.split('?')[0];
  invoke(document, 'addEventListener', 'securitypolicyviolation', ({ blockedURI, disposition, effectiveDirective }) => {
    if (disposition !== 'report' && forbidden.push(rowOf(effectiveDirective, blockedURI)) > MOST_FORBIDDEN) forbidden.shift();
  });
  const isForbidden = (directive, url) => forbidden.length > 0 && isIn(forbidden, rowOf(directive, absolute(url)));
  const log = ({ name }, message) => console.error(`Crumbless: ${name}:`, message);
  const full = CRUMBLESS_FULL && createFullEffects(call, plugins, trackerOf);

  return {
    ...full,
    log,

    result(current, result) {
      current.result = result;
    },

    send(current, how, number, url, body, bytes, type, hooks) {
      const { tracker } = current;
      const omitReferrer = CRUMBLESS_ANONYMOUS && how >= CONCEALED;
      send(how % CONCEALED, { url, body, bytes, type, omitReferrer }, ({ success, status, xhr, pause, address }) => {
        const isRequest = status === NO_ANSWER;
        const outcome = !success && (isRequest || how === TRANSPORT_IMAGE) && isForbidden(isRequest ? 'connect-src' : 'img-src', url) ? FORBIDDEN : status;
        // What the browser did not take leaves by another way, and is not through.
        if (CRUMBLESS_FULL && outcome !== REFUSED) full.notify(hooks, success, xhr, (error) => log(current, error));
        call(ENTRY_EVENT, tracker, EVENT_SENT, [number, outcome, pause, address]);
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

    async hints({ tracker }) {
      const known = (hints) => {
        clearTimeout(overdue);
        call(ENTRY_EVENT, tracker, EVENT_HINTS, [hints]);
      };
      const overdue = setTimeout(known, HINTS_TIMEOUT_MS);
      let hints;
      try {
        hints = await navigator.userAgentData.getHighEntropyValues(HINTS_ASKED);
      } catch {
        // Refused: then there are none.
      }
      known(hints);
    },

    listen({ tracker }, what, element) {
      if (CRUMBLESS_FULL && what > LISTEN_POINTER) return full.listenTo(tracker, what, element);
      const types = what === LISTEN_CLICKS ? ['click'] : ['click', 'mousedown', 'mouseup', 'contextmenu'];
      for (const type of types) {
        // On the document, and before the page's own listeners: those may stop the event or change the link.
        invoke(element === window ? document : element, 'addEventListener', type, (event) => call(ENTRY_EVENT, tracker, EVENT_POINTER, [event]), true);
      }
    },
  };
}

/** The address as a policy's report has it. */
function absolute(url) {
  try {
    return resolved(url).href;
  } catch {
    return url;
  }
}
