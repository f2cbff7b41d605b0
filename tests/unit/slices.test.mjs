/** Work on many elements in slices, with a page's own tasks between them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goOn, inSlices } from '../../js/full/slices.js';

const items = (count) => Array.from({ length: count }, (_, index) => index);

/** Works for some milliseconds, as a slow slice does. */
function busy(milliseconds) {
  const start = performance.now();
  while (performance.now() - start < milliseconds);
}

const worked = (given, work, isOver) => new Promise((resolve) => inSlices(given, work, isOver, resolve));

test('few are worked on at once', () => {
  const seen = [];
  let isDone = false;
  inSlices(items(50), (slice) => void seen.push(...slice), undefined, () => {
    isDone = true;
  });
  assert.deepEqual(seen, items(50));
  assert.ok(isDone);
});

test('none needs no work', async () => {
  await worked([], () => assert.fail());
});

test('many are worked on in order, in tasks of their own where they take long', async () => {
  for (const [milliseconds, expected] of [[20, 10], [0, 1]]) {
    const seen = [];
    let tasks = 0;
    let isBegun = false;
    await worked(items(500), (slice) => {
      if (!isBegun) {
        isBegun = true;
        tasks += 1;
        queueMicrotask(() => { // Runs when the task is over.
          isBegun = false;
        });
      }
      if (milliseconds) busy(milliseconds);
      seen.push(...slice);
    });
    assert.deepEqual(seen, items(500));
    if (expected > 1) assert.equal(tasks, expected);
    else assert.ok(tasks < 10, `${tasks} tasks`);
  }
});

test('where there is no room it asks until there is, and leaves none out', async () => {
  const seen = [];
  const results = [false, false, true, false, true];
  let asked = 0;
  const begun = worked(items(120), (slice) => {
    if (!slice.length) asked += 1;
    seen.push(...slice);
    return results.shift();
  });
  assert.equal(seen.length, 50);
  goOn();
  assert.equal(asked, 1);
  await begun; // By looking itself.
  assert.deepEqual(seen, items(120));
  assert.equal(asked, 3);
});

test('work continues once for each time it is asked to', () => {
  const seen = [];
  let isDone = false;
  inSlices(items(150), (slice) => {
    seen.push(...slice);
    return !slice.length;
  }, undefined, () => {
    isDone = true;
  });
  for (const expected of [100, 150, 150]) {
    goOn();
    assert.equal(seen.length, expected);
  }
  assert.ok(isDone);
});

test('finished work is not continued', async () => {
  const seen = [];
  await worked(items(500), (slice) => {
    seen.push(...slice);
    return true;
  }, () => seen.length >= 100);
  assert.equal(seen.length, 100);
});
