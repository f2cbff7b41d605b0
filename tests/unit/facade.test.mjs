import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DRAFT_TARGET_RETURN as RETURN, DRAFT_TARGET_SEND as SEND, ENTRY_DRAFT as DRAFT, EVENT_HIDDEN as HIDDEN, EVENT_LEAVING as LEAVING, EVENT_ONLINE as ONLINE,
  EVENT_RESTORED as RESTORED, EVENT_SHOWN as SHOWN,
} from '../../js/bridge/protocol.js';
import * as host from '../../js/bridge/host.js';
import { emit } from './support/effects.mjs';
import { errorsOf } from './support/globals.mjs';
import { URL, setUp } from './support/shim.mjs';


/** What the core was told, without questions. */
const commands = (calls) => calls.filter(([, name]) => !String(name).startsWith('get'));

describe('the first tracker', () => {
  test('takes over what waits in _paq, some commands first, and what is pushed from then on', (t) => {
    const { matomo, told, window } = setUp(t);
    window._paq = [['trackPageView', 'Title'], ['setUserId', 'me'], ['setTrackerUrl', URL], ['setSiteId', '7'], ['trackEvent', 'c', 'a']];
    matomo.addTracker();
    assert.deepEqual(told(), [
      ['add'], [1, 'setTrackerUrl', URL], [1, 'setSiteId', '7'], [1, 'setUserId', 'me'], [1, 'trackPageView', 'Title'], [1, 'trackEvent', 'c', 'a'],
    ]);
    window._paq.push(['trackPageView'], ['trackEvent', 'c', 'b']);
    assert.deepEqual(told(), [[1, 'trackPageView'], [1, 'trackEvent', 'c', 'b']]);
  });

  test('commands pushed while the queue is applied go on at once', (t) => {
    const { matomo, told, window } = setUp(t);
    window._paq = [[() => window._paq.push(['trackEvent', 'pushed'])], ['trackPageView']];
    matomo.addTracker(URL, 7);
    assert.deepEqual(commands(told()), [['add', URL, '7'], [1, 'trackEvent', 'pushed'], [1, 'trackPageView']]);
  });

  test('a command the core does not have throws out of push alone', (t) => {
    errorsOf(t);
    const { matomo, told, window } = setUp(t);
    window._paq = [['nonsense'], ['trackPageView']];
    matomo.addTracker(URL, 7);
    assert.deepEqual(told().at(-1), [1, 'trackPageView']);
    assert.throws(() => window._paq.push(['nonsense']), TypeError);
  });
});

