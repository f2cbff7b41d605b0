// What measures throws nothing into the page: the page may have spoilt what it looks at.

import { logError } from '../page/console.js';

/** What is spoilt most often spoils more than one thing: it is said once. */
let hasSaid = false;

export function safely(work) {
  try {
    return work();
  } catch (error) {
    if (!hasSaid) logError('Crumbless:', error);
    hasSaid = true;
    return undefined;
  }
}
