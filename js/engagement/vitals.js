// `enableWebVitals`: LCP, INP, CLS, FCP and TTFB as Google's library has them (https://github.com/GoogleChrome/web-vitals), once a page
// view. What a metric is at the end of the view is what counts.

import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { member } from '../page/dom.js';
import { findIn, isIn, keysOf } from '../page/lists.js';

const CATEGORY = 'Web Vitals';
const METRICS = { LCP: onLCP, INP: onINP, CLS: onCLS, FCP: onFCP, TTFB: onTTFB };
/** Matomo cuts names at 255 letters; the nearest parts of a selector say most. */
const MOST_LETTERS = 100;
/** The element that a metric is about, as the browser's entries name it. */
const ELEMENTS = {
  LCP: (entries) => entries[entries.length - 1]?.element,
  INP: (entries) => findIn(entries, ({ target }) => target)?.target,
  CLS: (entries) => {
    let largest;
    for (const entry of entries) if (entry.sources?.length && !(entry.value <= largest?.value)) largest = entry;
    return largest && findIn(largest.sources, ({ node }) => node)?.node;
  },
};
/** Matomo's values are numbers of two decimals: a shift of 0.1 is 100. */
const CLS_SCALE = 1000;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {object} [options]
 * @param {boolean} [options.attribution] the event's name also says which element it was, by a selector
 * @param {Record<string, number>} [options.dimensions] the custom dimension that a metric's value is sent in too, by the metric's name
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureVitals(view, options) {
  const { attribution, dimensions } = { __proto__: null, ...options };
  const ids = { __proto__: null, ...dimensions };
  for (const name of keysOf(ids)) {
    if (!isIn(keysOf(METRICS), name) || !(ids[name] > 0)) throw new TypeError(`enableWebVitals: dimensions needs numbers by metrics (${keysOf(METRICS)})`);
  }
  let latest = { __proto__: null };
  const said = { __proto__: null };
  // Each metric of each view has an id of its own: one that was said is not said again.
  const keep = (metric) => {
    if (!said[metric.id]) latest[metric.name] = metric;
  };
  for (const name of keysOf(METRICS)) METRICS[name](keep, { reportAllChanges: true, reportSoftNavs: true });

  function say({ id, name, value, rating, entries }) {
    said[id] = true;
    const element = attribution && ELEMENTS[name] && selectorOf(ELEMENTS[name](entries));
    const shown = Math.round(name === 'CLS' ? value * CLS_SCALE : value);
    const data = ids[name] && { [`dimension${ids[name]}`]: shown };
    view.track([CATEGORY, name, element ? `${rating} ${element}` : rating, shown, data, rating]);
  }

  return {
    take() {
      const metrics = latest;
      latest = { __proto__: null };
      for (const name in metrics) say(metrics[name]);
    },
  };
}

/** Names, ids and classes from the element up, as long as there is room, and nothing that it says. */
function selectorOf(node) {
  let selector = '';
  for (let at = node; at && member(at, 'nodeType') !== Node.DOCUMENT_NODE; at = member(at, 'parentNode')) {
    if (member(at, 'nodeType') !== Node.ELEMENT_NODE) continue;
    const classes = String(at.getAttribute('class') ?? '').trim().split(/\s+/).join('.');
    const part = at.id ? `#${at.id}` : at.nodeName.toLowerCase() + (classes && `.${classes}`);
    if (selector.length + part.length >= MOST_LETTERS) break;
    selector = part + (selector && `>${selector}`);
    if (at.id) break;
  }
  return selector;
}
