import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyAll, createQueue } from '../../js/page/queue.js';
import { errorsOf, hostile } from './support/globals.mjs';

/** A tracker whose commands write down that they were called. */
function createTracker(calls, name = '') {
  const tracker = {};
  for (const command of ['setSiteId', 'setTrackerUrl', 'setUserId', 'trackPageView', 'trackEvent']) {
    tracker[command] = (...given) => calls.push([name + command, ...given]);
  }
  return tracker;
}

function setUp() {
  const calls = [];
  const closed = [];
  const trackers = [createTracker(calls)];
  const matomo = {};
  const queue = createQueue(trackers, () => matomo, (what) => closed.push(what), ['requireConsent', 'optUserOut', 'setExcludedQueryParams', 'setDocumentTitle']);
  return { calls, closed, trackers, matomo, queue };
}

describe('the initial queue', () => {
  const FIRST = ['setUserId', 'setSiteId'];

  test('some commands are applied first, in their own order, the others as they came', () => {
    const { calls, queue } = setUp();
    const rows = [
      ['trackEvent', 1], ['setSiteId', 2], ['trackPageView'], ['setUserId', 3], ['setSiteId', 4], ['trackEvent', 5],
    ];
    applyAll(rows, FIRST, queue.apply);
    assert.deepEqual(calls, [
      ['setUserId', 3], ['setSiteId', 2], ['setSiteId', 4], ['trackEvent', 1], ['trackPageView'], ['trackEvent', 5],
    ]);
    assert.equal(rows.length, 6, 'the page keeps its own array');
  });

  test('a row that is none, or a wrong one, costs the others nothing', (t) => {
    const errors = errorsOf(t);
    const { calls, queue } = setUp();
    const rows = [
      null, undefined, 5, Symbol('row'), {}, [], '', hostile(), hostile([]), ['no such command'], [undefined], [Symbol('name')],
      [{ toString() { throw new Error('by the page'); } }], [() => { throw new Error('by the page'); }],
      ['trackPageView', 'still here'], ['setSiteId', 7],
    ];
    applyAll(rows, FIRST, queue.apply);
    assert.deepEqual(calls, [['setSiteId', 7], ['trackPageView', 'still here']]);
    assert.ok(errors.length > 3, 'and the console says what was wrong');
  });

  test('what is no command closes where it was meant as one that keeps something back', (t) => {
    errorsOf(t);
    const MEANT = [
      ['requireConsents'], ['RequireConsent'], ['requireConsent '], ['requiresConsent'], ['reqireConsnt'], ['optUserOuts'], ['excludedQueryParam'],
      ['setExcludeQueryParams'], ['enableAnonymous'], 'requireConsent', { 0: 'requireConsent', length: 1 },
    ];
    const OTHERS = [['consent'], ['setUserIds'], ['requireJs'], ['trackPageViews'], ['excludedReferrers'], ['a'], [''], ['Consent::requireConsent'], ['Consent.requireConsent'], [5], 'x'];
    for (const [rows, isMeant] of [[MEANT, true], [OTHERS, false]]) {
      for (const row of rows) {
        const { closed, queue } = setUp();
        applyAll([row], FIRST, queue.apply);
        assert.equal(closed.length > 0, isMeant, JSON.stringify(row));
      }
    }
  });

  test('no queue is an empty one', () => {
    const { calls, queue } = setUp();
    for (const nothing of [undefined, null, [], 0, false, {}]) applyAll(nothing, FIRST, queue.apply);
    assert.deepEqual(calls, []);
  });
});

