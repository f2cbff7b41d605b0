// Carries the core's effects out: src/effect.rs says what each means. `more.js` has those of the full build.

import { EVENT } from './core.js';
import { invoke, member } from './dom.js';
import { createMore } from './more.js';
import { send } from './send.js';

// `Event` and `Listen` of src/effect.rs.
export const SENT = 1, HINTS = 2, LEAVING = 5, SHOWN = 6, POINTER = 7, HIDDEN = 15, ONLINE = 17, RESTORED = 18;
const CLICKS = 0, POINTERS = 1;

// A browser that never says its hints must not hold hits for ever.
const HINTS_PATIENCE = 1000;
const HINTS_ASKED = ['brands', 'model', 'platform', 'platformVersion', 'uaFullVersion', 'fullVersionList', 'formFactors'];

/**
 * @param {(door: number, tracker: number, number: number, given: unknown[]) => unknown} call into the core
 * @param {{run: Function}} plugins
 * @param {(number: number) => {facade: object, process?: (request: string) => string}} trackerOf
 */
export function createEffects(call, plugins, trackerOf) {
  const timers = {};
  const lost = {};
  let requests = 0;
  let forbidden;
  invoke(document, 'addEventListener', 'securitypolicyviolation', ({ blockedURI }) => {
    forbidden = blockedURI;
  });
  const log = ({ name }, message) => console.error(`Crumbless: ${name}:`, message);
  const more = CRUMBLESS_FULL && createMore(call, plugins, trackerOf);

  return {
    ...more,
    log,

    answer(current, answer) {
      current.answer = answer;
    },

    send(current, how, url, body, type, hooks) {
      const { tracker } = current;
      const order = requests++;
      const tell = CRUMBLESS_FULL && more.tellAll(hooks, (error) => log(current, error));
      const attempt = (how) => {
        send(how, url, body, type, (success, xhr, isLost) => {
          if (CRUMBLESS_FULL) tell(success, xhr);
          if (isLost) (lost[tracker] ||= []).push([order, attempt, url]);
          call(EVENT, tracker, SENT, [isLost]);
        }, CRUMBLESS_ANONYMOUS && trackerOf(tracker).isAnonymous);
      };
      attempt(how);
    },

    again({ tracker }, how) {
      for (const [, attempt, url] of lost[tracker].splice(0).sort(([one], [other]) => one - other)) {
        // What the page's policy forbids stays forbidden: trying would only repeat the line in the console.
        if (!forbidden || new URL(url, member(document, 'baseURI')).href !== forbidden) attempt(how);
      }
    },

    after({ tracker }, milliseconds, event) {
      const timer = tracker + ' ' + event;
      clearTimeout(timers[timer]);
      timers[timer] = setTimeout(() => call(EVENT, tracker, event, []), milliseconds);
    },

    hints({ tracker }) {
      const known = (hints) => {
        clearTimeout(overdue);
        call(EVENT, tracker, HINTS, [hints]);
      };
      const overdue = setTimeout(known, HINTS_PATIENCE);
      navigator.userAgentData.getHighEntropyValues(HINTS_ASKED).then(known, () => known());
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
