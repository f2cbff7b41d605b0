/**
 * Opens a page as a new visitor and records what happens until the page is idle. It does not judge.
 *
 * What the page did comes only from the browser, never from the page, which could lie. Everything is bounded, and
 * every wait ends with what was seen so far.
 *
 * @module
 */
import process from 'node:process';
import { Deadline, OVERDUE, within } from './deadline.mjs';
import { Failure } from './errors.mjs';
import { interview } from './interview.mjs';
import { startRecord } from './record.mjs';
import { clean } from './text.mjs';

/** Minimum time for a page, however long the browser took to start. */
const LEAST_S = 1;
/** After the time is over: the queries, then the scripts' contents. */
const ASKING_MS = 1_500;
const READING_MS = 2_500;
const CLOSING_MS = 500;

/**
 * @typedef {object} Visit
 * @property {string} url the page's final address
 * @property {number | null} status
 * @property {boolean} isAtRest false if the time ran out first
 * @property {import('./record.mjs').Exchange[]} exchanges
 * @property {{name: string, domain: string}[]} cookies
 * @property {{directive: string, blocked: string, isReportOnly: boolean}[]} violations
 * @property {string[]} console lines of the tracker
 * @property {string[]} infos those of them that are no warnings or errors
 * @property {'closed' | 'crashed' | 'overwhelmed' | null} end how the page ended early
 * @property {boolean} isTooMuch whether it did more than is recorded
 * @property {import('./interview.mjs').PageState} state
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {URL} address
 * @param {number} seconds for everything that the page does
 * @returns {Promise<Visit>}
 */
export async function visit(browser, address, seconds) {
  const given = new Deadline(seconds);
  const context = await browser.newContext({ acceptDownloads: false });
  const guard = watchDriver();
  try {
    const page = await context.newPage();
    context.on('page', (other) => other.close().catch(() => {}));
    page.on('dialog', (dialog) => dialog.dismiss().catch(() => {}));
    const session = await context.newCDPSession(page);
    const record = await startRecord(page, session);
    const deadline = new Deadline(Math.max(given.left() / 1_000, LEAST_S));
    const ended = Promise.race([
      new Promise((resolve) => page.once('close', () => resolve('closed'))),
      new Promise((resolve) => page.once('crash', () => resolve('crashed'))),
      guard.failed,
    ]);
    let end = null;
    ended.then((how) => (end = how));

    const opened = await deadline.wait(Promise.race([open(page, address, deadline.left()), ended.then(() => OVERDUE)]));
    if (opened === OVERDUE && end === null && !record.hasResponse()) {
      throw new Failure(`${address.href} does not respond: check the address and that the server is running, or use more --seconds.`);
    }
    const isAtRest = await Promise.race([record.rest(deadline.left()), ended.then(() => false)]);
    const lines = [...record.console]; // the queries below may make a tracker log more
    const howItEnded = end;
    const state = await interview(session, deadline, ASKING_MS);
    const cookies = await deadline.wait(context.cookies().catch(() => []), READING_MS);
    return {
      url: page.url(),
      status: record.status(),
      isAtRest: isAtRest === true,
      exchanges: await record.exchanges(() => deadline.left(READING_MS)),
      cookies: cookies === OVERDUE ? [] : cookies.map(({ name, domain }) => ({ name, domain })),
      violations: record.violations,
      console: lines,
      infos: [...record.infos],
      end: howItEnded ?? end,
      isTooMuch: record.isTooMuch(),
      state,
    };
  } finally {
    guard.stop();
    await within(context.close().catch(() => {}), CLOSING_MS);
  }
}

/** Resolves when the page has loaded, or fails if there is none. */
async function open(page, address, milliseconds) {
  try {
    await page.goto(address.href, { waitUntil: 'load', timeout: milliseconds });
  } catch (error) {
    // A page that never finishes loading may still have tracked.
    if (error.name === 'TimeoutError') return OVERDUE;
    // It navigated or closed itself before it had loaded.
    if (/interrupted by another navigation|ERR_ABORTED|closed|crashed|detached/i.test(error.message) && page.url() !== 'about:blank') return undefined;
    if (/closed|crashed/i.test(error.message)) return undefined;
    const reason = /net::\w+/.exec(error.message)?.[0] ?? clean(error.message.split('\n')[0]);
    throw new Failure(`${address.href} cannot be opened (${reason}): ${hint(reason)}`);
  }
  return undefined;
}

function hint(reason) {
  if (reason.includes('ERR_CERT')) return "the browser does not trust its certificate, and neither will visitors' browsers. Install a valid one.";
  if (reason.includes('TOO_MANY_REDIRECTS')) return 'it redirects without end. Fix the redirects on the server.';
  if (/download/i.test(reason)) return 'it is a file download. Pass the address of a page.';
  return 'check the address, and that the server is running.';
}

/**
 * A page may send the driver more than it can hold, which then throws where nobody can catch it. That is a finding about the page too.
 */
function watchDriver() {
  let resolveFailed;
  const failed = new Promise((resolve) => (resolveFailed = resolve));
  const onError = () => resolveFailed('overwhelmed');
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  return {
    failed,
    stop() {
      process.off('uncaughtException', onError);
      process.off('unhandledRejection', onError);
    },
  };
}
