import './support/full.mjs';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createCore } from '../../js/bridge/core-bridge.js';
import { ENTRY_ADD as ADD, ENTRY_COMMAND as COMMAND, REGION_START } from '../../js/bridge/protocol.js';
import * as host from '../../js/bridge/host.js';
import { emit } from './support/effects.mjs';
import { hostile } from './support/globals.mjs';
import { ROOM, SPACE, createMemory } from './support/memory.mjs';

let memory;
beforeEach(() => {
  memory = createMemory();
  host.attach(memory.memory);
  host.takeEffects();
});

/** A core with these doors; its effects are written down. */
function setUp({ add, command }, effects = {}) {
  const carried = [];
  const logged = [];
  const begun = [];
  const doors = { [ADD]: add, [COMMAND]: command };
  const begin = () => {
    begun.push({ memory: { buffer: new ArrayBuffer(4) }, enter: (door, ...rest) => doors[door](...rest) });
    return begun.at(-1);
  };
  const { call } = createCore(begin, {
    log: (current, message) => logged.push([current.name, message]),
    result: (current, result) => { current.result = result; },
    after: (current, ...rest) => carried.push(['after', current.tracker, ...rest]),
    ...effects,
  });
  return { call, carried, logged, begun };
}

describe('a call', () => {
  test('offers its arguments and carries the effects out in order, after the core returned', () => {
    let isOpen = false;
    const order = [];
    const { call } = setUp({
      command(tracker, number) {
        isOpen = true;
        order.push(['command', tracker, number, host.kind(1, 0, 0), host.kind(2, 0, 0)]);
        emit('After', 1, 10);
        emit('After', 2, 20);
        isOpen = false;
      },
    }, { after: ({ tracker, name }, ...rest) => order.push([isOpen, tracker, name, ...rest]) });
    assert.equal(call(COMMAND, 3, 5, ['a', null], 'trackPageView'), undefined);
    assert.deepEqual(order, [['command', 3, 5, 5, 1], [false, 3, 'trackPageView', 1, 10], [false, 3, 'trackPageView', 2, 20]]);
  });

  test('returns what the core or an effect returned', () => {
    const { call } = setUp({
      add: () => 4,
      command: () => emit('Return', memory.text('returned')),
    });
    assert.equal(call(ADD, 0, 0, () => []), 4);
    assert.equal(call(COMMAND, 1, 0, []), 'returned');
  });

  test('a new tracker’s effects are its own', () => {
    const { call, carried } = setUp({ add() { emit('After', 0, 9); return 4; } });
    call(ADD, 0, 0, () => []);
    assert.deepEqual(carried, [['after', 4, 0, 9]]);
  });
});

describe('a call during a call', () => {
  test('waits until the core has returned and its effects are carried out', () => {
    const order = [];
    const { call } = setUp({
      command(tracker, number) {
        order.push(`begin ${number}`);
        host.read(1, 0, 0, SPACE, ROOM);
        emit('After', number, 0);
        order.push(`end ${number}`);
      },
    }, { after: (current, number) => order.push(`effect of ${number}`) });
    const nosy = { toString() { assert.equal(call(COMMAND, 1, 2, [], 'inner'), undefined); return 'text'; } };
    call(COMMAND, 1, 1, [nosy], 'outer');
    assert.deepEqual(order, ['begin 1', 'end 1', 'effect of 1', 'begin 2', 'end 2', 'effect of 2']);
  });

  test('several wait in order, those of the waiting ones too', () => {
    const order = [];
    const { call } = setUp({
      command(tracker, number) {
        order.push(number);
        host.read(1, 0, 0, SPACE, ROOM);
      },
    });
    const calling = (...numbers) => ({ toString() { for (const number of numbers) call(COMMAND, 1, number, number === 2 ? [calling(5)] : []); return ''; } });
    call(COMMAND, 1, 1, [calling(2, 3, 4)]);
    assert.deepEqual([...order].sort(), [1, 2, 3, 4, 5]);
    assert.deepEqual(order.slice(0, 2), [1, 2]);
  });

  test('of an effect runs at once, since the core has returned by then', () => {
    const order = [];
    const { call } = setUp({
      command(tracker, number) {
        order.push(number);
        if (number === 1) emit('After', 0, 0);
      },
    }, { after: () => { call(COMMAND, 1, 2, []); order.push('after'); } });
    call(COMMAND, 1, 1, []);
    assert.deepEqual(order, [1, 2, 'after']);
  });
});

describe('what goes wrong', () => {
  test('a trap is logged under the command’s name, what was asked for is done, and later calls go on', () => {
    const trap = new Error('unreachable');
    let isBroken = true;
    const { call, carried, logged } = setUp({
      command() {
        emit('After', 1, 1);
        if (isBroken) throw trap;
      },
    });
    assert.equal(call(COMMAND, 1, 0, [], 'trackEvent'), undefined);
    assert.deepEqual(logged.map(([name]) => name), ['trackEvent']);
    assert.match(String(logged[0][1]), /unreachable/);
    isBroken = false;
    call(COMMAND, 1, 0, []);
    assert.deepEqual(carried, [['after', 1, 1, 1], ['after', 1, 1, 1]]);
  });

  test('after a trap a new core goes on with what the old one kept', () => {
    const { call, begun } = setUp({
      command(tracker, number) {
        new Uint8Array(begun.at(-1).memory.buffer)[number] = 7;
        if (number === 2) throw new WebAssembly.RuntimeError('unreachable');
      },
    });
    for (const number of [1, 2, 3]) call(COMMAND, 1, number, []);
    const kept = begun.map(({ memory: { buffer } }) => [...new Uint8Array(buffer)]);
    assert.deepEqual(kept, [[0, 7, 7, 0], [0, 7, 7, 7]]);
  });

  test('one that takes over a running core begins with that one’s texts and state, and with its own below', () => {
    const own = new Uint8Array(2 * REGION_START).fill(1);
    const running = new Uint8Array(2 * REGION_START).fill(2);
    const bridge = createCore(() => ({ memory: { buffer: own.buffer }, enter() {} }), {}, () => running.buffer);
    const taken = new Uint8Array(bridge.memory());
    assert.deepEqual([taken[0], taken[REGION_START - 1], taken[REGION_START], taken.at(-1)], [1, 1, 2, 2]);
  });

  test('an effect that throws does not stop the others', () => {
    const thrown = new Error('by the page');
    const done = [];
    const { call, logged } = setUp({
      command() {
        for (const number of [1, 2, 3]) emit('After', number, 0);
      },
    }, { after(current, number) {
      if (number === 2) throw thrown;
      done.push(number);
    } });
    call(COMMAND, 1, 0, [], 'trackEvent');
    assert.deepEqual(done, [1, 3]);
    assert.deepEqual(logged, [['trackEvent', thrown]]);
  });

  test('hostile arguments reach the core as they are', () => {
    const seen = [];
    const { call, logged } = setUp({ command: () => seen.push(host.kind(1, 0, 0)) });
    for (const value of [hostile(), hostile([]), Symbol('s'), undefined]) call(COMMAND, 1, 0, [value]);
    assert.deepEqual(seen, [6, 7, 7, 0]);
    assert.deepEqual(logged, []);
  });
});
