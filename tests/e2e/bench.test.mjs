/**
 * The benchmark measures what it says: trackers whose costs are known are put into it, and the costs come out. Each cost
 * sits where a tracker could hide it: in a promise, in a timer, in the click, at leaving.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BENCH = fileURLToPath(new URL('../../scripts/bench.mjs', import.meta.url));
const COST = { load: 60, event: 6, click: 4, leave: 30 };

/** Sends a hit for whatever it is given, and works for as long as told, by processor time as good as a loop can. */
const fakeTracker = ({ load, event, click, leave }) => `(function () {
  var url = '';
  function work(ms) { var end = performance.now() + ms; while (performance.now() < end); }
  function send(what) { navigator.sendBeacon(url, 'idsite=1&rec=1&send_image=0&e_c=' + what); }
  function apply(command) {
    if (command[0] === 'setTrackerUrl') url = command[1];
    if (command[0] === 'trackEvent') setTimeout(function () { work(${event}); send('event'); });
  }
  _paq.forEach(apply);
  _paq = { push: apply };
  document.addEventListener('click', function () { work(${click}); send('click'); });
  addEventListener('beforeunload', function () { work(${leave}); });
  Promise.resolve().then(function () { work(${load}); send('load'); });
})();`;

let folder;
const file = (name) => path.join(folder, name);

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'crumbless-bench-'));
  await writeFile(file('slow.js'), fakeTracker(COST));
  await writeFile(file('fast.js'), fakeTracker({ load: 0, event: 0, click: 0, leave: 0 }));
  await writeFile(file('mute.js'), '/* never sends */');
});
after(() => rm(folder, { recursive: true }));

const run = (...options) => promisify(execFile)(process.execPath, [BENCH, ...options]);

test('known costs come out, and aims are judged by them', async () => {
  const options = ['--ours', file('fast.js'), '--reference', file('slow.js'), '--runs', '1', '--json', file('result.json')];
  const { stdout } = await run(...options);
  const { rows } = JSON.parse(await readFile(file('result.json'), 'utf8'));
  const row = (key) => rows.find((candidate) => candidate.key === key);

  // A loop that waits for the clock uses less of the processor where others compete for it, never more.
  const costs = { scriptAtLoad: COST.load, trackEvent: COST.event, trackEventAlone: COST.event, click: COST.click, clickAlone: COST.click };
  for (const [key, cost] of Object.entries(costs)) {
    const extra = row(key).reference.median - row(key).ours.median;
    assert.ok(extra > cost * 0.25 && extra < cost * 1.5, `${key}: ${extra} ms for a cost of ${cost} ms`);
  }
  assert.ok(row('beforeunload').reference.median >= COST.leave * 0.99);
  assert.ok(row('beforeunload').ours.median < COST.leave / 2);
  assert.ok(row('clickBlocks').reference.median >= COST.click * 0.9);
  assert.ok(row('trackEventBlocks').reference.median < COST.event, 'the work was put off, so push does not wait for it');
  assert.ok(row('firstHit').ours.median > 300, 'two round trips of 165 ms lie before the first hit');
  assert.equal(row('raw').ours.median, (await readFile(file('fast.js'))).length);
  assert.match(stdout, /script time at load.* met$/m);
});

test('with --strict a missed aim is a failure', async () => {
  const options = ['--ours', file('slow.js'), '--reference', file('fast.js'), '--runs', '1'];
  const { stdout } = await run(...options);
  assert.match(stdout, /not met/);
  await assert.rejects(run(...options, '--strict'), { code: 1 });
});

test('a tracker that sends nothing is a failed measurement, not a fast one', async () => {
  await assert.rejects(run('--ours', file('mute.js'), '--runs', '1'), (error) => {
    assert.equal(error.code, 1);
    assert.match(error.stderr, /the page view did not arrive: 0 of 1 hits/);
    return true;
  });
});

test('a file that is not there is said before a browser starts', async () => {
  await assert.rejects(run('--reference', file('none.js')), /none\.js cannot be read \(ENOENT\)/);
  await assert.rejects(run('--runs', '0'), /--runs takes a positive number/);
});
