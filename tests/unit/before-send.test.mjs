/** A hit for a function of the page's and back: what it changes, what stays as it was, and what cannot be read. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { afterShowing } from '../../js/full/before-send.js';
import { pairsOf } from '../../js/full/query.js';

const REQUEST = 'action_name=One%20two&idsite=7&url=http%3A%2F%2Fa.example%2F%3Fb%3D1&uid=ann&e=a+b&bad=%E0%A4%A&empty=&bare&own[]=1&own[]=2&_=%F0%9F%98%80';

describe('a hit', () => {
  test('is an object of texts by name, with nothing that the page has put on all objects', (t) => {
    let seen;
    Object.defineProperty(Object.prototype, 'uid', { set() { throw new Error('a setter'); }, configurable: true });
    t.after(() => delete Object.prototype.uid);
    afterShowing((hit) => void (seen = hit), REQUEST);
    assert.deepEqual({ ...seen }, { action_name: 'One two', idsite: '7', url: 'http://a.example/?b=1', uid: 'ann', e: 'a b', bad: '%E0%A4%A', empty: '', bare: '', 'own[]': '2', _: '😀' });
    assert.equal(Object.getPrototypeOf(seen), Object.prototype);
  });

  test('that is returned as it was, or not at all, is the same to the byte', () => {
    for (const same of [() => undefined, (hit) => hit, (hit) => ({ ...hit }), (hit) => Object.assign(Object.create(null), hit), (hit) => Object.freeze(hit)]) assert.equal(afterShowing(same, REQUEST), REQUEST);
    assert.equal(afterShowing((hit) => hit, '&a=1&&b'), '&a=1&&b');
  });

  test('has what was changed, added and left out, by returning another object or by changing this one', () => {
    const change = (hit) => ({ ...hit, url: 'http://a.example/ä&b=', uid: undefined, e: null, extra: 5, 'own[]': '3', toString: 'text' });
    const inPlace = (hit) => {
      Object.assign(hit, change(hit));
      delete hit.uid;
    };
    for (const work of [change, inPlace]) {
      const made = afterShowing(work, REQUEST);
      assert.equal(made, 'action_name=One%20two&idsite=7&bad=%E0%A4%A&empty=&bare&_=%F0%9F%98%80&url=http%3A%2F%2Fa.example%2F%C3%A4%26b%3D&own%5B%5D=3&extra=5&toString=text');
      assert.equal(pairsOf(made).find(({ name }) => name === 'url').value, 'http://a.example/ä&b=');
    }
    assert.equal(afterShowing(() => ({ idsite: 7 }), REQUEST), 'idsite=7');
    assert.equal(afterShowing((hit) => Object.defineProperty(hit, '__proto__', { value: 'own', enumerable: true, configurable: true }), 'a=1'), 'a=1&__proto__=own');
  });

  test('is not sent for null, false and an object without parameters', () => {
    for (const nothing of [null, false, {}]) assert.equal(afterShowing(() => nothing, REQUEST), '');
  });
});

describe('what cannot be read is not sent, and one line says so:', () => {
  /** Also what the line says. */
  function isRefused(t, work, reason) {
    const line = t.mock.method(console, 'error', () => {});
    assert.equal(afterShowing(work, REQUEST), '');
    assert.equal(line.mock.callCount(), 1);
    assert.match(String(line.mock.calls[0].arguments.at(-1)), reason);
  }

  const WRONG = {
    'a text': REQUEST, true: true, 'a number': 0, 'a list': [['uid', '']], 'a function': () => {}, 'a promise': Promise.resolve({ uid: '' }), 'an empty text': '',
    'a list as a value': { uid: ['a'] }, 'an object as a value': { uid: {} }, 'true as a value': { uid: true }, 'a value that is no number': { e_v: NaN }, 'one without end': { e_v: Infinity },
    'half a character': { uid: '\ud83d' }, 'a getter that throws': { get uid() { throw new Error('by the page'); } },
  };
  for (const [what, returned] of Object.entries(WRONG)) test(what, (t) => isRefused(t, () => returned, /Error/));

  test('the function itself', (t) => isRefused(t, () => { throw new Error('by the page'); }, /by the page/));
});
