/**
 * What runs inside the page that is looked at: functions without anything around them, since their text is sent there.
 *
 * The page is a stranger, and there are two worlds in it. What the browser knows is read in a world of our own, whose built-ins the
 * page cannot reach. What the page's tracker knows can only be asked among the page's own objects: there nothing but syntax is used,
 * no built-in, and the answer is one text, because a text is the one value that cannot lie about what it is.
 *
 * @module
 */

/** How much is taken of what a page may have any amount of. The functions below cannot see these, so they are given them. */
export const MOST = Object.freeze({ items: 100, characters: 2_000 });

/**
 * Runs in our own world.
 *
 * @param {{items: number, characters: number}} most
 */
export async function facts({ items, characters }) {
  const attempt = (ask, otherwise) => {
    try {
      return ask();
    } catch {
      return otherwise; // a sandboxed page may not look at its own storage
    }
  };
  const short = (text) => String(text).slice(0, characters);
  const keys = (storage) => Array.from({ length: Math.min(storage.length, items) }, (_, index) => short(storage.key(index)));
  // Elements with a name stand before the document's own properties, in every world: the prototype's getters cannot be covered.
  const own = (name, prototype) => Object.getOwnPropertyDescriptor(prototype, name).get.call(document);
  const databases = await Promise.resolve(attempt(() => indexedDB.databases(), [])).catch(() => []);
  return JSON.stringify({
    title: short(own('title', Document.prototype)),
    base: short(own('baseURI', Node.prototype)),
    asksNotToTrack: navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true,
    storage: {
      localStorage: attempt(() => keys(localStorage), []),
      sessionStorage: attempt(() => keys(sessionStorage), []),
      indexedDB: databases.slice(0, items).map(({ name }) => short(name)),
    },
  });
}

/**
 * Runs among the page's own objects, each of which may throw, be another thing than it should, or say another thing each time.
 *
 * @param {number} items
 * @param {number} characters
 * @returns {string} texts, each after its length and a colon: what is wrong, then `m`, the Matomo object, `c`, waiting commands, `t`,
 *   trackers with their address, site, whether they wait for consent and whether they are ours
 */
export function questions(items, characters) {
  let out = '';
  const put = (value) => {
    let text = '';
    if (typeof value === 'string') for (let at = 0; at < value.length && at < characters; at += 1) text += value[at];
    else if (typeof value === 'number') text = '' + value;
    out += text.length + ':' + text;
  };
  const lie = (what) => {
    put('lie');
    put(what);
  };
  let matomo;
  try {
    matomo = window.Matomo;
    if (typeof matomo === 'object' && matomo !== null) put('m');
    else matomo = undefined;
  } catch {
    lie('window.Matomo throws');
  }
  try {
    const paq = window._paq;
    if (typeof paq === 'object' && paq !== null) {
      for (let at = 0; at < items && at < paq.length; at += 1) {
        const name = paq[at][0];
        put('c');
        put(typeof name === 'string' ? name : 'function');
      }
    }
  } catch {
    lie('_paq cannot be read');
  }
  if (matomo === undefined) return out;
  let trackers;
  try {
    trackers = matomo.getAsyncTrackers();
    if (typeof trackers.length !== 'number') lie('Matomo.getAsyncTrackers gives no list');
    else if (trackers.length > items) lie('Matomo.getAsyncTrackers gives a list without an end');
  } catch {
    lie('Matomo.getAsyncTrackers fails');
    return out;
  }
  for (let at = 0; at < items; at += 1) {
    let url = '';
    let site = '';
    let waits = '';
    let ours = '';
    try {
      if (!(at < trackers.length)) break;
      const tracker = trackers[at];
      url = tracker.getTrackerUrl();
      site = tracker.getSiteId();
      // Each of our files has this, and Matomo's has not.
      if (typeof tracker.setDeviceDetail === 'function') ours = 'ours';
      // A tracker of another kind may have no such methods.
      if (typeof tracker.isConsentRequired === 'function' && tracker.isConsentRequired() && !tracker.hasConsent()) waits = 'waits';
    } catch {
      lie('a tracker in Matomo.getAsyncTrackers fails');
    }
    if (typeof url !== 'string' && url !== undefined && url !== null) lie('getTrackerUrl gives no text');
    if (typeof site !== 'string' && typeof site !== 'number' && site !== undefined && site !== null) lie('getSiteId gives no text');
    put('t');
    put(url);
    put(site);
    put(waits);
    put(ours);
  }
  return out;
}
