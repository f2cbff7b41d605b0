/** What the small file holds while it waits for the full one, for how long, and what becomes of it. */
import './support/full.mjs';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createUpgrade } from '../../js/page/upgrade.js';
import { errorsOf } from './support/globals.mjs';

const LACKING = ['setCustomVariable', 'ping', 'trackEcommerceOrder', 'enableAnonymousMeasurement'];
const PROTECTING = ['enableAnonymousMeasurement', 'disableCredentials'];

beforeEach(() => {
  globalThis.CRUMBLESS_BUILD = 7;
});

/** An upgrade with what it asks for and what is done, in order. */
function setUp(t, hasStarted = true) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done = [], asked = [], closed = [];
  const upgrade = createUpgrade((failed) => asked.push(failed), LACKING, PROTECTING);
  upgrade.begin((rows) => done.push(...rows), (...what) => closed.push(what), { memory: 1 });
  if (hasStarted) upgrade.started();
  /** @returns whether it waits */
  const push = (name, isKnown) => upgrade.holds(name, isKnown, () => done.push(name));
  return { upgrade, done, asked, closed, push, tick: (milliseconds) => t.mock.timers.tick(milliseconds) };
}

describe('what comes', () => {
  test('is not held before something unknown, and nothing is asked for', (t) => {
    const { asked, push } = setUp(t);
    assert.equal(push('trackPageView', true), false);
    assert.equal(asked.length, 0);
  });

  test('is held from the first unknown on, known or not, and the file is asked for once', (t) => {
    const { upgrade, asked, push, done } = setUp(t);
    assert.deepEqual([push('setCustomVariable', false), push('trackPageView', true), push('trackEcommerceOrder', false)], [true, true, true]);
    assert.deepEqual([asked.length, done, upgrade.isHolding()], [1, [], true]);
  });

  test('goes to the full file in order', (t) => {
    const { upgrade, push, done } = setUp(t);
    for (const [name, isKnown] of [['setCustomVariable', false], ['trackPageView', true], ['ping', false]]) push(name, isKnown);
    for (const [, , work] of upgrade.end()) work();
    assert.deepEqual([done, upgrade.isOver(), push('ping', false)], [['setCustomVariable', 'trackPageView', 'ping'], true, false]);
  });

  test('goes on after 5 seconds if it is known; the rest waits for the file', (t) => {
    const { upgrade, push, done, tick } = setUp(t);
    for (const [name, isKnown] of [['setCustomVariable', false], ['trackPageView', true], ['ping', false], ['trackEvent', true]]) push(name, isKnown);
    tick(4999);
    assert.deepEqual(done, []);
    tick(1);
    assert.deepEqual([done, push('trackGoal', true)], [['trackPageView', 'trackEvent'], false]);
    assert.deepEqual(upgrade.end().map(([name]) => name), ['setCustomVariable', 'ping']);
  });

  test('goes on at once when the page is left', (t) => {
    const { upgrade, push, done } = setUp(t);
    push('ping', false);
    push('trackPageView', true);
    upgrade.release();
    assert.deepEqual(done, ['trackPageView']);
  });
});

describe('without the file', () => {
  test('one line names what is not carried out, and the rest goes on', (t) => {
    const errors = errorsOf(t);
    const { upgrade, push, done, closed } = setUp(t);
    for (const [name, isKnown] of [['setCustomVariable', false], ['trackPageView', true], ['ping', false]]) push(name, isKnown);
    upgrade.fail('matomo.full.js cannot be loaded');
    assert.equal(errors.length, 1);
    assert.match(errors.text(), /^Crumbless: matomo\.full\.js cannot be loaded, so this is not carried out: setCustomVariable ping$/);
    assert.deepEqual([done, closed, push('trackEvent', true)], [['trackPageView'], [], false]);
  });
});

