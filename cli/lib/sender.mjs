/**
 * Sends commands from a real page with this package's tracker, and returns the response to each request.
 *
 * @module
 */
import { once } from 'node:events';
import http from 'node:http';
import { readTracker } from './files.mjs';
import { FILES_BESIDE, snippet } from '../../js/snippet.js';
import { Failure } from './errors.mjs';

const SCRIPT = 'text/javascript; charset=utf-8';

/**
 * @param {import('playwright-core').Browser} browser
 * @param {object} what
 * @param {string} what.matomo address of its folder
 * @param {string} what.site
 * @param {unknown[][]} what.rows
 * @param {number} what.count how many hits they produce
 * @param {number} what.seconds to wait for the responses
 * @param {(request: object) => import('./decoder.mjs').Inspection} what.decode
 * @returns {Promise<{kind: string, status: number | null, failure: string | null}[]>} each hit that was sent
 */
export async function sendHits(browser, { matomo, site, rows, count, seconds, decode }) {
  const options = { url: matomo, siteId: site, trackPageView: false, enableLinkTracking: false, commands: rows };
  const server = await serve((host) => `<!doctype html><meta charset="utf-8"><title>crumbless verify</title>${snippet({ ...options, scriptUrl: `${host}/matomo.full.js` })}`);
  // Matomo ignores headless browsers as bots.
  const probe = await browser.newPage();
  const userAgent = (await probe.evaluate(() => globalThis.navigator.userAgent)).replace('HeadlessChrome', 'Chrome');
  await probe.close();
  const context = await browser.newContext({ userAgent });
  try {
    const page = await context.newPage();
    const sent = collectHits(page, { matomo, count, seconds, decode });
    await page.goto(`${server.url}/`);
    return await sent;
  } finally {
    await context.close();
    await server.close();
  }
}

/** Resolves when that many hits have a response, or with those there are when the time is over. */
function collectHits(page, { matomo, count, seconds, decode }) {
  const hits = [];
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(over);
      resolve(hits);
    };
    const over = setTimeout(end, seconds * 1_000);
    const add = async (request) => {
      if (!request.url().startsWith(`${matomo}matomo.php`)) return;
      const response = await request.response().catch(() => null);
      const { hits: inside } = decode({ method: request.method(), url: request.url(), body: request.postData() ?? '' });
      // Chromium also reports failures for responses with an error status.
      const outcome = response ? { status: response.status(), failure: null } : { status: null, failure: request.failure()?.errorText ?? null };
      for (const { kind } of inside) hits.push({ kind, ...outcome });
      if (hits.length >= count) end();
    };
    page.on('requestfinished', add);
    page.on('requestfailed', add);
  });
}

/** A page of our own, so that nothing else on it interferes. */
async function serve(html) {
  const files = Object.fromEntries(FILES_BESIDE.map((name) => [`/${name}`, readTracker(name)]));
  const server = http.createServer((request, response) => {
    const file = files[request.url];
    response.writeHead(200, { 'Content-Type': file ? SCRIPT : 'text/html; charset=utf-8' }).end(file ?? html(url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening').catch((error) => {
    throw new Failure(`Cannot start a local web server (${error.code}): check that 127.0.0.1 is available.`);
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
