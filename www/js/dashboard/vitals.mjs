/**
 * What is good of a Web Vital, and the number that stands for many (https://web.dev/articles/defining-core-web-vitals-thresholds).
 *
 * @module
 */

/** As the library `web-vitals` has them: good up to the first, poor above the second; milliseconds, and CLS without a unit. */
export const THRESHOLDS = Object.freeze({
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
});

/** From the best to the worst, in the words of the library. */
export const RATINGS = Object.freeze(['good', 'needs-improvement', 'poor']);

/**
 * @param {string} metric
 * @param {number} value
 * @returns {string} one of {@link RATINGS}
 */
export function rate(metric, value) {
  const [good, needsImprovement] = THRESHOLDS[metric];
  return value > needsImprovement ? 'poor' : value > good ? 'needs-improvement' : 'good';
}

/**
 * The least of the values that three quarters of them do not exceed, so it is good exactly when at least three quarters of the page views
 * were. It is one of the values: nothing is interpolated.
 *
 * @param {number[]} values at least one
 */
export function p75(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.75) - 1];
}
