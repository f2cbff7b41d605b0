/**
 * A page on which nearly everything happens that a tracker can be told, so that its hits show whether anything went another way.
 * What the page itself needs of the browser it takes before its library comes.
 */
import { FALLBACK } from '../../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../../scripts/build/variants.mjs';
import { leave } from '../../vectors/player/replay.mjs';
import { built, script, serveBuilt } from './built.mjs';
import { serveModule } from './module.mjs';
import { kind } from './world.mjs';


/** What the queue says, whichever file it is. */
const COMMON = [
  ['disableCookies'], ['setExcludedQueryParams', ['sid', '/^secret/']], ['setDomains', ['*.shop.example', 'own.example']],
  ['setCustomDimension', 1, 'one'], ['requireConsent'], ['enableLinkTracking'], ['trackPageView', 'A title', { dimension2: 'two' }], ['trackEvent', 'c', 'a', 'n', 3],
  ['trackGoal', 1, 5], ['trackSiteSearch', 'word', 'category', 4], ['trackLink', 'https://partner.example/file.zip', 'download'], ['setConsentGiven'],
  ['addTracker', 'TRACKER', '8'], ['trackEvent', 'to', 'both'],
];

const FULL_ONES = [
  ['setCustomVariable', 1, 'name', 'value', 'visit'], ['setCustomVariable', 2, 'of page', 'value', 'page'], ['addEcommerceItem', 'sku', 'name', ['a', 'b'], 3, 2],
  ['addEcommerceItem', 'other', 'name', 'c', '7.5'], ['setEcommerceView', 'sku', 'name', ['a', 'b'], 3], ['setCustomData', 'key', 'value'], ['enableJSErrorTracking'], ['setRequestQueueInterval', 1000],
  ...COMMON, ['removeEcommerceItem', 'other'], ['trackEcommerceCartUpdate', 6], ['trackEcommerceOrder', 'order', 6], ['trackContentImpression', 'ad', 'piece', 'https://ad.example/'],
  ['trackAllContentImpressions'], ['trackVisibleContentImpressions'], ['setDownloadExtensions', 'zip|pdf'], ['addDownloadExtensions', ['own']],
  ['setPagePerformanceTiming', 1, 2, 3, 4, 5, 6], ['Probe::say', 'early'], ['enableSpaTracking', { ignoredPaths: ['/admin/*'], titleTimeout: 0 }],
];
const USAGE = [...FULL_ONES, ['measureInteractions', [{ selector: '#press', category: 'Press', action: 'pressed' }]], ['recordCall', 'API', 'name', 'action', 5]];
const ANONYMOUS = {
  url: 'https://app.example', title: 'App', allowedParameters: ['view'], categories: ['c', 'returned', 'to'], eventNames: 'all',
};

/** What the page does once the tracker is there. */
function act() {
  const { own, Matomo, _paq } = window;
  const { isCore, hasUsage } = own.does;
  const node = (id) => own.byId.call(document, id);
  window.returned = '';
  const [tracker] = Matomo.getAsyncTrackers();
  _paq.push([function (given) { window.returned += `function ${given} ${this.getSiteId()};`; }, 'given'], ['trackEvent', 'c', 'later']);
  Matomo.getTracker(undefined, '9').trackEvent('c', 'of its own');
  if (isCore) return;
  window.Matomo.Probe = { say: (word) => { window.returned += `${word};`; } };
  Matomo.retryMissedPluginCalls();
  Matomo.addPlugin('probe', {
    event: () => '&plugin=event',
    unload: () => tracker.trackEvent('c', 'unload'),
  });
  const heard = (word) => { window.returned += `heard ${word};`; };
  Matomo.on('Probe', heard);
  Matomo.trigger('Probe', ['once']);
  Matomo.off('Probe', heard);
  Matomo.trigger('Probe', ['twice']);
  const kept = {};
  _paq.push(
    ['setConsentStore', { load: (name) => kept[name], save: (name) => { window.returned += `save ${name};`; kept[name] = 1; }, remove: (name) => { kept[name] = undefined; } }],
    ['rememberConsentGiven'],
    ['setCustomRequestProcessing', (request) => `${request}&processed=1`],
    ['trackContentImpressionsWithinNode', node('within')], ['trackContentInteractionNode', node('block'), 'node'], ['trackContentInteraction', 'click', 'ad', 'piece', 'target'],
    ['trackEvent', 'c', 'with plugins'], ['trackRequest', 'e_c=c&e_a=asked', undefined, () => { window.told = true; }], ['queueRequest', 'queued=1'], ['ping'], ['Probe::say', 'late'],
    ['addListener', node('listened')],
  );
  own.later(() => { throw new Error('on purpose'); });
  node('late').innerHTML = '<b data-track-content data-content-name="Late">Late</b>';
  if (hasUsage) _paq.push(['recordCall', 'API', 'name', 'action', 7], ['sendUsageReport', { facts: { version: '1.2' } }]);
}

