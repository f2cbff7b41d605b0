/**
 * What pages and their libraries do to the language and the document before the tracker comes, as scripts by name.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitBusyPage } from './busy-page.mjs';

/**
 * Objects with methods that libraries gave a meaning of their own before the language did, and which of them are left alone: those of
 * ECMAScript 3, which every library found there, and those that nothing else can do.
 */
const OWNERS = {
  'Array.prototype': 'concat join pop push reverse shift slice sort splice unshift toString',
  Array: 'isArray',
  'String.prototype': 'charAt charCodeAt concat indexOf lastIndexOf match replace search slice split substr substring toLowerCase toUpperCase toString valueOf',
  String: 'fromCharCode',
  'Function.prototype': 'apply call toString',
  Object: 'getPrototypeOf defineProperty', // The second is what bundlers make modules of.
  'Object.prototype': 'hasOwnProperty isPrototypeOf toString valueOf',
  'Number.prototype': 'toString valueOf',
  Number: '',
  Date: 'parse',
  'Map.prototype': '',
  'Set.prototype': '',
  Promise: '',
  'Promise.prototype': '',
  Symbol: '',
};

/** What became of them. */
const WHATS = {
  'are gone': 'delete owner[name];',
  'return nothing': 'owner[name] = function () {};',
  'return their object': 'owner[name] = function () { return this; };',
  'return what is found': "owner[name] = function (one) { return [[0, this], [1, one]]; };",
};

const spoil = (owners, what) => `{
  const { getOwnPropertyNames, getOwnPropertyDescriptor } = Object;
  for (const [owner, kept] of ${JSON.stringify(owners.map((owner) => [owner, OWNERS[owner].split(' ')]))}.map(([path, kept]) => [path.split('.').reduce((object, name) => object[name], window), new Set([...kept, 'constructor'])])) {
    for (const name of getOwnPropertyNames(owner)) {
      const own = getOwnPropertyDescriptor(owner, name);
      if (typeof own.value != 'function' || !own.configurable || kept.has(name)) continue;
      LATER.push([owner, name]);
    }
  }
  for (const [owner, name] of LATER) { ${what} }
}`.replace('{', '{ const LATER = [];');

/** Every method and function of the page, as a library passes it on. */
const PASSED_ON = `{
  const { getOwnPropertyNames, getOwnPropertyDescriptor, defineProperty } = Object, { apply, construct } = Reflect;
  const owners = ['Array', 'String', 'Function', 'Object', 'Number', 'Date', 'RegExp', 'Map', 'Set', 'WeakSet', 'Promise', 'EventTarget', 'Node', 'Element', 'HTMLElement', 'Document', 'Event', 'History', 'XMLHttpRequest', 'TextDecoder', 'TextEncoder', 'MutationObserver', 'IntersectionObserver'];
  const objects = [];
  for (const name of owners) objects.push(window[name], window[name].prototype);
  for (const object of [...objects, JSON, Math, Reflect, navigator, performance]) {
    for (const name of getOwnPropertyNames(object)) {
      const { value, configurable } = getOwnPropertyDescriptor(object, name);
      if (typeof value != 'function' || !configurable || name === 'constructor' || name === 'prototype') continue;
      defineProperty(object, name, { configurable: true, enumerable: true, writable: true, value: function (...given) { return apply(value, this, given); } });
    }
  }
  for (const name of ['fetch', 'setTimeout', 'clearTimeout', 'addEventListener', 'requestIdleCallback', 'getComputedStyle', 'decodeURIComponent', 'unescape']) {
    const own = window[name];
    window[name] = function (...given) { return apply(own, this || window, given); };
  }
  for (const name of ['MutationObserver', 'IntersectionObserver', 'XMLHttpRequest', 'Image', 'URL', 'Request', 'MessageChannel', 'RegExp', 'Map', 'Set', 'WeakSet']) {
    const Own = window[name];
    window[name] = function (...given) { return construct(Own, given, new.target ? Own : undefined); };
    window[name].prototype = Own.prototype;
  }
}`;

/** What libraries are known for. */
export const OTHERS = {
  'every method and function is passed on': PASSED_ON,
  'lists of elements are arrays': `for (const [{ prototype }, name] of [Document, Element].flatMap((one) => ['querySelectorAll', 'getElementsByTagName', 'getElementsByClassName'].map((name) => [one, name]))) {
    const own = prototype[name];
    prototype[name] = function (selector) { return Array.from(own.call(this, selector)); };
  }`,
  'lists and texts have toJSON': "for (const { prototype } of [Array, String, Number, Boolean, Date]) prototype.toJSON = function () { return 'strange' + this; };",
  'all objects have toJSON': 'Object.prototype.toJSON = function () { return `strange ${this}`; };',
  'all objects have further methods': `for (const { prototype } of [Object, Array, String, Number, Function, RegExp, Element, Event]) for (const name of ['each', 'extend', 'toJSONString', 'bindAsEventListener']) prototype[name] = function () { return 'strange'; };`,
  'elements and events have methods of a library': `for (const name of ['append', 'prepend', 'before', 'after', 'remove', 'replaceWith', 'toggleAttribute', 'replaceChildren', 'contains']) {
    const own = Element.prototype[name];
    if (name !== 'contains') Element.prototype[name] = function (html) { this.innerHTML = html; return this; };
  }
  Event.prototype.stop = function () { this.preventDefault(); this.stopPropagation(); return this; };`,
  'listeners hear an event of the library': `{
    const own = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      own.call(this, type, typeof listener == 'function' ? function (event) { event.extended = true; return listener.call(this, event); } : listener, options);
      return this;
    };
  }`,
};

/** Names that pages gave classes of their own before browsers had them. */
const CLASSES = ['Map', 'Set', 'URL', 'Element', 'Node', 'Event', 'Symbol', 'Promise', 'Text', 'Option', 'Image', 'Response', 'Headers', 'Range', 'Selection', 'Notification', 'History', 'Location'];

/**
 * A test for each page: its hits are those of the page without.
 *
 * @param {import('./world.mjs').World} world
 * @param {object} way one of `WAYS`
 * @param {Record<string, string>} pages
 */
export function testAll(world, way, pages) {
  let plain;
  for (const [name, script] of Object.entries(pages)) {
    test(name, async (t) => {
      const wanted = await (plain ??= visitBusyPage(world, t, way));
      assert.deepEqual(wanted.wrong, []);
      assert.equal(wanted.hits.length, way.hits[2], wanted.hits.join('\n'));
      assert.deepEqual(await visitBusyPage(world, t, way, script), wanted);
    });
  }
}

/** Each owner's methods, one owner at a time. */
export const ONE_BY_ONE = Object.fromEntries(Object.keys(OWNERS).flatMap((owner) => Object.entries(WHATS).map(([what, done]) => [`methods of ${owner} ${what}`, spoil([owner], done)])));
/** All of them at once. */
export const ALL_AT_ONCE = Object.fromEntries(Object.entries(WHATS).map(([what, done]) => [`methods of all ${what}`, spoil(Object.keys(OWNERS), done)]));
export const OWN_CLASSES = Object.fromEntries(CLASSES.map((name) => [`${name} is a class of the page`, `window.${name} = function ${name}() { this.items = []; };`]));

