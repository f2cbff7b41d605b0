import './support/full.mjs';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as host from '../../js/bridge/host.js';
import { CONCEALED, EFFECT_AFTER, KIND_TRUE, LIST_SEPARATOR as SEPARATOR, SEARCH_ABOVE as ABOVE, SEARCH_BELOW as BELOW, SEARCH_ITSELF as ITSELF } from '../../js/bridge/protocol.js';
import { COUNT, emit } from './support/effects.mjs';
import { errorsOf, hostile, setGlobals } from './support/globals.mjs';
import { ROOM, SPACE, createMemory } from './support/memory.mjs';

const FAILED = -1;
const KINDS = { undefined: 0, null: 1, false: 2, true: 3, number: 4, string: 5, function: 6, object: 7 };
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
/** Values that are read without a result, or with any, but never with an exception. */
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
    assert.deepEqual(read(2), { kind: 1, text: 'null' }, 'the core tells it from a string by its kind');
    assert.equal(read(3), FAILED, 'an argument nobody gave');
  });

  test('paths lead through properties, and end where there is none', () => {
    host.offer([{ a: { b: { c: 'deep' }, none: null } }, 'text']);
    assert.deepEqual(read(1, 'a.b.c'), { kind: KINDS.string, text: 'deep' });
    assert.equal(read(1, 'a.x.c'), FAILED);
    assert.equal(read(1, 'a.none.c'), FAILED);
    assert.deepEqual(read(1, 'a.none'), { kind: 1, text: 'null' });
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

  test('JSON leaves out the names given', () => {
    const given = { a: 1, dimension1: 'x', b: { c: ['ü'] } };
    assert.equal(json(given, 'dimension1', 'nothing'), '{"a":1,"b":{"c":["ü"]}}');
    assert.deepEqual(Object.keys(given), ['a', 'dimension1', 'b'], 'the page keeps its object');
    assert.equal(json({ a: 1 }, 'a'), '{}');
    assert.equal(json({}), '{}');
    assert.equal(json([1, 'two', null]), '[1,"two",null]');
    assert.equal(json('a "text"'), '"a \\"text\\""');
    for (const none of [undefined, () => {}, Symbol('s')]) assert.equal(json(none), FAILED);
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

describe('JSON objects that the core keeps', () => {
  const put = (object, key, json) => came(host.json_set(...[object, key, json].map(memory.text), SPACE, ROOM));
  const part = (object, key) => came(host.json_get(...[object, key].map(memory.text), SPACE, ROOM));
  const rows = (object, defaults) => came(host.json_rows(...[object, defaults].map(memory.text), SPACE, ROOM));

  test('a property is set, replaced, taken out and read', () => {
    assert.equal(put('', 'a', '1'), '{"a":1}');
    assert.equal(put('{"b":2,"a":1}', 'b', '["x"]'), '{"b":["x"],"a":1}');
    assert.equal(put('{"a":1,"b":2}', 'a', ''), '{"b":2}');
    assert.equal(put('{"a":1}', 'a', 'no json'), FAILED);
    assert.equal(part('{"a":["x",null]}', 'a'), '["x",null]');
    assert.equal(part('{"a":1}', 'b'), FAILED);
    assert.equal(part('no json', 'b'), FAILED);
  });

  test('an empty key drops the properties that hold an empty text', () => {
    assert.equal(put('{"1":["n",""],"2":["",""],"3":["n","v"]}', '', ''), '{"3":["n","v"]}');
  });

  test('rows are completed by the defaults', () => {
    assert.equal(rows('{"b":["b",null,"",0],"a":["a","n",["c"],false]}', '["","x","y",9]'), '[["b","x","y",0],["a","n",["c"],false]]');
    assert.equal(rows('{}', '[]'), '[]');
  });

  test('an item is the first five arguments, its SKU a text', () => {
    const item = (...given) => (host.offer(given), came(host.item(SPACE, ROOM)));
    assert.equal(item(7, 'Lamp', ['a', 'b'], 20.5, 2, 'more'), '["7","Lamp",["a","b"],20.5,2]');
    assert.equal(item('s'), '["s",null,null,null,null]');
    assert.equal(item('s', undefined, () => {}, NaN), '["s",null,null,null,null]');
    assert.equal(item('s', 1n), FAILED);
  });

  test('a text of the core becomes a value of the page', () => {
    host.offer([]);
    assert.deepEqual(read(host.string_of(memory.text('grüße'))), { kind: KINDS.string, text: 'grüße' });
  });
});

describe('elements', () => {
  const found = (element, selector, way) => {
    host.offer([element]);
    const handle = host.find(1, ...path(selector), way);
    return handle < 0 ? undefined : read(handle, 'id').text;
  };
  const element = (id, own, { below = {}, above = {} } = {}) => ({
    id,
    matches: (selector) => own.includes(selector),
    querySelector: (selector) => below[selector] ?? null,
    closest: (selector) => (own.includes(selector) ? element(id, own) : above[selector] ?? null),
  });

  test('are the node itself, or the first below it, or the nearest above it', () => {
    const node = element('node', ['.own'], { below: { '.below': { id: 'child' } }, above: { '.above': { id: 'parent' } } });
    for (const way of [BELOW, ABOVE, ITSELF]) assert.equal(found(node, '.own', way), 'node');
    assert.equal(found(node, '.below', BELOW), 'child');
    assert.equal(found(node, '.above', ABOVE), 'parent');
    for (const [selector, way] of [['.above', BELOW], ['.below', ABOVE], ['.below', ITSELF], ['.above', ITSELF]]) {
      assert.equal(found(node, selector, way), undefined, `${selector} ${way}`);
    }
  });

  test('the first selector of a list that matches anything wins', () => {
    const node = element('node', ['.own'], { below: { '.b': { id: 'b' }, '.c': { id: 'c' } } });
    assert.equal(found(node, ['.a', '.b', '.c'].join(SEPARATOR), BELOW), 'b');
    assert.equal(found(node, ['.a', '.own', '.b'].join(SEPARATOR), BELOW), 'node');
  });

  test('values that are not elements have nothing, and nothing throws', () => {
    for (const value of [...HOSTILE, undefined, null, 5, 'text']) {
      for (const way of [BELOW, ABOVE, ITSELF]) assert.equal(found(value, '.a', way), undefined);
      host.offer([value, value]);
      assert.equal(host.contains(1, 2), 0);
    }
  });

  test('one contains another', () => {
    const inner = {};
    host.offer([{ contains: (node) => node === inner }, inner, {}]);
    assert.deepEqual([host.contains(1, 2), host.contains(1, 3)], [1, 0]);
  });
});

describe('what the site gave', () => {
  test('a store is read by name; one that throws or is missing has nothing', (t) => {
    t.after(() => host.useStore(undefined));
    const remembered = () => (host.offer([]), read(host.load_consent(memory.text('consent'))));
    assert.equal(remembered(), FAILED);
    host.useStore({ load: (name) => `${name} is 5` });
    assert.deepEqual(remembered(), { kind: KINDS.string, text: 'consent is 5' });
    for (const store of [null, {}, { load() { throw new Error('by the page'); } }, { load: 5 }, hostile()]) {
      host.useStore(store);
      assert.equal(remembered(), FAILED);
    }
    const said = host.takeEffects();
    assert.ok(said.length >= 2 && said.every(([effect]) => effect === 'log'), 'what a store throws is told');
  });

  test('a page is in an overlay if its session says so', (t) => {
    t.after(() => host.useOverlay(undefined));
    const isOverlay = (site, matomo = 'http://stats.example/') => host.overlay(memory.text(site), memory.text(matomo));
    assert.equal(isOverlay('7'), 0);
    host.useOverlay((site, matomo) => (site === '7' && matomo === 'http://stats.example/' ? ['day'] : undefined));
    assert.deepEqual([isOverlay('7'), isOverlay('8'), isOverlay('7', 'http://stranger.example/')], [1, 0, 0]);
    host.useOverlay(() => { throw new Error('by the page'); });
    assert.equal(isOverlay('7'), 0);
  });

  test('what is found on the way stands behind the arguments, also those nobody gave', () => {
    host.offer([{ a: 'one' }]);
    const found = host.property(1, memory.text('a'));
    assert.deepEqual(read(found), { kind: KINDS.string, text: 'one' });
    for (let argument = 2; argument < 20; argument += 1) assert.equal(host.kind(argument, 0, 0), KINDS.undefined);
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
  const capture = (pattern, flags, string) => came(host.capture(...[pattern, flags, string].map(memory.text), SPACE, ROOM));

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

  test('a pattern gives its first group, the empty text without one', () => {
    assert.equal(capture('^utm_(.*)', '', 'utm_source'), 'source');
    assert.equal(capture('^utm_', '', 'utm_source'), '');
    assert.equal(capture('^UTM_(.)', 'i', 'utm_source'), 's');
    assert.equal(capture('a|(b)', '', 'a'), '', 'a group that takes no part');
    assert.equal(capture(`\\.(pdf${SEPARATOR}zip)$`, '', 'file.zip'), 'zip', 'a list means any of its items');
  });

  test('a wrong pattern, or one that does not match, gives nothing', () => {
    for (const [pattern, flags, string] of [['^UTM_', '', 'utm_source'], ['(', '', '('], ['a', 'no flags', 'a'], ['b', '', 'a']]) {
      assert.equal(capture(pattern, flags, string), FAILED, pattern);
    }
  });

  test('exclusions say which names they mean; one that is no pattern may mean any, and says so once', (t) => {
    const errors = errorsOf(t);
    const verdicts = (...exclusions) => came(host.verdicts(memory.text('a&b&ab&'), memory.text(exclusions.join(SEPARATOR)), 256, SPACE, ROOM));
    assert.equal(verdicts('b', '/^a./'), '0110');
    assert.equal(errors.length, 0);
    for (const broken of ['/(/', '/a/nothing', '/(/', '/a', '/']) assert.equal(verdicts('b', broken), '1110');
    assert.equal(errors.length, 4);
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
  const { text } = memory;

  test('wait in order until they are taken, once', () => {
    emit('After', 50, 0);
    emit('Log', text('message'));
    assert.deepEqual(host.takeEffects(), [['after', 50, 0], ['log', 'message']]);
    assert.deepEqual(host.takeEffects(), []);
  });

  test('an anonymous request is read by nothing that a page can replace, and is ASCII', (t) => {
    setGlobals(t, { CRUMBLESS_ANONYMOUS: true });
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(index + 32)).join('');
    const [body, url] = [text(ascii), text('https://m\u00fcller.example/\u6f22?a=1')];
    const { decode } = TextDecoder.prototype;
    t.after(() => Object.assign(TextDecoder.prototype, { decode }));
    TextDecoder.prototype.decode = () => 'secret';
    emit('Send', CONCEALED, 20, url, body, body, text('type'), text('1'));
    const [[, , , sentUrl, sentBody]] = host.takeEffects();
    assert.deepEqual([sentUrl, sentBody], ['https://m%C3%BCller.example/%E6%BC%A2?a=1', ascii]);
    assert.equal(new globalThis.URL(sentUrl).href, 'https://xn--mller-kva.example/%E6%BC%A2?a=1');
  });

  test('each carries what src/protocol.rs says', () => {
    const value = { any: 'value' };
    host.offer([value]);
    const body = text('漢');
    const cases = [
      ['Send', [0, 20, text('http://c/'), body, body, text('type'), text('1')], ['send', 0, 20, 'http://c/', '漢', 3, 'type', '1']],
      ['After', [50, 3], ['after', 50, 3]],
      ['Listen', [1, 1], ['listen', 1, value]],
      ['Log', [text('message')], ['log', 'message']],
      ['Return', [text('7')], ['result', '7']],
      ['ReturnNumber', [text('4.5')], ['result', 4.5]],
      ['ReturnConstant', [3], ['result', true]],
      ['Soon', [1], ['soon', 1]],
      ['Notify', [1, KIND_TRUE], ['notify', value, true]],
      ['Draft', [1, text('log'), text('a=1'), text(''), 1, 30], ['draft', 1, 'log', 'a=1', '', value, 30]],
      ['ExpireCookies', [], ['cookies']],
      ['ReturnJson', [text('{"a":[1]}')], ['result', { a: [1] }]],
      ['ReturnList', [text(`a${SEPARATOR}b`)], ['result', ['a', 'b']]],
      ['Scan', [2, 1], ['scan', 2, value]],
      ['SetHref', [1, text('/to')], ['href', value, '/to']],
      ['SaveConsent', [text('consent'), 1, 24], ['saveConsent', 'consent', value, 24]],
      ['RemoveConsent', [text('consent')], ['removeConsent', 'consent']],
      ['ShowOverlay', [text('http://m/'), text('7')], ['overlay', 'http://m/', '7']],
      ['CloseWindow', [], ['close']],
      ['BeginView', [text('http://a/'), text('')], ['beginView', 'http://a/', '']],
      ['EndView', [], ['endView']],
      ['Explain', [text('why')], ['explain', 'why']],
    ];
    for (const [name, given, expected] of cases) {
      emit(name, ...given);
      assert.deepEqual(host.takeEffects(), [expected], name);
    }
    assert.equal(cases.length, COUNT, 'all that the core has');
  });

  test('the small file has the first ones under the same numbers', async (t) => {
    setGlobals(t, { CRUMBLESS_FULL: false });
    const core = await import('../../js/bridge/host.js?core');
    core.attach(memory.memory);
    core.emit(EFFECT_AFTER, 50, 3);
    assert.deepEqual(core.takeEffects(), [['after', 50, 3]]);
    assert.throws(() => core.emit(COUNT - 1));
  });

  test('return values are texts, numbers and constants', () => {
    for (const number of ['4.5', 'NaN', 'Infinity']) emit('ReturnNumber', text(number));
    for (const kind of [0, 1, 2, 3]) emit('ReturnConstant', kind);
    const returned = host.takeEffects().map(([, value]) => value);
    assert.deepEqual(returned, [4.5, NaN, Infinity, undefined, null, false, true]);
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
