/**
 * Queries a page over the DevTools protocol and validates the response strictly.
 *
 * @module
 */
import { OVERDUE, within } from './deadline.mjs';
import { facts, MOST, questions } from './in-page.mjs';

/** Limit for one query: a page's function may never return. At most half of the time left, so that one more query fits. */
const QUESTION_MS = 5_000;
/** A page that navigates during a query is queried again. */
const TRIES = 10;
/** What may be said of a version, at most. */
const VERSION = /^\d[\w.+-]{0,63}$/;

/**
 * @typedef {object} PageState
 * @property {string} title
 * @property {boolean} hasMatomo
 * @property {string | null} version which Crumbless runs, by what it says of itself
 * @property {string[]} waitingCommands
 * @property {{url: string, site: string, waitsForConsent: boolean, isOurs: boolean}[]} trackers
 * @property {boolean} asksNotToTrack
 * @property {{localStorage: string[], sessionStorage: string[], indexedDB: string[]}} storage
 * @property {string[]} lies what no tracker would return
 * @property {boolean} isBusy it did not accept a query
 * @property {boolean} wasQueried whether it could be queried at all
 */

/**
 * @param {import('playwright-core').CDPSession} session of the page
 * @param {import('./deadline.mjs').Deadline} deadline
 * @param {number} graceMs
 * @returns {Promise<PageState>}
 */
export async function interview(session, deadline, graceMs) {
  const state = { title: '', hasMatomo: false, version: null, waitingCommands: [], trackers: [], asksNotToTrack: false, storage: { localStorage: [], sessionStorage: [], indexedDB: [] }, lies: [], isBusy: false, wasQueried: false };
  for (let tries = 0; tries < TRIES && !state.wasQueried && deadline.left(graceMs) > 0; tries += 1) {
    try {
      const limit = () => Math.min(QUESTION_MS, deadline.left(graceMs) / 2);
      const known = await within(ourWorld(session), limit());
      if (known === OVERDUE) {
        state.isBusy = true;
        // Stops the running script from outside.
        await within(session.send('Runtime.terminateExecution'), limit());
        continue;
      }
      const ms = limit();
      const reported = await within(pageWorld(session, ms), 1.5 * ms);
      Object.assign(state, known, { wasQueried: true });
      if (reported === OVERDUE) state.lies.push('a call to the tracker does not return');
      else Object.assign(state, readReported(reported, known.base));
    } catch (error) {
      // A page that is gone cannot be queried; one that has just navigated can.
      if (/closed|crashed|detached/i.test(String(error?.message))) break;
    }
  }
  return state;
}

async function ourWorld(session) {
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'crumbless' });
  const { result } = await session.send('Runtime.evaluate', {
    contextId: executionContextId,
    expression: `(${facts})(${JSON.stringify(MOST)})`,
    awaitPromise: true,
    returnByValue: true,
  });
  return readFacts(String(result.value));
}

async function pageWorld(session, timeout) {
  try {
    const { result } = await session.send('Runtime.evaluate', {
      expression: `(${questions})(${MOST.items}, ${MOST.characters})`,
      returnByValue: true,
      timeout,
    });
    return result.type === 'string' ? result.value : '3:lie11:no response';
  } catch (error) {
    if (/terminated/.test(error.message)) return OVERDUE;
    throw error;
  }
}

/** The isolated world is ours, but its result is validated anyway. */
function readFacts(json) {
  const { title, base, asksNotToTrack, storage } = JSON.parse(json);
  const texts = (list) => (Array.isArray(list) ? list.filter((text) => typeof text === 'string').slice(0, MOST.items) : []);
  return {
    title: String(title),
    base: String(base),
    asksNotToTrack: asksNotToTrack === true,
    storage: { localStorage: texts(storage.localStorage), sessionStorage: texts(storage.sessionStorage), indexedDB: texts(storage.indexedDB) },
  };
}

/**
 * @param {string} reported what `questions` returned
 * @param {string} base base URL of the page
 * @returns {Pick<PageState, 'hasMatomo' | 'version' | 'waitingCommands' | 'trackers' | 'lies'>}
 */
export function readReported(reported, base) {
  const fields = split(reported);
  const read = { hasMatomo: false, version: null, waitingCommands: [], trackers: [], lies: [] };
  const lies = new Set();
  while (fields.length > 0) {
    const kind = fields.shift();
    const take = () => fields.shift() ?? '';
    if (kind === 'm') read.hasMatomo = true;
    else if (kind === 'v') {
      const version = take();
      if (VERSION.test(version)) read.version = version;
      else lies.add('Matomo.crumbless is no version');
    } else if (kind === 'lie') lies.add(take());
    else if (kind === 'c') read.waitingCommands.push(take());
    else if (kind === 't') {
      const [url, site, waits, ours] = [take(), take(), take(), take()];
      read.trackers.push({ url: url !== '' && URL.canParse(url, base) ? new URL(url, base).href : '', site, waitsForConsent: waits === 'waits', isOurs: ours === 'ours' });
    } else {
      lies.add('the response is malformed');
      break;
    }
  }
  return { ...read, lies: [...lies] };
}

/** Strings, each prefixed with its length and a colon. Parsing stops at the first that does not fit. */
function split(reported) {
  const fields = [];
  for (let at = 0; at < reported.length; ) {
    const colon = reported.indexOf(':', at);
    const length = colon < 0 ? NaN : Number(reported.slice(at, colon));
    if (!Number.isInteger(length) || length < 0) return [...fields, '?'];
    fields.push(reported.slice(colon + 1, colon + 1 + length));
    at = colon + 1 + length;
  }
  return fields;
}
