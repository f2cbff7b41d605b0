/**
 * `npm run fuzz`: runs each target of fuzz/ for a minute on inputs nobody thought of. `-- --seconds 5` for so long, `-- --target
 * links` one of them, `-- --input file` one input again, `-- --keep` keeps in fuzz/corpus what reached something new.
 *
 * The folder is as `cargo fuzz` wants it, and `cargo fuzz run links --sanitizer none` works in it. Here the targets are built
 * without that program: on a stable Rust it does nothing but pass the flags of fuzz/rustc.sh, and to install it takes longer
 * than all this. A sanitizer needs a nightly Rust, and would watch over `unsafe` that a build for this machine does not have.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { filesIn } from '../scripts/build/inputs.mjs';
import { aptInstall } from '../scripts/lib/apt.mjs';
import { runChecks } from '../scripts/lib/checks.mjs';
import { fromRoot, root } from '../scripts/lib/paths.mjs';
import { runMain, say, step } from '../scripts/lib/progress.mjs';
import { ask, run } from '../scripts/lib/run.mjs';
import { cargo, requireToolchain } from '../scripts/lib/toolchain.mjs';
import { ready } from '../scripts/tools.mjs';

const MANIFEST = fromRoot('fuzz/Cargo.toml');

/** Counts branches and comparisons, which lead libFuzzer on. */
const COMPILER = fromRoot('fuzz/rustc.sh');

/** Longer inputs are slow, not new; one that takes so many seconds is a fault. */
const LIMITS = ['-max_len=4096', '-timeout=20', '-rss_limit_mb=2048', `-dict=${fromRoot('fuzz/words.dict')}`];

/** The target that is wrong on purpose. */
const SELF_TEST = 'self_test';
/** The same inputs in each run: the standard choice of what to vary next looks at the clock. */
const FIXED = ['-seed=1', '-entropic=0'];
const SMOKE_RUNS = 5_000;
const SELF_TEST_RUNS = 500_000;

/**
 * @typedef {object} Outcome
 * @property {string} target
 * @property {number} executions
 * @property {number} seeds how many kept inputs were run first
 * @property {number} counters places in the program that are counted
 * @property {[number, number]} coverage how many of them were reached by the kept inputs, and in the end
 * @property {number} status
 * @property {string} [input] the input that failed
 * @property {string} said what went wrong
 */

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      target: { type: 'string', multiple: true },
      input: { type: 'string' },
      keep: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, not "${values.seconds}".`);
  const chosen = chooseTargets(values.target);
  await ready('rust', ...(values.smoke ? ['lints'] : []));
  const folder = await build();
  if (values.input) return runAgain(folder, chosen, values.input);
  if (values.smoke) return smoke(folder, chosen);
  const outcomes = await inTurn(chosen, (target) => fuzz(folder, target, { limit: `-max_total_time=${Math.ceil(seconds)}` }));
  if (values.keep) for (const target of chosen) await keep(folder, target);
  return outcomes.some((outcome) => faultsOf(outcome).length > 0) ? 1 : 0;
}

/** @returns {string[]} the targets of fuzz/Cargo.toml, but for the one that is wrong on purpose */
export function targets() {
  const names = [...readFileSync(MANIFEST, 'utf8').matchAll(/^\[\[bin\]\]\nname = "(\w+)"/gm)].map(([, name]) => name);
  return names.filter((name) => name !== SELF_TEST);
}

function chooseTargets(wanted = targets()) {
  const unknown = wanted.filter((name) => !targets().includes(name));
  if (unknown.length > 0) throw new Error(`There is no target ${unknown.join(', ')}: there are ${targets().join(', ')}.`);
  return wanted;
}

/** @returns {Promise<string>} the folder with the programs */
async function build() {
  await requireCompiler();
  await step('Building the fuzz targets (the first time takes a minute)', (note) => fuzzCargo('build', ['--bins'], { onLine: note }));
  const { targetDir } = await requireToolchain();
  return path.join(targetDir, 'fuzz', await machine(), 'release');
}

async function fuzzCargo(command, args, options) {
  const { targetDir } = await requireToolchain();
  const env = { CARGO_TARGET_DIR: path.join(targetDir, 'fuzz'), RUSTC_WRAPPER: COMPILER };
  const settings = ['--manifest-path', MANIFEST, '--locked', '--release', '--target', await machine()];
  return cargo([command, ...settings, ...args], { ...options, env });
}

async function machine() {
  const { env } = await requireToolchain();
  const { stdout } = await run(env.RUSTC ?? 'rustc', ['-vV'], { env });
  return /^host: (.*)$/m.exec(stdout)[1];
}

/** libFuzzer is C++. */
async function requireCompiler() {
  const compiler = process.env.CXX || 'c++';
  const isThere = async () => (await ask(compiler, ['--version'])) !== undefined;
  if (await isThere()) return;
  const failures = await aptInstall('Installing a C++ compiler', ['g++']);
  if (!(await isThere())) throw new Error([`\`${compiler}\` is missing, and libFuzzer is C++: install a C++ compiler, on Debian by \`apt-get install g++\`.`, ...failures].join('\n'));
}

/**
 * Runs a target on its kept inputs and then on new ones. What it finds goes into folders that git ignores.
 *
 * @returns {Promise<Outcome>}
 */
