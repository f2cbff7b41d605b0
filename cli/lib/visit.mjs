/**
 * Opens a page as a new visitor and writes down what happens until nothing happens any more. It judges nothing.
 *
 * What the page did is taken from the browser alone, never from the page, which could tell anything. All of it is bounded, and
 * every wait ends: what was seen until then is what there is.
 *
 * @module
 */
import process from 'node:process';
import { Deadline, OVERDUE, within } from './deadline.mjs';
import { Failure } from './errors.mjs';
import { interview } from './interview.mjs';
import { startRecord } from './record.mjs';
import { clean } from './text.mjs';

/** A page is looked at for so long at least, however long the browser took to start. */
const LEAST_S = 1;
/** After the time is over: the questions, then what scripts hold. */
const ASKING_MS = 1_500;
const READING_MS = 2_500;
const CLOSING_MS = 500;

/**
 * @typedef {object} Visit
 * @property {string} url where the page was in the end
 * @property {number | null} status
 * @property {boolean} isAtRest false when the time was over first
 * @property {import('./record.mjs').Exchange[]} exchanges
 * @property {{name: string, domain: string}[]} cookies
 * @property {{directive: string, blocked: string, isReportOnly: boolean}[]} violations
 * @property {string[]} console lines of the tracker
 * @property {'closed' | 'crashed' | 'overwhelmed' | null} end how the page ended before it was looked at to the end
 * @property {boolean} isTooMuch whether it did more than is written down
 * @property {import('./interview.mjs').Answers} answers
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
    if (opened === OVERDUE && end === null && !record.hasAnswer()) {
      throw new Failure(`${address.href} does not answer: is the address right, and its server running? Or give it more with --seconds.`);
    }
    const isAtRest = await Promise.race([record.rest(deadline.left()), ended.then(() => false)]);
    const lines = [...record.console]; // the questions below may make a tracker say more
    const howItEnded = end;
    const answers = await interview(session, deadline, ASKING_MS);
    const cookies = await deadline.wait(context.cookies().catch(() => []), READING_MS);
    return {
      url: page.url(),
      status: record.status(),
      isAtRest: isAtRest === true,
      exchanges: await record.exchanges(() => deadline.left(READING_MS)),
      cookies: cookies === OVERDUE ? [] : cookies.map(({ name, domain }) => ({ name, domain })),
      violations: record.violations,
      console: lines,
      end: howItEnded ?? end,
      isTooMuch: record.isTooMuch(),
      answers,
    };
  } finally {
    guard.stop();
    await within(context.close().catch(() => {}), CLOSING_MS);
  }
}

/** Ends with the page's loading, or earlier when it is not there. */
async function open(page, address, milliseconds) {
  try {
    await page.goto(address.href, { waitUntil: 'load', timeout: milliseconds });
  } catch (error) {
    // A page that never ends loading may well have tracked; one that is not there has not.
    if (error.name === 'TimeoutError') return OVERDUE;
    // It has gone elsewhere, or itself away, before it was loaded.
    if (/interrupted by another navigation|ERR_ABORTED|closed|crashed|detached/i.test(error.message) && page.url() !== 'about:blank') return undefined;
    if (/closed|crashed/i.test(error.message)) return undefined;
    const reason = /net::\w+/.exec(error.message)?.[0] ?? clean(error.message.split('\n')[0]);
    throw new Failure(`${address.href} cannot be opened (${reason}): ${hint(reason)}`);
  }
  return undefined;
}

function hint(reason) {
  if (reason.includes('ERR_CERT')) return "the browser does not trust its certificate, and visitors' browsers will not either.";
  if (reason.includes('TOO_MANY_REDIRECTS')) return 'it leads on and on; which of its addresses is the last?';
  if (/download/i.test(reason)) return 'it is a file to be downloaded; give the address of a page.';
  return 'is the address right, and its server running?';
}

/**
 * A page may send the driver more than a program can hold, which then fails where nobody catches it. That is the page's doing too.
 */
function watchDriver() {
  let tell;
  const failed = new Promise((resolve) => (tell = resolve));
  const hear = () => tell('overwhelmed');
  process.on('uncaughtException', hear);
  process.on('unhandledRejection', hear);
  return {
    failed,
    stop() {
      process.off('uncaughtException', hear);
      process.off('unhandledRejection', hear);
    },
  };
}
