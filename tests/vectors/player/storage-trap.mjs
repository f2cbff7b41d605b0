/**
 * Writes down every access to something a page could keep on the visitor's device. It runs in the page, before anything
 * else, and lets each access through: what is observed is what happens.
 */

/** What remains of an earlier matomo.js may be expired, once the page says that it wants no cookies. */
const EXPIRY = /^(_pk_|mtm_)[^=;]*=.*(?:max-age=0|expires=thu, 01[ -]jan[ -]1970)/i;

let traps = 0;

/**
 * @typedef {object} Access
 * @property {string} what such as `document.cookie written`
 * @property {string | null} value what was written
 * @property {string} stack of the caller
 */

/**
 * Traps storage on every document the page will load.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('./site.mjs').Site} site serves the page and hears of each access
 * @returns {Promise<() => Access[]>} what was accessed so far; all of it once the page was left, but for the last moment in Firefox
 */
export async function trapStorage(page, site) {
  traps += 1;
  const path = `/storage-trap/${traps}`;
  await page.addInitScript(setTraps, path);
  return () => site.asked(path).map((query) => ({ what: query.get('what'), value: query.get('value'), stack: query.get('stack') }));
}

/**
 * Everything but looking for leftover cookies and expiring them.
 *
 * @param {Access} access
 */
export function isForbidden({ what, value }) {
  return !(what === 'document.cookie read' || (what === 'document.cookie written' && EXPIRY.test(value)));
}

/** Runs in the page: takes nothing from this module. */
function setTraps(path) {
  const { fetch, URLSearchParams } = window;
  Error.stackTraceLimit = 100;
  // A request that outlives the document: what is done in its very last moment must not get away.
  const record = (what, value = '') => {
    const query = new URLSearchParams({ what, value: value.slice(0, 500), stack: String(new Error().stack).slice(0, 2000) });
    fetch(`${path}?${query}`, { method: 'POST', keepalive: true }).catch(() => {});
  };

  const trapProperty = (owner, name, label) => {
    const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor?.configurable) throw new Error(`${label} cannot be trapped`);
    Object.defineProperty(owner, name, {
      configurable: true,
      enumerable: descriptor.enumerable,
      get() {
        record(`${label} read`);
        return descriptor.get ? descriptor.get.call(this) : descriptor.value;
      },
      set(value) {
        record(`${label} written`, String(value));
        if (descriptor.set) descriptor.set.call(this, value);
        else descriptor.value = value;
      },
    });
  };

  trapProperty(Document.prototype, 'cookie', 'document.cookie');
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'name', 'cookieStore']) {
    const owner = Object.hasOwn(window, name) ? window : Window.prototype;
    trapProperty(owner, name, `window.${name}`);
  }
  for (const name of ['storage', 'storageBuckets', 'serviceWorker', 'webkitPersistentStorage', 'webkitTemporaryStorage']) {
    if (name in Navigator.prototype) trapProperty(Navigator.prototype, name, `navigator.${name}`);
  }
}

/** Everything that is trapped, as JavaScript that uses it; a test shows for each that it is noticed. */
export const USES = Object.freeze({
  'document.cookie read': 'void document.cookie',
  'document.cookie written': "document.cookie = 'trap=1'",
  'window.localStorage read': "localStorage.setItem('trap', '1')",
  'window.sessionStorage read': "sessionStorage.setItem('trap', '1')",
  'window.indexedDB read': "indexedDB.open('trap')",
  'window.caches read': "caches.open('trap')",
  'window.name read': 'void window.name',
  'window.name written': "name = 'trap'",
  'window.cookieStore read': "cookieStore.set('trap', '1')",
  'navigator.storage read': 'navigator.storage.getDirectory()',
  'navigator.serviceWorker read': 'void navigator.serviceWorker',
});
