import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as host from '../../js/host.js';
import { hostile, setGlobals } from './support/globals.mjs';
import { ROOM, SPACE, createMemory } from './support/memory.mjs';

const SEPARATOR = '\x1f';
const FAILED = -1, NULL = -2;
const KINDS = { undefined: 0, null: 1, false: 2, true: 3, number: 4, string: 5, function: 6, object: 7 };
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
/** Values that are read without an answer, or with any, but never with an exception. */
const HOSTILE = [
  hostile(), hostile([]), revoked(), Symbol('s'), Object.create(null), { toString() { throw new Error('by the page'); } },
  { toString: () => ({}), valueOf: () => ({}) }, { get length() { throw new Error('by the page'); } }, 2n ** 100n, new Date(NaN),
];

// One memory for all: the host decodes the literal at an address once.
const memory = createMemory();
host.attach(memory.memory);
beforeEach(() => host.offer([]));

const path = memory.literal;

function came(length) {
  return length < 0 ? length : memory.came(length);
}

function read(value, at = '') {
  const result = host.read(value, ...(at ? path(at) : [0, 0]), SPACE, ROOM);
  return result < 0 ? result : { kind: result >> 24, text: memory.came(result & 0xffffff) };
}

describe('reading values', () => {
  test('a value is its kind and its text', () => {
    const values = [true, false, 7.5, 'text', '', [1, [2, 3]], { toString: () => 'own' }, -0, 1e21];
    host.offer(values);
    const texts = ['true', 'false', '7.5', 'text', '', '1,2,3', 'own', '0', '1e+21'];
    const kinds = [3, 2, 4, 5, 5, 7, 7, 4, 4];
    values.forEach((_, index) => assert.deepEqual(read(index + 1), { kind: kinds[index], text: texts[index] }));
  });

  test('nothing and null have no text', () => {
    host.offer([undefined, null]);
    assert.equal(read(1), FAILED);
    assert.equal(read(2), NULL);
    assert.equal(read(3), FAILED, 'an argument nobody gave');
  });

  test('paths lead through properties, and end where there is none', () => {
    host.offer([{ a: { b: { c: 'deep' }, none: null } }, 'text']);
    assert.deepEqual(read(1, 'a.b.c'), { kind: KINDS.string, text: 'deep' });
    assert.equal(read(1, 'a.x.c'), FAILED);
    assert.equal(read(1, 'a.none.c'), FAILED);
    assert.equal(read(1, 'a.none'), NULL);
    assert.equal(host.number(2, ...path('length')), 4);
    assert.ok(Number.isNaN(host.number(1, ...path('a.b.c'))));
  });

  test('value 0 is the window', (t) => {
    setGlobals(t, { someGlobal: { inside: 'found' } });
    assert.deepEqual(read(0, 'someGlobal.inside'), { kind: KINDS.string, text: 'found' });
  });

  test('a path is decoded once, and not mixed up with others', () => {
    const [address, length] = path('first');
    host.offer([{ first: 1, other: 2 }]);
    assert.equal(host.number(1, address, length), 1);
    new Uint8Array(memory.memory.buffer).set(new TextEncoder().encode('other'), address);
    assert.equal(host.number(1, address, length), 1, 'literals never change');
    assert.equal(host.number(1, ...path('other')), 2);
  });

  test('every kind has its number', () => {
    host.offer([undefined, null, false, true, NaN, '', () => {}, {}, [], Symbol('s'), 1n]);
    const kinds = Array.from({ length: 11 }, (_, index) => host.kind(index + 1, 0, 0));
    assert.deepEqual(kinds, [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
  });

  test('a text that does not fit is cut between letters', () => {
    host.offer(['üüü']);
    const result = host.read(1, 0, 0, SPACE, 5);
    assert.equal(memory.came(result & 0xffffff), 'üü');
  });

  test('half a surrogate pair becomes U+FFFD', () => {
    host.offer(['a\ud800b\udfffc', '\ud83e\udd80']);
    assert.equal(read(1).text, 'a\ufffdb\ufffdc');
    assert.equal(read(2).text, '🦀');
  });

  test('a property by name becomes a value of its own', () => {
    host.offer([{ name: 'found', nothing: undefined }]);
    const found = host.property(1, memory.text('name'));
    assert.deepEqual(read(found), { kind: KINDS.string, text: 'found' });
    assert.equal(host.kind(host.property(1, memory.text('nothing')), 0, 0), 0);
    assert.equal(host.kind(host.property(9, memory.text('name')), 0, 0), 0);
  });
});

describe('lists, keys and JSON', () => {
  const list = (value) => (host.offer([value]), came(host.list(1, SPACE, ROOM)));
  const keys = (value) => (host.offer([value]), came(host.keys(1, SPACE, ROOM)));
  const json = (value, ...without) => {
    host.offer([value]);
    return came(host.json(1, memory.text(without.join(SEPARATOR)), SPACE, ROOM));
  };

  test('an array is its items, a string the one', () => {
    assert.equal(list(['a', 5, null, 'b']), ['a', 5, '', 'b'].join(SEPARATOR));
    assert.equal(list('one'), 'one');
    assert.equal(list([]), '');
    for (const none of [undefined, null, 5, true, {}, () => {}]) assert.equal(list(none), FAILED);
  });

  test('the keys are the own ones', () => {
    assert.equal(keys({ a: 1, b: undefined }), `a${SEPARATOR}b`);
    assert.equal(keys(Object.create({ inherited: 1 })), '');
    for (const none of [undefined, null]) assert.equal(keys(none), FAILED);
  });

  test('JSON leaves out what it is told to, and is nothing when nothing is left', () => {
    const given = { a: 1, dimension1: 'x', b: { c: ['ü'] } };
    assert.equal(json(given, 'dimension1', 'nothing'), '{"a":1,"b":{"c":["ü"]}}');
    assert.deepEqual(Object.keys(given), ['a', 'dimension1', 'b'], 'the page keeps its object');
    assert.equal(json({ a: 1 }, 'a'), FAILED);
    assert.equal(json({}), FAILED);
    for (const none of [undefined, null, 5]) assert.equal(json(none), FAILED);
  });

  test('what cannot be JSON is nothing', () => {
    const cyclic = {};
    cyclic.self = cyclic;
    assert.equal(json(cyclic), FAILED);
    assert.equal(json({ a: 1n }), FAILED);
    assert.equal(json({ get a() { throw new Error('by the page'); } }), FAILED);
    assert.equal(json({ a: { toJSON() { throw new Error('by the page'); } } }), FAILED);
  });
});

test('no value makes a question throw', (t) => {
  setGlobals(t, { document: { baseURI: 'http://site.example/' } });
  const name = memory.text('name');
  const anyPath = path('a.b');
  for (const value of [...HOSTILE, { composedPath: () => HOSTILE }, { composedPath: hostile() }, { a: hostile() }]) {
    host.offer([value]);
    for (const at of [[0, 0], anyPath]) {
      assert.equal(typeof host.read(1, ...at, SPACE, ROOM), 'number');
      assert.equal(typeof host.number(1, ...at), 'number');
      assert.ok(host.kind(1, ...at) <= 7);
    }
    assert.ok(host.property(1, name) > 0);
    for (const question of [host.list, host.keys]) assert.ok(question(1, SPACE, ROOM) >= FAILED);
    assert.ok(host.json(1, name, SPACE, ROOM) >= FAILED);
    assert.equal(host.link(1), FAILED);
    assert.ok(host.hook(1) >= 0);
  }
});

describe('links', () => {
  const node = (nodeName) => ({ nodeName });
  const found = (...path) => {
    host.offer([{ composedPath: () => path }]);
    return host.link(1);
  };

  test('the innermost link or area of the way is the link, in HTML or SVG', () => {
    const link = { nodeName: 'A', href: 'http://inner.example/' };
    assert.deepEqual(read(found(node('B'), link, node('P'), { nodeName: 'A', href: 'outer' }), 'href').text, 'http://inner.example/');
    assert.ok(found(node('#text'), { nodeName: 'area', href: 'x' }) > 0);
    assert.ok(found({ nodeName: 'a', href: { baseVal: 'x' } }) > 0);
  });

  test('no other element is', () => {
    assert.equal(found(node('ABBR'), node('ASIDE'), node('#document'), {}), FAILED);
    assert.equal(found(), FAILED);
  });
});

describe('hooks', () => {
  test('a hook is taken once, and there is none where none was given', () => {
    const [one, two] = [() => 1, () => 2];
    host.offer([one, two, 'no function', undefined]);
    const numbers = [1, 2, 3, 4].map(host.hook);
    assert.ok(numbers[0] > 0 && numbers[1] > numbers[0]);
    assert.deepEqual(numbers.slice(2), [0, 0]);
    const list = [0, ...numbers].join(SEPARATOR);
    assert.deepEqual(host.takeHooks(list).filter(Boolean), [one, two]);
    assert.deepEqual(host.takeHooks(list).filter(Boolean), []);
    assert.deepEqual(host.takeHooks('').filter(Boolean), []);
    assert.deepEqual(host.takeHooks('0').filter(Boolean), []);
  });
});

describe('the browser’s built-ins', () => {
  const decoded = (string) => came(host.decoded(memory.text(string), SPACE, ROOM));
  const matches = (pattern, flags, string) => host.matches(...[pattern, flags, string].map(memory.text));

  test('what decodeURIComponent refuses is unescaped', () => {
    assert.equal(decoded('gr%C3%BC%C3%9Fe%20%26'), 'grüße &');
    assert.equal(decoded('%FC'), 'ü');
    assert.equal(decoded('100%'), '100%');
    assert.equal(decoded(''), '');
  });

  test('addresses are made absolute against the document’s base', (t) => {
    setGlobals(t, { document: { baseURI: 'http://site.example/folder/page' } });
    const absolute = (url) => came(host.absolute(memory.text(url), SPACE, ROOM));
    assert.equal(absolute('file.pdf'), 'http://site.example/folder/file.pdf');
    assert.equal(absolute('//cdn.example/a'), 'http://cdn.example/a');
    assert.equal(absolute('http://'), FAILED);
  });

  test('a wrong pattern matches nothing', () => {
    assert.equal(matches('^utm_', '', 'utm_source'), 1);
    assert.equal(matches('^UTM_', 'i', 'utm_source'), 1);
    assert.equal(matches('^UTM_', '', 'utm_source'), 0);
    assert.equal(matches('(', '', '('), 0);
    assert.equal(matches('a', 'no flags', 'a'), 0);
  });

  test('time and chance are numbers in their bounds', () => {
    const seconds = host.local_seconds();
    assert.ok(seconds >= 0 && seconds < 86_400, String(seconds));
    const time = new Date();
    const now = time.getHours() * 3600 + time.getMinutes() * 60 + time.getSeconds();
    assert.ok(Math.abs(now - seconds) < 5 || Math.abs(now - seconds) > 86_390, 'the visitor’s own clock');
    assert.ok(Math.abs(host.now() - Date.now()) < 1000);
    assert.ok(host.random() >= 0 && host.random() < 1);
  });

  test('the navigation’s timings may be missing', (t) => {
    setGlobals(t, { performance: { getEntriesByType: () => [{ fetchStart: 5 }] } });
    assert.equal(host.number(host.navigation(), ...path('fetchStart')), 5);
    for (const performance of [undefined, {}, { getEntriesByType: () => [] }, { getEntriesByType() { throw new Error('no'); } }]) {
      setGlobals(t, { performance });
      assert.ok(Number.isNaN(host.number(host.navigation(), ...path('fetchStart'))));
    }
  });
});

describe('effects', () => {
  test('wait in order until they are taken, once', () => {
    const callback = () => {};
    host.offer([callback]);
    host.after(50, 0);
    host.draft(1, memory.text('log'), memory.text('a=1'), memory.text(''), 1);
    host.send(0, memory.text('http://c/'), memory.text('body'), memory.text('type'), memory.text('1'));
    host.listen(1, 1);
    host.log(memory.text('message'));
    host.expire_cookies();
    assert.deepEqual(host.takeEffects(), [
      ['after', 50, 0], ['draft', 1, 'log', 'a=1', '', callback], ['send', 0, 'http://c/', 'body', 'type', '1'],
      ['listen', 1, callback], ['log', 'message'], ['cookies'],
    ]);
    assert.deepEqual(host.takeEffects(), []);
  });

  test('answers are texts, numbers and constants', () => {
    host.answer(memory.text('7'));
    for (const number of ['4.5', 'NaN', 'Infinity']) host.answer_number(memory.text(number));
    for (const kind of [0, 1, 2, 3]) host.answer_constant(kind);
    const answers = host.takeEffects().map(([, answer]) => answer);
    assert.deepEqual(answers, ['7', 4.5, NaN, Infinity, undefined, null, false, true]);
  });

  test('client hints are asked for only where the browser has them', (t) => {
    for (const navigator of [undefined, {}, { userAgentData: {} }, hostile()]) {
      setGlobals(t, { navigator });
      assert.equal(host.ask_hints(), 0);
      assert.deepEqual(host.takeEffects(), []);
    }
    setGlobals(t, { navigator: { userAgentData: { getHighEntropyValues() {} } } });
    assert.equal(host.ask_hints(), 1);
    assert.deepEqual(host.takeEffects(), [['hints']]);
  });
});
