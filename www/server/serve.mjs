/**
 * The demo server: the site in `www/`, the built files, a `matomo.php` to send to (three more for the page about anonymous
 * measurement), and a live stream of what arrives there. It serves this machine only, unless another host is asked for.
 *
 *   npm start -- [--port 8787] [--host 127.0.0.1] [--collector https://your.matomo/] [--site 1] [--tracker file]
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { FILES_BESIDE, TRACKER_FILE } from '../../js/snippet.js';
import { root as projectFolder } from '../../scripts/lib/paths.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';
import { createCollector } from './collector/collector.mjs';
import { isForThisServer, isOfOwnPage } from './guard.mjs';
import { HitStream } from './hit-stream.mjs';
import { LIBRARIES, readLibrary } from './libraries.mjs';
import { PAGES, renderPage } from './pages.mjs';
import { policyFor } from './policy.mjs';
import { createTargets } from './targets.mjs';
import { createTracking } from './tracking.mjs';

const DEFAULT_PORT = 8787;
/** Shipped files at the addresses that a snippet would name. */
const BUILT = FILES_BESIDE.map((name) => `/${name}`);
/** Whoever connects must also send something, and read it. */
const CONNECTIONS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };
const MOST_CONNECTIONS = 256;
/** What arrived, and what it does to the servers of the page about anonymous measurement. */
const OWN = /^\/(?:hits|anonymous\/(?:hits|down))$/;
/** What goes out of `www/` as it stands; templates do not. */
const STATIC = /^\/(?:(?:css|files|js)\/|favicon\.svg$)/;

/**
 * @typedef {object} ServerOptions
 * @property {number} [port] 0 takes any free one
 * @property {string} [host]
 * @property {string} [collectorUrl] a Matomo server or its matomo.php; hits are shown and passed on to it
 * @property {string} [siteId] the site the demo's snippet names
 * @property {string} [root] the project's folder
 * @property {string} [tracker] file to serve as /matomo.js and /crumbless.js in place of dist/matomo.js
 * @property {(line: string) => void} [log]
 */

/**
 * @param {ServerOptions} [options]
 * @returns {Promise<{url: string, close: () => Promise<void>, collector: ReturnType<typeof createCollector>}>}
 *   rejects with an error whose `code` is `EADDRINUSE` when the port is taken
 */
export async function startServer(options = {}) {
  const { port = DEFAULT_PORT, host = '127.0.0.1', siteId = '1', root = projectFolder, log = () => {} } = options;
  const tracker = options.tracker ?? path.join(root, 'dist/matomo.js');
  if (!existsSync(tracker)) throw new Error(`${tracker} is missing: run \`npm run build\`.`);
  if (!/^\w+$/.test(siteId)) throw new Error(`--site takes a site's number, not "${siteId}".`);
  const forwardTo = options.collectorUrl && matomoPhp(options.collectorUrl);

  const collector = createCollector();
  const stream = new HitStream({ forwardTo: forwardTo ?? null });
  const targets = createTargets({ collector, log });
  const handle = createRouter({
    root,
    tracker,
    siteId,
    stream,
    targets,
    tracking: createTracking({ stream, collector, forwardTo, log }),
  });
  const server = createServer(CONNECTIONS, (request, response) => {
    if (!isForThisServer(request, host)) return text(response, 421, 'The demo server does not accept this host name: start it with --host and this name to allow it.');
    return void handle(request, response).catch((error) => {
      if (request.destroyed || response.headersSent) return response.destroy();
      log(`${request.method} ${request.url}: ${error.stack}`);
      return text(response, 500, 'The demo server failed: see its log.');
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.address().port}/`,
    collector,
    async close() {
      stream.close();
      targets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createRouter({ root, tracker, siteId, stream, targets, tracking }) {
  // `dev` reads files anew for every request, so an edit shows at the next reload.
  const site = sirv(path.join(root, 'www'), { dev: true, setHeaders: secure, extensions: [] });
  const built = sirv(path.join(root, 'dist'), { dev: true, setHeaders: secure });
  const sources = sirv(path.join(root, 'js'), { dev: true, setHeaders: secure });
  const trackerFolder = sirv(path.dirname(tracker), { dev: true, setHeaders: secure });

  return async function handle(request, response) {
    if (!request.url.startsWith('/') || !URL.canParse(request.url, 'http://demo.invalid')) return text(response, 400, 'The request has no valid address.');
    const url = new URL(request.url, 'http://demo.invalid');
    if (OWN.test(url.pathname) && !isOfOwnPage(request)) return text(response, 403, 'Only the demo server\'s own pages may request this.');
    if (url.pathname === '/matomo.php') return tracking(request, response, url);
    if (await targets.handle(request, response, url)) return undefined;
    if (url.pathname === '/hits' && request.method === 'DELETE') {
      stream.clear();
      return void response.writeHead(204).end();
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return text(response, 405, 'This address only accepts GET and HEAD.');
    }
    if (url.pathname === '/hits') return stream.connect(request, response);
    const folder = url.pathname.replace(/\/index\.html$/, '/');
    if (PAGES.some(({ address }) => address === `${folder}/`)) {
      return void response.writeHead(308, { Location: `${folder}/${url.search}` }).end();
    }
    const page = PAGES.find(({ address }) => address === folder);
    if (page) {
      const html = await renderPage(page, { root, siteId });
      secure(response);
      response.setHeader('Content-Security-Policy', policyFor(html));
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
      return undefined;
    }
    if (LIBRARIES.includes(url.pathname)) {
      const { content, type } = await readLibrary(url.pathname, root);
      secure(response);
      return void response.writeHead(200, { 'Content-Type': type }).end(content);
    }
    const missing = () => text(response, 404, 'File not found.');
    // The generator of the snippet is the one that the package has.
    if (url.pathname === '/js/snippet.js') {
      request.url = '/snippet.js';
      return sources(request, response, missing);
    }
    if (BUILT.includes(url.pathname)) return built(request, response, missing);
    if (url.pathname === '/matomo.js' || url.pathname === `/${TRACKER_FILE}`) {
      request.url = `/${encodeURIComponent(path.basename(tracker))}`;
      return trackerFolder(request, response, missing);
    }
    if (url.pathname.startsWith('/dist/')) {
      request.url = request.url.slice('/dist'.length);
      return built(request, response, missing);
    }
    return STATIC.test(url.pathname) ? site(request, response, missing) : missing();
  };
}

/** The embedder's address, as people write it, made the address of its `matomo.php`. */
function matomoPhp(address) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new Error(`--collector takes an address such as https://your.matomo/, not "${address}".`);
  }
  const url = new URL(address);
  if (!url.pathname.endsWith('.php')) url.pathname = `${url.pathname.replace(/\/$/, '')}/matomo.php`;
  url.search = '';
  url.hash = '';
  return url.href;
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const message = `Port ${port} is taken: stop the other program or run \`npm start -- --port ${port + 1}\`.`;
      return reject(Object.assign(new Error(message), { code: error.code, port }));
    });
    server.listen(port, host, resolve);
  });
}

function secure(response) {
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

function text(response, status, message) {
  secure(response);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string' },
      collector: { type: 'string' },
      site: { type: 'string' },
      tracker: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  }
  const { host, tracker } = values;
  const log = (line) => console.error(line);
  const server = await startServer({ port, host, collectorUrl: values.collector, siteId: values.site, tracker, log });
  console.log(`The demo is at ${server.url}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
