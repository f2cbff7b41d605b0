// What the types of the package let pass, and what they refuse: a line below `@ts-expect-error` that is no error fails.

import matomo, { Matomo, createTracker, paq, version, type Hit, type Options, type Paq, type PaqRow, type Rows, type Tracker } from 'crumbless';

const url = 'https://stats.example/matomo.php';

// Rows.
paq.push(['trackPageView']);
paq.push(['trackEvent', 'Videos', 'play'], ['trackEvent', 'Videos', 'play', undefined, 5]);
paq.push(['trackPageView', 'Home', { dimension1: 'a' }, ({ success }) => success]);
paq.push(['setDomains', ['a.example', 'b.example']], ['setDomains', 'a.example']);
paq.push([function () { this.trackPageView(); }], [(count: number) => count, 5]);
paq.push(['SomePlugin::start', 5], ['FormAnalytics.disable']);
paq.push(['enableFormTracking'], ['enableFormTracking', { start: true, abandon: true }], ['enableElementTracking', { others: false }]);

paq.push(['enableMediaTracking'], ['enableMediaTracking', { quarters: [10, 90], decoration: true }], ['enableErrorPages', { status: 404, response: false }]);
paq.push(['enableReadability', 45], ['enableEngagement', { idleAfter: 20 }], ['enableScrollTracking', { thresholds: [50] }]);

// @ts-expect-error a status is a number
paq.push(['enableErrorPages', { status: '404' }]);
// @ts-expect-error seconds alone
paq.push(['enableEngagement', 20]);
// @ts-expect-error a command that is misspelt
paq.push(['trackEvnt', 'Videos', 'play']);
// @ts-expect-error an option that there is not
paq.push(['enableFormTracking', { values: true }]);
// @ts-expect-error one that is missing
paq.push([]);
// @ts-expect-error no action
paq.push(['trackEvent', 'Videos']);
// @ts-expect-error the value is a number
paq.push(['trackEvent', 'Videos', 'play', 'name', 'five']);
// @ts-expect-error an argument too many
paq.push(['disableCookies', true]);
// @ts-expect-error neither of the two kinds of links
paq.push(['trackLink', url, 'outlink']);
// @ts-expect-error the second row is wrong
paq.push(['trackPageView'], ['trackPageVeiw']);
// @ts-expect-error a row is a list
paq.push('trackPageView');
// @ts-expect-error names are no methods of the queue
paq.trackPageView();

// Rows that are kept in variables.
const row: PaqRow = ['setUserId', 'ann'];
const rows: PaqRow[] = [row, ['trackGoal', 1, 9.99]];
const constant = [['setExcludedQueryParams', ['token']], ['trackPageView']] as const;
paq.push(...rows, ...constant);
const event: Rows['trackEvent'] = ['trackEvent', 'Videos', 'play'];
paq.push(event);
// @ts-expect-error another command's row
const wrong: Rows['trackEvent'] = ['trackPageView'];
const queue: Paq = rows;

// Making a tracker.
const tracker: Tracker = await createTracker({ url, siteId: 7, commands: [...rows, ...constant] });
await createTracker({ url, siteId: '7', anonymous: { preset: 'matomo' }, targets: [{ url, siteId: 2, anonymous: true }] });
await createTracker({ url, siteId: 7, deviceDetail: 'needed', commands: [['setDeviceDetail', 'none'], ['disableCredentials']] });
await createTracker({ url, siteId: 7, wasm: new URL('crumbless_bg.wasm', url) });
await createTracker({ url, siteId: 7, wasm: fetch('/crumbless_bg.wasm') });
await createTracker({ url, siteId: 7, wasm: { core: '/a.wasm', full: fetch('/b.wasm'), options: new URL('c.wasm', url) } });
await createTracker({ url, siteId: 7, strict: true, enabled: ['www.example.org'] });
await createTracker({ url, siteId: 7, enabled: () => location.hostname === 'www.example.org' });
const options: Options = { url, siteId: 7, interactions: null, enabled: false };
// @ts-expect-error no site
createTracker({ url });
// @ts-expect-error a command that is misspelt
createTracker({ url, siteId: 7, commands: [['trackPageVeiw']] });
// @ts-expect-error an option that is misspelt
createTracker({ url, siteId: 7, anonimous: {} });
// @ts-expect-error neither true nor false
createTracker({ url, siteId: 7, enabled: 'false' });
// @ts-expect-error a promise, which is always true
createTracker({ url, siteId: 7, enabled: () => fetch(url) });
// @ts-expect-error no such detail
createTracker({ url, siteId: 7, deviceDetail: 'nedeed' });
// @ts-expect-error no such preset
createTracker({ url, siteId: 7, anonymous: { preset: 'piwik' } });

// Its methods, and what they return.
tracker.trackEvent('Videos', 'play', 'Intro', 3.5);
// @ts-expect-error no action
tracker.trackEvent('Videos');
const other: Tracker = tracker.addTracker(url, 8);
const site: number | string = other.getSiteId();
const agreed: boolean = tracker.hasConsent();
const [campaign, , seconds] = tracker.getAttributionInfo();
campaign.toUpperCase();
seconds.toFixed();
// @ts-expect-error there may be none
tracker.getPageViewId().length;
// @ts-expect-error it returns nothing
const nothing: string = tracker.trackPageView();

// What sees each hit.
paq.push(['setBeforeSend', (hit: Hit) => (hit.e_c === 'Private' ? null : { ...hit, uid: undefined })], ['setBeforeSend', null], ['enableDebug']);
tracker.setBeforeSend((hit) => (hit.e_c === 'Private' ? null : hit));
paq.push(['setDownloadPatterns', ['/files/*', /\.php\?file=/]], ['setOutlinkPatterns', '/go/*'], ['setAllowedCampaigns', { names: ['spring', 2026, /^letter/], parameters: 'mtm_*' }]);
tracker.setAllowedCampaigns(['spring'] as const);
// @ts-expect-error options that there are not
tracker.setAllowedCampaigns({ name: 'spring' });
// @ts-expect-error a number is no link
tracker.setOutlinkPatterns(5);
createTracker({ url, siteId: 7, debug: true, beforeSend: (hit) => { delete hit.uid; } });
createTracker({ url, siteId: 7, beforeSend: ({ url: address, ...hit }) => ({ ...hit, url: address?.toLowerCase(), e_v: 5 }) });
// @ts-expect-error a promise comes too late
createTracker({ url, siteId: 7, beforeSend: async (hit) => hit });
// @ts-expect-error a text is no hit
paq.push(['setBeforeSend', (hit: Hit) => hit.url ?? '']);
// @ts-expect-error neither is a list
tracker.setBeforeSend(() => [true]);

// Where nothing is sent, and from which browsers.
paq.push(['setIgnoredHosts', ['*.staging.example', /^preview-/]], ['setIgnoredPaths', '/admin/*'], ['setBotPolicy', 'mark', { dimension: 3 }], ['setBotPolicy', null]);
tracker.setBotPolicy('leave-out');
// @ts-expect-error no such policy
tracker.setBotPolicy('ignore');
// @ts-expect-error no such option
paq.push(['setBotPolicy', 'mark', { dimensions: 3 }]);
// @ts-expect-error neither a text nor a pattern
tracker.setIgnoredPaths([5]);

// What the page of scripts has.
const all: Tracker[] = Matomo.getAsyncTrackers();
const which: string = version.concat(Matomo.crumbless);
// @ts-expect-error it is what it is
Matomo.crumbless = which;
matomo.on('TrackerAdded', (added: Tracker) => added.trackPageView());

export { agreed, all, nothing, options, queue, site, wrong };