describe('the queue that was there before the tracker, which is held as one', () => {
  /** As js/page/facade.js takes it over. */
  function take({ upgrade, push, done }) {
    const rows = [['setCustomVariable', false], ['trackPageView', true], ['ping', false], ['trackEvent', true]];
    upgrade.ask('setCustomVariable');
    upgrade.holds('', true, () => {
      for (const [name, isKnown] of rows) if (!push(name, isKnown)) done.push(name);
    });
  }

  test('goes on after 5 seconds with what is known; the rest waits for the file', (t) => {
    const all = setUp(t);
    take(all);
    all.tick(5000);
    assert.deepEqual([all.done, all.upgrade.isHolding()], [['trackPageView', 'trackEvent'], false]);
    assert.deepEqual(all.upgrade.end().map(([name]) => name), ['setCustomVariable', 'ping']);
  });

  test('is named in one line where the file does not come, and goes on with what is known', (t) => {
    const errors = errorsOf(t);
    const all = setUp(t);
    take(all);
    all.asked[0]('it cannot be loaded');
    assert.deepEqual(all.done, ['trackPageView', 'trackEvent']);
    assert.equal(errors.length, 1);
    assert.match(errors.text(), / not carried out: setCustomVariable ping$/);
  });
});

describe('before the tracker has started', () => {
  test('what the full file does waits, and comes at once afterwards', (t) => {
    const { upgrade, done } = setUp(t, false);
    upgrade.whenStarted(() => done.push('taken over'));
    assert.deepEqual(done, []);
    upgrade.started();
    upgrade.whenStarted(() => done.push('again'));
    assert.deepEqual(done, ['taken over', 'again']);
  });

  test('a file that does not come closes and is named once there is something to close and to name', (t) => {
    const errors = errorsOf(t);
    const { upgrade, push, closed, done, asked } = setUp(t, false);
    upgrade.ask('enableAnonymousMeasurement');
    asked[0]('it cannot be loaded');
    push('ping', false);
    push('trackPageView', true);
    assert.deepEqual([closed, done, errors.length], [[], [], 0]);
    upgrade.started();
    assert.deepEqual([closed, done], [[['enableAnonymousMeasurement', 'it cannot be loaded']], ['trackPageView']]);
    assert.match(errors.text(), / not carried out: ping$/);
  });

  test('five seconds may pass, and nothing of another tracker is closed', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const upgrade = createUpgrade(() => {}, LACKING, PROTECTING);
    upgrade.ask('enableAnonymousMeasurement');
    t.mock.timers.tick(5000);
    upgrade.started();
    upgrade.fail('it is of another version');
    assert.equal(upgrade.isOver(), true);
  });
});

describe('what is to keep something back', () => {
  for (const name of PROTECTING) {
    test(`${name} is waited for without a limit, also while the page is left`, (t) => {
      const { upgrade, push, done, tick } = setUp(t);
      push(name, false);
      push('trackPageView', true);
      tick(60_000);
      upgrade.release();
      assert.deepEqual([done, Boolean(upgrade.delays(false))], [[], true]);
      for (const [, , work] of upgrade.end()) work();
      assert.deepEqual([done, Boolean(upgrade.delays(false))], [[name, 'trackPageView'], false]);
    });

    test(`${name} closes the tracker where the file does not come`, (t) => {
      errorsOf(t);
      const { upgrade, push, closed } = setUp(t);
      push(name, false);
      upgrade.fail('it cannot be loaded');
      assert.deepEqual(closed, [[name, 'it cannot be loaded']]);
    });
  }

  test('holds also where something else was asked for before', (t) => {
    const { upgrade, push, done, tick } = setUp(t);
    push('ping', false);
    push('enableAnonymousMeasurement', false);
    push('trackPageView', true);
    tick(60_000);
    assert.deepEqual([done, Boolean(upgrade.delays(false))], [[], true]);
  });
});

test('what the visitor does waits behind any command, everything else only behind what may keep something back', (t) => {
  const { upgrade, push, tick } = setUp(t);
  const delayed = () => [true, false].map((isOfVisitor) => Boolean(upgrade.delays(isOfVisitor)));
  push('trackEvent', true);
  assert.deepEqual(delayed(), [false, false]);
  push('setCustomVariable', false);
  push('resetUserId', true);
  assert.deepEqual(delayed(), [true, false]);
  push('disableCredentials', true);
  assert.deepEqual(delayed(), [true, true]);
  tick(5000);
  assert.deepEqual(delayed(), [false, false]);
});

test('the full file finds the build’s number and the running tracker, which is there only once it has begun', () => {
  const upgrade = createUpgrade(() => {}, LACKING, PROTECTING);
  assert.deepEqual([upgrade.build, upgrade.core()], [7, undefined]);
  upgrade.begin(() => {}, () => {}, { memory: 1 });
  assert.deepEqual(upgrade.core(), { memory: 1 });
});
