import assert from 'node:assert/strict';
import { test } from 'node:test';
import { satisfies } from './support/node.mjs';

test('which Node.js a framework runs with', () => {
  const angular = '^22.22.3 || ^24.15.0 || >=26.0.0';
  const cases = [['20.20.2', angular, false], ['22.22.2', angular, false], ['22.22.3', angular, true], ['22.23.0', angular, true], ['24.14.9', angular, false], ['25.9.0', angular, false], ['27.0.0', angular, true], ['20.9.0', '>=20.9.0', true], ['20.8.9', '>=20.9.0', false], ['20.0.0', undefined, true]];
  for (const [version, range, isEnough] of cases) assert.equal(satisfies(version, range), isEnough, `${version} in ${range}`);
  assert.throws(() => satisfies('20.0.0', '~20.0.0'), /not read yet: ~20\.0\.0/);
});
