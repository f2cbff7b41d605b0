/**
 * Which tracker files a page's HTML names: by script elements, and by the snippet in inline scripts. HTML is not parsed, and nothing looks
 * at a character more than a few times, whatever the page is.
 *
 * @module
 */

/** What a tracker's file may be called, with what some servers put behind it. */
const TRACKER = /(?:^|\/)(?:matomo|piwik|crumbless)(?:\.[\w-]{1,40}){0,3}\.js$/i;
/** A page has one or two, unless it is malicious. */
const MOST = 10;
const LONGEST_TAG = 10_000;
const ATTRIBUTE = /\s([a-z-]{1,30})\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'<>]{1,2000}))/gi;
const LITERAL = /(["'`])([^"'`\s<>\\]{1,1000})\1/g;
/** Where the snippet keeps the address of the Matomo. */
const FOLDER = /\bu\s{0,5}=\s{0,5}["']([^"'\s<>\\]{1,1000})["']/;

/**
 * @typedef {object} Named
 * @property {URL} url
 * @property {URL} [full] of `data-full-url`
 * @property {URL} [fallback] of `data-fallback-url`
 * @property {URL} [engagement] of `data-engagement-url`
 */

/**
 * @param {string} html
 * @param {string} address of the page
 * @returns {Named[]} without repetition
 */
export function trackersIn(html, address) {
  const base = baseOf(html, address);
  const found = new Map();
  for (const { attributes, text } of scriptsIn(html)) {
    const given = (name) => resolve(attributes.get(name), base);
    const isForTracker = attributes.has('data-tracker-url');
    for (const url of attributes.has('src') ? [given('src')] : inlineUrls(text, base)) {
      if (!url || !(TRACKER.test(url.pathname) || isForTracker) || found.has(url.href)) continue;
      if (found.size < MOST) found.set(url.href, { url, full: given('data-full-url'), fallback: given('data-fallback-url'), engagement: given('data-engagement-url') });
    }
  }
  return [...found.values()];
}

function inlineUrls(text, base) {
  const folder = resolve(FOLDER.exec(text)?.[1], base)?.href ?? base;
  return [...text.matchAll(LITERAL)].map(([, , literal]) => literal).filter((literal) => TRACKER.test(literal.replace(/[?#].*$/s, '')))
    .map((literal) => resolve(literal, literal.includes('/') ? base : folder));
}

/** Script elements with their attributes and what stands in them. */
function* scriptsIn(html) {
  const small = html.toLowerCase();
  for (let at = small.indexOf('<script'); at >= 0; at = small.indexOf('<script', at + 1)) {
    const end = html.indexOf('>', at);
    if (end < 0) return;
    if (end - at > LONGEST_TAG) continue;
    const close = small.indexOf('</script', end);
    const attributes = new Map([...html.slice(at + 7, end).matchAll(ATTRIBUTE)].map(([, name, ...values]) => [name.toLowerCase(), decoded(values.find((value) => value !== undefined))]));
    yield { attributes, text: html.slice(end + 1, close < 0 ? html.length : close) };
    if (close < 0) return;
    at = close;
  }
}

function baseOf(html, address) {
  const href = /<base\s[^<>]{0,1000}?href\s*=\s*["']?([^"'\s<>]{1,1000})/i.exec(html)?.[1];
  return resolve(href && decoded(href), address)?.href ?? address;
}

/** In addresses no other names of characters are usual. */
const decoded = (value) => value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

function resolve(value, base) {
  if (value === undefined || !URL.canParse(value, base)) return undefined;
  const url = new URL(value, base);
  url.hash = '';
  return /^https?:$/.test(url.protocol) ? url : undefined;
}