/** What was returned, in a hit of its own, and then a page of the application. */
function finish() {
  const { own, Matomo, _paq } = window;
  const { isCore, isAnonymous } = own.does;
  if (!isCore && !isAnonymous && !window.told) return void own.later(own.finish, 5);
  const [tracker] = Matomo.getAsyncTrackers();
  const say = (value) => {
    if (typeof value != 'object' || !value) return `${value}`;
    let text = '';
    const names = own.names(value);
    for (let index = 0; index < names.length; index += 1) if (names[index] !== 'length') text += `${names[index]}:${say(value[names[index]])} `;
    return `{${text}}`;
  };
  window.returned += `${tracker.getTrackerUrl()} ${tracker.hasConsent()};`;
  if (!isCore) {
    window.returned += say([
      tracker.getCustomVariable(1, 'visit'), tracker.getEcommerceItems(), tracker.getAttributionInfo(), tracker.getCustomData(), tracker.getCustomDimension(1),
      Matomo.DOM.isNodeVisible(own.byId.call(document, 'block')), tracker.getIgnoreCampaignsForReferrers(), tracker.getVisitorInfo()[0], tracker.getRequest('own=1') !== '',
    ]);
    own.push.call(history, null, '', '/second?view=grid');
    document.title = 'Second';
  }
  _paq.push(['trackEvent', 'returned', window.returned], ['trackEvent', 'c', 'last']);
}

const ATTRIBUTES = `data-site-id="7" data-disable-cookies data-track-page-view data-enable-link-tracking data-Custom-Dimension='[1, "one"]' data-track-event='["c", "a"]' data-set-excluded-query-params='[["sid"]]' data-track-all-content-impressions data-enable-js-error-tracking`;
const IS_CORE = { isCore: true }, FULL_ONE = {}, HAS_USAGE = { hasUsage: true }, IS_ANONYMOUS = { hasUsage: true, isAnonymous: true };
const WITHOUT_WEBASSEMBLY = "script-src 'self' 'unsafe-inline'";

/** Each way the tracker comes into a page, and how many hits there are before the page ends its work, before it is left, and then. */
export const WAYS = {
  'matomo.js': { file: CORE, rows: FULL_ONES, does: FULL_ONE, hits: [47, 59, 60] },
  'matomo.js alone': { file: CORE, rows: COMMON, does: IS_CORE, hits: [21, 25, 25] },
  'matomo.full.js': { file: FULL, rows: USAGE, does: HAS_USAGE, hits: [55, 67, 68] },
  'matomo.js, anonymous': { file: CORE, rows: [['enableAnonymousMeasurement', ANONYMOUS], ...USAGE], does: IS_ANONYMOUS, hits: [27, 33, 34] },
  'matomo.fallback.js': { file: FALLBACK, rows: USAGE, does: HAS_USAGE, hits: [55, 67, 68] },
  'matomo.js, whose WebAssembly is refused': { file: CORE, rows: FULL_ONES, does: FULL_ONE, policy: WITHOUT_WEBASSEMBLY, hits: [47, 59, 60] },
  'matomo.js without inline scripts': { file: CORE, attributes: ATTRIBUTES, rows: [], does: FULL_ONE, hits: [16, 18, 19] },
  'the ES module': { options: {}, rows: USAGE, does: HAS_USAGE, hits: [55, 67, 68] },
  'the ES module, anonymous': {
    options: { anonymous: ANONYMOUS, interactions: [{ selector: '#press', category: 'Press', action: 'pressed' }], deviceDetail: 'needed' },
    rows: FULL_ONES, does: IS_ANONYMOUS, hits: [26, 32, 33],
  },
};

/** The page takes what it needs before a library comes. */
const OWN = `window.own = { names: Object.getOwnPropertyNames, later: window.setTimeout.bind(window), byId: Document.prototype.getElementById, push: history.pushState };`;

