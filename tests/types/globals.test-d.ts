// The names that the one-file trackers give a page.

import type {} from 'crumbless/globals';

window._paq = window._paq || [];
_paq.push(['trackPageView'], ['enableLinkTracking', true]);
window._paq.push(['setSiteId', 7]);
// @ts-expect-error a command that is misspelt
_paq.push(['trackPageVeiw']);
// @ts-expect-error the site's id is missing
window._paq.push(['setSiteId']);

window.matomoAsyncInit = () => Matomo.addTracker('https://stats.example/matomo.php', 7).trackPageView();
window.matomoPluginAsyncInit = [() => Piwik.addPlugin('Own', {})];
const url: string = Matomo.getTracker().getTrackerUrl();

export { url };
