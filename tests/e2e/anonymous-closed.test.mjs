/**
 * Anonymous measurement is closed: whatever comes in whichever order, from the page's trackers or its replaced built-ins, no hit says
 * what was not declared, and what cannot be read sends nothing (issue 12). Everything that must not leave has "secret" in it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CORE, FILES } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, World, kind, param } from './support/world.mjs';

const OPTIONS = { url: 'https://app.example', title: 'App', allowedParameters: ['view'], categories: ['Editor'] };
const ON = ['enableAnonymousMeasurement', OPTIONS];
const SEARCH = '?view=list&q=secretq#secretpart';
const SECRET = /secret/i;

const worlds = Object.fromEntries(FILES.map((file) => [file, new World()]));
before(() => Promise.all(FILES.map((file) => worlds[file].start(fromRoot(file)))));
after(() => Promise.all(FILES.map((file) => worlds[file].stop())));

const open = (t, paq, more = {}, file = CORE) => worlds[file].visit(t, { title: 'secrettitle', search: SEARCH, paq, ...more });

/** That many hits came of the page, none of them with a secret in it or in its headers. */
async function assertClosed(visit, count, before = count) {
  const hits = await visit.end(count, before);
  for (const hit of hits) {
    assert.doesNotMatch(decodeURIComponent(hit.raw), SECRET);
    assert.doesNotMatch(JSON.stringify(hit.headers), SECRET);
  }
  return hits;
}

/** What the console was told by us. */
const lines = (visit) => visit.messages.filter(({ text }) => text.startsWith('Crumbless:')).map(({ text }) => text);

/** What is given before the start, after it, how many hits come of it, and how many of them before the page is left. @type {Record<string, {paq: unknown[], then?: () => void, count: number, before?: number}>} */
const ORDERS = {
  'later in the queue': { paq: [['trackPageView'], ON], count: 1 },
  'in the task of a hit that has not left': { paq: [], then: () => window._paq.push(['trackPageView'], ['enableAnonymousMeasurement', {}]), count: 1 },
  'while hits wait for consent': { paq: [['requireConsent'], ['trackPageView', 'secret']], then: () => window._paq.push(['enableAnonymousMeasurement', {}], ['setConsentGiven']), count: 1 },
  'while hits of queueRequest wait': { paq: [['setRequestQueueInterval', 60_000], ['queueRequest', 'action_name=secret&uid=secret&url=secret']], then: () => window._paq.push(['enableAnonymousMeasurement', {}]), count: 1, before: 0 },
  'before a tracker in the queue': { paq: [ON, "_paq.push(['addTracker', location.origin + location.pathname.replace('/page/', '/c/') + '/matomo.php', 8]);", ['trackPageView']], count: 2 },
  'before addTracker': { paq: [ON], then: () => window._paq.push(['addTracker', undefined, 8], ['trackPageView']), count: 2 },
  'before Matomo.addTracker': { paq: [ON], then: () => { window.Matomo.addTracker(undefined, 9); window._paq.push(['trackPageView']); }, count: 2 },
  'before getTracker': { paq: [ON], then: () => window.Matomo.getTracker().trackPageView('secret'), count: 1 },
  'after getTracker': { paq: ["window.matomoAsyncInit = () => { window.own = Matomo.getTracker(location.origin + '/c/x/matomo.php', 3); };", ON], then: () => { window.own.setTrackerUrl(window.Matomo.getAsyncTrackers()[0].getTrackerUrl()); window.own.trackPageView('secret'); }, count: 1 },
  'before getAsyncTracker': { paq: [ON], then: () => { const url = window.Matomo.getAsyncTrackers()[0].getTrackerUrl(); (window.Matomo.getAsyncTracker(url, 8) ?? window.Matomo.getAsyncTracker()).trackPageView('secret'); }, count: 1 },
  'before piwik_log': { paq: [ON], then: () => window.piwik_log('secret title', 7, window.Matomo.getAsyncTrackers()[0].getTrackerUrl(), { secret: 'secret' }), count: 1 },
  'before a target that does not say': { paq: [ON], then: () => { const url = window.Matomo.getAsyncTrackers()[0].getTrackerUrl(); window._paq.push(['addTargets', [{ url, siteId: 8 }]], ['trackPageView']); }, count: 2 },
};

