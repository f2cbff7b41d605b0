// `createTracker` and `paq` of the ES module. What runs the commands is the build's choice (core-engine.js or full-engine.js), and
// nothing is done, nor anything global set, before createTracker.

import { FILE_OF_WASM, address, protectingNames, start } from 'crumbless:engine';
import { FOR_FIRST_TRACKER } from '../bridge/protocol.js';
import { logError, logInfo, logWarning } from '../page/console.js';
import { attempt, resolved } from '../page/dom.js';
import { findIn, isIn, keysOf, mapped, those } from '../page/lists.js';
import { applyAll, forEachSafely, looksProtective } from '../page/queue.js';
import { isEnabled, sayWhereHitsComeFrom } from './enabled.js';
import { createIdle } from './idle.js';
import { asItWas, asOf, beAtPage, followPage, pageNow } from './present.js';
import { readOptions, sourcesOf } from './reading.js';

// What is asked is returned by the first tracker.
const RETURNING = /^(get|is|has)/;
const ADDING = 'addTracker';
const VIEW = 'trackPageView';
// What the rest of the module does with options that are no commands.
const OF_FULL = ['anonymous', 'targets', 'interactions'];
const BEFORE_SEND = 'setBeforeSend';
const ANONYMOUS = 'enableAnonymousMeasurement';
const isView = (row) => Array.isArray(row) && row[0] === VIEW;
const isFunction = (value) => typeof value == 'function';

// A server that renders pages imports the same modules: there is nobody to be counted, and nothing to count with.
const isPage = () => typeof document == 'object';

/** Which Crumbless this is. */
export const version = CRUMBLESS_VERSION;

/** What a page of scripts knows as `window.Matomo`; undefined until the first tracker has been made. */
export let Matomo;

/** @type {import('./core-engine.js').Engine} */
let engine;
let starting;
let pushNow;
let isIdle = false; // Whether there is a tracker, and it does nothing.
const held = [];
const pages = []; // Those that the page views among them are of.
const made = []; // Rows of what was made of which options.

/** `_paq` without the global name: rows are held until the first tracker has been made, and are for all trackers afterwards. */
export const paq = {
  push(...rows) {
    if (pushNow) pushNow(rows);
    else if (isPage() && !isIdle) for (let index = 0; index < rows.length; index += 1) hold(rows[index]);
  },
};

/**
 * Makes a tracker; `types.d.ts` in src/options says what the options are. Wrong ones make none: going on with half of them
 * could send what they were to keep back.
 */
export async function createTracker(options) {
  if (!isPage()) return createIdle();
  try {
    const { wasm, enabled, strict, beforeSend, debug, ...others } = options ?? {};
    if (!isEnabled(enabled)) return idle();
    // A test imports files as files: no page has its scripts there, and `fetch` gets none.
    if (wasm == null && address().protocol === 'file:') {
      logInfo(`Crumbless: createTracker: nothing is sent, because ${address()} is not on a server: import crumbless/testing in tests, or give the option \`wasm\`.`);
      return idle();
    }
    const isOurs = findIn(['wasm', 'enabled', 'strict', 'beforeSend', 'debug'], (name) => name in Object(options));
    const ownRows = rowsOf(beforeSend, debug);
    const sources = sourcesOf(wasm, FILE_OF_WASM);
    const needsAll = ownRows.length > 0 || findIn(OF_FULL, (name) => others[name] != null) !== undefined;
    const loading = startOnce(sources, needsAll, others.commands);
    const setup = await readOptions(isOurs ? others : options, strict, sources);
    for (const row of ownRows) setup.rows[setup.rows.length] = row;
    return await makeOnce(setup, others.commands, loading, enabled);
  } catch (error) {
    logError('Crumbless: createTracker:', error.message);
    throw error;
  }
}

/** Until there is a tracker the application may show other pages. */
function hold(row) {
  if (isView(row)) pages[pages.length] = pageNow();
  held[held.length] = row;
}

/** Options that are functions, or no more than a command, are not for the strict reader. */
function rowsOf(beforeSend, debug) {
  const rows = [];
  if (beforeSend != null) {
    if (!isFunction(beforeSend)) throw new TypeError('beforeSend: expected a function');
    rows[rows.length] = [BEFORE_SEND, beforeSend];
  }
  if (debug != null && typeof debug != 'boolean') throw new TypeError('debug: expected true or false');
  if (debug) rows[rows.length] = ['enableDebug'];
  return rows;
}

function idle() {
  isIdle = true;
  held.length = pages.length = 0;
  return createIdle();
}

/** @returns {Promise<void>} its rejection is for whoever waits for it, which may be nobody */
function startOnce(sources, needsAll, commands) {
  starting ||= (async () => {
    try {
      engine = await start(sources, needsAll, Array.isArray(commands) ? [...commands, ...held] : held, follow);
      ({ matomo: Matomo } = engine);
      Matomo.initialized = true;
    } catch (error) {
      starting = undefined; // A network may be back the next time.
      throw error;
    }
  })();
  settle(starting);
  return starting;
}

/** A page may have replaced the methods of promises, but not what the language does with them. */
async function settle(promise) {
  try {
    await promise;
  } catch {
    // Whoever waits says so.
  }
}

/** The trackers have other methods where the rest has taken over. */
const follow = () => void mapped(Matomo?.getAsyncTrackers() ?? [], followPage);

