// Which command is measured by what.

import { measureEngagement, measureReadability } from './attention.js';
import { measureElements } from './elements.js';
import { measureForms } from './forms.js';
import { measureErrorPages } from './error-pages.js';
import { measureMedia } from './media.js';
import { measureScrolling } from './scrolling.js';
import { measureVitals } from './vitals.js';

/** @type {import('../full/engagement.js').Measures} */
export const measures = {
  __proto__: null,
  enableScrollTracking: measureScrolling,
  enableEngagement: measureEngagement,
  enableReadability: measureReadability,
  enableWebVitals: measureVitals,
  enableFormTracking: measureForms,
  enableElementTracking: measureElements,
  enableMediaTracking: measureMedia,
  enableErrorPages: measureErrorPages,
};