describe('the mode is the page’s, asked for', AT_ONCE, () => {
  for (const [name, { paq, then, count, before }] of Object.entries(ORDERS)) for (const file of FILES) {
    test(`${name} (${file})`, async (t) => {
      const visit = await open(t, paq, {}, file);
      await visit.page.waitForFunction(() => window.Matomo?.initialized);
      if (then) await visit.page.evaluate(then);
      await assertClosed(visit, count, before);
      assert.deepEqual(visit.errors, []);
    });
  }

  test('after a request that the server did not take', async (t) => {
    const visit = await open(t, []);
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    await visit.page.route('**/matomo.php*', (route) => route.abort(), { times: 1 });
    const failed = visit.page.waitForEvent('requestfailed');
    await visit.push(['trackPageView', 'secret']);
    await failed;
    await visit.push(['enableAnonymousMeasurement', {}]);
    await assertClosed(visit, 1);
  });

  test('and a target is anonymous before any listener knows of it', async (t) => {
    const visit = await open(t, [['trackPageView']]);
    await visit.hits(1);
    await visit.page.evaluate((options) => {
      const url = window.Matomo.getAsyncTrackers()[0].getTrackerUrl();
      window.Matomo.on('TrackerSetup', (tracker) => { window.own ||= tracker; tracker.trackPageView('secret'); });
      window._paq.push(['addTargets', [{ url, siteId: 8, anonymous: true }], options]);
    }, OPTIONS);
    const hits = await visit.end(2);
    assert.doesNotMatch(hits[1].raw, SECRET);
  });
});

/** What is wrong, and what of it the console names. */
const WRONG = {
  'a misspelt option': [['enableAnonymousMeasurement', { ...OPTIONS, anonymus: true }], 'anonymus'],
  'a misspelt command': [['enableAnonymousMeasurment', OPTIONS], 'enableAnonymousMeasurment'],
  'a command with two letters exchanged': [['enableAnonmyousMeasurement', OPTIONS], 'enableAnonmyousMeasurement'],
  'half a command': [['enableMeasurement', OPTIONS], 'enableMeasurement'],
  'a row without its brackets': ["_paq.push('enableAnonymousMeasurement', {});", 'enableAnonymousMeasurement'],
  'a row that is none': ["_paq.push({ 0: 'enableAnonymousMeasurement', 1: {}, length: 2 });", 'enableAnonymousMeasurement'],
  'a plugin that is none': [['Crumbless::enableAnonymousMeasurement', OPTIONS], 'Crumbless::enableAnonymousMeasurement'],
  'a member that is none': [['tracker.enableAnonymousMeasurement', OPTIONS], 'tracker.enableAnonymousMeasurement'],
  'a getter that throws': ["_paq.push(['enableAnonymousMeasurement', { get url() { throw 1; } }]);", 'url'],
  'an option of the wrong kind': [['enableAnonymousMeasurement', { categories: { 0: 'secret' } }], 'categories'],
  'no options but false': [['enableAnonymousMeasurement', false], 'false'],
  'a text': [['enableAnonymousMeasurement', 'yes'], 'yes'],
};

describe('what is wrong sends nothing and says so in one line:', AT_ONCE, () => {
  for (const [name, [row, named]] of Object.entries(WRONG)) {
    test(name, async (t) => {
      const visit = await open(t, [row, ['trackPageView'], ['trackEvent', 'secret', 'secret']]);
      await visit.page.waitForFunction(() => window.Matomo?.initialized);
      await visit.page.evaluate(() => window.Matomo.getTracker().trackPageView());
      await assertClosed(visit, 0);
      assert.equal(lines(visit).filter((line) => line.includes('nothing is sent') && line.includes(named)).length, 1, lines(visit).join('\n'));
    });
  }

  test('a misspelt target, which gets nothing, and the others get theirs', async (t) => {
    const visit = await open(t, [ON, "_paq.push(['addTargets', [{ url: location.origin + '/c/none/matomo.php', siteId: 3, anonymus: true }]]);", ['trackPageView']]);
    await assertClosed(visit, 1);
    assert.equal(lines(visit).length, 1);
    assert.equal(visit.site.collector.hits('none').length, 0);
  });

});

