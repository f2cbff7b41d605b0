// Which commands measure engagement, and what loads what they measure with.

import { measuring } from 'crumbless:commands';

/**
 * @param {(done: (measures: import('./engagement.js').Measures) => void, failed: (why: string) => void) => void} load
 * @returns {{names: string[], load: typeof load}}
 */
export const measuredBy = (load) => ({ names: measuring.split(' '), load });
