/** The workflows run what `npm run` has, on the oldest Rust that Cargo.toml allows, with actions of a named version and few rights. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { filesIn } from '../../scripts/build/inputs.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { oldestRust } from '../../scripts/lib/toolchain.mjs';

const { scripts } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
const WORKFLOWS = filesIn(fromRoot('.github/workflows'));

/** What `npm` has without a script of ours. */
const OF_NPM = ['publish'];

const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

function faultsOf(text) {
  const workflow = text.replace(/^\s*#.*\n/gm, '');
  const commands = all(workflow, /\bnpm (run [\w:-]+|[\w:-]+)/g).map((command) => command.replace(/^run /, ''));
  const files = all(workflow, /(?:^|[\s"'])(\.ci\/\w+|scripts\/[\w./-]+)/g);
  const actions = all(workflow, /\buses: (\S+)/g);
  const images = all(workflow, /\bimage: rust:(\S+)/g);
  return [
    ...commands.filter((name) => !scripts[name] && !OF_NPM.includes(name)).map((name) => `package.json has no script ${name}`),
    ...files.filter((file) => !existsSync(fromRoot(file))).map((file) => `${file} is missing`),
    ...actions.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action)).map((action) => `${action} is not one of GitHub's own with a major version`),
    ...images.filter((image) => !image.startsWith(`${oldestRust()}-`)).map((image) => `rust:${image} is not the oldest Rust of Cargo.toml`),
    ...(/^permissions:(?: \{\}|\n {2}contents: read)\n(?! )/m.test(workflow) ? [] : ['every job has more rights than reading']),
  ];
}

describe('a workflow', () => {
  const GOOD = `permissions: {}\n\njobs:\n  a:\n    container:\n      image: rust:${oldestRust()}-bookworm\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm test\n`;

  test('is read: what is wrong is found', () => {
    assert.deepEqual(faultsOf(GOOD), []);
    for (const [right, wrong, fault] of [
      ['npm test', 'npm run tset -- --all', /no script tset/],
      ['npm test', '.ci/walk', /\.ci\/walk is missing/],
      ['checkout@v5', 'checkout@main', /checkout@main/],
      ['actions/checkout', 'somebody/checkout', /somebody/],
      [`rust:${oldestRust()}`, 'rust:1.0', /rust:1\.0-bookworm/],
      ['permissions: {}', 'permissions: write-all', /more rights/],
      ['permissions: {}', 'permissions:\n  contents: read\n  packages: write', /more rights/],
      ['permissions: {}', '', /more rights/],
    ]) {
      const faults = faultsOf(GOOD.replace(right, wrong));
      assert.equal(faults.length, 1, `${wrong}: ${faults}`);
      assert.match(faults[0], fault);
    }
  });

  test('is there, for changes and for releases', () => {
    assert.deepEqual(WORKFLOWS.map((file) => path.basename(file)), ['ci.yml', 'release.yml']);
  });

  for (const file of WORKFLOWS) {
    test(`${path.basename(file)} is right`, () => assert.deepEqual(faultsOf(readFileSync(file, 'utf8')), []));
  }
});
