// Sends a request the way the core says, or the next best way the browser has.

import {
  NO_ANSWER, NO_IMAGE, REFUSED, TRANSPORT_BEACON, TRANSPORT_FETCH, TRANSPORT_IMAGE, TRANSPORT_KEEPALIVE, TRANSPORT_PLAIN, TRANSPORT_POST, UNREADABLE, WAY_BITS,
} from '../bridge/protocol.js';
import { logError } from './console.js';

// How many bytes of bodies browsers let outlive a page at once, but for a little (Fetch standard: 64 KiB). A body of more is
// refused, and so is one that would make it more.
const OUTLIVING_BYTES = 64000;
const TOO_MANY = 429, BROKEN = 500;

// What is under way from this page, by whichever of our files: the full one goes on with the core file's.
let traffic = {
  outliving: 0, // Bytes of bodies that would outlive the page.
  failures: 0, // Since the last response.
  hasAnswer: false, // To the last one: Chromium 156 counts its body for up to 20 ms more.
  mayEnd: false,
};
let omitsCredentials = false; // No page gets at it, as it may at what is handed over.
let hasSaid = false;
let end; // A timer: the page has not ended.

// For how many milliseconds a page that was asked to go may still be there.
const GOING_MS = 10_000;

/**
 * @typedef {object} Request
 * @property {string} url
 * @property {string} body
 * @property {number} bytes of the body
 * @property {string} type content type
 * @property {boolean} [omitReferrer] whether the headers must not name the page either
 *
 * @typedef {object} Outcome
 * @property {number} status of the response where it can be read, 0 where it cannot, or one of the outcomes of src/protocol.rs
 * @property {XMLHttpRequest} [xhr]
 * @property {number} [pause] for how many seconds the server asks to be left alone
 * @property {string} [address] where a request was redirected to, that may have lost its hits there
 */

const ways = {
  [TRANSPORT_FETCH](request, done) {
    // Where `fetch` ends with the page (Firefox before 133) a beacon does not, though nobody hears what became of it. Nor does a body
    // end with it for which no `fetch` has room: Firefox takes any as a beacon, others refuse it.
    const { url, body, bytes, isBare } = request;
    if ((!canOutlive() || bytes >= OUTLIVING_BYTES) && !isBare && navigator.sendBeacon(url, body || null)) return done({ status: 0 });
    // A body that fails may have found no room, for others of this page outlive it too: each second time it goes without.
    return fetchBy(hasRoom(request) && !(traffic.failures > 1 && traffic.failures % 2 === 0), request, done);
  },
  // No content type: the server reads JSON of any, and a Blob for one takes as long as the sending itself.
  [TRANSPORT_BEACON]({ url, body }, done) {
    const isTaken = navigator.sendBeacon(url, body || null);
    if (!isTaken && !body) throw 0;
    // There is no room for the body, so there is none in a `fetch` either; the core knows other ways.
    done({ status: isTaken ? 0 : REFUSED });
  },
  [TRANSPORT_POST]({ url, body, type }, done) {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url);
    xhr.setRequestHeader('Content-Type', type);
    xhr.withCredentials = true;
    xhr.onloadend = () => {
      const { status } = xhr;
      done({ status: status || UNREADABLE, xhr, pause: pauseOf(status, (name) => xhr.getResponseHeader(name)) });
    };
    xhr.send(body);
  },
  [TRANSPORT_IMAGE]({ url }, done) {
    const image = new Image(1, 1);
    image.onload = () => done({ status: 0 });
    image.onerror = () => done({ status: NO_IMAGE });
    image.src = url.replace('send_image=0', 'send_image=1'); // Without an image in the response it would count as failed.
  },
  [TRANSPORT_PLAIN]: (request, done) => fetchBy(false, request, done),
  [TRANSPORT_KEEPALIVE](request, done) {
    if (!hasRoom(request)) throw 0;
    fetchBy(true, request, done);
  },
};

/**
 * From now on requests go without cookies, and the browser keeps none of those that a response sets. For the whole page, and
 * there is no way back: no later script can take back what the page has promised (docs/adr/0015-credentials.md).
 */
export function omitCredentials() {
  omitsCredentials = true;
}

/** Whether they do. */
export const areCredentialsOmitted = () => omitsCredentials;

/** What the core file has under way, for the full one. */
export const ownTraffic = () => traffic;
export function shareTraffic(theirs) {
  traffic = theirs;
}

/**
 * The page was asked whether it may be left. Firefox and WebKit then break off what does not outlive it before the page hears of
 * its end, and the server may have it all the same: of such a failure nobody hears, unless the page stays. What is sent from then on
 * they break off before it has left.
 */
export function expectEnd() {
  traffic.mayEnd = true;
  clearTimeout(end);
  end = setTimeout(() => { traffic.mayEnd = false; }, GOING_MS);
}

/**
 * Tries the ways of a request in turn.
 *
 * @param {number} how the ways it may leave: `WAY_BITS` of src/protocol.rs
 * @param {Request} request
 * @param {(outcome: Outcome) => void} done called once, when the server has responded or cannot be reached
 */
