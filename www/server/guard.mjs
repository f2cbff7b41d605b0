/**
 * Checks who sent a request. Any page in a browser on this machine can send requests here, but only the demo's own pages may
 * read and delete what arrived.
 *
 * @module
 */

/** Names that always mean this machine, without DNS. */
const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Whether the request names this server. A page of another site whose name resolves to this machine ("DNS rebinding") would share
 * an origin with what is served here, but its requests still carry its name.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {string} host the server was started for
 * @returns {boolean}
 */
export function isForThisServer(request, host) {
  const name = HOST.exec(request.headers.host ?? '')?.[1].toLowerCase();
  if (name === undefined) return false;
  // Unlike a name, an IP address cannot be rebound: if the server listens on all of them, each is its own.
  const address = request.socket.localAddress?.replace(/^::ffff:/, '');
  return [...LOCAL, bracketed(host.toLowerCase()), address && bracketed(address)].includes(name);
}

/**
 * Whether the request comes from a page served here, or from no page at all. Browsers say so in Fetch Metadata
 * (https://www.w3.org/TR/fetch-metadata/). Those that do not support it send `Origin` with every request by which another origin
 * could read or change something.
 *
 * @param {import('node:http').IncomingMessage} request for this server
 * @returns {boolean}
 */
export function isOfOwnPage({ method, headers }) {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host)) return false;
  // A typed address comes from no page.
  return site === undefined || site === 'same-origin' || (site === 'none' && method === 'GET');
}

function bracketed(host) {
  return host.includes(':') ? `[${host}]` : host;
}