/** An application whose parts are begun twice, as React does while it is developed, counts each page once. */
async function makeOnce(setup, commands, loading, enabled) {
  const { url, siteId, rows } = setup;
  const address = attempt(() => resolved(url).href) ?? url;
  const anonymous = JSON.stringify(findIn(rows, ([name]) => name === ANONYMOUS));
  const before = findIn(made, (other) => other.address === address && other.siteId === siteId);
  if (before) return await again(before, anonymous, [...those(rows, ([name]) => name === BEFORE_SEND), ...(commands || [])]);
  const own = { address, siteId, anonymous, isSaid: false, making: make(setup, commands, loading, enabled) };
  made[made.length] = own;
  try {
    const { tracker } = await own.making;
    return tracker;
  } catch (error) {
    const others = those(made, (other) => other !== own);
    made.length = 0;
    for (const other of others) made[made.length] = other;
    throw error;
  }
}

async function again(before, anonymous, commands) {
  const what = `site ${before.siteId} at ${before.address}`;
  if (anonymous && anonymous !== before.anonymous) throw new Error(`${what} has a tracker already, which is not anonymous in that way: give the first call the option \`anonymous\`.`);
  const { tracker, apply } = await before.making;
  if (!before.isSaid) logWarning(`Crumbless: createTracker: ${what} has a tracker already: that one is returned, and this call's commands are not applied, but for those that keep something back.`);
  before.isSaid = true;
  forEachSafely(those(commands, ([name]) => looksProtective(name, protectingNames)), apply);
  return tracker;
}

async function make(setup, commands, loading, enabled) {
  await loading;
  const lacking = mapped(those(setup.rows, ([name, ...given]) => engine.lacks(name, given)), ([name]) => name);
  if (lacking.length) await engine.demand(lacking);
  const tracker = makeTracker(setup, commands || []);
  sayWhereHitsComeFrom(enabled);
  return tracker;
}

/**
 * @param {{url: string, siteId: string, rows: unknown[][]}} setup what is to be made, and what comes before all else
 * @param {unknown[][]} commands those of the application
 */
function makeTracker({ url, siteId, rows }, commands) {
  const trackers = Matomo.getAsyncTrackers();
  const main = Matomo.getTracker(url, siteId);
  const place = trackers.push(main) - 1;
  const own = [main];
  followPage(main);
  // Those that a command adds get every later one too.
  const adopting = (work) => (...given) => {
    const before = trackers.length;
    try {
      return work(...given);
    } finally {
      for (let index = before; index < trackers.length; index += 1) own[own.length] = followPage(trackers[index]);
    }
  };
  const apply = applying(own, adopting);

  try {
    for (const row of rows) apply(row); // One that throws ends it: nothing goes on without its anonymity.
  } catch (error) {
    trackers.length = place;
    throw error;
  }
  const applyAny = applying(trackers, adopting);
  pushNow ||= (given) => {
    const thrown = forEachSafely(given, applyAny);
    if (thrown) throw thrown;
  };
  const initial = [...commands, ...held.splice(0)];
  const viewed = [...mapped(those(commands, isView), () => undefined), ...pages.splice(0)];
  const then = pageNow();
  const ofItsPage = (row, work) => asOf(own, isView(row) ? viewed.shift() : undefined, then, work);
  const applyInitial = (applyRows) => applyAll(initial, engine.first, (row) => ofItsPage(row, () => apply(row, applyRows)));
  if (!engine.holds('', true, applyInitial)) applyInitial();
  engine.announce('TrackerAdded', [main]);
  return { tracker: together(own, adopting), apply };
}

/**
 * Runs work now, or once `full.js` has taken over.
 *
 * @returns what the work returns, where it is done now
 */
function doInOrder(trackers, command, given, work) {
  // A page view is of the page as it is when it is asked for.
  if (command === VIEW) forEachSafely(trackers, beAtPage);
  return trackers.length && engine.holds(command, !engine.lacks(command, given), (applyHeld) => asItWas(() => work(applyHeld))) ? undefined : work();
}

/** Applies rows to some trackers, and to no other where a row has to wait. */
function applying(trackers, adopting) {
  const isOfPlugin = (command) => typeof command == 'string' && /[.:]/.test(command);
  const applyNow = adopting((row) => engine.queueFor(trackers).apply(row));
  // What applies held rows where the rest takes over knows its plugins; the queue of these trackers does so afterwards.
  return (row, applyOthers) => {
    const [command, ...given] = Array.isArray(row) ? row : [];
    doInOrder(trackers, command, given, (applyHeld) => {
      const applyRows = isOfPlugin(command) && (applyHeld ?? applyOthers);
      if (applyRows) applyRows([row]);
      else applyNow(row);
    });
  };
}

/** One tracker for several: it has the methods of the first, and each command is for all. */
function together(own, adopting) {
  const [main] = own;
  const facade = { ...main };
  const callAll = (name, given) => {
    let result;
    const thrown = forEachSafely(own, (tracker) => {
      const returned = tracker[name](...given);
      if (tracker === main) result = returned;
    });
    if (thrown) throw thrown;
    return result;
  };
  const methodOf = (name, method) => {
    if (!isFunction(method)) return method;
    // What is asked, and a tracker that is returned, cannot wait.
    if (RETURNING.test(name) || name === ADDING) return adopting((...given) => main[name](...given));
    const isForFirst = isIn(FOR_FIRST_TRACKER.split(' '), name);
    const call = adopting((given) => (isForFirst ? main[name](...given) : callAll(name, given)));
    return (...given) => doInOrder(own, name, given, () => call(given));
  };
  for (const name of keysOf(main)) facade[name] = methodOf(name, main[name]);
  return facade;
}
