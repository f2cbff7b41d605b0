// `enableWebVitals`: LCP, INP, CLS, FCP and TTFB as Google's library has them (https://github.com/GoogleChrome/web-vitals), once a page
// view. What a metric is at the end of the view, or when the page is hidden for the first time, is what counts.

import { onCLS } from 'web-vitals/onCLS.js';
import { onFCP } from 'web-vitals/onFCP.js';
import { onINP } from 'web-vitals/onINP.js';
import { onLCP } from 'web-vitals/onLCP.js';
import { onTTFB } from 'web-vitals/onTTFB.js';
import { member } from '../page/dom.js';
import { findIn, isIn, keysOf } from '../page/lists.js';
import { measureRoutes } from './routes.js';
import { safely } from './safely.js';
import { selectorOf } from './selector.js';

const CATEGORY = 'Web Vitals';
/** How the library calls a route that the browser itself has seen, and a page from the back/forward cache. */
const SOFT = 'soft-navigation';
const BACK = 'back-forward-cache';
const METRICS = { LCP: onLCP, INP: onINP, CLS: onCLS, FCP: onFCP, TTFB: onTTFB };
/** Those that a route of an application has of its own in every browser; the others it has where the browser itself says so. */
const OF_ROUTES = ['CLS', 'INP'];
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
/** As many custom dimensions as a Matomo may number. */
const MOST_DIMENSIONS = 999;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {object} [options]
 * @param {boolean} [options.attribution] the event's name also says which element it was, by a selector
 * @param {Record<string, number>} [options.dimensions] the custom dimension of the visit that a metric's value is sent in, instead of an event, by
 *   the metric's name
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureVitals(view, options) {
  const { attribution, dimensions } = { __proto__: null, ...options };
  const ids = { __proto__: null, ...dimensions };
  for (const name of keysOf(ids)) {
    const isNumber = typeof ids[name] == 'number' && ids[name] >= 1 && ids[name] <= MOST_DIMENSIONS && ids[name] % 1 === 0;
    if (!isIn(keysOf(METRICS), name) || !isNumber) throw new TypeError(`enableWebVitals: dimensions needs a number from 1 to ${MOST_DIMENSIONS} for ${keysOf(METRICS).join(', ')} and nothing else`);
  }
  /** The metrics of the view, by name: the library goes on changing them. And those of which there is nothing to say any more, by id. */
  let current = { __proto__: null }, next = { __proto__: null };
  const over = { __proto__: null }, isMeasured = { __proto__: null };
  let address = here();
  const settings = { __proto__: null };
  const keep = (metric) => {
    const { id, name, navigationType } = metric;
    isMeasured[name] = true;
    if (over[id]) return;
    // What the browser takes for another page may come before the site says so, and may be none to the site. A page that came back from
    // the back/forward cache has new metrics.
    if (!current[name] || navigationType === BACK) current[name] = metric;
    else if (navigationType === SOFT) next[name] = metric;
  };
  const isOfView = ({ navigationType, navigationStartTime, navigationURL }) => navigationType !== SOFT || navigationStartTime <= view.since() && navigationURL === address;
  // One that the page has spoilt takes none of the others with it.
  for (const name of keysOf(METRICS)) safely(() => METRICS[name](keep, settings[name] = { reportAllChanges: true, reportSoftNavs: !isIn(OF_ROUTES, name) }));
  const routes = measureRoutes(settings.CLS, settings.INP);

  function say({ id, name, value, rating, entries }) {
    over[id] = true;
    const element = attribution && ELEMENTS[name] && selectorOf(ELEMENTS[name](entries));
    const shown = Math.round(name === 'CLS' ? value * CLS_SCALE : value);
    if (ids[name]) view.setDimension(ids[name], shown);
    else view.track([CATEGORY, name, element ? `${rating} ${element}` : rating, shown, rating]);
  }

  return {
    begin() {
      address = here();
    },
    take(isOver) {
      const ofRoute = routes.take();
      for (const name in METRICS) {
        const metric = current[name] ?? (isMeasured[name] && ofRoute[name]);
        if (metric && !over[metric.id] && isOfView(metric)) safely(() => say(metric));
      }
      if (!isOver) return;
      for (const name in current) over[current[name].id] = true;
      current = next;
      next = { __proto__: null };
      routes.begin();
    },
  };
}

const here = () => member(window, 'location').href;
