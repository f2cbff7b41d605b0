/** What is kept of a benchmark. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { makeRecord } from '../bench/record.mjs';
import { compare, ROWS } from '../bench/report.mjs';

const samples = (value) => Object.fromEntries(ROWS.map(({ key }) => [key, [value, value + 1]]));
const script = Buffer.from('a tracker');
const RESULT = {
  date: new Date('2026-11-22T10:00:00Z'),
  chromium: '156.0.1.2',
  cpus: [{ model: ' A processor ' }, { model: ' A processor ' }],
  runs: 2,
  network: { latency: 165 },
  ours: { file: '/home/somebody/dist/matomo.js', script },
  reference: { file: '/home/somebody/secret/other.js', script: Buffer.from('another') },
  rows: compare(samples(1), samples(10)),
};

test('it says when, in what and of which files', () => {
  const { rows, ...record } = makeRecord(RESULT);
  assert.ok(rows.length === ROWS.length);
  const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
  assert.deepEqual(record, {
    date: '2026-11-22T10:00:00.000Z',
    chromium: '156.0.1.2',
    cpu: { model: 'A processor', cores: 2 },
    runs: 2,
    network: { latency: 165 },
    ours: { name: 'matomo.js', sha256: sha256('a tracker') },
    reference: { name: 'other.js', sha256: sha256('another') },
  });
  assert.equal(makeRecord({ ...RESULT, cpus: [] }).cpu.model, 'unknown');
});

test('it names the other browsers if the start was measured there too', () => {
  const { others } = makeRecord({ ...RESULT, others: { firefox: '153.8.0' } });
  assert.deepEqual(others, { firefox: '153.8.0' });
});

test('CONTRIBUTING.md tells every aim that the last benchmark missed, and no other', () => {
  const { rows } = JSON.parse(readFileSync(fromRoot('www/benchmark.json'), 'utf8'));
  const missed = rows.filter(({ met }) => met === false).map(({ label, aim, ratio }) => `| ${label} | ${aim} | ${ratio.toFixed(3)} |`);
  const [, table] = /\| measure \| aim \| last \|\n\| --- \| --- \| --- \|\n((?:\|.*\n)*)/.exec(readFileSync(fromRoot('CONTRIBUTING.md'), 'utf8'));
  assert.deepEqual(table.trimEnd().split('\n'), missed);
});

test('a name takes the place of the file’s, and no path and no sample gets in', () => {
  const record = makeRecord({ ...RESULT, reference: { ...RESULT.reference, name: 'matomo.js of Matomo 5.2' } });
  assert.equal(record.reference.name, 'matomo.js of Matomo 5.2');
  assert.doesNotMatch(JSON.stringify(record), /somebody|secret|samples/);
});

test('its rows are those of the comparison, with what was missed', () => {
  const { rows } = makeRecord({ ...RESULT, rows: compare({ ...samples(1), beforeunload: [9] }, { ...samples(10), click: [0] }) });
  const row = (key) => rows.find((candidate) => candidate.key === key);
  assert.deepEqual(rows.map(({ key }) => key), ROWS.map(({ key }) => key));
  assert.deepEqual(row('contentScan'), {
    ...ROWS.find(({ key }) => key === 'contentScan'),
    ours: { median: 1.5, low: 1.25, high: 1.75 },
    reference: { median: 10.5, low: 10.25, high: 10.75 },
    ratio: 0.1429,
    aim: 0.3,
    met: true,
  });
  assert.equal(row('beforeunload').met, false);
  assert.deepEqual([row('click').ratio, row('click').met, row('brotli').aim], [null, null, null]);
});

test('without a reference it has ours alone', () => {
  const record = makeRecord({ ...RESULT, reference: undefined, rows: compare(samples(1)) });
  assert.ok(!('reference' in record) && record.rows.every((row) => row.reference === undefined));
});
