/**
 * `matomo.php` of the demo server: shows what arrived in the live stream, then passes it to the collector
 * in this process or to a real Matomo server.
 *
 * A page cannot see what the browser sends to another server, so with a real one the page still sends here and the
 * request is forwarded. The response has the real server's status, without the body, which a tracker does not need.
 *
 * @module
 */
import { Readable } from 'node:stream';
import { readBody, Room } from './collector/body.mjs';
import { DEFAULT_LIMITS, transportOf } from './collector/collector.mjs';
import { BadRequest } from './collector/decode.mjs';

/** Headers that a Matomo server needs about the visitor. Cookies and everything else stay here. */
const FORWARDED_HEADERS = ['accept-language', 'content-type', 'dnt', 'sec-gpc', 'user-agent'];
const FORWARDED_PREFIX = 'sec-ch-ua';
const FORWARD_TIMEOUT_MS = 10_000;
/** For all requests in progress, at any address. */
const ROOM = new Room(DEFAULT_LIMITS.arrivingBytes);

/**
 * @param {object} options
 * @param {import('./hit-stream.mjs').HitStream} options.stream
 * @param {{handle: Function}} options.collector responds if there is no `forwardTo`
 * @param {string} [options.forwardTo] address of a real `matomo.php`
 * @param {string} [options.target] which of several servers this one plays; the stream includes it with each request
 * @param {(line: string) => void} options.log
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, url: URL) => Promise<void>}
 */
export function createTracking({ stream, collector, forwardTo, target, log }) {
  return async function handle(request, response, url) {
    if (request.method !== 'GET' && request.method !== 'POST') {
      await collector.handle(request, response, url);
      return;
    }
    let read;
    try {
      read = await readBody(request, DEFAULT_LIMITS.bodyBytes, ROOM);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      response.writeHead(error.status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(`${error.message}\n`);
      return;
    }
    const { body, done } = read;
    try {
      const id = stream.add({ ...describe(request, url, body), ...(target && { target }) });
      response.on('finish', () => stream.settle(id, response.statusCode));
      if (forwardTo) await forward(forwardTo, request, response, url, body, log);
      else await collector.handle(replay(request, body), response, url);
    } finally {
      done();
    }
  };
}

function describe(request, url, body) {
  const query = url.search.slice(1);
  return {
    time: Date.now(),
    method: request.method,
    transport: transportOf(request.method, request.headers),
    contentType: request.headers['content-type'] ?? '',
    query,
    body: body.toString('utf8'),
    bytes: Buffer.byteLength(query) + body.length,
  };
}

/** The body was already read; the collector gets a request that can be read again. */
function replay(request, body) {
  const { method, headers, url } = request;
  return Object.assign(Readable.from(body.length > 0 ? [body] : []), { method, headers, url });
}

async function forward(forwardTo, request, response, url, body, log) {
  const target = new URL(forwardTo);
  target.search = url.search;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => FORWARDED_HEADERS.includes(name) || name.startsWith(FORWARDED_PREFIX),
    ),
  );
  try {
    const remote = await fetch(target, {
      method: request.method,
      headers,
      body: request.method === 'POST' ? body : undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    await remote.body?.cancel();
    if (remote.status >= 300) log(`${forwardTo} returned status ${remote.status}: see the server's log.`);
    response.writeHead(remote.status === 200 ? 204 : remote.status, { 'Cache-Control': 'no-store' }).end();
  } catch (error) {
    const reason = error.cause?.message ?? error.message;
    log(`The hit was not forwarded to ${forwardTo} (${reason}): check the address, and that the server is running.`);
    response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  }
}
