/** What src/protocol.rs says of js/ holds: the imports' parameters, and who carries each effect out. */
import './support/full.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'acorn';
import { createEffects } from '../../js/bridge/effects.js';
import { CORE_EFFECTS, FULL_EFFECTS, IMPORTS } from '../../js/bridge/protocol.js';
import { setGlobals } from './support/globals.mjs';

/** How many parameters each exported function takes. One made by `textual` takes two more: where the text goes, and its room. */
function parametersOf(source) {
  const parameters = {};
  for (const { type, declaration } of parse(source, { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    if (type !== 'ExportNamedDeclaration' || declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (init.type === 'ArrowFunctionExpression') parameters[id.name] = init.params.at(-1)?.type === 'RestElement' ? Infinity : init.params.length;
      else if (init.type === 'CallExpression' && init.callee.name === 'textual') parameters[id.name] = init.arguments[0].params.length + 2;
      else parameters[id.name] = 0; // A function of the browser's, such as `Math.random`.
    }
  }
  return parameters;
}

describe('imports', () => {
  const host = parametersOf(readFileSync(new URL('../../js/bridge/host.js', import.meta.url), 'utf8'));
  for (const [name, parameters] of Object.entries(IMPORTS)) {
    test(`${name} takes ${parameters.join(', ') || 'nothing'}`, () => {
      assert.ok(name in host, `js/bridge/host.js has no ${name}`);
      // What a function does not need it need not name, but it never wants more than it is given.
      if (host[name] !== Infinity) assert.equal(host[name], parameters.length);
    });
  }

  test('a function with other parameters is found', () => {
    assert.deepEqual(parametersOf('export const a = (x) => x; export const b = textual((x) => x); export const c = Math.random, d = (...all) => all;'), { a: 1, b: 3, c: 0, d: Infinity });
  });
});

test('each effect is carried out by a function of its name', (t) => {
  setGlobals(t, { document: { addEventListener() {} } });
  const effects = createEffects(() => {}, {}, () => {});
  for (const row of [...CORE_EFFECTS, ...FULL_EFFECTS]) assert.equal(typeof effects[row.split(' ')[0]], 'function', row);
});
