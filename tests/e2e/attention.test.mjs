/** `enableEngagement` and `enableReadability` against scripted visits. The page's clock is ours. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { engine } from '../engines/engines.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { hide } from '../vectors/player/replay.mjs';
import { arrived, end } from './support/measured.mjs';
import { application } from './support/module.mjs';
import { KEPT, leaveKept, restore, startKeepingWorld } from './support/restored.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const world = worlds[CORE];

const later = (visit, seconds) => visit.page.clock.runFor(seconds * 1000);
const show = (visit) => visit.page.evaluate(() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
});
/** What a visitor does, without one. */
const sign = (visit, type = 'keydown') => visit.page.evaluate((name) => void document.body.dispatchEvent(new Event(name, { bubbles: true })), type);
const route = (visit, path) => visit.page.evaluate((to) => {
  history.pushState(null, '', to);
  document.title = `Page ${to}`;
}, path);

/** The steps of a script: so many seconds, or something that happens. */
async function play(visit, steps) {
  for (const step of steps) {
    if (typeof step == 'number') await later(visit, step);
    else if (step === 'hide') await hide(visit.page);
    else if (step === 'show') await show(visit);
    else if (step.startsWith('/')) await route(visit, step);
    else await sign(visit, step);
  }
}

const isMeasured = (hit) => param(hit, 'e_c') === 'Engagement';
const isOf = (action) => (hit) => isMeasured(hit) && param(hit, 'e_a') === action;
const secondsOf = (hits) => hits.map((hit) => Number(param(hit, 'e_v')));
const sumOf = (hits) => secondsOf(hits.filter(isOf('Time'))).reduce((sum, seconds) => sum + seconds, 0);

/** The file that measures has run when its element is told so. */
function noteLoaded() {
  document.addEventListener('load', ({ target }) => {
    if (/engagement/.test(target.src)) window.isMeasuring = true;
  }, true);
}

/** A page that measures, its clock standing still: what was loading by then did not take any time of it. */
async function open(t, rows, { using = world, ...parts } = {}) {
  const prepare = async (page) => {
    await page.clock.install({ time: 1e12 });
    await page.clock.pauseAt(1e12 + 60_000);
  };
  const visit = await using.visit(t, { paq: [...rows, ['trackPageView']], init: noteLoaded, prepare, ...parts });
  await visit.hits(1);
  await visit.page.waitForFunction(() => window.isMeasuring);
  return visit;
}

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`the time of a page view with ${file}`, AT_ONCE, () => {
    test('is that in which it was visible and used, once it is left', async (t) => {
      const visit = await open(t, [['enableEngagement']], { using: worlds[file] });
      await play(visit, [7, 'keydown', 5.3]);
      const hits = await end(visit, 2, 1);
      assert.deepEqual([kind(hits[1]), param(hits[1], 'e_n'), param(hits[1], 'e_v')], ['e_a=Time', undefined, '12']);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  });
}

