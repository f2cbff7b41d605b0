/**
 * What runs inside the inspected page: self-contained functions, because their source is sent there.
 *
 * The page is not trusted, and it has two worlds. What the browser knows is read in an isolated world whose built-ins the
 * page cannot change. What the page's tracker knows can only be read among the page's own objects: that code uses only syntax,
 * no built-ins, and returns one string, because a string is the only value that cannot lie about its type.
 *
 * @module
 */

/** Limits for what a page may have any amount of. The functions below cannot see this constant, so it is passed to them. */
export const MOST = Object.freeze({ items: 100, characters: 2_000 });

/**
 * Runs in the isolated world.
 *
 * @param {{items: number, characters: number}} most
 */
export async function facts({ items, characters }) {
  const attempt = (ask, otherwise) => {
    try {
      return ask();
    } catch {
      return otherwise; // a sandboxed page cannot read its own storage
    }
  };
  const short = (text) => String(text).slice(0, characters);
  const keys = (storage) => Array.from({ length: Math.min(storage.length, items) }, (_, index) => short(storage.key(index)));
  // In every world, named elements shadow the document's own properties, but not the prototype's getters.
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
 * Runs among the page's own objects, each of which may throw, have the wrong type, or return something else each time.
 *
 * @param {number} items
 * @param {number} characters
 * @returns {string} strings, each prefixed with its length and a colon: problems, then `m`, the Matomo object, `v`, its version, `c`, queued commands, `t`,
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
    if (typeof matomo === 'object' && matomo !== null) {
      put('m');
      const version = matomo.crumbless;
      if (typeof version === 'string') {
        put('v');
        put(version);
      }
    } else matomo = undefined;
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
    if (typeof trackers.length !== 'number') lie('Matomo.getAsyncTrackers returns no array');
    else if (trackers.length > items) lie('Matomo.getAsyncTrackers returns too many trackers');
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
      // All our files have this method, Matomo's does not.
      if (typeof tracker.setDeviceDetail === 'function') ours = 'ours';
      // Other trackers may lack these methods.
      if (typeof tracker.isConsentRequired === 'function' && tracker.isConsentRequired() && !tracker.hasConsent()) waits = 'waits';
    } catch {
      lie('a tracker in Matomo.getAsyncTrackers fails');
    }
    if (typeof url !== 'string' && url !== undefined && url !== null) lie('getTrackerUrl returns no string');
    if (typeof site !== 'string' && typeof site !== 'number' && site !== undefined && site !== null) lie('getSiteId returns no string');
    put('t');
    put(url);
    put(site);
    put(waits);
    put(ours);
  }
  return out;
}
