import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAttributes } from '../../js/attributes.js';
import { errorsOf, setPage } from './support/globals.mjs';

const NAMES = ['setTrackerUrl', 'setSiteId', 'setDomains', 'setDocumentTitle', 'requireConsent', 'setDeviceDetail', 'disableCredentials', 'trackPageView', 'trackEvent', 'enableLinkTracking', 'enableHeartBeatTimer'];
const GIVEN = { trackerUrl: '/matomo.php', siteId: '7' };
const START = [['setTrackerUrl', '/matomo.php'], ['setSiteId', '7']];
const USUAL = [['trackPageView'], ['enableLinkTracking']];

/** What stands in `_paq` after an element with these attributes. */
function rowsOf(t, dataset, waiting) {
  const { window } = setPage(t);
  window._paq = waiting;
  readAttributes({ dataset }, NAMES);
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

  test('that restrict what is sent about a device are never left out', (t) => {
    const errors = errorsOf(t);
    for (const [given, detail] of [['needed', ['needed']], ['', []], ['["needed"]', ['needed']], ['false', ['false']], ['[', ['[']], ['["needed"', ['["needed"']]]) {
      assert.deepEqual(rowsOf(t, { ...GIVEN, deviceDetail: given }), [...START, ['setDeviceDetail', ...detail], ...USUAL]);
    }
    assert.deepEqual(rowsOf(t, { ...GIVEN, disableCredentials: '[' }), [...START, ['disableCredentials', '['], ...USUAL]);
    assert.deepEqual(rowsOf(t, { ...GIVEN, disableCredentials: 'false' }), [...START, ...USUAL]);
    assert.equal(errors.length, 0, 'the core says what is wrong with a detail');
  });

  test('do nothing without an address, or an element', (t) => {
    assert.equal(rowsOf(t, { siteId: '7' }), undefined);
    const { window } = setPage(t);
    for (const script of [null, undefined, {}, { dataset: {} }]) readAttributes(script, NAMES);
    assert.equal(window._paq, undefined);
  });
});
