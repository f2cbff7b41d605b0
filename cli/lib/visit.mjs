/**
 * Opens a page as a new visitor and writes down what happens until nothing happens any more. It judges nothing.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { interview, overhear } from './in-page.mjs';
import { Failure } from './errors.mjs';
import { clean } from './text.mjs';

/** Trackers let up to 800 ms pass between two hits; a page that asks for nothing for longer is done. */
const QUIET_MS = 1_000;
/** Connections that stay open by their nature. */
const ENDLESS = ['eventsource', 'websocket', 'media'];

/**
 * @typedef {object} Exchange a request and what became of it
 * @property {string} url
 * @property {string} method
 * @property {string} type as the browser calls it: script, image, fetch, ping ...
 * @property {string} body
 * @property {number | null} status null without an answer
 * @property {string | null} failure why there is none
 * @property {Buffer | null} content of scripts
 */

/**
 * @typedef {object} Visit
 * @property {string} url where the page was in the end
 * @property {number | null} status
 * @property {boolean} isAtRest false when the time was over first
 * @property {Exchange[]} exchanges
 * @property {{name: string, domain: string}[]} cookies
 * @property {{directive: string, blocked: string, isReportOnly: boolean}[]} violations
 * @property {string[]} console lines of the tracker
 * @property {Awaited<ReturnType<typeof interview>>} answers
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {URL} address
 * @param {number} seconds for everything
 * @returns {Promise<Visit>}
 */
export async function visit(browser, address, seconds) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const record = await startRecord(context, page);
    const over = Date.now() + seconds * 1_000;
    const status = await open(page, address, seconds);
    const isAtRest = await record.rest(Math.max(over - Date.now(), QUIET_MS));
    const lines = [...record.console]; // the questions below may make a tracker say more
    const answers = await page.evaluate(interview).catch((error) => {
      throw new Failure(`The page cannot be asked (${clean(error.message)}): does it go on to another page all the time?`);
    });
    return {
      url: page.url(),
      status,
      isAtRest,
      exchanges: await record.exchanges(),
      cookies: (await context.cookies()).map(({ name, domain }) => ({ name, domain })),
      violations: record.violations,
      console: lines,
      answers,
    };
  } finally {
    await context.close();
  }
}

/** @returns {Promise<number | null>} the page's status */
async function open(page, address, seconds) {
  try {
    return (await page.goto(address.href, { waitUntil: 'load', timeout: seconds * 1_000 }))?.status() ?? null;
  } catch (error) {
    // A page that never ends loading may well have tracked; one that is not there has not.
    if (error.name === 'TimeoutError' && page.url() !== 'about:blank') return null;
    const reason = /net::\w+/.exec(error.message)?.[0] ?? clean(error.message.split('\n')[0]);
    const what = reason.includes('ERR_CERT') ? "the browser does not trust its certificate, and visitors' browsers will not either." : 'is the address right, and its server running?';
    throw new Failure(`${address.href} cannot be opened (${reason}): ${what}`);
  }
}

async function startRecord(context, page) {
  /** Requests and what was answered, null until then. */
  const seen = new Map();
  const openRequests = new Set();
  const beacons = [];
  const record = { console: [], violations: [] };
  let stir = () => {};

  const tell = `tell${randomBytes(8).toString('hex')}`;
  await context.exposeFunction(tell, ({ violation, beacon }) => {
    if (violation) record.violations.push(violation);
    if (beacon) beacons.push(beacon);
  });
  await context.addInitScript(overhear, tell);
  page.on('console', (message) => {
    const [line] = message.text().split('\n'); // a stack says nothing here
    if (/^Crumbless\b/.test(line)) record.console.push(clean(line));
  });
  page.on('request', (request) => {
    seen.set(request, null);
    if (!ENDLESS.includes(request.resourceType())) openRequests.add(request);
    stir();
  });
  page.on('response', (response) => seen.set(response.request(), response));
  for (const event of ['requestfinished', 'requestfailed']) {
    page.on(event, (request) => {
      openRequests.delete(request);
      stir();
    });
  }

  record.rest = (milliseconds) =>
    new Promise((resolve) => {
      let quiet;
      const end = (isAtRest) => {
        clearTimeout(quiet);
        clearTimeout(over);
        stir = () => {};
        resolve(isAtRest);
      };
      const over = setTimeout(end, milliseconds, false);
      stir = () => {
        clearTimeout(quiet);
        if (openRequests.size === 0) quiet = setTimeout(end, QUIET_MS, true);
      };
      stir();
    });
  record.exchanges = () => Promise.all([...seen].map(([request, response]) => exchange(request, response, beacons)));
  return record;
}

async function exchange(request, response, beacons) {
  const type = request.resourceType();
  // Chromium also calls failed what was answered with an error, or with something that an image cannot be.
  const isAnswered = response && (type !== 'script' || !response.ok());
  return {
    url: request.url(),
    method: request.method(),
    type,
    body: request.postData() ?? takeBeacon(request, beacons),
    status: response?.status() ?? null,
    failure: isAnswered ? null : request.failure()?.errorText ?? null,
    content: type === 'script' && response?.ok() ? await response.body().catch(() => null) : null,
  };
}

/** The browser does not say what a beacon made of a Blob carries; the page did, in the same order. */
function takeBeacon(request, beacons) {
  const index = beacons.findIndex(({ url }) => url === request.url());
  return index < 0 || request.method() !== 'POST' ? '' : beacons.splice(index, 1)[0].body;
}
