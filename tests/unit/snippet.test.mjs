/** The snippet's options, forms and faults. tests/cli/snippet.test.mjs has a browser read what it makes of hostile texts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { CORE_COMMANDS, FULL_FILE, needsFull, OPTIONS, snippet, TRACKER_FILE } from '../../js/snippet.js';
import { CORE, FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const PLACE = { url: 'https://your.matomo.example/', siteId: 1 };
const FIRST = [['trackPageView'], ['enableLinkTracking']];
const COOKIELESS = ['disableCookies'];
const LAST = [['setTrackerUrl', 'https://your.matomo.example/matomo.php'], ['setSiteId', '1']];

/** What the page's `_paq` holds after an inline snippet, and the script that it put in. */
function run(html) {
  const inserted = [];
  const own = { nonce: 'n', parentNode: { insertBefore: (script) => inserted.push(script) } };
  const document = { createElement: () => ({}), getElementsByTagName: () => [own], currentScript: own, title: 'A page' };
  const window = {};
  const [, source] = /<script[^>]*>([^]*)<\/script>/.exec(html);
  vm.runInNewContext(source, { window, document, location: { hostname: 'www.site.example' } });
  return { rows: plain(window._paq), script: plain(inserted)[0], count: inserted.length };
}
/** Arrays of another realm are not equal to ours. */
const plain = (value) => JSON.parse(JSON.stringify(value));
const rowsOf = (options) => run(snippet({ ...PLACE, ...options })).rows;
const attributes = (options) => snippet({ ...PLACE, form: 'attribute', ...options }).split('\n')[1];

