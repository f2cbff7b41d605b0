import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../scripts/vectors/compare.mjs';
import { applyChanges, checkDifferences } from '../../scripts/vectors/differences.mjs';
import { buildPage } from '../../scripts/vectors/page.mjs';

const hit = (params) => ({ params: Object.entries(params) });
const sent = (...hits) => ({ hits: hits.map(hit), results: {} });
const expected = (...requests) => ({ requests, results: {} });

describe('comparing a scenario', () => {
  test('equal hits in any order are equal', () => {
    assert.deepEqual(compare(expected({ a: '1' }, { a: '2' }), sent({ a: '2' }, { a: '1' })), []);
  });

  test('a value, an absent and an additional parameter are told', () => {
    assert.deepEqual(compare(expected({ a: '1', b: '2' }), sent({ a: 'x', c: '3' })), [
      'hit 0, a: expected "1", sent "x"',
      'hit 0, b: expected "2", sent nothing',
      'hit 0, c: expected nothing, sent "3"',
    ]);
  });

  test('a star wants any value, but one', () => {
    assert.deepEqual(compare(expected({ r: '*' }), sent({ r: '' })), []);
    assert.equal(compare(expected({ r: '*' }), sent({})).length, 1);
  });

  test('missing hits, hits too many and repeated parameters are told', () => {
    assert.deepEqual(compare(expected({ e_c: 'a' }), sent()), ['hit 0 is missing: {"e_c":"a"}']);
    assert.deepEqual(compare(expected(), sent({ e_c: 'a' })), ['one hit too many: {"e_c":"a"}']);
    assert.equal(compare(expected({ a: '1' }), { hits: [{ params: [['a', '1'], ['a', '1']] }], results: {} }).length, 1);
  });

  test('page view ids count by order of appearance', () => {
    const wanted = expected({ pv_id: 'pv1', n: '1' }, { pv_id: 'pv2', n: '2' }, { pv_id: 'pv1', n: '3' });
    assert.deepEqual(compare(wanted, sent({ pv_id: 'x', n: '1' }, { pv_id: 'y', n: '2' }, { pv_id: 'x', n: '3' })), []);
    assert.equal(compare(wanted, sent({ pv_id: 'x', n: '1' }, { pv_id: 'y', n: '2' }, { pv_id: 'y', n: '3' })).length, 1);
  });

  test('timings stand for each other unless they are to be exact', () => {
    assert.deepEqual(compare(expected({ pf: '*' }), sent({ pf_net: '1', pf_srv: '2' })), []);
    assert.equal(compare(expected({ pf: '*' }), sent({})).length, 1);
    assert.equal(compare(expected({}), sent({ pf_net: '1' })).length, 1);
    assert.equal(compare(expected({ pf_net: '2' }), sent({ pf_net: '1' }), { exactPf: true }).length, 1);
  });

  test('ignored parameters do not count, results do', () => {
    assert.deepEqual(compare(expected({ _id: 'a' }), sent({ _id: 'b' }), { ignore: ['_id'] }), []);
    const results = compare({ requests: [], results: { a: [1] } }, { hits: [], results: { a: [2], b: 1 } });
    assert.equal(results.length, 2);
  });
});

describe('expected differences', () => {
  const expect = { requests: [{ a: '1', b: '2' }, { a: '3' }], results: { r: 1 } };

  test('each kind changes the expectation', () => {
    const changed = applyChanges(expect, [
      { hit: 0, param: 'a', reference: '1', ours: 'x' },
      { hit: 0, param: 'b', reference: '2', ours: null },
      { hit: 0, param: 'c', reference: null, ours: 'new' },
      { result: 'r', reference: 1, ours: 2 },
      { onlyReference: 1 },
      { onlyOurs: { e: '5' } },
    ]);
    assert.deepEqual(changed, {
      expect: { requests: [{ a: 'x', c: 'new' }, { e: '5' }], results: { r: 2 } },
      problems: [],
    });
    assert.deepEqual(expect.requests[0], { a: '1', b: '2' });
  });

  test('one that does not fit is a problem', () => {
    const changes = [
      { hit: 0, param: 'a', reference: '2', ours: 'x' },
      { hit: 0, param: 'a', reference: '1', ours: '1' },
      { hit: 5, param: 'a', reference: '1', ours: 'x' },
      { result: 'r', reference: 2, ours: 3 },
      { onlyReference: 2 },
    ];
    for (const change of changes) assert.equal(applyChanges(expect, [change]).problems.length, 1, JSON.stringify(change));
  });

  test('entries and reasons belong together', () => {
    const scenarios = [{ area: 'core', name: 'one' }];
    const entry = { id: 'why', area: 'core', scenario: 'one', change: {} };
    assert.deepEqual(checkDifferences([entry], scenarios, '## why\n'), []);
    assert.deepEqual(checkDifferences([entry], scenarios, '## why\n\n## else (not in the vectors)\n'), []);
    assert.equal(checkDifferences([entry], scenarios, '## another').length, 2);
    assert.equal(checkDifferences([entry], [], '## why').length, 1);
    assert.equal(checkDifferences([entry], scenarios, '## why (not in the vectors)').length, 1);
    assert.equal(checkDifferences([], scenarios, '## why').length, 1);
  });
});

test('a page cannot be ended by what it quotes', () => {
  const page = buildPage({ title: '</title><b>&', paq: [['trackPageView', '</script>']] }, 'http://x/matomo.php');
  assert.ok(page.includes('<title>&lt;/title>&lt;b>&amp;</title>'));
  assert.equal(page.match(/<\/script>/g).length, 1);
});
