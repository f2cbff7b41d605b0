/**
 * Takes the text of a tracking request apart, the way Matomo's `matomo.php` reads it: parameters in the query, in a form
 * body, or many hits in one JSON body (https://developer.matomo.org/api-reference/tracking-api). Pure: no sockets, no
 * clock. It does not judge what a parameter means.
 *
 * @module
 */

/**
 * @typedef {object} DecodedHit
 * @property {[string, string][]} params decoded, in the order they were sent
 * @property {string} raw as it was sent
 */

/**
 * @typedef {object} DecodedRequest
 * @property {boolean} bulk whether the body held a list of requests
 * @property {DecodedHit[]} hits
 * @property {boolean} wantsImage false when `send_image=0` was sent
 */

/** What makes a whole request unreadable; `status` is the answer it deserves. */
export class BadRequest extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} query the address's query, without the question mark
 * @param {string} body
 * @param {{bulk: number, params: number}} limits most hits in a bulk request, most parameters of a hit
 * @returns {DecodedRequest}
 */
export function decodeRequest(query, body, limits) {
  // Matomo does not look at the content type either: a beacon sends JSON as text/plain to do without a preflight.
  if (body.trimStart().startsWith('{')) return decodeBulk(query, body, limits);
  const hit = decodeHit([query, body].filter(Boolean).join('&'), limits);
  return { bulk: false, hits: [hit], wantsImage: valueOf(hit, 'send_image') !== '0' };
}

/**
 * The value a server works with: PHP lets the last of several equal names win.
 *
 * @param {{params: [string, string][]}} hit
 * @param {string} name
 * @returns {string | undefined}
 */
export function valueOf(hit, name) {
  return hit.params.findLast((param) => param[0] === name)?.[1];
}

function decodeBulk(query, body, limits) {
  const parsed = parseJson(body);
  if (!Array.isArray(parsed.requests)) {
    throw new BadRequest(400, 'A bulk request needs "requests" with a list of query strings.');
  }
  if (parsed.requests.length > limits.bulk) {
    throw new BadRequest(413, `A bulk request may hold ${limits.bulk} hits.`);
  }
  const sendImage = parsed.send_image ?? new URLSearchParams(query).get('send_image');
  return {
    bulk: true,
    hits: parsed.requests.map((request) => decodeHit(queryOf(request), limits)),
    wantsImage: String(sendImage) !== '0',
  };
}

function parseJson(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest(400, 'The body starts like JSON but is none.');
  }
}

/** Matomo takes a query string, with a question mark or a whole address before it, or an object of parameters. */
function queryOf(request) {
  if (typeof request === 'string') return request.replace(/^[^?&=]*\?/, '');
  if (request !== null && typeof request === 'object') {
    return new URLSearchParams(Object.entries(request).map(([name, value]) => [name, typeof value === 'object' ? '' : String(value)])).toString();
  }
  return '';
}

/** A thousand short parameters take a hundred times the memory of their text, so they are decoded when they are looked at. */
function decodeHit(raw, limits) {
  if (countParams(raw) > limits.params) throw new BadRequest(413, `A hit may have ${limits.params} parameters.`);
  return {
    raw,
    get params() {
      return decodeParams(raw);
    },
  };
}

/**
 * @param {string} raw a query string
 * @returns {[string, string][]}
 */
export function decodeParams(raw) {
  return [...new URLSearchParams(raw)];
}

function countParams(raw) {
  let count = 0;
  for (let at = 0; at < raw.length; ) {
    const end = raw.indexOf('&', at);
    const next = end < 0 ? raw.length : end;
    if (next > at) count += 1;
    at = next + 1;
  }
  return count;
}