describe('_paq.push', () => {
  test('takes several rows at once', () => {
    const { calls, queue } = setUp();
    queue.push(['trackPageView'], ['trackEvent', 'c', 'a'], ['setUserId', 'me']);
    assert.deepEqual(calls, [['trackPageView'], ['trackEvent', 'c', 'a'], ['setUserId', 'me']]);
    assert.equal(queue.push(), undefined);
  });

  test('gives a command to every tracker, but what names one to the first alone', () => {
    const { calls, trackers, queue } = setUp();
    trackers.push(createTracker(calls, 'second '));
    queue.push(['trackPageView'], ['setSiteId', 2], ['setTrackerUrl', 'u']);
    assert.deepEqual(calls, [['trackPageView'], ['second trackPageView'], ['setSiteId', 2], ['setTrackerUrl', 'u']]);
  });

  test('runs a function with each tracker as this', () => {
    const { trackers, queue } = setUp();
    trackers.push(createTracker([]));
    const seen = [];
    queue.push([function (...given) { seen.push([this, ...given]); }, 1, 2]);
    assert.deepEqual(seen, trackers.map((tracker) => [tracker, 1, 2]));
  });

  test('throws a TypeError for an unknown command, after the other rows ran', (t) => {
    const errors = errorsOf(t);
    const { calls, queue } = setUp();
    assert.throws(
      () => queue.push(['trackPageView'], ['doesNotExist'], ['trackEvent', 'c', 'a']),
      (error) => error instanceof TypeError && error.message.includes('doesNotExist'),
    );
    assert.deepEqual(calls, [['trackPageView'], ['trackEvent', 'c', 'a']]);
    assert.match(errors.text(), /doesNotExist/);
  });

  test('throws what the first wrong row threw, whatever it is', (t) => {
    errorsOf(t);
    const { calls, queue } = setUp();
    const first = new RangeError('first');
    const throwing = (error) => [() => { throw error; }];
    assert.throws(() => queue.push(throwing(first), throwing(new Error('second')), ['trackPageView']), (error) => error === first);
    assert.deepEqual(calls, [['trackPageView']]);
  });

  test('applies the good rows among hostile ones', (t) => {
    errorsOf(t);
    const { calls, queue } = setUp();
    for (const row of [null, undefined, 5, {}, hostile(), hostile([]), [hostile()], [Symbol('name')], [Object.create(null)]]) {
      calls.length = 0;
      assert.throws(() => queue.push(row, ['trackPageView']));
      assert.deepEqual(calls, [['trackPageView']]);
    }
  });

  test('commands of Object.prototype are none', (t) => {
    errorsOf(t);
    const { queue } = setUp();
    assert.throws(() => queue.push(['__proto__']), TypeError);
  });
});

describe('plugin calls', () => {
  test('a.b calls the method b of the plugin object a of each tracker', () => {
    const { trackers, queue } = setUp();
    const calls = [];
    trackers[0].Media = { enable(...given) { calls.push([this === trackers[0].Media, ...given]); } };
    queue.push(['Media.enable', 1, 2]);
    assert.deepEqual(calls, [[true, 1, 2]]);
  });

  test('an unknown method of a known plugin is reported and throws nothing', (t) => {
    const errors = errorsOf(t);
    const { trackers, queue } = setUp();
    trackers[0].Media = {};
    queue.push(['Media.nothing']);
    assert.match(errors.text(), /Media\.nothing/);
  });

  test('A::b calls the static method b of the plugin A', () => {
    const { matomo, queue } = setUp();
    const calls = [];
    matomo.Media = { scan(...given) { calls.push([this === matomo.Media, ...given]); } };
    queue.push(['Media::scan', 'here']);
    assert.deepEqual(calls, [[true, 'here']]);
  });

  test('calls that come too early are made when their plugin is there, once', () => {
    const { trackers, matomo, queue } = setUp();
    const calls = [];
    queue.push(['Media::scan', 1], ['Media.enable', 2], ['Other::later', 3]);
    queue.retry();
    assert.deepEqual(calls, []);
    matomo.Media = { scan: (given) => calls.push(['scan', given]) };
    trackers[0].Media = { enable: (given) => calls.push(['enable', given]) };
    queue.retry();
    assert.deepEqual(calls, [['scan', 1], ['enable', 2]]);
    queue.retry();
    assert.equal(calls.length, 2);
    matomo.Other = { later: (given) => calls.push(['later', given]) };
    queue.retry();
    assert.deepEqual(calls.at(-1), ['later', 3]);
  });

  test('a call that throws when it is made at last does not lose the others', (t) => {
    errorsOf(t);
    const { matomo, queue } = setUp();
    const calls = [];
    queue.push(['Media::bad'], ['Media::good']);
    matomo.Media = { bad() { throw new Error('by the page'); }, good: () => calls.push('good') };
    queue.retry();
    assert.deepEqual(calls, ['good']);
  });
});
