/**
 * Whose request it is. Any page in the browser of this machine can send requests here; what arrived may be read and deleted by the
 * demo's own pages alone.
 *
 * @module
 */

/** The names that mean this machine to a browser, whoever is asked for their address. */
const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Whether the request names this server. A page of another site that has its own name lead here ("DNS rebinding") would be of the
 * same origin as what is served; its requests still carry its name.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {string} host the server was started for
 * @returns {boolean}
 */
export function isForThisServer(request, host) {
  const name = HOST.exec(request.headers.host ?? '')?.[1].toLowerCase();
  if (name === undefined) return false;
  // An address, other than a name, leads nowhere else: where the server listens at all of them, each is its own.
  const address = request.socket.localAddress?.replace(/^::ffff:/, '');
  return [...LOCAL, bracketed(host.toLowerCase()), address && bracketed(address)].includes(name);
}

/**
 * Whether one of the pages that are served here sent it, or no page at all. Browsers say so in Fetch Metadata
 * (https://www.w3.org/TR/fetch-metadata/), and those that do not, in `Origin`, which they send with whatever another origin could
 * read or change something by.
 *
 * @param {import('node:http').IncomingMessage} request for this server
 * @returns {boolean}
 */
export function isOfOwnPage({ method, headers }) {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host)) return false;
  // Whoever types the address is no page.
  return site === undefined || site === 'same-origin' || (site === 'none' && method === 'GET');
}

function bracketed(host) {
  return host.includes(':') ? `[${host}]` : host;
}
