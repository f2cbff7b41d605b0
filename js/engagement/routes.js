// CLS and INP of the routes of an application. The library resets them where the browser itself sees a soft navigation, and only
// Chromium does; and what a view is the site says. So from the second view on they begin with the view, in every browser, by what the
// library counts with. An interaction that leads to a view belongs to it: its answer is the view.

import { initUnique } from '../../node_modules/web-vitals/dist/modules/lib/initUnique.js';
import { InteractionManager } from '../../node_modules/web-vitals/dist/modules/lib/InteractionManager.js';
import { LayoutShiftManager } from '../../node_modules/web-vitals/dist/modules/lib/LayoutShiftManager.js';
import { CLSThresholds } from 'web-vitals/onCLS.js';
import { INPThresholds } from 'web-vitals/onINP.js';

const RATINGS = ['good', 'needs-improvement', 'poor'];
const NONE = { __proto__: null };

const rated = (value, [good, fair]) => RATINGS[(value > good) + (value > fair)];

/**
 * @param {object | undefined} ofShifts what `onCLS` was given: what it counts with is found by that
 * @param {object | undefined} ofInteractions what `onINP` was given
 */
export function measureRoutes(ofShifts, ofInteractions) {
  let shifts, interactions, worst, number = 0;
  const metric = (name, value, entries, thresholds) => ({ id: `${name} of route ${number}`, name, value, entries, rating: rated(value, thresholds) });

  return {
    /** A view is over: what comes is of the next one. */
    begin() {
      number += 1;
      // Where a browser does not measure these, nothing is added to them.
      shifts = initUnique(ofShifts, LayoutShiftManager);
      interactions = initUnique(ofInteractions, InteractionManager);
      shifts._sessionValue = 0;
      worst = undefined;
      shifts._onAfterProcessingUnexpectedShift = () => {
        if (!(shifts._sessionValue <= worst?.value)) worst = { value: shifts._sessionValue, entries: shifts._sessionEntries };
      };
      interactions._resetInteractions();
    },

    /** @returns {Record<string, object>} the metrics of the view that began so, by name */
    take() {
      if (!number) return NONE;
      const interaction = interactions._estimateP98LongestInteraction('soft-navigation');
      return {
        __proto__: null,
        CLS: metric('CLS', worst?.value ?? 0, worst?.entries ?? [], CLSThresholds),
        INP: interaction && metric('INP', interaction._latency, interaction.entries, INPThresholds),
      };
    },
  };
}
