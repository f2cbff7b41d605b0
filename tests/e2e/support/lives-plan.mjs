/** What each page does with its life, and when it ends: all of it from one seed, so that a run can be had again. */

/** How a life can end. `close` is done by the test, everything else by the page itself. */
export const ENDS = Object.freeze(['close', 'location', 'link', 'form', 'back', 'reload', 'forth']);

/** A page that is not closed has longer, so that some of its hits are given while others wait to be sent again. */
const LIFE = 400;
const LONG_LIFE = 1500;

/** The share of requests that fail; half of them have no response. */
const FAILING = 0.1;

/**
 * @typedef {object} Plan
 * @property {string} life its name, which is the collector's run too
 * @property {string[]} atOnce hits given in the snippet, before there is a tracker; the first is the page view
 * @property {[number, string][]} timers hits given that many milliseconds after the page began
 * @property {[number, string][]} clicks the same, in the handler of a click
 * @property {{[event: string]: string[]}} on hits given in handlers of the page's last events
 * @property {{how: string, after: number, from: 'start' | 'load', last: string[], second?: string[]} | null} end none for a page that
 *   stays; `last` are given just before; a page that came back with `forth` gives `second`
 * @property {{at: number, comes: number | null} | null} rest where the snippet has a command that only the full file has: before which
 *   of `atOnce`, or behind them so many milliseconds after the page began. The file comes so late, in milliseconds, or never
 * @property {boolean} isAnonymous whether that command asks for anonymous measurement
 */

/**
 * @param {number} seed
 * @param {number} index
 * @param {boolean} ends whether the page is closed
 * @param {boolean} [isAnonymous] whether it asks for anonymous measurement
 * @returns {Plan}
 */
export function planLife(seed, index, ends, isAnonymous = false) {
  const random = randomOf(seed, `plan-${ends}-${index}`);
  const upTo = (most) => Math.floor(random() * (most + 1));
  let hits = 0;
  const hit = () => `h${index}x${(hits += 1)}x`;
  const some = (most, make) => Array.from({ length: upTo(most) }, make);
  const at = () => [upTo(ends ? LIFE : LONG_LIFE), hit()];

  const kind = isAnonymous ? 'anonymous' : ends ? 'life' : 'stays';
  const plan = { life: `${kind}-${index}`, isAnonymous, rest: planRest(randomOf(seed, `rest-${kind}-${index}`), isAnonymous), atOnce: [hit(), ...some(2, hit)], timers: some(4, at), clicks: some(2, at), on: {}, end: null };
  if (!ends) return plan;
  const how = ENDS[index % ENDS.length];
  // Some end while the tracker is still under way.
  const early = random() < 0.15;
  plan.end = { how, after: upTo(early ? 40 : LIFE), from: early ? 'start' : 'load', last: some(1, hit) };
  if (how === 'forth') plan.end.second = [hit(), ...some(1, hit)];
  for (const event of ['beforeunload', 'pagehide', 'visibilitychange']) plan.on[event] = some(1, hit);
  if (how === 'link') plan.on.click = some(2, hit);
  if (how === 'form') plan.on.submit = some(2, hit);
  return plan;
}

/** Most pages never ask for the full file. Some have to go on without it, before it comes or altogether. */
function planRest(random, isAsked) {
  if (!isAsked && random() < 0.4) return null;
  const at = Math.floor(random() * 4);
  const comes = random();
  return { at: isAsked ? 0 : at < 3 ? at : Math.floor(random() * LIFE), comes: comes < 0.3 ? null : comes < 0.4 ? 5500 : Math.floor(random() * LIFE) };
}

/**
 * @param {number} seed
 * @returns {(run: string, number: number) => import('./fault-site.mjs').Fate} the same for a request of the same life whatever
 *   other lives do meanwhile
 */
export function fatesOf(seed) {
  return (run, number) => {
    const drawn = randomOf(seed, `fate-${run}-${number}`)();
    if (drawn < FAILING / 2) return 'reset';
    return drawn < FAILING ? 500 : 'take';
  };
}

/** Numbers from 0 to 1 of a seed and a name. Source: "mulberry32" and "FNV-1a", both in the public domain. */
function randomOf(seed, name) {
  let state = seed >>> 0;
  for (const letter of name) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
