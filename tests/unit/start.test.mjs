import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from '../../js/page/start.js';
import { errorsOf, setGlobals } from './support/globals.mjs';

/** Starts on a window with these properties, and says in which order things happened. */
function startOn(t, properties = {}) {
  const order = [];
  const window = { ...properties };
  setGlobals(t, { window, document: { readyState: 'complete' } });
  const trackers = [];
  const matomo = {
    initialized: false,
    getAsyncTrackers: () => trackers,
    addTracker(address = 'https://matomo.example/matomo.php') {
      order.push('addTracker');
      trackers.push({ address });
    },
    trigger: (event) => order.push(`${event} ${matomo.initialized}`),
  };
  const run = () => start(() => { order.push('create'); return { matomo, hasAddress: () => trackers.some(({ address }) => address) }; });
  return { order, window, matomo, trackers, run };
}

const BEGUN = 'MatomoInitialized false';

describe('start', () => {
  test('gives the tracker its three names, then makes it and says so', (t) => {
    const { order, window, matomo, run } = startOn(t, { _paq: [['trackPageView']] });
    run();
    assert.deepEqual([window.Matomo, window.Piwik, window.AnalyticsTracker], [matomo, matomo, matomo]);
    assert.deepEqual(order, ['create', 'addTracker', BEGUN]);
    assert.equal(matomo.initialized, true);
  });

  test('calls the callbacks in Matomo’s order, before the first tracker is made', (t) => {
    const { order, window, run } = startOn(t, { _paq: [['trackPageView']] });
    window.matomoAsyncInit = () => order.push('matomo');
    window.piwikAsyncInit = () => order.push('piwik');
    window.matomoPluginAsyncInit = [() => order.push('plugin 1'), () => order.push('plugin 2')];
    run();
    assert.deepEqual(order, ['create', 'plugin 1', 'plugin 2', 'piwik', 'matomo', 'addTracker', BEGUN]);
  });

  test('makes no tracker where a callback made one', (t) => {
    const { order, window, trackers, run } = startOn(t, { _paq: [['trackPageView']] });
    const queue = window._paq;
    window.matomoAsyncInit = () => trackers.push({});
    run();
    assert.deepEqual(order, ['create', BEGUN]);
    assert.equal(window._paq, queue);
  });

  test('a callback that throws, or is none, costs nothing', (t) => {
    const errors = errorsOf(t);
    const { order, window, run } = startOn(t, { _paq: [['trackPageView']], piwikAsyncInit: 'no function' });
    window.matomoPluginAsyncInit = [() => { throw new Error('by the plugin'); }, null, 5, () => order.push('next plugin')];
    window.matomoAsyncInit = () => order.push('matomo');
    run();
    assert.deepEqual(order, ['create', 'next plugin', 'matomo', 'addTracker', BEGUN]);
    assert.equal(errors.length, 1);
    assert.match(errors.text(), /by the plugin/);
  });

  test('keeps a window.Matomo that is there already', (t) => {
    const { order, window, matomo, run } = startOn(t, { _paq: [['trackPageView']] });
    window.Matomo = matomo;
    run();
    assert.equal(window.Matomo, matomo);
    assert.deepEqual(order, ['addTracker', BEGUN]);
  });

  test('keeps an AnalyticsTracker of somebody else', (t) => {
    const theirs = {};
    const { window, matomo, run } = startOn(t, { AnalyticsTracker: theirs });
    run();
    assert.deepEqual([window.AnalyticsTracker === theirs, window.Matomo === matomo], [true, true]);
  });

  test('without commands there is no tracker, and a later push says how to get one', (t) => {
    const errors = errorsOf(t);
    for (const nothing of [undefined, null, [], {}, 5, { push() {} }]) {
      const { order, window, run } = startOn(t, { _paq: nothing });
      run();
      assert.deepEqual(order, ['create', BEGUN]);
      assert.match(errors.text(errors.length - 1), /nothing says where hits go/);
      const before = errors.length;
      window._paq.push(['trackPageView']);
      assert.equal(errors.length, before + 1);
      assert.match(errors.text(before), /addTracker/);
    }
  });

  test('says so where no tracker knows where hits go, and is silent where any does', (t) => {
    const errors = errorsOf(t);
    for (const [address, isSaid] of [['', true], [undefined, true], ['https://matomo.example/matomo.php', false]]) {
      for (const callback of ['matomoAsyncInit', 'matomoPluginAsyncInit']) {
        const before = errors.length;
        const { trackers, window, run } = startOn(t, { _paq: [['trackEvent', 'a', 'b']] });
        window[callback] = () => trackers.push({ address });
        run();
        assert.equal(errors.length - before, isSaid ? 1 : 0, `${address} ${callback}`);
        if (isSaid) assert.match(errors.text(before), /nothing says where hits go/);
      }
    }
  });
});