describe('the inline form', () => {
  test("is what the snippet of docs/website.md does", () => {
    const website = readFileSync(path.join(import.meta.dirname, '../../docs/website.md'), 'utf8');
    const [own] = /<!-- Matomo -->[^]*?<!-- End Matomo Code -->/.exec(website);
    assert.deepEqual(run(snippet(PLACE)), run(own));
  });

  test('wants no cookies, tracks the page and its links, then says where to, with our own file', () => {
    const { rows, script, count } = run(snippet(PLACE));
    assert.deepEqual(rows, [COOKIELESS, ...FIRST, ...LAST]);
    assert.deepEqual([TRACKER_FILE, script, count], ['crumbless.js', { async: true, src: 'https://your.matomo.example/crumbless.js' }, 1]);
  });

  test('says disableCookies once, before the page view, unless it is left out', () => {
    for (const disableCookies of [undefined, null, true]) assert.deepEqual(rowsOf({ disableCookies }), [COOKIELESS, ...FIRST, ...LAST]);
    assert.deepEqual(rowsOf({ disableCookies: false }), [...FIRST, ...LAST]);
    assert.deepEqual(rowsOf({ commands: [['setUserId', '5'], COOKIELESS] }), [['setUserId', '5'], COOKIELESS, ...FIRST, ...LAST]);
    assert.deepEqual(rowsOf({ disableCookies: false, commands: [COOKIELESS] }), [COOKIELESS, ...FIRST, ...LAST]);
  });

  const EACH = {
    requireConsent: [true, ['requireConsent']],
    doNotTrack: [true, ['setDoNotTrack', true]],
    documentTitle: ['A title', ['setDocumentTitle', 'A title']],
    titleWithDomain: [true, ['setDocumentTitle', 'www.site.example/A page']],
    domains: ['*.shop.example', ['setDomains', ['*.shop.example']]],
    campaignNameKey: [['mc', 'campaign'], ['setCampaignNameKey', ['mc', 'campaign']]],
    campaignKeywordKey: ['kw', ['setCampaignKeywordKey', ['kw']]],
    disableCampaignParameters: [true, ['disableCampaignParameters']],
    excludedQueryParams: [['sid'], ['setExcludedQueryParams', ['sid']]],
    excludedReferrers: [['pay.example'], ['setExcludedReferrers', ['pay.example']]],
    disableBundling: [true, ['disableBundling']],
    userId: ['5', ['setUserId', '5']],
    heartBeat: [true, ['enableHeartBeatTimer']],
    spa: [true, ['enableSpaTracking']],
    commands: [[['setCustomVariable', 1, 'a', { b: [null, -1.5, true] }]], ['setCustomVariable', 1, 'a', { b: [null, -1.5, true] }]],
    customDimensions: [{ 2: 'a value' }, ['setCustomDimension', 2, 'a value']],
  };
  for (const [name, [value, row]] of Object.entries(EACH)) {
    test(`${name} makes a row before the page view`, () => {
      const rows = rowsOf({ [name]: value, disableCookies: false });
      assert.deepEqual(rows, [row, ...FIRST, ...LAST]);
    });
  }

  test('every option that makes rows was tried', () => {
    const tried = [...Object.keys(EACH), 'crossDomain', 'disableCookies'];
    assert.deepEqual(OPTIONS.filter(({ rows }) => rows).map(({ name }) => name).sort(), tried.sort());
  });

  test('more forms of some', () => {
    assert.deepEqual(rowsOf({ domains: ['a.example'], crossDomain: true, disableCookies: false }).slice(0, 2), [['setDomains', ['a.example']], ['enableCrossDomainLinking']]);
    assert.deepEqual(rowsOf({ heartBeat: 10 })[1], ['enableHeartBeatTimer', 10]);
    assert.deepEqual(rowsOf({ customDimensions: [[1, 'a'], [3, 'b']] }).slice(1, 3), [['setCustomDimension', 1, 'a'], ['setCustomDimension', 3, 'b']]);
    assert.deepEqual(rowsOf({ heartBeat: false, disableCookies: false, userId: undefined, spa: null }), [...FIRST, ...LAST]);
    assert.deepEqual(rowsOf({ trackPageView: false, enableLinkTracking: false }), [COOKIELESS, ...LAST]);
    assert.deepEqual(rowsOf({ trackPageView: false, commands: [['trackPageView', 'A title']] })[1], ['trackPageView', 'A title']);
  });

  test('hands its nonce on to the script that it puts in', () => {
    const html = snippet({ ...PLACE, nonce: 'r4nd0m' });
    assert.match(html, /<script nonce="r4nd0m">/);
    assert.equal(run(html).script.nonce, 'n'); // what the browser says the nonce is
    assert.match(snippet({ ...PLACE, nonce: '<?= $nonce ?>' }), /<script nonce="<\?= \$nonce \?>">/);
  });

  test('has no character that could end the script, whatever it says', () => {
    const hostile = `</script><!--<script>]]>&amp;\u2028\u2029"'\\`;
    const html = snippet({ ...PLACE, documentTitle: hostile, commands: [['setCustomData', { [hostile]: hostile, ['__proto__']: 1 }]] });
    const [, source] = /<script>([^]*)<\/script>/.exec(html);
    assert.doesNotMatch(source, /[<>&\u2028\u2029]/);
    assert.deepEqual(rowsOf({ documentTitle: hostile })[0], ['setDocumentTitle', hostile]);
    assert.match(html, /\["__proto__"\]: 1/);
  });
});