describe('the time of a page view', AT_ONCE, () => {
  /** Each script with the seconds that a visitor was there. */
  const SCRIPTS = [
    ['ends where nothing was done for thirty seconds', [90], 30],
    ['goes on with the next sign', [45, 'scroll', 12.2], 42.2],
    ['has each of two idle ends', [40, 'focusin', 33, 'keydown', 4], 64],
    ['goes on through signs', [20, 'pointermove', 20, 'scroll', 20, 'pointerdown', 20], 80],
    ['has no hidden second', [8, 'hide', 500, 'show', 6], 14],
    ['begins anew when a page is shown again', [29, 'hide', 100, 'show', 29], 58],
    ['is not what was done out of sight', [5, 'hide', 10, 'keydown', 10, 'show', 3], 8],
    ['is idle before it is hidden', [50, 'hide', 10, 'show', 1], 31],
  ];
  for (const [title, steps, seconds] of SCRIPTS) {
    test(title, async (t) => {
      const visit = await open(t, [['enableEngagement']]);
      await play(visit, steps);
      const hits = await end(visit, steps.includes('hide') ? 3 : 2, 1);
      const sum = sumOf(hits);
      assert.ok(Math.abs(sum - seconds) <= 0.5, `${sum} of ${seconds} seconds`);
    });
  }

  test('adds up, however often it is said', async (t) => {
    const visit = await open(t, [['enableEngagement']]);
    for (let times = 0; times < 6; times += 1) await play(visit, [2.4, 'hide', 3, 'show']);
    const hits = await end(visit, 7, 7);
    assert.deepEqual(secondsOf(hits.slice(1)), [2, 3, 2, 3, 2, 2]);
    assert.equal(sumOf(hits), Math.round(6 * 2.4));
    assert.equal(new Set(hits.map((hit) => param(hit, 'pv_id'))).size, 1);
  });

  test('of less than half a second is not said, and comes with the next', async (t) => {
    const visit = await open(t, [['enableEngagement']]);
    await play(visit, [0.4, 'hide', 1, 'show', 0.4]);
    assert.deepEqual(secondsOf((await end(visit, 2, 1)).slice(1)), [1]);
  });

  test('is that of each page of an application, with its address and id', async (t) => {
    const visit = await open(t, [['enableSpaTracking'], ['enableEngagement']]);
    await play(visit, [11, '/one', 2, 'keydown', 6, '/two', 2, 'keydown', 4]);
    const hits = await end(visit, 6, 5);
    const times = hits.filter(isOf('Time'));
    const views = hits.filter((hit) => !isMeasured(hit));
    assert.deepEqual(times.map((hit) => [new URL(param(hit, 'url')).pathname, param(hit, 'pv_id')]), views.map((hit) => [new URL(param(hit, 'url')).pathname, param(hit, 'pv_id')]));
    // Until its title has settled, a page is none yet.
    const [first, second, third] = secondsOf(times);
    assert.equal(first, 11);
    assert.ok(second >= 7 && second <= 8, `${second}`);
    assert.ok(third >= 5 && third <= 6, `${third}`);
  });

  test('is that of each page that a site counts itself', async (t) => {
    const visit = await open(t, [['enableEngagement']]);
    await later(visit, 9);
    await visit.push(['setCustomUrl', '/next'], ['trackPageView', 'Next']);
    await later(visit, 4);
    const hits = await end(visit, 4, 3);
    assert.deepEqual(hits.filter(isOf('Time')).map((hit) => [new URL(param(hit, 'url')).pathname, param(hit, 'e_v')]), [[`/page/${visit.run}`, '9'], ['/next', '4']]);
  });

  test('is told to each tracker', async (t) => {
    const visit = await open(t, [['enableEngagement']]);
    await visit.page.evaluate((url) => {
      const other = Matomo.addTracker(url, 9);
      other.enableEngagement();
      other.trackPageView();
    }, visit.trackerUrl);
    await later(visit, 0.1); // Where no client hints are waited for, hits leave from a timer.
    await visit.hits(2);
    await later(visit, 6);
    const hits = await end(visit, 4, 2);
    assert.deepEqual(hits.filter(isOf('Time')).map((hit) => [param(hit, 'idsite'), param(hit, 'e_v')]).sort(), [['7', '6'], ['9', '6']]);
  });

  test('takes idleAfter as the seconds without a sign', async (t) => {
    const visit = await open(t, [['enableEngagement', { idleAfter: 5 }]]);
    await play(visit, [20, 'keydown', 20]);
    assert.equal(sumOf(await end(visit, 2, 1)), 10);
  });

  test('has neither title nor address in anonymous measurement', async (t) => {
    const visit = await open(t, [['enableAnonymousMeasurement', { url: 'https://app.example/' }], ['enableEngagement']], { title: 'Secret title', search: '?user=ann' });
    await later(visit, 3);
    const [, time] = await end(visit, 2, 1);
    assert.deepEqual([kind(time), param(time, 'e_v')], ['e_a=Time', '3']);
    assert.doesNotMatch(JSON.stringify(time.params), /Secret|ann"|visit-/);
  });
});

describe('a page that was read', AT_ONCE, () => {
  /** Each script with whether it was read by its end, of ten seconds. */
  const SCRIPTS = [
    ['for long enough', [10.1], true],
    ['for too short a time', [9.8], false],
    ['for long enough, but hidden', [4, 'hide', 30, 'show', 5], false],
    ['before and after it was hidden, with no sign since', [3, 'hide', 2, 'show', 7.2], true],
    ['in many parts', [3, 'hide', 20, 'show', 3, 'hide', 20, 'show', 3, 'hide', 20, 'show', 1.2], true],
  ];
  for (const [title, steps, isRead] of SCRIPTS) {
    test(`${isRead ? 'says so' : 'says nothing'}: ${title}`, async (t) => {
      const visit = await open(t, [['enableReadability', 10]]);
      await play(visit, steps);
      const hits = await end(visit, isRead ? 2 : 1);
      if (isRead) assert.deepEqual([kind(hits[1]), param(hits[1], 'e_n'), param(hits[1], 'e_v')], ['e_a=Read', undefined, '10']);
    });
  }

  test('says so while it stays, once, after thirty seconds where no number is given', async (t) => {
    const visit = await open(t, [['enableReadability']]);
    await play(visit, [29, 'keydown']);
    assert.equal(visit.site.collector.hits(visit.run).length, 1);
    await later(visit, 1.2);
    assert.equal(kind((await visit.hits(2))[1]), 'e_a=Read');
    await play(visit, ['keydown', 29, 'keydown', 29]);
    await end(visit, 2);
  });

  test('goes on counting when an idle visitor is back', async (t) => {
    const visit = await open(t, [['enableReadability', 40]]);
    await play(visit, [70, 'scroll', 9]);
    assert.equal(visit.site.collector.hits(visit.run).length, 1);
    await later(visit, 1.2);
    await end(visit, 2, 2);
  });

  test('is each page of an application by itself', async (t) => {
    const visit = await open(t, [['enableSpaTracking'], ['enableReadability', 5]]);
    await play(visit, [3, '/one', 1, 'keydown', 5, '/two', 1, 'keydown', 3]);
    const hits = await end(visit, 4, 4);
    assert.deepEqual(hits.filter(isOf('Read')).map((hit) => new URL(param(hit, 'url')).pathname), ['/one']);
  });
});

describe('what is given wrongly', AT_ONCE, () => {
  const WRONG = [
    ['enableEngagement', { idleAfter: 0 }], ['enableEngagement', { idleAfter: '30' }], ['enableEngagement', { idleAfter: null }], ['enableEngagement', 30], ['enableEngagement', [30]],
    ['enableReadability', 0], ['enableReadability', '30'], ['enableReadability', 3601], ['enableReadability', null], ['enableReadability', {}],
  ];
  for (const [command, given] of WRONG) {
    test(`${command}(${JSON.stringify(given)}) is one line, and the right one works afterwards`, async (t) => {
      const visit = await open(t, [[command, given]]);
      await visit.line((text) => text.includes(command));
      await visit.push([command, ...(command === 'enableReadability' ? [5] : [])]);
      await later(visit, 5.2);
      const hits = await end(visit, 2, 1);
      assert.ok(isMeasured(hits[1]));
      assert.equal(visit.messages.length, 1);
      assert.match(visit.messages[0].text, /needs an? (number|object)/);
      assert.deepEqual(visit.errors, []);
    });
  }
});

describe('a page from the back/forward cache', { skip: engine === 'firefox' && 'its driver turns the cache off' }, () => {
  const cached = startKeepingWorld();

  for (const isCounted of [false, true]) {
    test(`has ${isCounted ? 'a time of its own where it is counted' : 'the time of both'}, and none of its absence`, async (t) => {
      const rows = isCounted ? [['setCountRestored', true], ['enableEngagement']] : [['enableEngagement']];
      const html = ({ trackerUrl }) => ({ type: 'text/html; charset=utf-8', body: buildPage({ title: 'A page', paq: [...rows, ['trackPageView']] }, trackerUrl), headers: KEPT });
      const visit = await open(t, [], { using: cached, html });
      await later(visit, 6);
      await leaveKept(visit);
      await arrived(visit, 2);
      await restore(visit);
      await later(visit, 4);
      const hits = await end(visit, isCounted ? 4 : 3, isCounted ? 3 : 2);
      const times = hits.filter(isOf('Time'));
      assert.deepEqual(secondsOf(times), [6, 4]);
      assert.equal(new Set(times.map((hit) => param(hit, 'pv_id'))).size, isCounted ? 2 : 1);
    });
  }
});

describe('the ES module', () => {
  test('measures too', async (t) => {
    const visit = await application(world, t, {
      options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['enableReadability', 1], ['trackPageView']] }),
    });
    const hits = await visit.hits(2);
    assert.deepEqual(hits.map(kind), ['action_name=Secret title', 'e_a=Read']);
    await end(visit, 2);
  });
});
