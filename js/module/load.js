// Entry of dist/module/load.js: puts the drop-in file on the page, for applications that have it as a file of their own.

import { logError } from '../page/console.js';
import { invoke, member } from '../page/dom.js';

const asked = [];

/** `_paq`, before and after the file is there. Where there is no page rows are dropped. */
export const paq = {
  push(...rows) {
    if (typeof document == 'object') queue().push(...rows);
  },
};

const queue = () => member(window, '_paq') || (window._paq = []);

/**
 * Puts the file on the page, once for each address.
 *
 * @param {string} src address of `matomo.js`
 * @param {{url: string, siteId: number | string, nonce?: string} & Record<string, unknown>} options where hits go; the others are
 *   attributes of the script, as in a page: commands by name (`disableCookies: true`), and `fullUrl`, `fallbackUrl`
 *   and `engagementUrl`
 * @returns {typeof paq}
 */
export function load(src, { url, siteId, nonce, ...attributes }) {
  if (typeof document != 'object' || asked['$' + src]) return paq;
  asked['$' + src] = true;
  queue();
  const script = invoke(document, 'createElement', 'script');
  script.async = true;
  if (nonce) script.nonce = nonce;
  const { dataset } = script;
  const all = { trackerUrl: url, siteId, ...attributes };
  // The page's view comes before what the application does until the file is there.
  if (all.trackPageView == null) {
    queue().push(['trackPageView']);
    all.trackPageView = false;
  }
  for (const name in all) {
    const value = all[name];
    // `true` is an attribute without a value, `false` one that says no.
    if (value != null) dataset[name] = value === true ? '' : Object(value) === value ? JSON.stringify(value) : value;
  }
  script.onerror = () => {
    asked['$' + src] = false;
    logError(`Crumbless: nothing is sent, because ${src} cannot be loaded: give \`load\` the address of matomo.js.`);
  };
  script.src = src;
  invoke(member(document, 'head'), 'appendChild', script);
  return paq;
}
