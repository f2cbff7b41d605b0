import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as host from '../../js/bridge/host.js';
import * as protocol from '../../js/bridge/protocol.js';
import { emit } from './support/effects.mjs';
import { errorsOf, setGlobals } from './support/globals.mjs';
import { URL, setUp } from './support/shim.mjs';

describe('effects of the core', () => {
  test('a timer set again restarts and comes back as its event', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const behaviours = { trackPageView: () => emit('After', 50, 3), trackEvent: () => emit('After', 10, 4) };
    const { matomo, told } = setUp(t, { behaviours });
    const tracker = matomo.addTracker(URL, 7);
    tracker.trackPageView();
    t.mock.timers.tick(40);
    tracker.trackPageView();
    tracker.trackEvent();
    told();
    t.mock.timers.tick(20);
    assert.deepEqual(told(), [['event', 1, 4]]);
    t.mock.timers.tick(40);
    assert.deepEqual(told(), [['event', 1, 3]]);
  });

  const NO_ANSWER = String(protocol.NO_ANSWER);
  const { EVENT_POLICY_VIOLATION: POLICY_VIOLATION, EVENT_SENT: SENT, TRANSPORT_FETCH: FETCH } = protocol;
  const sending = (number, url) => ({ text }) => emit('Send', FETCH + 1, number, text(url), text(''), text(''), text(''), text('0'));

  test('what became of a request comes back under its number, in whatever order', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const fetched = [];
    setGlobals(t, { fetch: () => new Promise((respond, fail) => { fetched.push({ respond, fail }); }) });
    const behaviours = { trackPageView: sending(20, 'http://c/one'), trackEvent: sending(21, 'http://c/two') };
    const { matomo, told } = setUp(t, { behaviours, page: { baseURI: 'http://page.example/' } });
    const tracker = matomo.addTracker(URL, 7);
    tracker.trackPageView();
    tracker.trackEvent();
    told();
    fetched[1].fail();
    await new Promise(setImmediate);
    fetched[0].respond({ status: 503 });
    await new Promise(setImmediate);
    t.mock.timers.tick(0);
    assert.deepEqual(told().map((row) => row.slice(0, 5)), [['event', 1, SENT, '20', '503'], ['event', 1, SENT, '21', NO_ANSWER]]);
  });

  test('a policy violation is reported to each tracker', (t) => {
    const { matomo, document, told } = setUp(t);
    matomo.addTracker(URL, 7);
    matomo.addTracker(URL, 8);
    told();
    document.happens('securitypolicyviolation', { toString: () => 'the report' });
    assert.deepEqual(told(), [['event', 1, POLICY_VIOLATION, 'the report'], ['event', 2, POLICY_VIOLATION, 'the report']]);
  });

  test('callbacks are called with what the core says of the request, and one that throws stops no other', async (t) => {
    const errors = errorsOf(t);
    const heard = [];
    const events = { [SENT]: () => emit('Notify', 5, heard.length ? protocol.KIND_FALSE : protocol.KIND_TRUE) };
    for (const expected of [true, false]) {
      setGlobals(t, { fetch: async () => ({ status: 200 }) });
      const send = ({ text }) => {
        const hooks = [host.hook(1), host.hook(2)].join(protocol.LIST_SEPARATOR);
        emit('Send', FETCH + 1, 20, text('http://c/one'), text(''), text(''), text(''), text(hooks));
      };
      const { matomo } = setUp(t, { behaviours: { trackPageView: send }, events });
      const tracker = matomo.addTracker(URL, 7);
      await new Promise((resolve) => {
        tracker.trackPageView(() => { throw new Error('by the page'); }, (success) => resolve(heard.push(success)));
      });
      assert.equal(heard.at(-1), expected);
    }
    assert.match(errors.text(), /by the page/);
  });

  test('failures are reported on a page without URL', async (t) => {
    setGlobals(t, { URL: undefined, fetch: async () => ({ status: 503 }) });
    const { matomo, told } = setUp(t, { behaviours: { trackPageView: sending(20, 'http://c/one') } });
    const tracker = matomo.addTracker(URL, 7);
    tracker.trackPageView();
    told();
    await new Promise(setImmediate);
    assert.deepEqual(told().map((row) => row.slice(2, 5)), [[SENT, '20', '503']]);
  });

  test('an event due soon comes before any timer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { matomo, told } = setUp(t, { behaviours: { trackPageView: () => emit('Soon', 0) } });
    const tracker = matomo.addTracker(URL, 7);
    tracker.trackPageView();
    assert.deepEqual(told().filter(([door]) => door === 'event'), []);
    await Promise.resolve();
    assert.deepEqual(told(), [['event', 1, 0]]);
  });

  test('client hints come back, or that the browser refused', async (t) => {
    const { EVENT_HINTS: HINTS } = protocol;
    let give;
    const userAgentData = { getHighEntropyValues: () => new Promise((resolve, reject) => { give = { resolve, reject }; }) };
    setGlobals(t, { navigator: { userAgentData } });
    const { matomo, told } = setUp(t, { behaviours: { trackPageView: () => host.ask_hints() } });
    const tracker = matomo.addTracker(URL, 7);
    const hints = () => told().filter(([door]) => door === 'event');

    tracker.trackPageView();
    give.resolve('the hints');
    await Promise.resolve();
    assert.deepEqual(hints(), [['event', 1, HINTS, 'the hints']]);

    tracker.trackPageView();
    give.reject(new Error('refused'));
    await new Promise(setImmediate);
    assert.deepEqual(hints(), [['event', 1, HINTS]]);
  });

  test('a link is listened to on the document, before the page’s own listeners', (t) => {
    const { EVENT_POINTER: POINTER, LISTEN_CLICKS, LISTEN_POINTER } = protocol;
    const behaviours = { trackPageView: () => emit('Listen', LISTEN_POINTER, 0), trackEvent: () => emit('Listen', LISTEN_CLICKS, 1) };
    const { matomo, document, told } = setUp(t, { behaviours });
    globalThis.window.self = globalThis.window;
    const tracker = matomo.addTracker(URL, 7);
    const element = { types: [], addEventListener(type, listener, capture) { this.types.push([type, capture]); } };
    tracker.trackEvent(element);
    assert.deepEqual(element.types, [['click', true]]);
    setGlobals(t, { window: globalThis, document });
    tracker.trackPageView();
    assert.deepEqual(['click', 'mousedown', 'mouseup', 'contextmenu'].map((type) => document.listens(type).length), [1, 1, 1, 1]);
    assert.ok(document.listens('click')[0].options);
    told();
    document.happens('click', { toString: () => 'the event' });
    assert.deepEqual(told(), [['event', 1, POINTER, 'the event']]);
  });

  test('window.onerror is heard and left to the page', (t) => {
    const { EVENT_ERROR: ERROR, LISTEN_ERRORS } = protocol;
    const heard = [];
    const { matomo, window, told } = setUp(t, {
      behaviours: { trackPageView: () => emit('Listen', LISTEN_ERRORS, 0) },
      page: { onerror(...error) { heard.push(error); return true; } },
    });
    const tracker = matomo.addTracker(URL, 7);
    tracker.trackPageView();
    told();
    assert.equal(window.onerror('message', 'file.js', 3, 4), true, 'what the page’s own handler says');
    assert.deepEqual(heard, [['message', 'file.js', 3, 4]]);
    assert.deepEqual(told(), [['event', 1, ERROR, 'message', 'file.js', '3', '4']]);
  });

  test('a message of the core names the command', (t) => {
    const errors = errorsOf(t);
    const { matomo } = setUp(t, { behaviours: { trackEvent: ({ text }) => emit('Log', text('needs a category')) } });
    matomo.addTracker(URL, 7).trackEvent();
    assert.match(errors.text(), /trackEvent.*needs a category/);
  });
});