/** Attributes that cannot be read, and those that can in a form of their own. */
const ATTRIBUTES = {
  closed: [
    "data-enable-anonymous-measurement='[{\"url\":\"https://app.example\",}]'",
    "data-enable-anonymous-measurement=\"[{'url':'https://app.example'}]\"",
    "data-enable-anonymous-measurement='{\"url\":\"https://app.example\"'",
    "data-enable-anonymous-measurement='yes'",
    "data-enable-anonymus-measurement='[{}]'",
    "data-enableAnonymousMeasurement='[{}'",
    'data-require-consent="[true"',
    "data-set-excluded-query-params=\"['q']\"",
    'data-custom-url="[https://app.example"',
  ],
  open: [
    "data-enable-anonymous-measurement='[{\"url\":\"https://app.example\"}]'",
    "data-enable-anonymous-measurement='\n  [{\"url\":\"https://app.example\"}]'",
    "data-enable-anonymous-measurement=' {\"url\":\"https://app.example\"}\n'",
    'data-enable-anonymous-measurement',
    'data-enableAnonymousMeasurement',
  ],
};

describe('attributes', AT_ONCE, () => {
  const withAttribute = (t, attribute) => worlds[CORE].visit(t, {
    search: SEARCH,
    html: ({ trackerUrl }) => `<!doctype html><title>secrettitle</title><script src="/matomo.js" data-tracker-url="${trackerUrl}" data-site-id="7" ${attribute}></script>`,
  });
  for (const attribute of ATTRIBUTES.closed) {
    test(`close: ${attribute}`, async (t) => {
      const visit = await withAttribute(t, attribute);
      await visit.push(['trackEvent', 'secret', 'secret']);
      await assertClosed(visit, 0);
      assert.equal(lines(visit).filter((line) => line.includes('nothing is sent')).length, 1, lines(visit).join('\n'));
    });
  }
  for (const attribute of ATTRIBUTES.open) {
    test(`are read: ${attribute}`, async (t) => {
      const [hit] = await assertClosed(await withAttribute(t, attribute), 1);
      assert.match(param(hit, 'url'), /^https:\/\/(app\.example|anonymous\.invalid)\/\?$/);
    });
  }
});

/** What a page may have done to its built-ins before the tracker came. */
const SPOILT = [
  'String.prototype.replace = function () { return String(this); };',
  'RegExp.prototype.exec = function () { return null; };',
  'RegExp.prototype.test = function () { return true; };',
  'RegExp.prototype[Symbol.replace] = (text) => text;',
  'delete String.prototype.replaceAll;',
  'window.RegExp = function () { return /^$/; };',
  "Array.prototype.join = function () { return 'secretjoin'; };",
  "Array.prototype.includes = function () { return true; };",
  "window.decodeURIComponent = () => 'secret';",
  "window.encodeURIComponent = () => 'secret';",
  "JSON.stringify = () => '\"secret\"';",
  "Object.prototype.url = 'https://secret.example'; Object.prototype.anonymous = 0; Object.prototype.categories = ['secretc']; Object.prototype.preset = 'secret';",
  "Object.keys = () => ['secret'];",
  'window.URL = undefined;',
  'Object.prototype.anonymous = false;',
  "Object.defineProperty(Object.prototype, 'anonymous', { get: () => ({ url: 'https://secret', allowedParameters: ['q'], eventNames: 'all', categories: ['secretc'] }), configurable: true });",
  "Object.prototype.name = 'secretname';",
  "Object.prototype.facts = { u: 'secret' };",
  "Object.prototype.toJSON = () => 'secret';",
  "Object.entries = () => [['secret', 'secret']];",
  "Object.prototype[1048576] = 'secret'; Object.prototype[2] = ['secret', 'secret', 'secret', 1, 1];",
  "Array.prototype.map = function () { return ['secret', 'secret', 'secret']; };",
  "Map.prototype.get = () => 'secret';",
  "Math.round = () => 'secret';",
  "Math.random = () => 'secret';",
  "window.String = new Proxy(String, { apply: (target, self, given) => target(...given) + 'secret' });",
  "{ const own = TextDecoder.prototype.decode; TextDecoder.prototype.decode = function (...given) { const text = own.apply(this, given); return text.includes('action_name=') ? `${text}&urlref=secret` : text.replace('matomo.php', 'matomo.php?secret=secret'); }; }",
  "{ const own = TextEncoder.prototype.encodeInto; TextEncoder.prototype.encodeInto = function (text, into) { return own.call(this, 'secret', into); }; }",
  'window.fetch = ((own) => (url, given = {}) => own(url, { method: given.method, body: given.body }))(window.fetch);',
  "window.fetch = ((own) => (url, given) => own(url + '&e_n=secret', given))(window.fetch);",
  "window.fetch = (url, given = {}) => new Promise((resolve, reject) => { const request = new XMLHttpRequest(); request.open(given.method || 'GET', url); request.onload = () => resolve(new Response('')); request.onerror = reject; request.send(given.body || null); });",
  "Object.defineProperty(Navigator.prototype, 'userAgentData', { get: () => ({ brands: [{ brand: 'secret', version: '1' }, { brand: 'Chromium', version: 'secret' }], mobile: false, platform: 'secret' }), configurable: true });",
  "Object.defineProperty(Navigator.prototype, 'userAgentData', { get: () => ({ brands: [{ brand: 'secret', version: '1' }, { brand: 'Chromium', version: 'secret' }], mobile: false, platform: 'Linux' }), configurable: true });",
];

