/**
 * `matomo.php` of the demo server: shows what arrived in the live stream, then has it answered, either by the collector
 * in this process or by a real Matomo server.
 *
 * A browser cannot show a page what it sends to another server, so with a real one the page still sends here and the
 * request is passed on. The answer is the real server's status; its body is of no use to a tracker and is left out.
 *
 * @module
 */
import { Readable } from 'node:stream';
import { readBody, Room } from '../collector/body.mjs';
import { DEFAULT_LIMITS, transportOf } from '../collector/collector.mjs';
import { BadRequest } from '../collector/decode.mjs';

/** What tells a Matomo server about the visitor. Cookies and everything else stay here. */
const FORWARDED_HEADERS = ['accept-language', 'content-type', 'dnt', 'sec-gpc', 'user-agent'];
const FORWARDED_PREFIX = 'sec-ch-ua';
const FORWARD_TIMEOUT_MS = 10_000;
/** For all that arrives at once, at whichever address. */
const ROOM = new Room(DEFAULT_LIMITS.arrivingBytes);

/**
 * @param {object} options
 * @param {import('./hit-stream.mjs').HitStream} options.stream
 * @param {{handle: Function}} options.collector answers when there is no `forwardTo`
 * @param {string} [options.forwardTo] address of a real `matomo.php`
 * @param {string} [options.target] which of several servers this one plays; the stream says so with each request
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
      response.on('finish', () => stream.answered(id, response.statusCode));
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

/** The body was read to be shown; the collector gets a request that reads the same. */
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
    const answer = await fetch(target, {
      method: request.method,
      headers,
      body: request.method === 'POST' ? body : undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (answer.status >= 300) log(`${forwardTo} answered ${answer.status}.`);
    response.writeHead(answer.status === 200 ? 204 : answer.status, { 'Cache-Control': 'no-store' }).end();
  } catch (error) {
    const reason = error.cause?.message ?? error.message;
    log(`The hit could not be passed on to ${forwardTo}: ${reason}.`);
    response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  }
}