describe('where things are', () => {
  const script = (options) => run(snippet({ ...PLACE, ...options })).script.src;
  const receiver = (url) => rowsOf({ url }).find(([name]) => name === 'setTrackerUrl')[1];

  test('the address may be that of the Matomo or of its matomo.php, with a host or without', () => {
    assert.equal(receiver('https://m.example'), 'https://m.example/matomo.php');
    assert.equal(receiver('https://m.example/stats'), 'https://m.example/stats/matomo.php');
    assert.equal(receiver('https://m.example/stats/piwik.php'), 'https://m.example/stats/piwik.php');
    assert.equal(receiver('//m.example/stats/'), '//m.example/stats/matomo.php');
    assert.equal(receiver('/'), '/matomo.php');
    assert.equal(receiver('/stats'), '/stats/matomo.php');
  });

  test('the file is the one that has every command if the small one lacks any of the page, unless you name another', () => {
    for (const [options, file] of [
      [{ heartBeat: true, domains: 'a.example', crossDomain: true }, TRACKER_FILE],
      [{ spa: true }, FULL_FILE],
      [{ disableBundling: true }, FULL_FILE],
      [{ commands: [['trackEcommerceOrder', '1', 2]] }, FULL_FILE],
      [{ commands: [['FormAnalytics::scanForForms']] }, FULL_FILE],
      [{ spa: true, file: 'matomo.js' }, 'matomo.js'],
    ]) {
      assert.equal(script(options), `https://your.matomo.example/${file}`);
      assert.equal(attributesSource(options), options.commands?.[0][0].includes('::') ? undefined : `https://your.matomo.example/${file}`);
      assert.equal(needsFull({ ...PLACE, ...options }), file !== TRACKER_FILE);
    }
    assert.equal(script({ spa: true, scriptUrl: '/js/tracker.js' }), '/js/tracker.js');
  });

  test('what the small file has is what the build says', () => {
    const { names, elsewhere } = commandsOf(fromRoot(CORE));
    assert.deepEqual([...CORE_COMMANDS].sort(), [...names].sort());
    assert.deepEqual(commandsOf(fromRoot(FULL)).names.filter((name) => !CORE_COMMANDS.includes(name)).sort(), [...elsewhere].sort());
  });

  /** Of the attribute form, which cannot say everything. */
  function attributesSource(options) {
    try {
      return /src="([^"]*)"/.exec(attributes(options))[1];
    } catch {
      return undefined;
    }
  }

  test('the file lies beside it, or elsewhere', () => {
    assert.equal(script({}), `https://your.matomo.example/${TRACKER_FILE}`);
    assert.equal(script({ file: 'matomo.js' }), 'https://your.matomo.example/matomo.js');
    assert.equal(script({ url: '/stats', file: 'js/tracker.js?v=2' }), '/stats/js/tracker.js?v=2');
    assert.equal(script({ scriptUrl: '//cdn.example/a/matomo.js' }), '//cdn.example/a/matomo.js');
    assert.equal(script({ scriptUrl: '/assets/matomo.js' }), '/assets/matomo.js');
  });

  test('an image for visitors without JavaScript comes after the script', () => {
    const lines = snippet({ ...PLACE, siteId: 'a&b', noscript: true }).split('\n');
    assert.equal(lines.at(-2), '<noscript><img src="https://your.matomo.example/matomo.php?idsite=a%26b&amp;rec=1" alt="" referrerpolicy="no-referrer-when-downgrade"></noscript>');
  });
});

describe('the attribute form', () => {
  const start = '<script async src="https://your.matomo.example/crumbless.js" data-tracker-url="https://your.matomo.example/matomo.php" data-site-id="1"';

  test('is one element without inline code', () => {
    assert.equal(attributes({}), `${start} data-disable-cookies></script>`);
    assert.equal(attributes({ disableCookies: false }), `${start}></script>`);
    assert.equal(attributes({ commands: [['disableCookies']] }), `${start} data-disable-cookies></script>`);
    assert.equal(attributes({ nonce: 'a"b' }), `${start.replace('async', 'async nonce="a&quot;b"')} data-disable-cookies></script>`);
  });

  test('names a command by an attribute, without "set" where it has that', () => {
    const all = attributes({ requireConsent: true, doNotTrack: true, documentTitle: 'A “title” & more', domains: ['*.a.example'], heartBeat: 10, enableLinkTracking: false });
    assert.equal(all, `${start} data-document-title="A “title” &amp; more" data-domains='[["*.a.example"]]' data-do-not-track="[true]" data-disable-cookies data-require-consent data-enable-heart-beat-timer="[10]" data-enable-link-tracking="false"></script>`);
    assert.match(attributes({ commands: [['setAPIUrl', '/m']] }), / data-a-p-i-url="\/m"/);
  });

  test('writes as JSON what would be taken for something else', () => {
    for (const [text, value] of [['false', '["false"]'], ['[x]', '["[x]"]'], [' x', '[" x"]'], ['a\nb', '["a\\nb"]'], ['\ud800', '["\\ud800"]']]) {
      assert.ok(attributes({ userId: text }).includes(` data-user-id='${value}'`), JSON.stringify(text));
    }
    assert.match(attributes({ userId: `it's "5"` }), / data-user-id="it's &quot;5&quot;"/);
    assert.match(attributes({ trackPageView: false, commands: [['trackPageView', 'A title']] }), / data-track-page-view="A title">/);
  });

  const CANNOT = {
    'a command twice': { customDimensions: { 1: 'a', 2: 'b' } },
    'the same command by an option and a row': { userId: '5', commands: [['setUserId', '6']] },
    'what only a script knows': { titleWithDomain: true },
    "a plugin's command": { commands: [['HeatmapSessionRecording::disable']] },
  };
  for (const [name, options] of Object.entries(CANNOT)) {
    test(`cannot say ${name}`, () => assert.throws(() => attributes(options), { name: 'TypeError', message: /use the form inline/ }));
  }
});