/** What a page does that reads much of what it was given: nothing of it was declared. */
const BUSY = `_paq.push(
  ['setUserId', 'secret'], ['setReferrerUrl', 'https://secret.example'], ['trackPageView', 'secret'], ['trackEvent', 'secretc', 'a'], ['trackEvent', 'Editor', 'secret', 'secret'],
  ['trackSiteSearch', 'secret'], ['measureInteractions', [{ selector: '.save', category: 'Editor', action: 'save' }]], ['recordCall', 'API', 'n', 'a', 5], ['sendUsageReport'],
  ['addTargets', [{ url: location.origin + location.pathname.replace('/page/', '/c/') + '/matomo.php', siteId: 8 }]], ['trackPageView'], ['trackEvent', 'Editor', 'a', 'secret'],
);`;
const CLICK = "document.querySelector('.save').click();";
const BODY = '<button class="save">Save</button>';

describe('built-ins that the page replaced let nothing out:', AT_ONCE, () => {
  test('a page that replaced none says what was declared', async (t) => {
    const visit = await open(t, [ON, BUSY], { body: BODY });
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    await visit.page.evaluate(CLICK);
    const hits = await assertClosed(visit, 16);
    for (const site of ['7', '8']) {
      assert.deepEqual(hits.filter((hit) => param(hit, 'idsite') === site).map(kind).sort(), [
        'action_name=App', 'action_name=App', 'action_name=System-Report', 'e_a=XYZ', 'e_a=XYZ', 'e_a=a (count)', 'e_a=a (speed)', 'e_a=save',
      ]);
    }
  });

  for (const when of ['before', 'after']) {
    for (const spoil of SPOILT) {
      test(`${when} the start: ${spoil}`, async (t) => {
        const visit = await open(t, [ON, BUSY], { body: BODY, ...(when === 'before' && { init: spoil }) });
        await visit.page.waitForFunction(() => window.Matomo?.initialized);
        // However it ends: what a page spoils may cost its hits, but says nothing.
        if (when === 'after') await visit.page.evaluate(`${spoil}; ${BUSY}`).catch(() => {});
        await visit.page.evaluate(CLICK).catch(() => {});
        await visit.page.goto('about:blank');
        for (const { raw, headers } of visit.site.collector.hits(visit.run)) {
          assert.doesNotMatch(decodeURIComponent(raw), SECRET);
          assert.doesNotMatch(JSON.stringify(headers), SECRET);
        }
      });
    }
  }

  test('without fetch nothing is sent', async (t) => {
    await assertClosed(await open(t, [ON, ['trackPageView']], { init: 'window.fetch = undefined;' }), 0);
  });
});

