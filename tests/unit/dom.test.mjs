/** What is read of a page whose members markup has taken; tests/e2e/markup.test.mjs has the markup. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assign, invoke, member } from '../../js/page/dom.js';
import { currentScript } from '../../js/page/script-element.js';
import { setGlobals } from './support/globals.mjs';

const named = (tag, value = {}) => Object.defineProperty(value, Symbol.toStringTag, { value: tag });
/** An element, or one that engines let be called, as they do with plug-ins. */
const ELEMENTS = { 'an element': named('HTMLImageElement'), 'a collection': named('HTMLCollection'), 'a window': {}, 'an element that can be called': named('HTMLEmbedElement', () => 'called') };

/** A node of an interface, with own properties in the place of some of its members. */
function nodeOf(tag, own = {}) {
  const written = [];
  const prototype = {
    get [Symbol.toStringTag]() { return tag; },
    get title() { return 'the title'; },
    get head() { return ELEMENTS['an element']; },
    get cookie() { return written.join(); },
    set cookie(text) { written.push(text); },
    closest(selector) { return [this, selector]; },
  };
  return Object.create(prototype, Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value }])));
}

describe('a member', () => {
  for (const tag of ['HTMLDocument', 'XMLDocument', 'Document', 'HTMLFormElement']) {
    for (const [name, value] of Object.entries(ELEMENTS)) {
      test(`of ${tag} is the interface’s where ${name} stands in its place`, () => {
        const node = nodeOf(tag, { title: value, head: value, closest: value, none: value, cookie: value });
        assert.deepEqual([member(node, 'title'), member(node, 'head'), member(node, 'none')], ['the title', ELEMENTS['an element'], undefined]);
        assert.deepEqual(invoke(node, 'closest', 'a'), [node, 'a']);
        assign(node, 'cookie', 'a=1');
        assert.equal(member(node, 'cookie'), 'a=1');
      });
    }
  }

  test('that the page has put there itself is the page’s', () => {
    const closest = () => 'the page’s';
    const node = nodeOf('HTMLDocument', { title: 'another', head: null, closest });
    assert.deepEqual([member(node, 'title'), member(node, 'head'), invoke(node, 'closest', 'a')], ['another', null, 'the page’s']);
  });

  test('of anything else is what it is', () => {
    for (const [name, value] of Object.entries(ELEMENTS)) assert.equal(member({ text: value }, 'text'), value, name);
    for (const nothing of [undefined, null]) assert.equal(member(nothing, 'text'), undefined);
    assert.equal(member('text', 'length'), 4);
  });

  test('of the window is its own, or nothing', (t) => {
    const parent = Object.getPrototypeOf(globalThis);
    t.after(() => delete parent.shown);
    for (const [name, value] of Object.entries(ELEMENTS)) {
      parent.shown = value;
      assert.equal(globalThis.shown, value, name);
      assert.equal(member(globalThis, 'shown'), undefined, name);
    }
    setGlobals(t, { given: ELEMENTS['an element'] });
    assert.equal(member(globalThis, 'given'), ELEMENTS['an element']);
    assert.equal(typeof member(globalThis, 'hasOwnProperty'), 'function');
  });
});

test('the running script is an HTML script, or none', (t) => {
  class HTMLScriptElement {}
  const script = new HTMLScriptElement();
  for (const [found, expected] of [[script, script], [null, undefined], [{ src: 'svg.js' }, undefined]]) {
    const prototype = { get [Symbol.toStringTag]() { return 'HTMLDocument'; }, get currentScript() { return found; } };
    setGlobals(t, { HTMLScriptElement, document: Object.create(prototype, { currentScript: { value: named('HTMLImageElement') } }) });
    assert.equal(currentScript(), expected);
  }
});
