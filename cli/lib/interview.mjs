/**
 * Asks a page what it knows, over the browser's own protocol, and takes nothing of the answer that has not the form it must have.
 *
 * @module
 */
import { OVERDUE, within } from './deadline.mjs';
import { facts, MOST, questions } from './in-page.mjs';

/** For one question at the most; a page's own function may run without an end. Half of what is left, so that one more can be asked. */
const QUESTION_MS = 5_000;
/** A page that goes on to another one while it is asked is asked again. */
const TRIES = 10;

/**
 * @typedef {object} Answers
 * @property {string} title
 * @property {boolean} hasMatomo
 * @property {string[]} waitingCommands
 * @property {{url: string, site: string, waitsForConsent: boolean, isOurs: boolean}[]} trackers
 * @property {boolean} asksNotToTrack
 * @property {{localStorage: string[], sessionStorage: string[], indexedDB: string[]}} storage
 * @property {string[]} lies what was no answer of a tracker
 * @property {boolean} isBusy it did not take a question
 * @property {boolean} isAnswered whether it could be asked at all
 */

/**
 * @param {import('playwright-core').CDPSession} session of the page
 * @param {import('./deadline.mjs').Deadline} deadline
 * @param {number} graceMs
 * @returns {Promise<Answers>}
 */
export async function interview(session, deadline, graceMs) {
  const answers = { title: '', hasMatomo: false, waitingCommands: [], trackers: [], asksNotToTrack: false, storage: { localStorage: [], sessionStorage: [], indexedDB: [] }, lies: [], isBusy: false, isAnswered: false };
  for (let tries = 0; tries < TRIES && !answers.isAnswered && deadline.left(graceMs) > 0; tries += 1) {
    try {
      const limit = () => Math.min(QUESTION_MS, deadline.left(graceMs) / 2);
      const known = await within(ourWorld(session), limit());
      if (known === OVERDUE) {
        answers.isBusy = true;
        // Ends what runs at this moment, also from outside of it.
        await within(session.send('Runtime.terminateExecution'), limit());
        continue;
      }
      const ms = limit();
      const told = await within(pageWorld(session, ms), 1.5 * ms);
      Object.assign(answers, known, { isAnswered: true });
      if (told === OVERDUE) answers.lies.push('the tracker does not come back from a question');
      else Object.assign(answers, readTold(told, known.base));
    } catch (error) {
      // A page that is gone cannot be asked; one that has just gone on to another address can.
      if (/closed|crashed|detached/i.test(String(error?.message))) break;
    }
  }
  return answers;
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
    return result.type === 'string' ? result.value : '3:lie10:no answers';
  } catch (error) {
    if (/terminated/.test(error.message)) return OVERDUE;
    throw error;
  }
}

/** Its form is ours as long as our world is, and is looked at all the same. */
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
 * @param {string} told what `questions` gave
 * @param {string} base which addresses of the page are relative to
 * @returns {Pick<Answers, 'hasMatomo' | 'waitingCommands' | 'trackers' | 'lies'>}
 */
export function readTold(told, base) {
  const fields = split(told);
  const read = { hasMatomo: false, waitingCommands: [], trackers: [], lies: [] };
  const lies = new Set();
  while (fields.length > 0) {
    const kind = fields.shift();
    const take = () => fields.shift() ?? '';
    if (kind === 'm') read.hasMatomo = true;
    else if (kind === 'lie') lies.add(take());
    else if (kind === 'c') read.waitingCommands.push(take());
    else if (kind === 't') {
      const [url, site, waits, ours] = [take(), take(), take(), take()];
      read.trackers.push({ url: url !== '' && URL.canParse(url, base) ? new URL(url, base).href : '', site, waitsForConsent: waits === 'waits', isOurs: ours === 'ours' });
    } else {
      lies.add('the answers have no form');
      break;
    }
  }
  return { ...read, lies: [...lies] };
}

/** Texts, each after its length and a colon. What does not fit ends them. */
function split(told) {
  const fields = [];
  for (let at = 0; at < told.length; ) {
    const colon = told.indexOf(':', at);
    const length = colon < 0 ? NaN : Number(told.slice(at, colon));
    if (!Number.isInteger(length) || length < 0) return [...fields, '?'];
    fields.push(told.slice(colon + 1, colon + 1 + length));
    at = colon + 1 + length;
  }
  return fields;
}
