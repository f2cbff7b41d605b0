/**
 * Numbers, times and names as people read them.
 *
 * @module
 */

const BYTES = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** @param {number} count */
export function bytes(count) {
  return count < 1000 ? `${count} bytes` : `${BYTES.format(count / 1000)} kB`;
}

/** @param {number} milliseconds since 1970 */
export function clock(milliseconds) {
  return CLOCK.format(milliseconds);
}

/**
 * @param {number} count
 * @param {string} one
 */
export function plural(count, one) {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/**
 * `page-view` as `Page view`.
 *
 * @param {string} slug
 */
export function label(slug) {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
