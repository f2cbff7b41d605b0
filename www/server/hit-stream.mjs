/**
 * The live stream of requests to `matomo.php`: server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html) with the latest requests repeated for new
 * listeners. Everything is bounded: requests kept, bytes kept, listeners, and the unread bytes of all of them together.
 *
 * It passes on what arrived without decoding it; the page decodes it with the inspector.
 *
 * @module
 */

/**
 * @typedef {object} TrackingRequest
 * @property {number} id rises with every request, also across restarts of the server
 * @property {number} time milliseconds since 1970
 * @property {string} method
 * @property {'image' | 'beacon' | 'fetch' | 'unknown'} transport
 * @property {string} contentType
 * @property {string} query the part after the question mark
 * @property {string} body
 * @property {number} bytes length of query and body
 * @property {number | null} status of the response, null until then
 * @property {string} [target] which server it was for, if one stream shows several
 */

export const LIMITS = Object.freeze({ requests: 200, bytes: 8 * 1024 * 1024, listeners: 32, unreadBytes: 32 * 1024 * 1024 });
/** Memory of a request besides its strings. */
const OBJECT_BYTES = 500;
/** Proxies and browsers drop connections that stay silent for a minute. */
const HEARTBEAT_MS = 20_000;

export class HitStream {
  /** @type {TrackingRequest[]} oldest first */
  #kept = [];
  #keptBytes = 0;
  /** @type {Set<import('node:http').ServerResponse>} */
  #listeners = new Set();
  #nextId = Date.now();
  #hello;
  #heartbeat;

  /** @param {object} hello sent to every listener first; see {@link HitStream.change} */
  constructor(hello) {
    this.#hello = hello;
    this.#heartbeat = setInterval(() => this.#broadcast(': still here\n\n'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /**
   * Keeps a request and notifies every listener.
   *
   * @param {Omit<TrackingRequest, 'id' | 'status'>} request
   * @returns {number} its id, for {@link HitStream.settle}
   */
  add(request) {
    const kept = { id: this.#nextId++, ...request, status: null };
    this.#kept.push(kept);
    this.#keptBytes += memoryOf(kept);
    while (this.#kept.length > LIMITS.requests || this.#keptBytes > LIMITS.bytes) {
      this.#keptBytes -= memoryOf(this.#kept.shift());
    }
    this.#broadcast(event('request', kept, kept.id));
    return kept.id;
  }

  /**
   * Reports the collector's response.
   *
   * @param {number} id
   * @param {number} status
   */
  settle(id, status) {
    const request = this.#kept.find((kept) => kept.id === id);
    if (request) request.status = status;
    this.#broadcast(event('outcome', { id, status }));
  }

  /**
   * Replaces the greeting, and sends the new one to all listeners.
   *
   * @param {object} hello
   */
  change(hello) {
    this.#hello = hello;
    this.#broadcast(event('state', hello));
  }

  clear() {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#broadcast(event('clear', {}));
  }

  /**
   * Makes a response a listener. One that reconnects names the last id it saw and gets what it missed.
   *
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  connect(request, response) {
    if (this.#listeners.size >= LIMITS.listeners) {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '5' });
      response.end(`Too many pages are open: the limit is ${LIMITS.listeners}. Close some.\n`);
      return;
    }
    const lastSeen = Number(request.headers['last-event-id'] ?? 0) || 0;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'same-origin' });
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    this.#write(response, `retry: 1000\n\n${event('hello', this.#hello)}`);
    for (const kept of this.#kept.filter(({ id }) => id > lastSeen)) this.#write(response, event('request', kept, kept.id));
    this.#write(response, event('replayed', {}));
  }

  /** Ends every listener's connection. */
  close() {
    clearInterval(this.#heartbeat);
    for (const listener of this.#listeners) listener.end();
  }

  #broadcast(text) {
    for (const listener of this.#listeners) this.#write(listener, text);
  }

  /** If too much is unread, the slowest listener is dropped; its page reconnects. */
  #write(listener, text) {
    if (listener.destroyed) return;
    listener.write(text);
    const all = [...this.#listeners];
    if (all.reduce((sum, { writableLength }) => sum + writableLength, 0) <= LIMITS.unreadBytes) return;
    const slowest = all.reduce((one, other) => (other.writableLength > one.writableLength ? other : one));
    this.#listeners.delete(slowest);
    slowest.destroy();
  }
}

/** A character of a string takes at most two bytes. */
function memoryOf({ query, body, contentType }) {
  return 2 * (query.length + body.length + contentType.length) + OBJECT_BYTES;
}

/** JSON has no line breaks outside its escapes, so one `data` line holds it. */
function event(name, data, id) {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
