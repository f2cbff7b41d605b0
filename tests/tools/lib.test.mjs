/** What the scripts share: locks, running programs, hashes, reading Rust. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { hashOf } from '../../scripts/build/inputs.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { ask, run } from '../../scripts/lib/run.mjs';
import { modulePaths, tokens } from '../checks/rust-source.mjs';

function temporaryFolder(t) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a lock lets several processes in one after the other', async (t) => {
  const folder = temporaryFolder(t);
  const log = path.join(folder, 'log');
  const lock = new URL('../../scripts/lib/lock.mjs', import.meta.url).href;
  // Each writes when it comes in and when it goes out, and gives the others time in between.
  const script = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(lock)};
    await withLock('test', async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      appendFileSync(${JSON.stringify(log)}, 'out ');
    }, ${JSON.stringify(folder)});`;
  const one = () => run(process.execPath, ['--input-type=module', '--eval', script]);
  await Promise.all([one(), one(), one(), one()]);
  assert.equal(readFileSync(log, 'utf8'), 'in out '.repeat(4));
  assert.equal(existsSync(path.join(folder, 'test.lock')), false);
});

test('a lock whose owner is gone is taken over, and one that fails is given back', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'test.lock');
  const gone = (await run(process.execPath, ['-p', 'process.pid'])).stdout.trim();
  writeFileSync(file, gone);
  await assert.rejects(withLock('test', () => Promise.reject(new Error('no')), folder), /^Error: no$/);
  assert.equal(await withLock('test', async () => readFileSync(file, 'utf8'), folder), String(process.pid));
});

test('a program that fails or is missing is named', async () => {
  await assert.rejects(run(process.execPath, ['-e', 'console.error("why"); process.exit(3)']), /failed \(3\):\nwhy$/);
  await assert.rejects(run('crumbless-no-such-program', []), /`crumbless-no-such-program` cannot be started: it is not installed/);
  assert.equal(await ask('crumbless-no-such-program', []), undefined);
  assert.equal((await run(process.execPath, ['-e', 'process.exit(3)'], { mayFail: true })).status, 3);
});

test('lines come whole, from both outputs', async () => {
  const lines = [];
  await run(process.execPath, ['-e', 'process.stdout.write("a"); process.stdout.write("ä\\nb"); console.error("c")'], {
    onLine: (line) => lines.push(line),
  });
  assert.deepEqual(lines.sort(), ['aä', 'b', 'c']);
});

test('a hash tells a changed, a moved and a new file', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'src'));
  const hash = (content, name = 'a') => {
    writeFileSync(path.join(folder, 'src', name), content);
    return hashOf(folder, ['src', 'missing']);
  };
  const first = hash('1');
  assert.equal(hash('1'), first);
  const all = [first, hash('2'), hash('2', 'b'), hashOf(folder, ['src'], 'salt')];
  assert.equal(new Set(all).size, all.length);
});

test('Rust: comments, texts, characters and lifetimes are no code', () => {
  const source = `a /* b /* c */ d */ "e \\" f" r##"g "# h"## b'i' '\\'' 'j' '\\u{1F}' <'k> // l\nm 1.5e3 r#type`;
  assert.deepEqual(tokens(source).map(({ text }) => text), ['a', '<', '>', 'm', 'r#type']);
  assert.equal(tokens(source).at(-1).line, 2);
});

test('Rust: paths are resolved from the root of the crate', () => {
  const paths = (source, ...module) => modulePaths(source, module).map(({ path: names, line }) => `${line} ${names.join('::')}`);
  assert.deepEqual(paths('use crate::{a, b::{self, c as d}, e::*};', 'x'), ['1 a', '1 b', '1 b::c', '1 e::*']);
  assert.deepEqual(paths('use super::a;\nmod tests {\n  use super::super::b;\n}\nuse super::c;', 'x', 'y'), ['1 x::a', '3 x::b', '5 x::c']);
  assert.deepEqual(paths('fn f() -> crate::a::B<u8> { super::c::<u8>(self::d(), self.e) }', 'x'), ['1 a::B', '1 c', '1 x::d']);
  assert.deepEqual(paths('pub(crate) fn f() { $crate::a!(); }', 'x'), ['1 a']);
});