describe('several trackers', () => {
  test('a tracker added by another has its address, and every command reaches both', (t) => {
    const { matomo, told, window } = setUp(t);
    const main = matomo.addTracker(URL, 7);
    const other = main.addTracker(undefined, 8);
    assert.deepEqual(matomo.getAsyncTrackers(), [main, other]);
    assert.deepEqual(commands(told()), [['add', URL, '7'], ['add', URL, '8']]);
    window._paq.push(['trackPageView']);
    assert.deepEqual(told(), [[1, 'trackPageView'], [2, 'trackPageView']]);
    assert.equal(matomo.addTracker('http://other.example/', 9), matomo.getAsyncTrackers()[2]);
    assert.deepEqual(commands(told()), [['add', 'http://other.example/', '9']]);
  });

  test('one that a getter asks for while the core reads it comes afterwards, with its commands', (t) => {
    let late;
    const { matomo, told } = setUp(t, { behaviours: { trackEvent: () => {
      late = matomo.getTracker('http://own.example/', 9);
      late.trackPageView('Late');
    } } });
    matomo.addTracker(URL, 7).trackEvent('c', 'a');
    late.trackPageView('Later');
    const rows = told();
    assert.deepEqual(commands(rows), [
      ['add', URL, '7'], [1, 'trackEvent', 'c', 'a'], ['add', 'http://own.example/', '9'], [2, 'trackPageView', 'Late'], [2, 'trackPageView', 'Later'],
    ]);
  });

  test('so does one that is to be as the first, or as the one that adds it', (t) => {
    const { matomo, told } = setUp(t, { behaviours: { trackEvent: () => {
      matomo.getTracker().trackPageView('As the first');
      matomo.getAsyncTrackers()[0].addTracker(undefined, 9).trackPageView('Added');
    } } });
    matomo.addTracker(URL, 7).trackEvent('c', 'a');
    assert.deepEqual(commands(told()), [
      ['add', URL, '7'], [1, 'trackEvent', 'c', 'a'], ['add', URL, '7'], [2, 'trackPageView', 'As the first'], ['add', URL, '9'], [3, 'trackPageView', 'Added'],
    ]);
  });

  test('getTracker makes one that _paq does not reach', (t) => {
    const { matomo, told, window } = setUp(t);
    matomo.addTracker(URL, 7);
    const own = matomo.getTracker('http://own.example/', 9);
    const like = matomo.getTracker();
    assert.deepEqual(commands(told()).slice(1), [['add', 'http://own.example/', '9'], ['add', URL, '7']]);
    assert.equal(matomo.getAsyncTrackers().length, 1);
    window._paq.push(['trackPageView']);
    assert.deepEqual(told(), [[1, 'trackPageView']]);
    own.trackPageView();
    like.trackPageView();
    assert.deepEqual(told(), [[2, 'trackPageView'], [3, 'trackPageView']]);
  });

  test('getAsyncTracker finds one by address and site', (t) => {
    const { matomo } = setUp(t);
    const main = matomo.getAsyncTracker(URL, 7);
    const other = matomo.addTracker(undefined, '8');
    assert.equal(matomo.getAsyncTracker(), main);
    assert.equal(matomo.getAsyncTracker(URL, '7'), main);
    assert.equal(matomo.getAsyncTracker(URL, 8), other);
    assert.equal(matomo.getAsyncTracker(undefined, 8), other);
    assert.equal(matomo.getAsyncTracker('http://nowhere.example/', 8), undefined);
  });

  test('new ones are announced', (t) => {
    const { matomo } = setUp(t);
    const seen = [];
    matomo.on('TrackerSetup', (tracker) => seen.push(['setup', tracker]));
    matomo.on('TrackerAdded', (tracker) => seen.push(['added', tracker]));
    const main = matomo.addTracker(URL, 7);
    assert.deepEqual(seen.map(([event]) => event), ['setup', 'added']);
    assert.ok(seen.every(([, tracker]) => tracker === main));
    const own = matomo.getTracker(URL, 8);
    assert.deepEqual(seen.slice(2), [['setup', own]]);
  });
});

describe('return values', () => {
  test('come from the core', (t) => {
    const { matomo } = setUp(t);
    const tracker = matomo.addTracker(URL, 7);
    assert.deepEqual([tracker.getTrackerUrl(), tracker.getSiteId()], [URL, '7']);
    assert.equal(tracker.trackPageView(), undefined);
  });

  test('getAttributionInfo and getVisitorInfo are made of several', (t) => {
    const returns = (string) => ({ result }) => result(string);
    const behaviours = {
      getVisitorId: returns('1234567890abcdef'),
      getAttributionCampaignName: returns('Spring'),
      getAttributionCampaignKeyword: returns('rust'),
      getAttributionReferrerTimestamp: ({ text }) => emit('ReturnNumber', text('1800000000')),
      getAttributionReferrerUrl: returns('http://search.example/'),
    };
    const { matomo } = setUp(t, { behaviours });
    const tracker = matomo.addTracker(URL, 7);
    assert.deepEqual(tracker.getAttributionInfo(), ['Spring', 'rust', 1_800_000_000, 'http://search.example/']);
    const [isNew, id, time] = tracker.getVisitorInfo();
    assert.deepEqual([isNew, id], ['1', '1234567890abcdef']);
    assert.ok(Math.abs(time - Date.now() / 1000) < 2);
  });
});