export function pageOf(visit, way, library) {
  const { site, run, trackerUrl } = visit;
  const folder = `/lib/${run}/`;
  const { file, rows, attributes, options, does, policy } = way;
  if (library) site.serve(`${folder}library.js`, script(library));
  serveBuilt(site, folder, [FULL, FALLBACK]);
  if (file) site.serve(`${folder}matomo.js`, built(file));
  else serveModule(visit, `${folder}module`);
  const queue = JSON.stringify([...rows, ['setTrackerUrl', 'TRACKER'], ['setSiteId', '7']]).replaceAll('TRACKER', trackerUrl);
  const tracker = options
    ? `<script type="module">import * as crumbless from '${folder}module/crumbless.js';
        await crumbless.createTracker({ url: '${trackerUrl}', siteId: 7, enabled: true, ...${JSON.stringify(options)}, commands: ${queue} });
        window._paq = crumbless.paq; window.Matomo = crumbless.Matomo;</script>`
    : attributes ? `<script src="${folder}matomo.js" data-tracker-url="${trackerUrl}" ${attributes}></script>`
      : `<script>window._paq = ${queue};</script><script async src="${folder}matomo.js"></script>`;
  const body = `<!doctype html><html><head><title>A page</title><script>${OWN} own.does = ${JSON.stringify(does)}; own.act = ${act}; own.finish = ${finish};</script>${library ? `<script src="${folder}library.js"></script>` : ''}</head><body>
    <form id="block" data-track-content data-content-name="Block" style="position:fixed;left:0;top:0;width:400px;height:50px;overflow:hidden" onsubmit="return false">
      <a href="https://partner.example/out" data-content-target style="position:absolute;left:0;top:0;width:90px;height:40px" onclick="return false">Out</a>
      <b id="press" style="position:absolute;left:100px;top:0;width:90px;height:40px">Press</b></form>
    <a href="/file.zip" style="position:fixed;left:0;top:100px;width:90px;height:40px" onclick="return false"><i>File</i></a>
    <b id="listened" style="position:fixed;left:0;top:200px;width:90px;height:40px"></b>
    <b id="end" style="position:fixed;left:0;top:300px;width:90px;height:40px" onclick="own.finish()">End</b>
    <div id="within"><p data-track-content data-content-name="Within" data-content-piece="piece"></p></div><div id="late"></div>
    ${tracker}
    <script>(function wait() { if (document.readyState === 'complete' && window.Matomo && window.Matomo.initialized && (own.does.isCore || window.Matomo.JSON)) { own.act(); window._paq.push(['trackEvent', 'c', 'ready']); } else own.later(wait, 5); })();</script></body></html>`;
  return { type: 'text/html; charset=utf-8', body, headers: policy && { 'Content-Security-Policy': policy } };
}

/** Parameters that no two visits have alike. */
const OF_THE_VISIT = /^(r|h|m|s|_id|_idn|pv_id|cdo|_idts|_viewts|_refts|pf_\w+)$/;
const said = ({ run }, hit) => `${kind(hit)}: ${hit.params.filter(([name]) => !OF_THE_VISIT.test(name)).map((pair) => pair.join('=')).join(' ')}`.replaceAll(run, 'RUN');

/** Clicks by the mouse: nothing of the page's takes part in them. */
const CLICKS = [[45, 20], [145, 20], [45, 120], [45, 220]], END = [45, 320];

/**
 * Visits the page, presses what can be pressed, leaves it.
 *
 * @param {import('./world.mjs').World} world
 * @param {Pick<import('node:test').TestContext, 'after'>} t
 * @param {(typeof WAYS)[keyof typeof WAYS]} way
 * @param {string | Buffer} [library] a script that comes before all others
 * @returns {Promise<{hits: string[], wrong: string[]}>} what arrived, without what is of the visit, and what went wrong
 */
export async function visitBusyPage(world, t, way, library) {
  const visit = await world.visit(t, { search: '?sid=1&secret=2&view=list', html: (own) => pageOf(own, way, library) });
  await visit.arrival('e_a=ready');
  for (const [x, y] of CLICKS) await visit.page.mouse.click(x, y);
  const [met, stayed] = way.hits;
  await world.site.waitForHits(visit.run, met);
  await visit.page.mouse.click(...END);
  await world.site.waitForHits(visit.run, stayed);
  await leave(visit.page, world.site);
  const lines = visit.messages.map(({ text }) => text).filter((text) => text.includes('Crumbless') && !text.includes('CompileError'));
  return {
    hits: world.site.collector.hits(visit.run).map((hit) => said(visit, hit)).sort(),
    wrong: [...visit.errors.map(String).filter((text) => !text.includes('on purpose')), ...lines],
  };
}
