/**
 * The benchmark measures what it says: trackers whose costs are known are put into it, and the costs come out. Each cost
 * sits where a tracker could hide it: in a promise, in a timer, in the click, at leaving.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BENCH = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));
/** In units of work, each about a millisecond of processor time. */
const COST = { load: 60, event: 6, click: 4, leave: 30, scan: 80 };

/**
 * Sends a hit for whatever it is given, and works as much as told: by the amount, not by the clock, which runs on while other
 * programs have the processor; and outside of compiled code, which would get faster on the way.
 */
const fakeTracker = ({ load, event, click, leave, scan }) => `(function () {
  var url = '';
  var base = 3n, power = 60000n;
  function work(units) { while (units--) base ** power; }
  function send(what) { navigator.sendBeacon(url, 'idsite=1&rec=1&send_image=0&e_c=' + what); }
  function sendContent() {
    var hits = Array.from(document.querySelectorAll('[data-track-content]'), function () { return '?idsite=1&rec=1&c_n=a'; });
    while (hits.length) fetch(url, { method: 'POST', body: JSON.stringify({ requests: hits.splice(0, 500), send_image: 0 }) });
  }
  function apply(command) {
    if (command[0] === 'setTrackerUrl') url = command[1];
    if (command[0] === 'trackAllContentImpressions') setTimeout(function () { work(${scan}); sendContent(); });
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
  await writeFile(file('fast.js'), fakeTracker({ load: 0, event: 0, click: 0, leave: 0, scan: 0 }));
  await writeFile(file('mute.js'), '/* never sends */');
});
after(() => rm(folder, { recursive: true }));

const run = (...options) => promisify(execFile)(process.execPath, [BENCH, ...options]);

test('known costs come out, aims are judged by them, and with --strict one that is missed is a failure', async () => {
  const options = ['--ours', file('slow.js'), '--reference', file('fast.js'), '--runs', '1', '--json', file('result.json'), '--strict'];
  const failed = run(...options, '--reference-name', 'a fast one').then(() => assert.fail('it ended with 0'), (error) => error);
  const { code, stdout } = await failed;
  assert.equal(code, 1);
  const { samples, ...record } = JSON.parse(await readFile(file('result.json'), 'utf8'));
  const { rows } = record;
  const row = (key) => rows.find((candidate) => candidate.key === key);

  const extra = (key) => row(key).ours.median - row(key).reference.median;
  const unit = extra('scriptAtLoad') / COST.load;
  assert.ok(unit > 0.05, `a unit of work took ${unit} ms`);
  const costs = { trackEvent: COST.event, trackEventAlone: COST.event, click: COST.click, clickAlone: COST.click, contentScan: COST.scan };
  for (const [key, cost] of Object.entries(costs)) {
    const share = extra(key) / cost / unit;
    assert.ok(share > 0.4 && share < 2.5, `${key}: ${extra(key)} ms for ${cost} units, of ${unit} ms each at load`);
  }
  // These are by the clock, which shows at least the processor's time.
  for (const [key, cost] of [['beforeunload', COST.leave], ['clickBlocks', COST.click]]) {
    assert.ok(row(key).ours.median > 0.4 * cost * unit, `${key}: ${row(key).ours.median} ms for ${cost} units of ${unit} ms each`);
  }
  assert.ok(row('trackEventBlocks').ours.median < COST.event * unit, 'the work was put off, so push does not wait for it');
  assert.ok(row('firstHit').ours.median > 300, 'two round trips of 165 ms lie before the first hit');
  assert.equal(row('raw').ours.median, (await readFile(file('slow.js'))).length);
  assert.match(stdout, /^beforeunload.* not met$/m);

  // What `--record` writes is this without the samples.
  assert.deepEqual([record.ours.name, record.reference.name, record.runs], ['slow.js', 'a fast one', 1]);
  const sums = await Promise.all(['slow.js', 'fast.js'].map(async (name) => createHash('sha256').update(await readFile(file(name))).digest('hex')));
  assert.deepEqual([record.ours.sha256, record.reference.sha256], sums);
  assert.ok(samples.ours.scriptAtLoad.length === 1 && !JSON.stringify(record).includes(folder));
});

test('a tracker that sends nothing is a failed measurement, not a fast one', async () => {
  await assert.rejects(run('--ours', file('mute.js'), '--runs', '1', '--timeout', '5'), (error) => {
    assert.equal(error.code, 1);
    assert.match(error.stderr, /the page view did not arrive: 0 of 1 hits/);
    return true;
  });
});

test('what cannot work is said before a browser starts', async () => {
  await assert.rejects(run('--reference', file('none.js')), /none\.js cannot be read \(ENOENT\)/);
  await assert.rejects(run('--runs', '0'), /--runs takes a positive number/);
  await assert.rejects(run('--timeout', 'long'), /--timeout takes a number of seconds/);
  await assert.rejects(run('--record'), /--record needs a file to compare with: add `--reference path\/to\/matomo\.js`/);
  await assert.rejects(run('--reference-name', 'a name'), /--reference-name needs a file to compare with/);
});
