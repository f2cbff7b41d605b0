import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAttributes } from '../../js/page/attributes.js';
import { errorsOf, setPage } from './support/globals.mjs';

const NAMES = ['setTrackerUrl', 'setSiteId', 'setDomains', 'setDocumentTitle', 'requireConsent', 'setDeviceDetail', 'disableCredentials', 'trackPageView', 'trackEvent', 'enableLinkTracking', 'enableHeartBeatTimer'];
const PROTECTING = ['requireConsent', 'optUserOut', 'setExcludedQueryParams', 'setDocumentTitle', 'setDeviceDetail', 'disableCredentials'];
const GIVEN = { trackerUrl: '/matomo.php', siteId: '7' };
const START = [['setTrackerUrl', '/matomo.php'], ['setSiteId', '7']];
const USUAL = [['trackPageView'], ['enableLinkTracking']];

/** What stands in `_paq` after an element with these attributes. */
function rowsOf(t, dataset, waiting) {
  const { window } = setPage(t);
  window._paq = waiting;
  readAttributes({ dataset }, NAMES, PROTECTING);
  return window._paq;
}

describe('the attributes of the tracker’s element', () => {
  test('say address and site, and a page view and links follow', (t) => {
    assert.deepEqual(rowsOf(t, GIVEN), [...START, ...USUAL]);
  });

  test('are commands with no argument, one, or those of an array', (t) => {
    const rows = rowsOf(t, { ...GIVEN, requireConsent: '', documentTitle: 'A "title"', enableHeartBeatTimer: '30', domains: '[["a.example", "*.b.example"]]', trackEvent: '["c", "a", null, 2]' });
    assert.deepEqual(rows, [
      ...START, ['requireConsent'], ['setDocumentTitle', 'A "title"'], ['enableHeartBeatTimer', '30'],
      ['setDomains', ['a.example', '*.b.example']], ['trackEvent', 'c', 'a', null, 2], ...USUAL,
    ]);
  });

  test('may say where the usual ones stand, or that they are not wanted', (t) => {
    assert.deepEqual(rowsOf(t, { trackPageView: 'A title', ...GIVEN, enableLinkTracking: 'false', requireConsent: 'false' }), [['trackPageView', 'A title'], ...START]);
  });

  test('that are no command belong to others', (t) => {
    errorsOf(t);
    assert.deepEqual(rowsOf(t, { ...GIVEN, cfasync: 'false', turboTrack: 'reload', constructor: 'x', cookieconsent: 'statistics' }), [...START, ...USUAL]);
  });

  test('go behind what waits', (t) => {
    assert.deepEqual(rowsOf(t, GIVEN, [['trackEvent', 'c', 'a']]), [['trackEvent', 'c', 'a'], ...START, ...USUAL]);
  });

  test('that are not valid JSON are a line in the console, and cost no other', (t) => {
    const errors = errorsOf(t);
    assert.deepEqual(rowsOf(t, { ...GIVEN, domains: '["a.example"' }), [...START, ...USUAL]);
    assert.equal(errors.length, 1);
  });

  test('may begin on a line of their own, and a JSON object is one argument', (t) => {
    const rows = rowsOf(t, { ...GIVEN, domains: '\n  [["a.example"]]\n', trackEvent: ' {"a": 1}' });
    assert.deepEqual(rows, [...START, ['setDomains', ['a.example']], ['trackEvent', { a: 1 }], ...USUAL]);
  });

  test('that were to keep something back and cannot be read are named, and so are misspelt ones', (t) => {
    const errors = errorsOf(t);
    setPage(t);
    const dataset = { ...GIVEN, requireConsent: '[true', documentTitle: '{"a"', domains: '[a', enableAnonymusMeasurement: '', anonymous: 'x',
      requireConsents: '', optUserOutt: '', excludeQueryParams: 'q', cookieconsent: 'statistics', consentCategory: 'a', theme: 'dark' };
    const unreadable = readAttributes({ dataset }, NAMES, PROTECTING);
    assert.deepEqual(unreadable.map(([name]) => name), ['requireConsent', 'documentTitle', 'enableAnonymusMeasurement', 'anonymous',
      'requireConsents', 'optUserOutt', 'excludeQueryParams']);
    for (const [, why] of unreadable) assert.ok(String(why));
    assert.equal(errors.length, 1, 'of the domains alone');
  });

  test('that restrict what is sent about a device are never left out', (t) => {
    const errors = errorsOf(t);
    for (const [given, detail] of [['needed', ['needed']], ['', []], ['["needed"]', ['needed']], ['false', ['false']]]) {
      assert.deepEqual(rowsOf(t, { ...GIVEN, deviceDetail: given }), [...START, ['setDeviceDetail', ...detail], ...USUAL]);
    }
    setPage(t);
    for (const dataset of [{ ...GIVEN, deviceDetail: '["needed"' }, { ...GIVEN, disableCredentials: '[' }]) {
      assert.equal(readAttributes({ dataset }, NAMES, PROTECTING).length, 1);
    }
    assert.deepEqual(rowsOf(t, { ...GIVEN, disableCredentials: 'false' }), [...START, ...USUAL]);
    assert.equal(errors.length, 0, 'the core says what is wrong with a detail');
  });

  test('do nothing without an address, or an element', (t) => {
    assert.equal(rowsOf(t, { siteId: '7' }), undefined);
    const { window } = setPage(t);
    for (const script of [null, undefined, {}, { dataset: {} }]) assert.deepEqual(readAttributes(script, NAMES, PROTECTING), []);
    assert.equal(window._paq, undefined);
  });
});
