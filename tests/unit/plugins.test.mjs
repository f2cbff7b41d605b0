import './support/full.mjs';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as host from '../../js/bridge/host.js';
import { createEvents, createPlugins } from '../../js/full/plugins.js';
import { hostile, setGlobals } from './support/globals.mjs';

describe('plugins', () => {
  const setUp = () => {
    const errors = [];
    return { errors, plugins: createPlugins((error) => errors.push(error)) };
  };

  test('a plugin makes the core show its requests', () => {
    setUp().plugins.add('First', {});
    assert.equal(host.is_hooked(), 1);
  });

  test('what the hooks return is joined in order, what is nothing left out', () => {
    const { plugins } = setUp();
    const seen = [];
    plugins.add('A', { link: (...given) => { seen.push(given); return '&a=1'; } });
    plugins.add('B', { link: () => undefined, log: () => '&never=1' });
    plugins.add('C', { link: () => '' });
    plugins.add('D', { link: () => '&d=1' });
    plugins.add('E', { link: '&e=1' });
    const parameters = { request: 'r' };
    assert.equal(plugins.run('link', parameters), '&a=1&d=1');
    assert.equal(seen.length, 1);
    assert.equal(seen[0][0], parameters);
  });

  test('no hook and no plugin give nothing', () => {
    const { plugins } = setUp();
    assert.equal(plugins.run('link'), '');
    plugins.add('A', { '': () => '&a=1', undefined: () => '&b=1' });
    assert.equal(plugins.run(''), '');
    assert.equal(plugins.run(undefined), '');
    assert.equal(plugins.run('event'), '');
  });

  test('a hook that throws costs the others nothing', () => {
    const { errors, plugins } = setUp();
    const thrown = new Error('by the plugin');
    plugins.add('A', { log: () => '&a=1' });
    plugins.add('B', { log() { throw thrown; } });
    plugins.add('C', { log: () => ({ toString() { throw thrown; } }) });
    plugins.add('D', { get log() { throw thrown; } });
    plugins.add('E', hostile());
    plugins.add('F', null);
    plugins.add('G', undefined);
    plugins.add('H', 5);
    plugins.add('I', { log: () => Symbol('no string') });
    plugins.add('J', { log: () => '&j=1' });
    assert.equal(plugins.run('log'), '&a=1&j=1');
    assert.deepEqual(errors.slice(0, 3), [thrown, thrown, thrown]);
  });

  test('names may be of any type, and the same name replaces', () => {
    const { plugins } = setUp();
    const key = Symbol('name');
    for (const [index, name] of [key, {}, null, '__proto__', 'constructor', 5].entries()) plugins.add(name, { log: () => `&${index}` });
    plugins.add(key, { log: () => '&again' });
    assert.equal(plugins.run('log'), '&again&1&2&3&4&5');
  });
});

describe('events of window.Matomo', () => {
  test('handlers are called in order with parameters and context until they are taken off', (t) => {
    setGlobals(t, { window: { name: 'the window' } });
    const events = createEvents();
    const calls = [];
    const first = function (...given) { calls.push(['first', this, ...given]); };
    events.on('Event', first);
    events.on('Event', (...given) => calls.push(['second', ...given]));
    const context = {};
    events.trigger('Event', [1, 2], context);
    assert.deepEqual(calls, [['first', context, 1, 2], ['second', 1, 2]]);
    events.off('Event', first);
    events.trigger('Event', [3]);
    assert.deepEqual(calls.slice(2), [['second', 3]]);
  });

  test('without a context it is the window, without parameters there are none', (t) => {
    const window = {};
    setGlobals(t, { window });
    const events = createEvents();
    const calls = [];
    events.on('Event', function (...given) { calls.push([this === window, ...given]); });
    events.trigger('Event');
    assert.deepEqual(calls, [[true]]);
  });

  test('an event without listeners is no error', (t) => {
    setGlobals(t, { window: {} });
    const events = createEvents();
    events.off('Event', () => {});
    events.trigger('Event', [1]);
    const handler = () => assert.fail('it was taken off');
    events.on('Other', handler);
    events.off('Other', handler);
    events.trigger('Other');
  });
});
