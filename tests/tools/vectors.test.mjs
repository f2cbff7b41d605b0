import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { Browsers, MOST_WORKS } from '../vectors/player/browsers.mjs';
import { compare } from '../vectors/player/compare.mjs';
import { applyChanges, checkDifferences, outdated } from '../vectors/player/differences.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { areaTable } from '../vectors/player/report.mjs';
import { tableFaults } from '../vectors/player/command-tables.mjs';
import { asking, sample } from '../vectors/player/upgrade.mjs';

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
    const timing = { fetchStart: 3, connectEnd: 4, requestStart: 5, responseStart: 6 };
    assert.match(compare(expected({ pf: '*' }), { ...sent({}), timing })[1], /^the page's timing was .*"connectEnd":4/);
    assert.deepEqual(compare(expected({ pf: '*' }), { ...sent({}), timing: { ...timing, responseStart: 4 } }), [], 'of a clock that ran backwards nothing is told');
    assert.deepEqual(compare(expected({ pf: '*' }), { ...sent({}), timing: { ...timing, navigationStart: 0 } }), [], 'nor of a load without a start');
  });

  test('ignored parameters do not count, results do', () => {
    assert.deepEqual(compare(expected({ _id: 'a' }), sent({ _id: 'b' }), { ignore: ['_id'] }), []);
    assert.deepEqual(compare(expected({}), sent({ cdo: '3' })), [], 'how late a hit leaves is the machine’s doing');
    const results = compare({ requests: [], results: { a: [1] } }, { hits: [], results: { a: [2], b: 1 } });
    assert.equal(results.length, 2);
  });
});

