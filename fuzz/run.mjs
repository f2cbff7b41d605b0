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
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { filesIn } from '../scripts/build/inputs.mjs';
import { aptInstall } from '../scripts/lib/apt.mjs';
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

/** Without the way to a fault, which is long. */
export const QUIET = { ...process.env, RUST_BACKTRACE: '0' };

/** The target that is wrong on purpose. */
export const SELF_TEST = 'self_test';

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
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, not "${values.seconds}".`);
  const chosen = chooseTargets(values.target);
  await ready('rust');
  const folder = await build();
  if (values.input) return runAgain(folder, chosen, values.input);
  const outcomes = [];
  const waiting = chosen.values();
  const worker = async () => {
    for (const target of waiting) {
      const outcome = await fuzz(folder, target, [`-max_total_time=${Math.ceil(seconds)}`]);
      report(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
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
export async function build() {
  await requireCompiler();
  await step('Building the fuzz targets (the first time takes a minute)', (note) => fuzzCargo('build', ['--bins'], { onLine: note }));
  const { targetDir } = await requireToolchain();
  return path.join(targetDir, 'fuzz', await machine(), 'release');
}

/** Cargo on fuzz/, with what libFuzzer needs. */
export async function fuzzCargo(command, args, options) {
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
 * @param {string} folder with the programs
 * @param {string} target
 * @param {string[]} limits options of libFuzzer's
 * @param {string} [scratch] folder for inputs that reached something new
 * @returns {Promise<Outcome>}
 */
export async function fuzz(folder, target, limits, scratch = fromRoot('fuzz/scratch', target)) {
  const [kept, artifacts] = ['corpus', 'artifacts'].map((name) => fromRoot('fuzz', name, target));
  for (const place of [scratch, kept, artifacts]) mkdirSync(place, { recursive: true });
  const args = [...LIMITS, ...limits, '-print_final_stats=1', `-artifact_prefix=${artifacts}/`, scratch, kept];
  const { output, status } = await run(path.join(folder, target), args, { env: QUIET, mayFail: true });
  return { target, status, ...read(output) };
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

async function runAgain(folder, chosen, file) {
  if (chosen.length !== 1) throw new Error('--input is for one target: say --target too.');
  const { status } = await run(path.join(folder, chosen[0]), ['-timeout=20', path.resolve(file)], { live: true, mayFail: true });
  return status === 0 ? 0 : 1;
}

/** Adds to the kept inputs those that reach a place none of them does, as few as may be. */
async function keep(folder, target) {
  const [scratch, kept] = ['scratch', 'corpus'].map((name) => fromRoot('fuzz', name, target));
  const before = readdirSync(kept).length;
  await run(path.join(folder, target), ['-merge=1', '-use_counters=0', '-max_len=4096', kept, scratch], { env: QUIET });
  say(`${target}: ${filesIn(kept).length - before} of ${readdirSync(scratch).length} new inputs are kept in ${path.relative(root, kept)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
