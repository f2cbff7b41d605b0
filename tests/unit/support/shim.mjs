/** `window.Matomo` on a page without a browser, with a core that decides nothing. */
import { createMatomo } from '../../../js/page/facade.js';
import * as host from '../../../js/bridge/host.js';
import { createFakeCore } from './core.mjs';
import { setPage } from './globals.mjs';

// As in the table: the first commands are applied before the others.
const NAMES = [
  'addTracker', 'setTrackerUrl', 'setSiteId', 'setUserId', 'trackPageView', 'trackEvent', 'getTrackerUrl', 'getSiteId',
  'getVisitorId', 'addPlugin', 'setCustomRequestProcessing', 'getAttributionInfo', 'getVisitorInfo', 'getAttributionCampaignName',
  'getAttributionCampaignKeyword', 'getAttributionReferrerTimestamp', 'getAttributionReferrerUrl', 'getRequest',
];
const FIRST = 4;
const PROTECTING = ['requireConsent'];

export const URL = 'http://stats.example/matomo.php';

/**
 * @param {import('node:test').TestContext} t
 * @param {{behaviours?: object, events?: object, page?: object}} [options] what commands and events do, and properties of the window
 */
export function setUp(t, { behaviours, events, page } = {}) {
  const { window, document } = setPage(t, page);
  const core = createFakeCore(NAMES, behaviours, events);
  host.takeEffects();
  const { matomo } = createMatomo(() => core.exports, NAMES, FIRST, PROTECTING, [], undefined, undefined, { names: [], load() {} });
  window.Matomo = matomo;
  /** What the core was told since this was last asked. */
  const told = () => core.calls.splice(0);
  return { core, document, matomo, told, window };
}
