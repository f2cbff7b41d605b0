/** `crumbless bundle`: what is in the file, and what is refused. tests/cli/bundle-on-page.test.mjs has pages load it. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { extract } from '../../scripts/build/embed.mjs';
import { crumbless, folder } from './support/terminal.mjs';

const DIST = path.join(import.meta.dirname, '../../dist');
const MARK = '\uFEFF';
const HINT = '//# allFunctionsCalledOnLoad\n';
const { version: VERSION } = JSON.parse(readFileSync(path.join(DIST, '../package.json'), 'utf8'));
const read = (file) => readFileSync(file, 'utf8');

/** A folder with these plugins in it, each in one of its own as on a Matomo host. */
function host(t, plugins) {
  const cwd = folder(t);
  for (const [name, content] of Object.entries(plugins)) {
    const file = path.join(cwd, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return cwd;
}

/** The page's own part of the bundle, and what the list of waiting functions is after it. */
function waiting(bundle, before) {
  const source = bundle.slice(0, bundle.indexOf('\n]);\n') + 5).replace(MARK, '');
  const window = { matomoPluginAsyncInit: before, done: [] };
  vm.runInNewContext(source, { window });
  return { list: window.matomoPluginAsyncInit, window };
}

describe('the bundle', { concurrency: 4 }, () => {
  for (const file of [undefined, 'matomo.full.js']) {
    test(`has the WebAssembly of ${file ?? 'matomo.full.js, unless told otherwise,'} byte for byte, and says first that it is UTF-8 and to be compiled early`, async (t) => {
      const cwd = host(t, { 'A/tracker.min.js': `${MARK}window.done.push('ä😀');` });
      const { status, out } = await crumbless(['bundle', '--plugin', 'A/tracker.min.js', ...(file ? ['--file', file] : []), '--out', 'made.js'], { cwd });
      const made = read(path.join(cwd, 'made.js'));
      const own = read(path.join(DIST, 'matomo.full.js'));
      assert.equal(status, 0);
      const line = /^\uFEFF\/\*! crumbless (.*\n)/.exec(own)[1];
      assert.ok(line.startsWith(VERSION));
      const [head, headOfBundle] = ['', 'bundle '].map((what) => `${MARK}/*! crumbless ${what}${line}${HINT}`);
      assert.ok(own.startsWith(head) && made.startsWith(headOfBundle) && made.endsWith(own.slice(head.length)));
      assert.deepEqual([made.split(MARK).length, made.split(HINT).length], [2, 2]);
      assert.deepEqual(extract(made).wasm, extract(own).wasm);
      assert.match(out, /^\+ A +\d+ bytes +A\/tracker.min.js\nmade.js +[\d,]+ bytes +sha384-/);
    });
  }

  test('runs plugins in their order, before what the page has waiting', async (t) => {
    const cwd = host(t, { 'A/tracker.js': "window.done.push('A') // a comment at the end", 'B/tracker.min.js': "'use strict'; window.done.push(this === undefined)", 'B/tracker.js': 'not this one' });
    await crumbless(['bundle', '--plugin', 'A', '--plugin', 'B'], { cwd });
    const page = () => {};
    for (const before of [undefined, [], [page], page]) {
      const ofPage = [before ?? []].flat();
      const { list, window } = waiting(read(path.join(cwd, 'crumbless.js')), before);
      assert.deepEqual([list.length, [...list].slice(2)], [2 + ofPage.length, ofPage]);
      if (Array.isArray(before)) assert.equal(list, before);
      for (const plugin of list.slice(0, 2)) plugin();
      assert.deepEqual(window.done, ['A', true]);
    }
  });

  test('says what has to be beside it, unless it is', async (t) => {
    const cwd = host(t, { 'a.js': '' });
    const first = await crumbless(['bundle', '--plugin', 'a.js'], { cwd });
    assert.match(first.err, /run `npx crumbless copy . --only matomo.fallback.js,matomo.engagement.js`/);
    assert.equal((await crumbless(['copy', '.', '--only', 'matomo.fallback.js'], { cwd })).status, 0);
    assert.match((await crumbless(['bundle', '--plugin', 'a.js'], { cwd })).err, /^matomo\.engagement\.js is not in the same folder: run `npx crumbless copy . --only matomo\.engagement\.js`/);
    assert.equal((await crumbless(['copy', '.', '--only', 'matomo.engagement.js'], { cwd })).status, 0);
    assert.equal((await crumbless(['bundle', '--plugin', 'a.js'], { cwd })).err, '');
  });

  test('replaces a tracker of ours, and nobody else’s', async (t) => {
    const cwd = host(t, { 'a.js': '', 'other.js': 'hello' });
    await crumbless(['copy', '.'], { cwd });
    assert.equal((await crumbless(['bundle', '--plugin', 'a.js'], { cwd })).status, 0);
    assert.equal((await crumbless(['bundle', '--plugin', 'a.js', '--plugin', 'a.js'], { cwd })).status, 0);
    const refused = await crumbless(['bundle', '--plugin', 'a.js', '--out', 'other.js'], { cwd });
    assert.deepEqual([refused.status, read(path.join(cwd, 'other.js'))], [1, 'hello']);
    assert.match(refused.err, /add --force/);
    assert.equal((await crumbless(['bundle', '--plugin', 'a.js', '--out', 'other.js', '--force'], { cwd })).status, 0);
  });
});

describe('a plugin is refused', { concurrency: 4 }, () => {
  const WRONG = {
    'that is not UTF-8': [Buffer.from([0x2f, 0x2f, 0xe4, 0x0a]), /is not valid UTF-8/],
    'that is no script': ['function (', /is not a valid script/],
    'that closes more than it opens': ['}); alert(1); (function () {', /is not a valid script/],
    'that is a module': ["import a from './a.js';", /is not a valid script/],
    'that cannot stand in a function': ['#!/usr/bin/env node\n', /is not a valid script/],
    'that is a tracker': ['getAsyncTrackers, setTrackerUrl', /is a complete tracker/],
    'that is no tracker file by its size': ['//'.padEnd(10_000_001), /is longer than 10,000,000 bytes/],
    'that is our tracker': [readFileSync(path.join(DIST, 'matomo.js')), /is a complete tracker/],
  };
  for (const [name, [content, says]] of Object.entries(WRONG)) {
    test(name, async (t) => {
      const cwd = host(t, { 'A/tracker.js': content });
      const { status, err } = await crumbless(['bundle', '--plugin', 'A/tracker.js'], { cwd });
      assert.match(err, says);
      assert.deepEqual([status, readdirSync(cwd)], [1, ['A']]);
    });
  }

  test('that is not there, also as a folder', async (t) => {
    const cwd = host(t, { 'A/other.js': '' });
    for (const name of ['A', 'B', '/dev/zero']) assert.match((await crumbless(['bundle', '--plugin', name], { cwd })).err, /neither a file nor a folder with tracker.min.js or tracker.js/);
  });
});
