/** The page of measurements, from records that are made up: what is slower is said as plainly as what is faster. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeRecord } from '../bench/record.mjs';
import { compare, ROWS } from '../bench/report.mjs';
import { describeRecord, inWords } from '../../www/server/measurements.mjs';
import { PAGES, renderPage } from '../../www/server/pages.mjs';

const PAGE = PAGES.find(({ name }) => name === 'measurements');
const samples = (value) => Object.fromEntries(ROWS.map(({ key }) => [key, [value]]));

let root;
before(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'crumbless-measurements-'));
  await mkdir(path.join(root, 'www'));
  await cp(new URL('../../www/pages', import.meta.url), path.join(root, 'www/pages'), { recursive: true });
  await writeFile(path.join(root, 'size-budget.json'), JSON.stringify({ files: { 'dist/matomo.js': { brotli: { recorded: 1, limit: 2 } }, 'dist/a.js': { brotli: { limit: 18800, recorded: 1234 } } } }));
});
after(() => rm(root, { recursive: true }));

/** The record of a benchmark with these ratios to a reference of 100. */
function recordOf(ours, machine = 'A processor') {
  return makeRecord({
    date: new Date('2026-11-22T23:59:00Z'),
    chromium: '156.0.1.2',
    cpus: [{ model: machine }],
    runs: 3,
    network: { latency: 165, downloadThroughput: 1_012_500, uploadThroughput: 168_750 },
    ours: { file: 'matomo.js', script: Buffer.from('ours') },
    reference: { file: 'other.js', script: Buffer.from('other') },
    rows: compare({ ...samples(1), ...ours }, samples(100)),
  });
}

async function show(record) {
  await writeFile(path.join(root, 'www/benchmark.json'), JSON.stringify(record));
  const html = await renderPage(PAGE, { root });
  const textOf = (part) => part.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
  const rows = [...html.split('id="rows"')[1].split('</table>')[0].matchAll(/<tr>\s*<th scope="row">([^]*?)<\/tr>/g)].map(([, cells]) => cells.split(/<\/t[hd]>/).map(textOf));
  return { html, rows, text: textOf(html) };
}

describe('the page of measurements', () => {
  test('says what is more and what is less, without targets, which are for those who work on it', async () => {
    const { rows, text } = await show(recordOf({ scriptAtLoad: [140], firstHit: [101] }));
    const row = (key) => rows.find(([label]) => label === ROWS.find((candidate) => candidate.key === key).label);
    assert.equal(rows.length, ROWS.length);
    assert.deepEqual(row('scriptAtLoad').slice(1, 5), ['40% more', '1.400', '140.0 ms 140.0–140.0', '100.0 ms 100.0–100.0']);
    assert.deepEqual(row('firstHit').slice(1, 3), ['1% more', '1.010']);
    assert.deepEqual(row('beforeunload').slice(1, 3), ['99% less', '0.010']);
    assert.deepEqual(row('brotli').slice(1, 5), ['99% less', '0.010', '1', '100']);
    assert.doesNotMatch(text, /target|missed/i);
  });

  test('has the sizes of the budget', async () => {
    const { html } = await show(recordOf({}));
    assert.match(html, /<th scope="row"><code>a\.js<\/code><\/th><td class="number">1,234<\/td><td class="number">18,800<\/td>/);
  });

  test('shows what a record brings as text', async () => {
    const { html } = await show(recordOf({}, '<b>"A" & B</b>'));
    assert.ok(html.includes('(&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;)') && !html.includes('<b>'));
  });
});

test('the day is that of the record, wherever it is read, and the network is told in megabits', () => {
  const { day, network } = describeRecord(recordOf({}));
  assert.equal(day, '22 November 2026');
  assert.deepEqual(network, { latency: 165, down: '8.1 Mbit/s', up: '1.35 Mbit/s' });
});

test('a ratio is told in words', () => {
  const said = [[1, 'the same'], [0.997, 'the same'], [0.5, '50% less'], [0.99, '1% less'], [0.0035, '99.7% less'], [1.25, '25% more'], [3, '200% more'], [null, 'not comparable']];
  for (const [ratio, words] of said) assert.equal(inWords(ratio), words);
});