async function fuzz(folder, target, { limit, fixed = [], scratch = fromRoot('fuzz/scratch', target) }) {
  const [kept, artifacts] = ['corpus', 'artifacts'].map((name) => fromRoot('fuzz', name, target));
  for (const place of [scratch, kept, artifacts]) mkdirSync(place, { recursive: true });
  const args = [...LIMITS, limit, ...fixed, '-print_final_stats=1', `-artifact_prefix=${artifacts}/`, scratch, kept];
  const { output, status } = await run(path.join(folder, target), args, { env: quiet(), mayFail: true });
  const outcome = { target, status, ...read(output) };
  report(outcome);
  return outcome;
}

function quiet() {
  return { ...process.env, RUST_BACKTRACE: '0' };
}

/** @returns {Omit<Outcome, 'target' | 'status'>} what libFuzzer said */
export function read(output) {
  const number = (pattern) => Number(pattern.exec(output)?.[1] ?? 0);
  const coverage = [...output.matchAll(/^#\d+\s+\w+\s+cov: (\d+)/gm)].map(([, reached]) => Number(reached));
  return {
    executions: number(/^stat::number_of_executed_units: (\d+)/m),
    seeds: number(/seed corpus: files: (\d+)/),
    counters: number(/\((\d+) inline 8-bit counters\)/),
    coverage: [coverage[0] ?? 0, coverage.at(-1) ?? 0],
    input: /Test unit written to (.*)$/m.exec(output)?.[1],
    said: (/panicked at [^]*?(?=\nnote: run with|\n==|\nstack backtrace)/.exec(output)?.[0] ?? /^.*ERROR: libFuzzer.*$/m.exec(output)?.[0] ?? '').trim(),
  };
}

/**
 * @param {Outcome} outcome
 * @returns {string[]} why it is not good
 */
export function faultsOf({ target, status, executions, seeds, counters, coverage, input, said }) {
  const faults = [];
  if (input) {
    const file = path.relative(root, input);
    faults.push(said, `the input is ${file}; again: npm run fuzz -- --target ${target} --input ${file}`);
  } else if (status !== 0) faults.push(said || `it ended with status ${status}`);
  if (executions === 0) faults.push('it ran nothing');
  if (seeds === 0) faults.push(`fuzz/corpus/${target} has no input`);
  if (counters === 0 || coverage[1] === 0) faults.push('nothing tells libFuzzer what an input reached');
  return faults;
}

function report(outcome) {
  const { target, executions, seeds, counters, coverage } = outcome;
  const faults = faultsOf(outcome);
  const reached = `${coverage[0]} to ${coverage[1]} of ${counters} places`;
  console.log(`${faults.length === 0 ? '✔' : '✖'} ${target}: ${executions} executions, ${seeds} inputs to begin with, ${reached}`);
  for (const fault of faults) console.log(`    ${fault}`);
}

/** For `npm run test:all`: what was kept, and some inputs more, nearly always the same. */
async function smoke(folder, chosen) {
  // Inputs of other runs would make it another run.
  const place = mkdtempSync(path.join(os.tmpdir(), 'crumbless-fuzz-'));
  try {
    const limit = `-runs=${SMOKE_RUNS}`;
    const outcomes = await inTurn(chosen, (target) => fuzz(folder, target, { limit, fixed: FIXED, scratch: path.join(place, target) }));
    return await runChecks([
      { name: 'self-test: a fault behind four letters is found', run: () => selfTestFaults(folder, place) },
      { name: 'fuzz/ is formatted', run: async () => told(await cargo(['fmt', '--manifest-path', MANIFEST, '--check'], { mayFail: true })) },
      { name: 'fuzz/ has no lint', run: async () => told(await fuzzCargo('clippy', ['--all-targets', '--', '-D', 'warnings'], { mayFail: true })) },
      ...outcomes.map((outcome) => ({ name: `${outcome.target}: ${outcome.executions} executions`, run: () => faultsOf(outcome) })),
    ]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function told({ status, output }) {
  return status === 0 ? [] : [output];
}

/** The wrong target is found wrong, with its input; only what comparisons tell leads there in so few runs. */
async function selfTestFaults(folder, place) {
  const args = [`-runs=${SELF_TEST_RUNS}`, '-seed=1', '-max_len=64', `-artifact_prefix=${place}/`];
  const { output, status } = await run(path.join(folder, SELF_TEST), args, { env: quiet(), mayFail: true });
  const { input, counters, said } = read(output);
  const isFound = status !== 0 && counters > 0 && said.includes('as it has to be') && input && readFileSync(input, 'utf8').startsWith('lost');
  return isFound ? [] : [`It was not: status ${status}, ${counters} counters.`];
}

async function runAgain(folder, chosen, file) {
  if (chosen.length !== 1) throw new Error('--input is for one target: say --target too.');
  const { status } = await run(path.join(folder, chosen[0]), ['-timeout=20', path.resolve(file)], { live: true, mayFail: true });
  return status === 0 ? 0 : 1;
}

/** Adds to the kept inputs those that reach a place none of them does, as few as may be. */
async function keep(folder, target) {
  const [scratch, kept] = ['scratch', 'corpus'].map((name) => fromRoot('fuzz', name, target));
  const before = readdirSync(kept).length;
  await run(path.join(folder, target), ['-merge=1', '-use_counters=0', '-max_len=4096', kept, scratch], { env: quiet() });
  say(`${target}: ${filesIn(kept).length - before} of ${readdirSync(scratch).length} new inputs are kept in ${path.relative(root, kept)}`);
}

/** Some at a time, as many as there are cores. */
async function inTurn(items, work) {
  const results = [];
  const waiting = items.entries();
  const one = async () => {
    for (const [place, item] of waiting) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, one));
  return results;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
