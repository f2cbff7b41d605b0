/**
 * What a tracker has left in this browser, looked up and not assumed. Cookies of 127.0.0.1 are shared by every program on
 * any port there, so of them only those named as trackers name theirs count.
 *
 * @module
 */

const TRACKER_COOKIE = /^(_pk_|mtm_|matomo_|piwik_)/i;

/**
 * @returns {Promise<string[]>} one entry for each thing found, such as `cookie _pk_id.1.1fff`
 */
export async function storedThings() {
  const cookies = document.cookie.split('; ').filter((cookie) => TRACKER_COOKIE.test(cookie));
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const caches = (await globalThis.caches?.keys().catch(() => [])) ?? [];
  return [
    ...cookies.map((cookie) => `cookie ${cookie.split('=')[0]}`),
    ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
    ...databases.map(({ name }) => `database ${name}`),
    ...caches.map((name) => `cache ${name}`),
  ];
}
