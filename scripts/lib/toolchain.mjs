/**
 * Which Rust is used, and with which environment. Two ways work:
 *
 * - `rustup`: the installed toolchain with the target `wasm32-unknown-unknown` added;
 * - `debian`: Debian's `rustc-web` in /usr/bin, which has no prebuilt library for WebAssembly and builds it (build-std).
 *
 * `CRUMBLESS_TOOLCHAIN` names one of them; without it, rustup's is taken where it works.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fromRoot, toolsBin } from './paths.mjs';
import { ask, run } from './run.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';

/** The packages of the `debian` way. */
export const DEBIAN_PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm', 'lld-22'];
export const DEBIAN_LINT_PACKAGES = ['rustfmt-web', 'rust-web-clippy'];

/**
 * @typedef {object} Toolchain
 * @property {'rustup' | 'debian'} kind
 * @property {string} version what `rustc --version` says
 * @property {string} targetDir where cargo puts what it builds
 * @property {NodeJS.ProcessEnv} env for programs that run on this machine
 * @property {NodeJS.ProcessEnv} wasmEnv for building with `--target wasm32-unknown-unknown`
 */

/** Those that were found, by the kind that was asked for. */
const found = new Map();

/**
 * The toolchain to use; one that was found is not looked for again. Installs nothing: `scripts/tools.mjs` does.
 *
 * @param {'rustup' | 'debian'} [kind] the one that the person asked for unless given
 * @returns {Promise<Toolchain | undefined>} nothing where it is not ready; without a kind, where neither is
 */
export async function findToolchain(kind = wantedKind()) {
  if (!found.has(kind)) {
    const toolchain = await lookFor(kind);
    if (!toolchain) return undefined;
    found.set(kind, toolchain);
  }
  return found.get(kind);
}

/**
 * @returns {'rustup' | 'debian' | undefined} the way that the person asked for
 */
export function wantedKind() {
  const kind = process.env.CRUMBLESS_TOOLCHAIN || undefined;
  if (kind !== undefined && kind !== 'rustup' && kind !== 'debian') {
    throw new Error(`CRUMBLESS_TOOLCHAIN is "${kind}": it can be "rustup", "debian" or nothing.`);
  }
  return kind;
}

/**
 * @returns {Promise<Toolchain>} the toolchain, or an error that says how to get one
 */
export async function requireToolchain() {
  const toolchain = await findToolchain();
  if (!toolchain) throw new Error('No Rust that builds WebAssembly is ready: run `npm run tools`.');
  return toolchain;
}

/**
 * Runs cargo.
 *
 * @param {string[]} args
 * @param {object} [options] as for `run`, but `env` is added to the toolchain's; `wasm` for a build for the browser
 * @returns {ReturnType<typeof run>}
 */
export async function cargo(args, { wasm = false, env = {}, ...options } = {}) {
  const toolchain = await requireToolchain();
  const base = wasm ? toolchain.wasmEnv : toolchain.env;
  return run('cargo', args, { ...options, env: { ...base, ...env } });
}

async function lookFor(kind) {
  const ways = { rustup: rustupToolchain, debian: debianToolchain };
  for (const [name, way] of Object.entries(ways)) {
    const toolchain = kind === undefined || kind === name ? await way() : undefined;
    if (toolchain) return toolchain;
  }
  return undefined;
}

async function rustupToolchain() {
  const targetDir = path.resolve(process.env.CARGO_TARGET_DIR || fromRoot('target'));
  const env = environment({ CARGO_TARGET_DIR: targetDir });
  const sysroot = await ask('rustc', ['--print', 'sysroot'], { env });
  if (!sysroot || !existsSync(path.join(sysroot, 'lib/rustlib', WASM_TARGET, 'lib'))) return undefined;
  const version = await ask('rustc', ['--version'], { env });
  return isNewEnough(version) ? { kind: 'rustup', version, targetDir, env, wasmEnv: env } : undefined;
}

async function debianToolchain() {
  const programs = { CARGO: '/usr/bin/cargo', RUSTC: '/usr/bin/rustc', RUSTDOC: '/usr/bin/rustdoc' };
  const source = '/usr/lib/rustlib/src/rust/library/std/Cargo.toml';
  if (![...Object.values(programs), source].every((file) => existsSync(file))) return undefined;
  const targetDir = path.resolve(process.env.CARGO_TARGET_DIR || fromRoot('target'), 'debian');
  const env = environment({ ...programs, CARGO_TARGET_DIR: targetDir }, '/usr/bin');
  const version = await ask(programs.RUSTC, ['--version'], { env });
  const buildStd = { RUSTC_BOOTSTRAP: '1', CARGO_UNSTABLE_BUILD_STD: 'std,panic_abort' };
  return isNewEnough(version) ? { kind: 'debian', version, targetDir, env, wasmEnv: { ...env, ...buildStd } } : undefined;
}

/** The present environment, our tools on the PATH, without a person's own flags, which would change the file we ship. */
function environment(more, firstFolder = '') {
  const env = { ...process.env, ...more };
  for (const name of ['RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_BUILD_TARGET']) delete env[name];
  env.PATH = [firstFolder, toolsBin, process.env.PATH].filter(Boolean).join(path.delimiter);
  return env;
}

/** @returns {string} the oldest Rust that Cargo.toml allows, as `1.95` */
export function oldestRust() {
  return /^rust-version = "([\d.]+)"/m.exec(readFileSync(fromRoot('Cargo.toml'), 'utf8'))?.[1] ?? '1.0';
}

/**
 * @param {string} [version] what `rustc --version` says
 * @returns {boolean}
 */
export function isNewEnough(version = '') {
  const [, major, minor] = /^rustc (\d+)\.(\d+)/.exec(version) ?? [0, 0, 0];
  const [oldestMajor, oldestMinor] = oldestRust().split('.').map(Number);
  return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
}
