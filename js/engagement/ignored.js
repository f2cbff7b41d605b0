// Elements that a site does not want to be tracked.

import { attempt, invoke, member } from '../page/dom.js';

const IGNORED = '[data-matomo-ignore],.matomo_ignore,.piwik_ignore';

/** Whether an element, or one that it stands in, says so: out of open shadow trees too. */
export function isIgnored(element) {
  for (let at = element; at; at = attempt(() => member(invoke(at, 'getRootNode'), 'host'))) {
    if (invoke(at, 'closest', IGNORED)) return true;
  }
  return false;
}
