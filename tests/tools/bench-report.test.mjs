/** What the benchmark makes of its samples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, ROWS, spreadText, summary, table, valueText } from '../bench/report.mjs';

const samples = (value) => Object.fromEntries(ROWS.map(({ key }) => [key, [value]]));

test('the median and the quartiles lie between samples where they must', () => {
  assert.deepEqual(summary([5]), { median: 5, low: 5, high: 5 });
  assert.deepEqual(summary([4, 1, 3, 2]), { median: 2.5, low: 1.75, high: 3.25 });
  assert.deepEqual(summary([10, 1, 2, 3, 4]), { median: 3, low: 2, high: 4 });
});

test('an aim is met up to its limit and not beyond', () => {
  const rowOf = (value) => compare({ ...samples(1), scriptAtLoad: [value] }, samples(10)).find((row) => row.key === 'scriptAtLoad');
  assert.deepEqual([rowOf(4).ratio, rowOf(4).met], [0.4, true]);
  assert.equal(rowOf(4.1).met, false);
});

test('a row without an aim is neither met nor missed, and nothing is a ratio to zero', () => {
  const rows = compare(samples(1), { ...samples(10), click: [0] });
  assert.equal(rows.find((row) => row.key === 'brotli').met, null);
  assert.deepEqual(rows.filter((row) => row.key === 'click').map(({ ratio, met }) => [ratio, met]), [[null, null]]);
});

test('what ours does not do is left out', () => {
  const { contentScan, ...others } = samples(1);
  assert.ok(contentScan);
  const rows = compare(others, samples(10));
  assert.equal(rows.length, ROWS.length - 1);
  assert.ok(rows.every((row) => row.key !== 'contentScan'));
});

test('the table names every row and says what was met', () => {
  const lines = table(compare({ ...samples(1), beforeunload: [9] }, samples(10))).split('\n');
  assert.equal(lines.length, ROWS.length + 1);
  for (const [index, { label }] of ROWS.entries()) assert.ok(lines[index + 1].startsWith(label));
  const verdict = (key) => lines[1 + ROWS.findIndex((row) => row.key === key)].replace(/.*\s{2}/, '');
  assert.equal(verdict('beforeunload'), 'not met');
  assert.equal(verdict('scriptAtLoad'), 'met');
});

test('bytes have commas, times a unit and digits for what they are', () => {
  assert.deepEqual([valueText(18507, 'bytes'), valueText(1.23456, 'ms'), valueText(99.705, 'ms')], ['18,507', '1.235 ms', '99.7 ms']);
  assert.deepEqual([spreadText({ low: 1, high: 1 }, 'bytes'), spreadText({ low: 9.51, high: 10.24 }, 'ms')], ['', '9.5–10.2']);
});

test('without a reference there is nothing to compare', () => {
  const rows = compare(samples(3));
  assert.ok(rows.every((row) => row.reference === undefined && row.met === undefined));
  assert.doesNotMatch(table(rows), /met|ratio/);
});
