// Sends a request the way the core says, or the next best way the browser has.

const LIMIT = 64000;
const BROKEN = 500;
let inFlight = 0;
let omitsCredentials = false;
let hasSaid = false;

const ways = [
  // `no-cors` as beacons are: a server without CORS headers gets the hit, and the answer tells when it is through. The page's
  // own server also tells its status, any other just that it has answered.
  (url, body, type, done, isPageHidden, isBare) => {
    // Browsers refuse what would be more than 64 KiB of bodies that outlive the page at once.
    const keepalive = (inFlight += body.length) < LIMIT;
    const over = (success) => {
      inFlight -= body.length;
      done(!!success, undefined, !success);
    };
    // A page that goes hears that its requests failed, though they go on without it; but no timer of its ends any more.
    fetch(url, { method: 'POST', mode: 'no-cors', credentials: isBare ? 'omit' : 'include', keepalive, headers: { 'Content-Type': type }, body: body || null, ...(CRUMBLESS_ANONYMOUS && isPageHidden && { referrerPolicy: 'no-referrer' }) })
      .then((response) => over(!(response?.status >= BROKEN)), () => setTimeout(over));
  },
  // No content type: the server reads JSON of any, and a Blob for one takes as long as the sending itself.
  (url, body, type, done) => {
    if (!navigator.sendBeacon(url, body || null)) throw 0;
    done(true);
  },
  CRUMBLESS_FULL && ((url, body, type, done) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('Content-Type', type);
    request.withCredentials = true;
    request.onloadend = () => done(request.status >= 200 && request.status < 300, request, request.status >= BROKEN);
    request.send(body);
  }),
  CRUMBLESS_FULL && ((url, body, type, done) => {
    const image = new Image(1, 1);
    image.onload = () => done(true);
    image.onerror = () => done(false);
    image.src = url.replace('send_image=0', 'send_image=1'); // Without an image in the answer it would count as failed.
  }),
];
const FETCH = 0, BEACON = 1, POST = 2, IMAGE = 3;
// Ways that this build does not have throw, as those do that the browser does not have.
const fallbacks = [[FETCH, POST, BEACON], [BEACON, FETCH, POST], [POST, FETCH, BEACON], [IMAGE]];

/**
 * From now on requests go without cookies, and the browser keeps none of those that an answer sets. For the whole page, and
 * there is no way back: no later script can take back what the page has promised (docs/adr/0015-credentials.md).
 */
export function omitCredentials() {
  omitsCredentials = true;
}

/**
 * @param {number} how `Transport` of src/effect.rs
 * @param {string} url
 * @param {string} body
 * @param {string} type content type
 * @param {(success: boolean, xhr?: XMLHttpRequest, isLost?: boolean) => void} done called once, when the server has answered
 *   or cannot be reached; `isLost` where it is sure that it did not take the hits, so that they may be sent again
 * @param {boolean} [isPageHidden] whether the headers must not tell of the page either
 */
export function send(how, url, body, type, done, isPageHidden) {
  // Of all ways only `fetch` can go without cookies, and without the page's address in the request's headers.
  const isBare = omitsCredentials || CRUMBLESS_ANONYMOUS && isPageHidden;
  for (const way of isBare ? [FETCH] : fallbacks[how]) {
    try {
      return ways[way](url, body, type, done, isPageHidden, isBare);
    } catch {
      // Missing, refused or replaced by the page: the next one.
    }
  }
  if (isBare && !hasSaid) {
    hasSaid = true;
    console.error('Crumbless: requests without cookies need fetch, which this page does not have, so nothing is sent');
  }
  done(false);
}