describe('what a page adds to requests', AT_ONCE, () => {
  test('is read as parameters, from plugins and the site’s own processing', async (t) => {
    const visit = await open(t, [ON, "_paq.push(['setCustomRequestProcessing', (request) => 'action_name=secret&url=secret&uid=secret&' + request + '&e_n=secret&cvar=secret']);", ['trackPageView'], ['trackEvent', 'Editor', 'a']]);
    await visit.hits(2);
    await visit.page.evaluate(() => {
      window.Matomo.addPlugin('spy', { log: () => '&dimension1=secret&search=secret', event: () => '&e_c=Editor&e_a=secret&_id=secret' });
      window._paq.push(['trackPageView'], ['trackEvent', 'Editor', 'secret']);
    });
    const hits = await assertClosed(visit, 4);
    assert.deepEqual(hits.map(kind), ['action_name=App', 'e_a=XYZ', 'action_name=App', 'e_a=XYZ']);
    for (const hit of hits) assert.equal(param(hit, 'url'), 'https://app.example/?view=list');
  });

  test('gives an event no value but that of its call', async (t) => {
    const visit = await open(t, [ON, ['appendToTrackingUrl', 'e_v=491701234567'], ['trackEvent', 'Editor', 'a'], ['trackEvent', 'Editor', 'a', 'n', 2.5]]);
    await visit.hits(2);
    await visit.page.evaluate(() => {
      window.Matomo.addPlugin('spy', { event: () => '&e_v=52.520006' });
      const [tracker] = window.Matomo.getAsyncTrackers();
      tracker.setCustomRequestProcessing((request) => `e_v=-52.5&${request}`);
      window._paq.push(['trackEvent', 'Editor', 'a'], ['trackEvent', 'Editor', 'a', 'n', 3]);
    });
    const hits = await assertClosed(visit, 4);
    assert.deepEqual(hits.map((hit) => param(hit, 'e_v')), [undefined, '2.5', undefined, undefined]);
  });

  test('may drop the hit', async (t) => {
    await assertClosed(await open(t, [ON, "_paq.push(['setCustomRequestProcessing', () => '']);", ['trackPageView']]), 0);
  });

  test('in a usage report is nothing: a call without a text is a line, and no event passes by it', async (t) => {
    const visit = await open(t, [ON]);
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    await visit.page.evaluate(() => {
      window._paq.push(['recordCall', { toString: 1 }, 'n', 'a', 5], ['recordCall', 'API', 'n', 'a', 5]);
      const [tracker] = window.Matomo.getAsyncTrackers();
      tracker.setCustomRequestProcessing((request) => {
        if (!window.once) {
          window.once = true;
          window._paq.push(['trackEvent', 'secretcategory', 'secret']);
        }
        return request;
      });
      window._paq.push(['sendUsageReport', {}], ['trackEvent', 'jane@secret.example', 'secret action', 'secret name']);
    });
    const hits = await assertClosed(visit, 3);
    assert.deepEqual(hits.map(kind), ['action_name=System-Report', 'e_a=a (count)', 'e_a=a (speed)']);
    assert.equal(lines(visit).length, 1);
  });
});

describe('what the site takes out of addresses', AT_ONCE, () => {
  for (const [name, rows, search, url] of [
    ['excluded parameters', [['setExcludedQueryParams', ['view', 'module']]], '?view=secret&tab=a&module=secret', 'https://app.example/?tab=a'],
    ['the hash', [['discardHashTag', true]], '?tab=a#view=secret', 'https://app.example/?tab=a'],
  ]) {
    test(`is not said by what is allowed either: ${name}`, async (t) => {
      const options = { ...OPTIONS, allowedParameters: ['view', 'tab'], pathParameters: ['module'] };
      const [hit] = await assertClosed(await open(t, [['enableAnonymousMeasurement', options], ...rows, ['trackPageView']], { search }), 1);
      assert.equal(param(hit, 'url'), url);
    });
  }
});

describe('requests', AT_ONCE, () => {
  for (const [way, rows] of Object.entries({
    'as they go': [],
    'by GET': [['setRequestMethod', 'GET']],
    'by POST': [['setRequestMethod', 'POST'], ['disableAlwaysUseSendBeacon']],
    'without beacons': [['disableAlwaysUseSendBeacon']],
  })) {
    test(`carry neither cookies nor a referrer, and keep no cookie, ${way}, also while the page goes`, async (t) => {
      const visit = await open(t, [ON, ...rows, ['trackPageView'], "addEventListener('pagehide', () => _paq.push(['trackEvent', 'Editor', 'leave']));"], {
        cookies: ({ trackerUrl }) => [{ name: 'known', value: 'secretcookie', url: trackerUrl }],
      });
      const hits = await assertClosed(visit, 2, 1);
      for (const { headers } of hits) assert.deepEqual([headers.cookie, headers.referer], [undefined, undefined]);
    });
  }
});