describe('expected differences', () => {
  const scenario = { expect: { requests: [{ a: '1', b: '2', i: '0' }, { a: '3' }], results: { r: 1, s: null } }, ignore: ['i'] };

  test('each kind changes the expectation', () => {
    const changed = applyChanges(scenario, [
      { hit: 0, param: 'a', reference: '1', ours: 'x' },
      { hit: 0, param: 'b', reference: '2', ours: null },
      { hit: 0, param: 'c', reference: null, ours: 'new' },
      { result: 'r', reference: 1, ours: null },
      { result: 's', reference: null },
      { result: 't', ours: [2] },
      { onlyReference: 1 },
      { onlyOurs: { e: '5' } },
    ]);
    assert.deepEqual(changed, {
      expect: { requests: [{ a: 'x', c: 'new', i: '0' }, { e: '5' }], results: { r: null, t: [2] } },
      problems: [],
    });
    assert.deepEqual(scenario.expect.requests[0], { a: '1', b: '2', i: '0' });
  });

  test('one that does not fit, or that nothing could contradict, is a problem', () => {
    const changes = [
      { hit: 0, param: 'a', reference: '2', ours: 'x' },
      { hit: 0, param: 'a', reference: '1', ours: '1' },
      { hit: 0, param: 'a', reference: '1', ours: '*' },
      { hit: 0, param: 'i', reference: '0', ours: '1' },
      { hit: 5, param: 'a', reference: '1', ours: 'x' },
      { result: 'r', reference: 2, ours: 3 },
      { result: 'r', ours: 3 },
      { result: 's', reference: null, ours: null },
      { result: 't', reference: null, ours: 1 },
      { onlyReference: 2 },
    ];
    for (const change of changes) assert.equal(applyChanges(scenario, [change]).problems.length, 1, JSON.stringify(change));
  });

  test('the entry that states nothing true any more is found among others', () => {
    const [parameter, result, lost] = [{ hit: 0, param: 'a', reference: '1', ours: 'x' }, { result: 'r', reference: 1, ours: 2 }, { onlyReference: 1 }];
    const isWithout = (...gone) => (wanted) =>
      compare(wanted, { hits: without(gone).requests.map(hit), results: without(gone).results }).length === 0;
    const without = (gone) => applyChanges(scenario, [parameter, result, lost].filter((change) => !gone.includes(change))).expect;
    for (const gone of [parameter, result, lost]) assert.deepEqual(outdated(scenario, [parameter, result, lost], isWithout(gone)), [gone]);
    assert.equal(outdated(scenario, [parameter, result, lost], isWithout(parameter, result, lost)).length, 3);
    assert.deepEqual(outdated(scenario, [parameter, result, lost], () => false), []);
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

describe('what a file replays', () => {
  const table = (names, elsewhere = []) => ({ names, elsewhere });

  test('a table that leaves out too much is wrong', () => {
    const full = table(['a', 'b', 'c']);
    assert.deepEqual(tableFaults('f.js', full, full), []);
    assert.deepEqual(tableFaults('f.js', table(['a'], ['b', 'c']), full), []);
    assert.deepEqual(tableFaults('f.js', table(['a'], ['b']), full), ['f.js neither has c nor says that it has not']);
    assert.deepEqual(tableFaults('f.js', table(['a', 'b'], ['b', 'c']), full), ['f.js has b and says that it has not']);
    assert.deepEqual(tableFaults('f.js', table(['a'], ['b', 'c', 'd']), full), ['f.js says that d is elsewhere, where it is not']);
    assert.equal(tableFaults('f.js', table(['a', 'b'], ['c']), table(['a', 'b'], ['c'])).length, 1, 'the full file lacks a command');
  });

  test('the closing table says what was replayed and what was equal', () => {
    const outcomes = [{ area: 'core', equal: true }, { area: 'core', equal: false }, { area: 'links', equal: true }];
    assert.equal(areaTable(['core', 'links', 'spa'], outcomes), [
      'area   replayed  equal',
      'core          2      1',
      'links         1      1',
      'all           3      2',
    ].join('\n'));
  });

  test('the full file is asked for at every place of a scenario, and in the sample at one', () => {
    const scenario = { name: 'one', paq: [['a'], ['b']], steps: [['click', '#c']] };
    const all = asking(scenario);
    assert.deepEqual(all.map(({ at }) => at), ['row 0', 'row 1', 'row 2', 'step 0', 'step 1']);
    assert.deepEqual(all.map(({ paq }) => paq.length), [3, 3, 3, 2, 2]);
    assert.deepEqual([all[1].paq[0], all[1].paq[2], all[4].steps[0]], [['a'], ['b'], ['click', '#c']]);
    assert.deepEqual(sample([scenario, scenario]).map(({ at }) => at), ['row 0', 'row 2']);
  });
});

test('a page cannot be ended by what it quotes', () => {
  const page = buildPage({ title: '</title><b>&', paq: [['trackPageView', '</script>']] }, 'http://x/matomo.php');
  assert.ok(page.includes('<title>&lt;/title>&lt;b>&amp;</title>'));
  assert.equal(page.match(/<\/script>/g).length, 1);
});

describe('a browser for many scenarios', () => {
  class Fake extends EventEmitter {
    isConnected = () => !this.isDead;
    close = async () => this.die();
    die() {
      this.isDead = true;
      this.emit('disconnected');
    }
  }
  const forever = new Promise(() => {});

  function browsers() {
    const opened = [];
    return { opened, browsers: new Browsers(async () => opened[opened.push(new Fake()) - 1]) };
  }

  test('is one, while it lives', async () => {
    const { opened, browsers: all } = browsers();
    assert.deepEqual(await Promise.all([1, 2, 3].map((value) => all.use(async () => value))), [1, 2, 3]);
    assert.equal(opened.length, 1);
    await all.close();
    assert.ok(opened[0].isDead);
  });

  test('that dies is another, for all that were at work, also for those that would wait for ever or have failed of it', async () => {
    const { opened, browsers: all } = browsers();
    let told = 0;
    const at = (whenDead) => async (browser) => {
      if (browser !== opened[0]) return 'done';
      if (whenDead) browser.die();
      return whenDead === 'fails' ? 'failed' : forever;
    };
    const works = [at(), at('fails'), at()];
    assert.deepEqual(await Promise.all(works.map((work) => all.use(work, () => (told += 1)))), ['done', 'done', 'done']);
    assert.deepEqual([opened.length, told], [2, 3]);
    await all.close();
  });

  test('that has had much work gets no more, and is closed when what it has is done', async () => {
    const { opened, browsers: all } = browsers();
    let end;
    const slow = all.use(() => new Promise((resolve) => (end = resolve)));
    const works = Array.from({ length: 2 * MOST_WORKS }, () => all.use(async (browser) => opened.indexOf(browser)));
    const took = await Promise.all(works);
    assert.deepEqual([0, 1, 2].map((which) => took.filter((one) => one === which).length), [MOST_WORKS - 1, MOST_WORKS, 1]);
    assert.deepEqual(opened.map(({ isDead }) => Boolean(isDead)), [false, true, false]);
    end('done');
    assert.equal(await slow, 'done');
    assert.deepEqual(opened.map(({ isDead }) => Boolean(isDead)), [true, true, false]);
    await all.close();
  });

  test('that dies twice of the same work is the work’s fault', async () => {
    const { opened, browsers: all } = browsers();
    await assert.rejects(all.use((browser) => (browser.die(), forever)), /twice/);
    assert.equal(opened.length, 2);
    assert.equal(await all.use(async () => 'others go on'), 'others go on');
    await all.close();
  });
});
