/** The reader of options for browsers without WebAssembly reads and refuses what that of src/options does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readOptions } from '../../js/module/read-options.js';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const OWN = { url: '/m', siteId: 7 };
const TARGET = { url: '/b', siteId: '8' };
const INTERACTION = { selector: '.save', category: 'Editor', action: 'save' };
/** For each field some values that fit and some that do not. */
const VALUES = [undefined, null, true, false, 0, 1, -1, 1.5, 10n, NaN, 2 ** 53, 2 ** 60, '', ' ', '7', 'all', 'matomo', 'none', 'needed', 'https://app.invalid', 'https://app.invalid/', 'a/b', 'a/b/c', 'a//b', '/',
  [], [''], ['a'], ['a/b'], ['a/b/c'], [5], [['a']], [[]], [[5]], {}, { url: '/b' }, [TARGET], [{ ...TARGET, anonymous: {} }], [{ ...TARGET, anonymous: true }], [{ ...TARGET, anonymous: 5 }], [{ ...TARGET, other: 1 }], [INTERACTION], [{ ...INTERACTION, on: 'focus', name: null }], [{ ...INTERACTION, name: '' }], [{ selector: 'a' }]];
const FIELDS = ['url', 'siteId', 'anonymous', 'deviceDetail', 'targets', 'interactions', 'commands', 'anonimous'];
const OF_ANONYMOUS = ['preset', 'url', 'title', 'allowedParameters', 'numericIds', 'pathParameters', 'categories', 'eventNames', 'titel'];

const cases = [
  undefined, null, 5, 'x', [], () => {}, {}, OWN,
  ...FIELDS.flatMap((field) => VALUES.map((value) => ({ ...OWN, [field]: value }))),
  ...OF_ANONYMOUS.flatMap((field) => VALUES.map((value) => ({ ...OWN, anonymous: { [field]: value } }))),
  { ...OWN, anonymous: { title: 'x' }, targets: [TARGET], deviceDetail: 'all', interactions: [INTERACTION] },
];

describe('the reader without WebAssembly', () => {
  let strict;
  before(async () => {
    const { readOptions: read } = await import(pathToFileURL(fromRoot('dist/module/options.js')).href);
    const wasm = readFileSync(fromRoot('dist/module/options_bg.wasm'));
    strict = (options) => read(options, wasm);
  });

  test('reads the same, and refuses the same fields', async () => {
    for (const options of cases) {
      const shown = typeof options === 'object' ? JSON.stringify(options, (name, value) => (typeof value === 'bigint' ? `${value}n` : value)) : String(options);
      const expected = await outcome(() => strict(options));
      const found = await outcome(() => readOptions(options));
      assert.equal('refused' in found, 'refused' in expected, `${shown}: ${JSON.stringify([found, expected])}`);
      if ('read' in expected) assert.deepEqual(plain(found.read), plain(expected.read), shown);
      else assert.equal(placeOf(found.refused), placeOf(expected.refused), shown);
    }
  });
});

async function outcome(work) {
  try {
    return { read: await work() };
  } catch (error) {
    return { refused: error.message };
  }
}

/** Before the colon: of which field it tells. */
const placeOf = (message) => /^[\w.[\]]+(?=: )/.exec(message)?.[0] ?? /^missing field `\w+`/.exec(message)?.[0];
const plain = (value) => JSON.parse(JSON.stringify(value));
