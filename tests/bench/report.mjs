/**
 * From samples to a verdict: medians, ratios, and whether the aims are met. Pure.
 *
 * @module
 */
import { table as aligned } from '../../scripts/lib/table.mjs';

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} label
 * @property {'bytes' | 'ms'} unit
 * @property {number} [aim] at most this share of the reference
 */

/** @type {readonly Row[]} */
export const ROWS = Object.freeze([
  { key: 'raw', label: 'size, raw', unit: 'bytes' },
  { key: 'gzip', label: 'size, gzip', unit: 'bytes' },
  { key: 'brotli', label: 'size, brotli', unit: 'bytes' },
  { key: 'scriptAtLoad', label: 'script time at load', unit: 'ms', aim: 0.4 },
  { key: 'startSlowed', label: 'script alone at load, processor slowed six times', unit: 'ms', aim: 0.8 },
  { key: 'startFirefox', label: 'script alone at load, Firefox', unit: 'ms', aim: 0.8 },
  { key: 'startWebkit', label: 'script alone at load, WebKit', unit: 'ms', aim: 0.8 },
  { key: 'firstHit', label: 'time to first hit, 4G', unit: 'ms', aim: 1 },
  { key: 'trackEventBlocks', label: 'trackEvent until push is back', unit: 'ms', aim: 0.05 },
  { key: 'clickBlocks', label: 'link click until it is over', unit: 'ms', aim: 0.06 },
  { key: 'beforeunload', label: 'beforeunload, sending included', unit: 'ms', aim: 0.012 },
  { key: 'getRequest', label: 'building one request (getRequest), full file', unit: 'ms', aim: 0.7 },
  { key: 'contentScan', label: 'content scan of 2,000 blocks (trackAllContentImpressions), full file, script time', unit: 'ms', aim: 0.3 },
  { key: 'firstHitOfShopInTwo', label: 'time to first hit, 4G, with ecommerce and content from the start: one file, then the full one', unit: 'ms', aim: 1.35 },
  { key: 'firstHitOfShop', label: 'time to first hit, 4G, with ecommerce and content from the start: full file in the snippet', unit: 'ms', aim: 1 },
  { key: 'trackEventTogether', label: 'trackEvent until push is back, of 20', unit: 'ms' },
  { key: 'clickTogether', label: 'link click until it is over, of 20', unit: 'ms' },
  { key: 'trackEvent', label: 'trackEvent and its sending, of 20', unit: 'ms' },
  { key: 'click', label: 'link click and its sending, of 20', unit: 'ms' },
  { key: 'trackEventAlone', label: 'trackEvent and its sending', unit: 'ms' },
  { key: 'clickAlone', label: 'link click and its sending', unit: 'ms' },
]);

/**
 * @param {number[]} samples
 * @returns {{median: number, low: number, high: number}} with the quartiles, which tell how steady it was
 */
export function summary(samples) {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/**
 * @typedef {Record<string, number[]>} Samples by row key
 */

/**
 * A row that was not measured, because ours does not do that, is left out.
 *
 * @param {Samples} ours
 * @param {Samples} [reference]
 */
export function compare(ours, reference) {
  return ROWS.filter(({ key }) => ours[key]).map(({ key, label, unit, aim }) => {
    const mine = summary(ours[key]);
    if (!reference) return { key, label, unit, ours: mine };
    const theirs = summary(reference[key]);
    const ratio = theirs.median > 0 ? mine.median / theirs.median : null;
    const met = aim === undefined || ratio === null ? null : ratio <= aim;
    return { key, label, unit, ours: mine, reference: theirs, ratio, aim: aim ?? null, met };
  });
}

/**
 * @param {ReturnType<typeof compare>} rows
 * @returns {string} a table for the terminal
 */
export function table(rows) {
  const compared = rows.some((row) => row.reference);
  const header = compared
    ? ['', 'ours', 'spread', 'reference', 'spread', 'ratio', 'aim', '']
    : ['', 'ours', 'spread'];
  const lines = rows.map(({ label, unit, ours, reference, ratio, aim, met }) => {
    const cells = [label, valueText(ours.median, unit), spreadText(ours, unit)];
    if (!compared) return cells;
    const verdict = met === null ? '' : met ? 'met' : 'not met';
    return [
      ...cells,
      valueText(reference.median, unit),
      spreadText(reference, unit),
      ratio === null ? '-' : ratio.toFixed(3),
      aim === null ? '' : `≤ ${aim}`,
      verdict,
    ];
  });
  return aligned([header, ...lines]);
}

/**
 * @param {number} value
 * @param {Row['unit']} unit
 * @returns {string} for people; bytes go without their unit
 */
export function valueText(value, unit) {
  if (unit === 'bytes') return value.toLocaleString('en');
  return `${value.toFixed(value < 10 ? 3 : 1)} ms`;
}

/**
 * @param {{low: number, high: number}} quartiles
 * @param {Row['unit']} unit
 * @returns {string} for people; a size has none
 */
export function spreadText({ low, high }, unit) {
  if (unit === 'bytes') return '';
  const digits = high < 10 ? 3 : 1;
  return `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}
