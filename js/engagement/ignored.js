// Elements that a site does not want to be tracked.

import { attempt, invoke, member } from '../page/dom.js';

/** What leaves a link out, and what Matomo's Form Analytics asks for. */
const IGNORED = '[data-matomo-ignore],[data-piwik-ignore],.matomo_ignore,.matomo-ignore,.piwik_ignore,.piwik-ignore';

/** Whether an element, or one that it stands in, says so: out of open shadow trees too. */
export function isIgnored(element) {
  for (let at = element; at; at = attempt(() => member(invoke(at, 'getRootNode'), 'host'))) {
    if (invoke(at, 'closest', IGNORED)) return true;
  }
  return false;
}
