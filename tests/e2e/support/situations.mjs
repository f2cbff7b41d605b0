/**
 * The list of names (tests/data/commands.json) and how each of them is called on a page. The coverage test and the
 * recorder of the reference's return values do the same with it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, '../../data/commands.json');

/** Where the names of a group are found, in JavaScript; those of the events are listened to. */
const OWNERS = { commands: 'tracker.', window: 'window.', matomo: 'Matomo.', dom: 'Matomo.DOM.', events: null };

/** What commands about content and links need. */
const BODY = `
<div id="ad" data-track-content data-content-name="Sale" data-content-piece="sale.png"><a id="ad-link" href="/offer">Offer</a></div>
<p id="plain">Plain</p>
<a id="link" href="http://partner.example/">Partner</a>`;

const LAST_TITLE = 'It still works';

/**
 * @typedef {object} Situation
 * @property {string} group
 * @property {string} name
 * @property {string} [args] arguments in JavaScript; without them a property is read, an event listened to
 * @property {string[]} [setUp] commands before, in JavaScript, each called on the tracker
 * @property {string[]} [after] commands after, so that hits leave again
 * @property {string} [search] query of the page's address
 * @property {string} [documentedSince] a version after the reference's: not recorded
 * @property {string} returns what the reference returns after `disableCookies`
 * @property {string} [withCookies] what it returns without `disableCookies`, if that is something else
 * @property {boolean} [complains] whether the reference reports an error in the console
 * @property {string} [throws] the error that the reference throws
 * @property {string} [ours] what Crumbless returns, if that is something else
 * @property {string} [differs] the heading in DIFFERENCES.md that says why the return value or its type is not the reference's
 */

/**
 * @typedef {object} Outcome
 * @property {boolean} isCrumbless
 * @property {string[]} missing names that there are none of; nothing was called then
 * @property {string} returns its type
 * @property {string[]} thrown by the calls
 * @property {{level: string, text: string}[]} messages of the console
 */

/** @returns {Promise<{own: Record<string, string>, groups: Record<string, Record<string, object[]>>}>} */
export async function loadNames() {
  return JSON.parse(await readFile(FILE, 'utf8'));
}

/** Writes the list, a line for each situation. */
export async function saveNames({ groups, ...head }) {
  const lines = (owner, line) => Object.entries(owner).map(([key, value]) => `${JSON.stringify(key)}: ${line(value)}`);
  const rows = (list) => (list.length === 1 ? `[${JSON.stringify(list[0])}]` : `[\n        ${list.map((row) => JSON.stringify(row)).join(',\n        ')}\n      ]`);
  const group = (names) => `{\n      ${lines(names, rows).join(',\n      ')}\n    }`;
  const all = `{\n    ${lines(groups, group).join(',\n    ')}\n  }`;
  const parts = [...lines(head, (value) => JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')), `"groups": ${all}`];
  await writeFile(FILE, `{\n  ${parts.join(',\n  ')}\n}\n`);
}

/**
 * @param {Awaited<ReturnType<typeof loadNames>>} names
 * @returns {Situation[]} in order; each is the row of the list itself, with its group and name
 */
export function situationsOf({ groups }) {
  return Object.entries(groups).flatMap(([group, names]) =>
    Object.entries(names).flatMap(([name, rows]) => rows.map((row) => ({ group, name, ...row }))),
  );
}

/** @param {Situation} situation */
export function titleOf({ group, name, args, setUp = [], search }) {
  const call = `${OWNERS[group] ?? 'the event '}${name}${args === undefined ? '' : `(${args})`}`.replace(/^tracker\./, '');
  return [call, ...(search ? [`with ${search}`] : []), ...(setUp.length > 0 ? [`after ${setUp.join(', ')}`] : [])].join(' ');
}

/**
 * Situations are many and each needs a page that nothing was done with, but not a browser context of its own: Crumbless
 * keeps nothing, and what the reference kept is cleared away.
 *
 * @param {import('./world.mjs').World} world
 * @returns {(situation: Situation, options?: {keepCookies?: boolean}) => Promise<Outcome>} calls the name, a command both
 *   as a method and through the queue, and waits for a page view that is tracked afterwards; `disableCookies` was called
 *   unless they are kept
 */
export function createPerformer(world) {
  const idle = [];
  return async (situation, options = {}) => {
    const page = idle.pop() ?? (await world.openPage());
    const ends = [];
    const outcome = await perform(world, { after: (work) => ends.push(work) }, { page, situation, ...options });
    // A page that something went wrong with is not used again; it goes with the browser.
    for (const end of ends) end();
    await page.context().clearCookies();
    idle.push(page);
    return outcome;
  };
}

async function perform(world, t, { page, situation, keepCookies = false }) {
  const { group, name, search } = situation;
  const paq = group === 'events' ? [listening(name)] : [];
  const visit = await world.visit(t, { page, body: BODY, keepCookies, search, paq });
  const call = { ...situation, owner: OWNERS[group], url: visit.trackerUrl };
  const outcome = await page.evaluate(callOnPage, call);
  // A call of its own, after whatever the others left for later.
  await page.evaluate((title) => window.Matomo.getAsyncTracker().trackPageView(title), LAST_TITLE);
  await visit.arrival(`action_name=${LAST_TITLE}`);
  await page.goto('about:blank');
  return { ...outcome, thrown: [...outcome.thrown, ...visit.errors.map(String)], messages: visit.messages };
}

/** JavaScript for the snippet. */
function listening(event) {
  return `window.matomoPluginAsyncInit = [function () {
    Matomo.on(${JSON.stringify(event)}, function () { window.given = Array.from(arguments); });
  }];`;
}

/** Runs in the page: takes nothing from this module. */
function callOnPage({ owner, name, args, setUp = [], after = [], url }) {
  const tracker = window.Matomo.getAsyncTracker();
  const evaluate = (code) => new Function('tracker', 'url', `return ${code};`)(tracker, url);
  const thrown = [];
  const attempt = (code) => {
    try {
      return evaluate(code);
    } catch (error) {
      thrown.push(`${error}`);
      return undefined;
    }
  };

  const isCrumbless = typeof tracker.disableBundling === 'function';
  const member = owner === null ? 'window.given' : owner + name;
  const missing = [member, ...setUp.map((line) => `tracker.${line.match(/^\w+/)[0]}`)].filter((path) => evaluate(`typeof ${path}`) === 'undefined');
  if (missing.length > 0) return { isCrumbless, missing, returns: 'undefined', thrown };
  for (const line of setUp) evaluate(`tracker.${line}`);
  const returns = typeOf(attempt(args === undefined ? member : `${member}(${args})`));
  if (owner === 'tracker.') attempt(`_paq.push(['${name}', ${args}])`);
  for (const line of after) evaluate(`tracker.${line}`);
  return { isCrumbless, missing, returns, thrown };

  function typeOf(value) {
    if (value === null) return 'null';
    if (typeof value !== 'object') return typeof value;
    if (Array.isArray(value)) return `array of ${value.length}: [${value.map(typeOf).join(', ')}]`;
    if (typeof value.then === 'function') return 'promise';
    if (typeof value.trackPageView === 'function') return 'tracker';
    const members = Object.entries(value).map(([key, inner]) => `${key}: ${typeOf(inner)}`);
    if (members.length === 0 && Object.getOwnPropertyNames(value).length > 0) return 'object'; // such as window.JSON
    if (members.some((text) => text.endsWith(': function'))) return 'object of functions';
    return `object {${members.join(', ')}}`;
  }
}
