/** What `npm run engines` makes of what ran: known failures are exact, and what is recorded is what was seen. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { checkKnown, judgeTests } from '../engines/known.mjs';
import { DOCUMENT_TABLE, RECORD, rowsOf, tableOf } from '../engines/record.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { loadEngineDifferences } from '../vectors/player/scenarios.mjs';

const KNOWN = [{ engines: ['webkit'], why: 'It has none.', file: 'a', tests: ['group > one'] }];
const outcome = (test, state, file = 'a') => ({ file, test, state });

describe('tests in an engine', () => {
  test('that are known to fail are no failures, and told', () => {
    const { counts, faults, differing } = judgeTests([outcome('group > one', 'fail'), outcome('two', 'pass'), outcome('three', 'skip')], KNOWN, 'webkit');
    assert.deepEqual(counts, { passed: 1, failed: 0, skipped: 2 });
    assert.deepEqual([faults, differing], [[], ['a: group > one: It has none.']]);
  });

  test('that fail otherwise, in another engine, or though nobody knows of it are', () => {
    const { counts, faults } = judgeTests([outcome('group > one', 'fail'), outcome('two', 'fail')], KNOWN, 'firefox');
    assert.deepEqual([counts.failed, faults], [2, ['a: group > one', 'a: two']]);
  });

  test('that are known to fail and pass, or are not there, are failures of the list', () => {
    assert.match(judgeTests([outcome('group > one', 'pass')], KNOWN, 'webkit').faults[0], /passes in webkit: take it out/);
    assert.match(judgeTests([outcome('other', 'pass')], KNOWN, 'webkit').faults[0], /there is no test a: group > one/);
    assert.deepEqual(judgeTests([outcome('other', 'pass')], KNOWN, 'webkit', { isPart: true }).faults, []);
    assert.deepEqual(judgeTests([outcome('other', 'pass', 'b')], KNOWN, 'webkit').faults, [], 'of a file that did not run nothing is known');
  });

  test('the list has reasons, engines and files that there are', () => {
    assert.deepEqual(checkKnown(KNOWN, ['a'], ['webkit']), []);
    for (const [files, change] of [[['b'], {}], [['a'], { why: '' }], [['a'], { engines: ['opera'] }], [['a'], { tests: [] }]]) {
      assert.equal(checkKnown([{ ...KNOWN[0], ...change }], files, ['webkit']).length, 1);
    }
  });
});

test('the reporter tells of each test once, with its groups, and of a hook that throws', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reporter-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [file, lines] = ['some.test.mjs', 'lines'].map((name) => path.join(folder, name));
  writeFileSync(file, `import { before, describe, test } from 'node:test';
    describe('group', { concurrency: 2 }, () => {
      test('one', () => {});
      test('two', () => { throw new Error('no'); });
      describe('inner', () => test('three', { skip: 'why' }, () => {}));
    });
    describe('hook', () => { before(() => { throw new Error('no'); }); test('four', () => {}); });
    test('five', () => {});`);
  const env = { ...process.env, CRUMBLESS_OUTCOMES: lines, NODE_TEST_CONTEXT: undefined };
  await run(process.execPath, ['--test', `--test-reporter=${fromRoot('tests/engines/reporter.mjs')}`, file], { env, mayFail: true });
  const told = readFileSync(lines, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(told.map((one) => [one.file, one.test, one.state]), [
    ['some', 'group > one', 'pass'],
    ['some', 'group > two', 'fail'],
    ['some', 'group > inner > three', 'skip'],
    ['some', 'hook > four', 'fail'],
    ['some', 'hook', 'fail'],
    ['some', 'five', 'pass'],
  ]);
});

describe('the record', () => {
  const DIFFERENCES = [{ engines: ['webkit'], area: 'links', scenario: 'middle' }];
  const outcomes = [
    { name: 'dist/a.js', area: 'links', scenario: 'middle' },
    { name: 'dist/a.js', area: 'links', scenario: 'left' },
  ];

  test('has what is equal, and names the others', () => {
    assert.deepEqual(rowsOf({ engine: 'webkit', version: '1', outcomes }, DIFFERENCES).files, { 'dist/a.js': { equal: 1, of: 2, others: ['links/middle'] } });
    assert.deepEqual(rowsOf({ engine: 'firefox', version: '1', outcomes }, DIFFERENCES).files, { 'dist/a.js': { equal: 2, of: 2, others: [] } });
  });

  test('is the table of docs/browsers.md, and names no difference that there is not', async () => {
    const records = JSON.parse(readFileSync(fromRoot(RECORD), 'utf8'));
    assert.deepEqual(records.map(({ engine }) => engine), ['chromium', 'firefox', 'webkit']);
    assert.equal(DOCUMENT_TABLE.exec(readFileSync(fromRoot('docs/browsers.md'), 'utf8'))?.[0], tableOf(records));
    const differences = await loadEngineDifferences();
    for (const { engine, version, date, files } of records) {
      assert.match(version, /^\d/);
      assert.match(date, /^\d{4}-\d\d-\d\d$/);
      assert.ok(Object.keys(files).length > 0);
      for (const { equal, of, others } of Object.values(files)) {
        assert.equal(equal + others.length, of);
        for (const other of others) assert.ok(differences.some((entry) => entry.engines.includes(engine) && `${entry.area}/${entry.scenario}` === other), other);
      }
    }
  });
});