describe('wrong options', () => {
  const cyclic = ['setCustomData', {}];
  cyclic[1].self = cyclic;
  const WRONG = {
    'no options': [undefined, /takes an object/],
    'no address': [{ url: undefined }, /"url" is missing/],
    'no site': [{ siteId: null }, /"siteId" is missing/],
    'an option that there is not': [{ spaa: true }, /^Unknown option "spaa"/],
    'a site below 1': [{ siteId: 0 }, /"siteId" must be/],
    'an address without a scheme': [{ url: 'm.example' }, /begins with https:/],
    'an address that runs code': [{ url: 'javascript:alert(1)//' }, /begins with https:/],
    'a folder that is a host to a browser': [{ url: '/\\evil.example/' }, /begins with https:/],
    'another such folder': [{ url: '/.//evil.example/' }, /begins with https:/],
    'an address with a password': [{ url: 'https://u:p@m.example/' }, /begins with https:/],
    'an address with a query': [{ url: 'https://m.example/?a=1' }, /without "\?"/],
    'a file elsewhere': [{ file: 'https://cdn.example/matomo.js' }, /"scriptUrl"/],
    'a file above': [{ url: 'https://m.example/a/', file: '../matomo.js' }, /"scriptUrl"/],
    'a form that there is not': [{ form: 'module' }, /"inline" or "attribute"/],
    'a text for a switch': [{ disableCookies: 'yes' }, /true or false/],
    'an empty user id': [{ userId: '' }, /not empty/],
    'an empty list': [{ domains: [] }, /none of them empty/],
    'an empty word': [{ excludedQueryParams: ['a', ' '] }, /none of them empty/],
    'no seconds': [{ heartBeat: 0 }, /above 0/],
    'a dimension without a number': [{ customDimensions: { first: 'a' } }, /by dimension number/],
    'a dimension without a value': [{ customDimensions: { 1: '' } }, /by dimension number/],
    'rows that are none': [{ commands: ['setUserId'] }, /array of rows/],
    'a function': [{ commands: [['setCustomRequestProcessing', () => '']] }, /JSON can represent/],
    'a hole': [{ commands: [['trackEvent', , 'a']] }, /JSON can represent/], // eslint-disable-line no-sparse-arrays
    'no number': [{ commands: [['trackGoal', NaN]] }, /JSON can represent/],
    'a date': [{ commands: [['setCustomData', new Date(0)]] }, /JSON can represent/],
    'a circle': [{ commands: [cyclic] }, /JSON can represent/],
    'another address by a row': [{ commands: [['setTrackerUrl', '/x']] }, /use the options "url"/],
    'a second page view': [{ commands: [['trackPageView']] }, /trackPageView is already in every snippet/],
    'two titles': [{ titleWithDomain: true, documentTitle: 'a' }, /use one of them/],
    'other domains that are not named': [{ crossDomain: true }, /needs "domains"/],
    'an image that does not wait for consent': [{ noscript: true, requireConsent: true }, /consent/],
    'a nonce of two lines': [{ nonce: 'a\nb' }, /on one line/],
  };
  for (const [name, [options, says]] of Object.entries(WRONG)) {
    test(`${name}: a sentence`, () => {
      const given = options && { ...PLACE, ...options };
      assert.throws(() => snippet(given), (error) => error instanceof TypeError && says.test(error.message) && error.message.endsWith('.'));
    });
  }
});