export function send(how, request, done) {
  const isBare = omitsCredentials || CRUMBLESS_ANONYMOUS && request.omitReferrer;
  const first = how % (1 << WAY_BITS) - 1;
  for (let left = how; left; left >>= WAY_BITS) {
    const way = left % (1 << WAY_BITS) - 1;
    // Of all ways only `fetch` can go without cookies, and without the page's address in the request's headers.
    if (isBare && way !== TRANSPORT_FETCH && way !== TRANSPORT_PLAIN && way !== TRANSPORT_KEEPALIVE) continue;
    try {
      return ways[way]({ ...request, isBare }, done);
    } catch {
      // Missing, refused or replaced by the page: the next one.
    }
  }
  const isBeacon = first === TRANSPORT_BEACON;
  if (isBare && !isBeacon && !hasSaid) {
    hasSaid = true;
    logError('Crumbless: nothing is sent, because requests without cookies need fetch and Request, which this page lacks');
  }
  done({ status: isBeacon ? REFUSED : UNREADABLE });
}

/** A promise of the language is one also where a page has taken its `then` away. */
const isPromise = (value) => typeof value?.then == 'function' || Object.getPrototypeOf(value) === Object.getPrototypeOf((async () => {})());
const canOutlive = () => 'keepalive' in (globalThis.Request?.prototype ?? {});
const hasRoom = ({ bytes }) => traffic.outliving + bytes < OUTLIVING_BYTES;

/**
 * `no-cors` as beacons are: a server without CORS headers gets the hit, and the response shows when it is done. The page's own
 * server also shows its status, any other just that it has responded.
 */
function fetchBy(keepalive, request, done) {
  const { url, body, bytes, type, omitReferrer, isBare } = request;
  const options = { method: 'POST', mode: 'no-cors', credentials: isBare ? 'omit' : 'include', keepalive, headers: { 'Content-Type': type }, body: body || null, ...(CRUMBLESS_ANONYMOUS && omitReferrer && { referrerPolicy: 'no-referrer' }) };
  const pending = fetch(isBare ? sealed(url, options) : url, CRUMBLESS_ANONYMOUS && omitReferrer ? repeated(options) : options);
  if (!isPromise(pending)) throw 0; // A function of the page's own that happens to have the name.
  const isCrowded = keepalive && body && (traffic.outliving > 0 || traffic.hasAnswer);
  const counted = keepalive ? bytes : 0;
  const mayArrive = !keepalive && !traffic.mayEnd;
  traffic.outliving += counted;
  (async () => {
    let outcome, response;
    try {
      response = (await pending) || {};
      const { status = 0, redirected, url: address = '', headers } = response;
      traffic.failures = 0;
      outcome = {
        status,
        pause: pauseOf(status, (name) => headers.get(name)),
        // Only the browser knows whether the body came along; a hit in the address shows.
        address: redirected && (body || address.split('?')[1] !== url.split('?')[1]) ? address : '',
      };
    } catch {
      traffic.failures += 1;
    }
    traffic.hasAnswer = traffic.failures === 0;
    if (outcome) {
      done(outcome);
      // Until then the browser counts what was sent.
      try {
        await response.text();
      } catch {
        // It has none, or its end was not to be had.
      }
    }
    traffic.outliving -= counted;
    // A page that goes hears that its requests failed, though they go on without it; but no timer of its ends any more.
    if (!outcome) {
      setTimeout(() => {
        if (isCrowded) resendFailed(request, done);
        else done({ status: NO_ANSWER });
      }, mayArrive && traffic.mayEnd ? GOING_MS : 0);
    }
  })();
}

/**
 * A request that is itself without cookies and referrer: pages have functions of their own in the place of `fetch`, which may pass on
 * the address alone.
 *
 * @throws where the page has no such thing: then nothing is sent
 */
function sealed(url, options) {
  const request = new Request(url, options);
  for (const name of ['credentials', 'referrerPolicy']) if (options[name] && request[name] !== options[name]) throw new TypeError(`Request: ${name}`);
  return request;
}

/**
 * What a sealed request is given besides: Firefox forgets that one is to outlive the page (153; `keepalive` is not copied). Only to the
 * browser's own `fetch`. Another may pass on some of it, and of a request with any option the referrer policy does not count any more.
 */
function repeated({ keepalive, referrerPolicy }) {
  try {
    return /^function fetch\(\)\W+native code\W+$/.test(Function.prototype.toString.call(fetch)) ? { keepalive, referrerPolicy } : undefined;
  } catch {
    return undefined; // It cannot be told: the request alone is safe.
  }
}

/** It may have found no room beside others, which browsers do not distinguish from a server that cannot be reached. */
function resendFailed(request, done) {
  try {
    fetchBy(false, request, done);
  } catch {
    done({ status: NO_ANSWER });
  }
}

/** For how many seconds the server asks to be left alone: it says so, or until when (RFC 9110, "Retry-After"). */
function pauseOf(status, header) {
  if (status < BROKEN && status !== TOO_MANY) return 0;
  try {
    const asked = header('Retry-After');
    return (asked > 0 ? +asked : (Date.parse(asked) - Date.now()) / 1000) || 0;
  } catch {
    return 0;
  }
}
