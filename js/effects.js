// Carries the core's effects out: src/effect.rs says what each means. `more.js` has those of the full build.

import { EVENT } from './core.js';
import { invoke, resolved } from './dom.js';
import { isIn } from './lists.js';
import { createMore } from './more.js';
import { send } from './send.js';
import { goOn } from './slices.js';

// `Event` and `Listen` of src/effect.rs.
export const SENT = 1, HINTS = 2, LEAVING = 5, SHOWN = 6, POINTER = 7, HIDDEN = 15, ONLINE = 17, RESTORED = 18;
const CLICKS = 0, POINTERS = 1;
// What became of a request, beside the status of its answer, likewise.
const NO_ANSWER = -1, REFUSED = -2, FORBIDDEN = -3;

// A browser that never says its hints must not hold hits for ever.
const HINTS_PATIENCE = 1000;
// What src/effect.rs adds to a transport.
const CONCEALED = 8;
// `Transport` of src/effect.rs.
const IMAGE = 3;

// Of how many requests that the page's policy forbids is known at once: what is asked for is asked soon after.
const MOST_FORBIDDEN = 100;

const HINTS_ASKED = ['brands', 'model', 'platform', 'platformVersion', 'uaFullVersion', 'fullVersionList', 'formFactors'];

/**
 * @param {(door: number, tracker: number, number: number, given: unknown[]) => unknown} call into the core
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
  const more = CRUMBLESS_FULL && createMore(call, plugins, trackerOf);

  return {
    ...more,
    log,

    answer(current, answer) {
      current.answer = answer;
    },

    send(current, how, number, url, body, bytes, type, hooks) {
      const { tracker } = current;
      const isPageHidden = CRUMBLESS_ANONYMOUS && how >= CONCEALED;
      send(how % CONCEALED, { url, body, bytes, type, isPageHidden }, ({ success, status, xhr, pause, address }) => {
        const isRequest = status === NO_ANSWER;
        const outcome = !success && (isRequest || how === IMAGE) && isForbidden(isRequest ? 'connect-src' : 'img-src', url) ? FORBIDDEN : status;
        // What the browser did not take leaves by another way, and is not through.
        if (CRUMBLESS_FULL && outcome !== REFUSED) more.tellAll(hooks, success, xhr, (error) => log(current, error));
        call(EVENT, tracker, SENT, [number, outcome, pause, address]);
        if (CRUMBLESS_FULL) goOn();
      });
    },

    async soon({ tracker }, event) {
      await 0; // The language's own promise, whatever the page has.
      call(EVENT, tracker, event, []);
    },

    after({ tracker }, milliseconds, event) {
      const timer = tracker + ' ' + event;
      clearTimeout(timers[timer]);
      timers[timer] = setTimeout(() => call(EVENT, tracker, event, []), milliseconds);
    },

    async hints({ tracker }) {
      const known = (hints) => {
        clearTimeout(overdue);
        call(EVENT, tracker, HINTS, [hints]);
      };
      const overdue = setTimeout(known, HINTS_PATIENCE);
      let hints;
      try {
        hints = await navigator.userAgentData.getHighEntropyValues(HINTS_ASKED);
      } catch {
        // Refused: then there are none.
      }
      known(hints);
    },

    listen({ tracker }, what, element) {
      if (CRUMBLESS_FULL && what > POINTERS) return more.listenTo(tracker, what, element);
      const types = what === CLICKS ? ['click'] : ['click', 'mousedown', 'mouseup', 'contextmenu'];
      for (const type of types) {
        // On the document, and before the page's own listeners: those may stop the event or change the link.
        invoke(element === window ? document : element, 'addEventListener', type, (event) => call(EVENT, tracker, POINTER, [event]), true);
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