describe('requests on their way past plugins', () => {
  const drafting = {
    trackPageView: ({ text }) => emit('Draft', SEND, text('log'), text('a=1'), text('tail=1'), 3),
    getRequest: ({ text }) => emit('Draft', RETURN, text(''), text('a=1'), text(''), 90),
  };
  const drafts = (calls) => calls.filter(([door]) => door === 'draft');

  test('what the hooks return stands between head and tail', (t) => {
    const { matomo, told } = setUp(t, { behaviours: drafting });
    const tracker = matomo.addTracker(URL, 7);
    const seen = [];
    matomo.addPlugin('One', { log: (parameters) => { seen.push(parameters); return '&one=1'; } });
    tracker.addPlugin('Two', { log: () => '&two=2' });
    tracker.trackPageView();
    assert.deepEqual(drafts(told()), [['draft', 1, SEND, 'a=1&one=1&two=2&tail=1', 'false', 'a=1', '0']]);
    assert.deepEqual([seen[0].tracker, seen[0].request], [tracker, 'a=1']);
  });

  test('the site’s own processing comes last, for its tracker alone, and can be taken off', (t) => {
    const { matomo, told } = setUp(t, { behaviours: drafting });
    const tracker = matomo.addTracker(URL, 7);
    const other = matomo.addTracker(URL, 8);
    matomo.addPlugin('One', { log: () => '&one=1' });
    tracker.setCustomRequestProcessing((request) => `${request}&own=1`);
    tracker.trackPageView();
    other.trackPageView();
    tracker.setCustomRequestProcessing(null);
    tracker.trackPageView();
    assert.deepEqual(drafts(told()).map(([, number, , request]) => [number, request]), [
      [1, 'a=1&one=1&tail=1&own=1'], [2, 'a=1&one=1&tail=1'], [1, 'a=1&one=1&tail=1'],
    ]);
  });

  test('getRequest returns what the processing makes of it', (t) => {
    const { matomo, told } = setUp(t, { behaviours: drafting });
    const tracker = matomo.addTracker(URL, 7);
    tracker.setCustomRequestProcessing((request) => `${request}&own=1`);
    assert.equal(tracker.getRequest('a=1'), 'a=1&own=1');
    assert.deepEqual(drafts(told()), []);
  });

  test('processing that throws is reported and stops nothing else', (t) => {
    const errors = errorsOf(t);
    const { matomo, told } = setUp(t, { behaviours: drafting });
    const tracker = matomo.addTracker(URL, 7);
    tracker.setCustomRequestProcessing(() => { throw new Error('by the page'); });
    tracker.trackPageView();
    tracker.trackEvent('c', 'a');
    assert.deepEqual(told().at(-1), [1, 'trackEvent', 'c', 'a']);
    assert.match(errors.text(), /by the page/);
  });

  test('a callback gets the request, the address and the outcome, after the hit left', (t) => {
    const { core, matomo } = setUp(t, { behaviours: drafting });
    const tracker = matomo.addTracker(URL, 7);
    const hooks = [];
    const { enter } = core.exports;
    core.exports.enter = (door, ...rest) => {
      if (door === DRAFT) hooks.push(host.hook(2));
      return enter(door, ...rest);
    };
    const heard = [];
    tracker.trackPageView(undefined, undefined, (result) => heard.push(result));
    tracker.trackPageView(undefined, undefined, (result) => heard.push(result));
    const [one, other] = host.takeHooks(hooks.join('\x1f'));
    const xhr = {};
    one(true);
    other(false, xhr);
    const said = { request: 'a=1&tail=1', trackerUrl: URL };
    assert.deepEqual(heard, [{ ...said, success: true, xhr: undefined }, { ...said, success: false, xhr }]);
    assert.equal(heard[1].xhr, xhr);
  });
});

