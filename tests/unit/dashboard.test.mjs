/** What stands between the stream and the dashboard's numbers, without a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnnouncer } from '../../www/js/dashboard/announcer.mjs';
import { createLog } from '../../www/js/dashboard/log.mjs';
import { MEASURES, measuresOf } from '../../www/server/measures.mjs';

/** A request of so many hits, and a decoder that reads it. */
const request = (id, hits = 1, status = null) => ({ id, time: id, status, hits });
const decode = ({ id, hits }) => ({
  hits: Array.from({ length: hits }, () => ({ kind: 'page-view', parameters: [{ name: 'idsite', value: '1' }, { name: 'url', value: `https://example.org/${id}` }] })),
});
const pages = (log) => log.facts().map(({ page }) => page);

test('a request counts once, and not if the server refused it', () => {
  const log = createLog(decode);
  assert.equal(log.add([request(1), request(2, 2), request(1), request(3, 1, 400)]), true);
  assert.equal(log.add([request(1), request(4, 1, 503), request(5, 0)]), false);
  assert.deepEqual(pages(log), ['/1', '/2', '/2']);
  assert.equal(log.settle({ id: 2, status: 204 }), false);
  assert.equal(log.settle({ id: 9, status: 503 }), false);
  assert.equal(log.settle({ id: 1, status: 503 }), true);
  assert.deepEqual(pages(log), ['/2', '/2']);
  log.clear();
  log.add([request(2)]);
  assert.deepEqual(pages(log), ['/2']);
});

test('the oldest requests make room, and what was refused gives its room back', () => {
  const log = createLog(decode, 4);
  log.add([request(1, 2), request(1, 2), request(2, 2)]);
  assert.deepEqual(pages(log), ['/1', '/1', '/2', '/2'], 'one that comes again takes no room');
  log.add([request(3)]);
  assert.deepEqual(pages(log), ['/2', '/2', '/3']);
  log.settle({ id: 2, status: 500 });
  log.add([request(4, 3)]);
  assert.deepEqual(pages(log), ['/3', '/4', '/4', '/4']);
  log.add([request(5, 9)]);
  assert.equal(pages(log).length, 9, 'the latest is there whatever its size');
});

test('the announcer says the first sentence at once, then the latest after each pause', () => {
  const said = [];
  const waiting = [];
  const announce = createAnnouncer((text) => said.push(text), (work, delay) => waiting.push([work, delay]));
  const pass = () => waiting.shift()[0]();
  announce('one');
  announce('two');
  announce('three');
  assert.deepEqual([said, waiting.length, waiting[0][1] >= 1000], [['one'], 1, true]);
  pass();
  assert.deepEqual(said, ['one', 'three']);
  announce('four');
  assert.deepEqual(said, ['one', 'three']);
  pass();
  pass();
  assert.deepEqual([said, waiting.length], [['one', 'three', 'four'], 0]);
  announce('five');
  assert.equal(said.at(-1), 'five');
});

test('the dashboard is measured with the commands that the built files have, in order', () => {
  const table = (...names) => ({ 'dist/matomo.js': { commands: [] }, 'dist/matomo.full.js': { commands: names.map((name) => ({ name })) } });
  assert.deepEqual(measuresOf(table('trackPageView')), []);
  assert.deepEqual(measuresOf(table('enableFormTracking', 'trackPageView', 'enableWebVitals')), [['enableWebVitals'], ['enableFormTracking', { start: true, abandon: true }]]);
  assert.deepEqual(measuresOf(table(...MEASURES.map(([name]) => name))), MEASURES);
});
