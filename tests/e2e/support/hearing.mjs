/** Pages on which something that visitors do is measured: the file for it comes late, and what happened before it heard nothing of. */
import { param } from './world.mjs';

/** Notes that the page is listened to. */
function noteListeners() {
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === 'submit' && this === document) window.isHeard = true;
    return addEventListener.call(this, type, ...rest);
  };
}

/**
 * A page whose view has arrived and whose forms and elements are listened to.
 *
 * @param {import('./world.mjs').World} world
 * @param {import('node:test').TestContext} t
 * @param {object} parts those of `World.visit`; `paq` are the commands before the page view
 */
export async function hearing(world, t, { paq, ...parts }) {
  const visit = await world.visit(t, { ...parts, paq: [...paq, ['trackPageView']], init: noteListeners });
  await visit.hits(1);
  await isHeard(visit);
  return visit;
}

export const isHeard = ({ page }) => page.waitForFunction(() => window.isHeard);
export const HEARING = Object.freeze({ init: noteListeners });

/** Category, action, name and value of an event; null where there is none. */
export const eventOf = (hit) => ['e_c', 'e_a', 'e_n', 'e_v'].map((name) => param(hit, name) ?? null);
export const eventsOf = (hits) => hits.filter((hit) => param(hit, 'e_c') !== undefined).map(eventOf);