describe('a page that is left', () => {
  const events = (calls) => calls.filter(([door]) => door === 'event').map(([, tracker, number]) => [tracker, number]);

  test('tells every tracker, and the plugins before', (t) => {
    const { matomo, told, window, document } = setUp(t);
    matomo.addTracker(URL, 7);
    matomo.getTracker(URL, 8);
    const seen = [];
    matomo.addPlugin('One', { unload: () => { seen.push(events(told())); } });
    told();
    window.happens('pagehide');
    assert.deepEqual(events(told()), [[1, LEAVING], [2, LEAVING]]);
    window.happens('pageshow');
    assert.deepEqual(events(told()), [[1, SHOWN], [2, SHOWN]]);
    assert.deepEqual(seen, []);
    document.visibilityState = 'hidden';
    document.happens('visibilitychange');
    assert.deepEqual([seen, events(told())], [[[]], [[1, HIDDEN], [2, HIDDEN]]]);
    document.visibilityState = 'visible';
    document.happens('visibilitychange');
    assert.deepEqual(events(told()), [[1, SHOWN], [2, SHOWN]]);
    window.happens('beforeunload');
    assert.deepEqual(events(told()), [[1, HIDDEN], [2, HIDDEN], [1, SHOWN], [2, SHOWN]]);
    window.happens('online');
    assert.deepEqual(events(told()), [[1, ONLINE], [2, ONLINE]]);
    window.happens('pageshow', { persisted: true });
    assert.deepEqual(events(told()), [[1, SHOWN], [2, SHOWN], [1, RESTORED], [2, RESTORED]]);
  });

  test('tells the plugins once each time, also after a visitor who chose to stay', (t) => {
    const { matomo, window, document } = setUp(t);
    matomo.addTracker(URL, 7);
    let times = 0;
    matomo.addPlugin('One', { unload: () => { times += 1; } });
    const hide = () => {
      document.visibilityState = 'hidden';
      document.happens('visibilitychange');
    };
    const leave = () => {
      window.happens('beforeunload');
      window.happens('pagehide');
      hide();
    };
    window.happens('beforeunload');
    assert.equal(times, 1);
    hide();
    assert.equal(times, 2, 'the visitor stayed, and looks at another page');
    leave();
    assert.equal(times, 3);
    window.happens('pageshow', { persisted: true });
    leave();
    assert.equal(times, 4);
  });

  test('a plugin that throws holds nothing back', (t) => {
    errorsOf(t);
    const { matomo, told, window } = setUp(t);
    matomo.addTracker(URL, 7);
    matomo.addPlugin('One', { unload() { throw new Error('by the plugin'); } });
    told();
    assert.doesNotThrow(() => window.happens('beforeunload'));
    assert.deepEqual(events(told()), [[1, HIDDEN], [1, SHOWN]]);
  });
});

describe('window.Matomo', () => {
  test('runs what waits for the page at once when it is ready, else then, once', (t) => {
    const { matomo, window, document } = setUp(t);
    const calls = [];
    matomo.DOM.onLoad(() => calls.push('load'));
    matomo.DOM.onReady(() => calls.push('ready'));
    assert.deepEqual(calls.splice(0), ['load', 'ready']);
    document.readyState = 'loading';
    matomo.DOM.onLoad(() => calls.push('load'));
    matomo.DOM.onReady(() => calls.push('ready'));
    assert.deepEqual(calls, []);
    document.happens('DOMContentLoaded');
    document.happens('DOMContentLoaded');
    window.happens('load');
    assert.deepEqual(calls.splice(0), ['ready', 'load']);
    document.readyState = 'interactive';
    matomo.DOM.onReady(() => calls.push('ready'));
    assert.deepEqual(calls, ['ready']);
  });

  test('listens for the page, and has its JSON', (t) => {
    const { matomo } = setUp(t);
    const given = [];
    matomo.DOM.addEventListener({ addEventListener: (...rest) => given.push(rest) }, 'click', given, undefined);
    matomo.DOM.addEventListener({ addEventListener: (...rest) => given.push(rest) }, 'click', given, true);
    assert.deepEqual(given.map(([type, handler, capture]) => [type, handler === given, capture]), [['click', true, undefined], ['click', true, true]]);
    assert.equal(matomo.JSON.stringify({ a: 1 }), '{"a":1}');
    assert.equal(matomo.initialized, false);
  });

  test('makes plugin calls that came too early', (t) => {
    const { matomo, window } = setUp(t);
    matomo.addTracker(URL, 7);
    const calls = [];
    window._paq.push(['Media::scan', 1]);
    matomo.Media = { scan: (given) => calls.push(given) };
    matomo.retryMissedPluginCalls();
    assert.deepEqual(calls, [1]);
  });
});
