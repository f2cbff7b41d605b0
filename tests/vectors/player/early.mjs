/**
 * What runs in a page before anything of its own, for engines whose driver cannot do that (WebDriver has no preload scripts):
 * the site puts it at the head of the documents it serves. A browser context is known by the end of its user agent.
 *
 * @module
 */

/** @type {Map<string, string[]>} scripts by the name of their context */
const scripts = new Map();

/**
 * @param {string} context
 * @returns {string[]} the list to add scripts to
 */
export function earlyOf(context) {
  if (!scripts.has(context)) scripts.set(context, []);
  return scripts.get(context);
}

/** @param {string} context that has ended */
export const forget = (context) => void scripts.delete(context);

/** Where they are asked for by a page whose policy has no nonce that would let them stand in it. */
export const EARLY_PATH = '/early-scripts.js';

/**
 * @param {string} [agent] the header `User-Agent`
 * @returns {string} all of them
 */
export const earlyFor = (agent = '') => (scripts.get(/ Context\/(\S+)$/.exec(agent)?.[1]) ?? []).map((script) => `{${script}\n}`).join('\n');

/**
 * @param {string} html
 * @param {string} [agent] the header `User-Agent`
 * @param {string} [policy] the header `Content-Security-Policy`: the page's nonce is the scripts' too
 */
export function withEarly(html, agent = '', policy = '') {
  const text = earlyFor(agent);
  if (!text) return html;
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  const tag = policy && !nonce ? `<script src="${EARLY_PATH}"></script>` : `<script${nonce ? ` nonce="${nonce}"` : ''}>${text.replaceAll('</script', '<\\/script')}</script>`;
  return html.replace(/^\s*(<!doctype html>)?/i, (start) => start + tag);
}
