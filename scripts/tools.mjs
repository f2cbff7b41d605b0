/**
 * Makes ready what the other scripts need, and does nothing twice. `npm run tools` makes ready what is needed often; with names
 * (`node scripts/tools.mjs packages rust`) only that.
 *
 * @module
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './lib/apt.mjs';
import { withLock } from './lib/lock.mjs';
import { fromRoot, toolsBin, toolsDir } from './lib/paths.mjs';
import { runMain, say, step } from './lib/progress.mjs';
import { ask, run } from './lib/run.mjs';
import {
  DEBIAN_LINT_PACKAGES,
  DEBIAN_PACKAGES,
  WASM_TARGET,
  cargo,
  findToolchain,
  isNewEnough,
  oldestRust,
  requireToolchain,
  wantedKind,
} from './lib/toolchain.mjs';

/** Debian's packages of old libraries, and the file of each that tests put into a page. */
export const DEBIAN_LIBRARIES = Object.freeze({
  'libjs-prototype': '/usr/share/javascript/prototype/prototype.js',
  'libjs-mootools': '/usr/share/javascript/mootools/mootools-core-nc.js',
});

const WASM_PACK_VERSION = '0.15.1';
const GECKODRIVER_VERSION = '0.37.1';
/** The one that docs/generators.md names. */
export const MDBOOK_VERSION = '0.5.4';

/** Where tools are compiled: one folder, so that what they share is compiled once. */
const CARGO_FOLDER = path.join(toolsDir, 'build');

/** What can be made ready, in the order in which it is. */
const TOOLS = { packages, rust, lints, bindgen, wasmPack, chromium, firefox, geckodriver, webkit, libraries, php, mdbook };

/** What is built for minutes and only a long suite needs. */
const ONLY_BY_NAME = ['mdbook'];

/**
 * @param {...keyof typeof TOOLS} names nearly all when none is given
 */
export async function ready(...names) {
  for (const name of names) {
    if (!Object.hasOwn(TOOLS, name)) throw new Error(`There is no tool "${name}": there are ${Object.keys(TOOLS).join(', ')}.`);
  }
  await withLock('tools', async () => {
    for (const [name, makeReady] of Object.entries(TOOLS)) {
      if (names.length === 0 ? !ONLY_BY_NAME.includes(name) : names.includes(name)) await makeReady();
    }
    rmSync(CARGO_FOLDER, { recursive: true, force: true }); // hundreds of megabytes that are of no more use
  });
}

/** The npm packages of package-lock.json. */
async function packages() {
  if (packagesAreInstalled()) return;
  await step('Installing the npm packages (npm ci)', (note) =>
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { onLine: note }),
  );
}

function packagesAreInstalled() {
  const wanted = readLock(fromRoot('package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing: run `npm install` and commit the file it writes.');
  // npm writes down here what it really installed.
  const installed = readLock(fromRoot('node_modules/.package-lock.json'));
  if (!installed) return false;
  const same = ([name, { version, optional }]) => (optional && !installed[name]) || installed[name]?.version === version;
  return Object.entries(wanted).filter(([name]) => name !== '').every(same);
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** A Rust that builds WebAssembly: rustup's where it can be made to, else Debian's. */
async function rust() {
  const failures = [];
  if (wantedKind() !== 'debian') {
    if (await findToolchain('rustup')) return;
    await addWasmTarget(failures);
    if (await findToolchain('rustup')) return;
  }
  if (wantedKind() !== 'rustup') {
    if (await findToolchain('debian')) return;
    failures.push(...(await aptInstall("Installing Debian's Rust for the web", DEBIAN_PACKAGES)));
    if (await findToolchain('debian')) return;
  }
  throw new Error(
    `No Rust that builds WebAssembly can be had:\n${failures.map((failure) => `- ${failure}`).join('\n')}\n` +
      `Run \`rustup update stable && rustup target add ${WASM_TARGET}\`, or on Debian \`apt-get install ` +
      `${DEBIAN_PACKAGES.join(' ')}\`, then try again.`,
  );
}

async function addWasmTarget(failures) {
  if ((await ask('rustup', ['--version'])) === undefined) {
    failures.push('rustup is not on the PATH');
    return;
  }
  await attempt(failures, `Adding the target ${WASM_TARGET} (rustup target add)`, 'rustup', ['target', 'add', WASM_TARGET]);
  const version = await ask('rustc', ['--version']);
  if (!isNewEnough(version)) failures.push(`${version ?? 'no rustc'} is installed, at least ${oldestRust()} is needed`);
}

/** rustfmt and clippy, which a minimal installation lacks. */
async function lints() {
  await rust();
  const { kind } = await requireToolchain();
  const missing = async () => (await ask('cargo', ['fmt', '--version'], await hostEnv())) === undefined
    || (await ask('cargo', ['clippy', '--version'], await hostEnv())) === undefined;
  if (!(await missing())) return;
  const failures = [];
  if (kind === 'debian') failures.push(...(await aptInstall("Installing Debian's rustfmt and clippy", DEBIAN_LINT_PACKAGES)));
  else await attempt(failures, 'Adding rustfmt and clippy (rustup component add)', 'rustup', ['component', 'add', 'rustfmt', 'clippy']);
  if (await missing()) {
    const command = kind === 'debian' ? `apt-get install ${DEBIAN_LINT_PACKAGES.join(' ')}` : 'rustup component add rustfmt clippy';
    throw new Error(`rustfmt and clippy are missing (${failures.join('; ')}): run \`${command}\`.`);
  }
}

async function hostEnv() {
  return { env: (await requireToolchain()).env };
}

/** wasm-bindgen's programs, at exactly the version of the crate: they speak a format of their own. */
async function bindgen() {
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(fromRoot('Cargo.lock'), 'utf8'))?.[1];
  if (!version) throw new Error('Cargo.lock names no wasm-bindgen: run `cargo update --workspace`.');
  // Without what fetches drivers: the tests have them.
  await cargoInstall('wasm-bindgen-cli', version, ['wasm-bindgen', 'wasm-bindgen-test-runner'], ['--no-default-features']);
}

/** Runs the crate's tests in a browser. */
async function wasmPack() {
  await cargoInstall('wasm-pack', WASM_PACK_VERSION);
}

async function cargoInstall(crate, version, programs = [crate], features = []) {
  const said = await ask(path.join(toolsBin, programs[0]), ['--version']);
  if (said?.split(/\s+v?/)[1] === version) return;
  await rust();
  // Without --locked: a crate's own lock may ask for versions that the registry no longer has. Not optimised: that takes
  // longer than all they do here.
  await step(`Building ${crate} ${version} into .tools (cargo install; takes a few minutes)`, (note) =>
    cargo(['install', crate, '--version', `=${version}`, ...features, '--root', toolsDir, '--force', ...programs.flatMap((name) => ['--bin', name])], {
      onLine: note,
      env: {
        CARGO_TARGET_DIR: CARGO_FOLDER,
        CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
        CARGO_PROFILE_RELEASE_LTO: 'off',
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
        CARGO_PROFILE_RELEASE_DEBUG: '0',
      },
    }),
  );
}

/** The browser that the tests run in, its driver, and its shell: without that tests take longer, but they run. */
async function chromium() {
  await packages();
  const { findChromium, findShell } = await import('../tests/engines/chromium.mjs');
  await fromDebian('Installing Chromium and its driver', ['chromium', 'chromium-driver'], findChromium);
  if (!findShell() && !process.env.CHROMIUM) await aptInstall("Installing Chromium's headless shell", ['chromium-headless-shell']);
}

/** Firefox, for `npm run engines`. */
async function firefox() {
  await packages();
  const { findFirefox } = await import('../tests/engines/firefox.mjs');
  await fromDebian('Installing Firefox', ['firefox-esr'], findFirefox);
}

/** What `wasm-pack test` drives Firefox with. */
async function geckodriver() {
  await cargoInstall('geckodriver', GECKODRIVER_VERSION);
}

/** WebKitGTK with its driver, and a display for it. */
async function webkit() {
  await packages();
  const { findWebKit, findDisplay } = await import('../tests/engines/webkit.mjs');
  await fromDebian('Installing WebKitGTK and its driver', ['webkit2gtk-driver', 'xvfb', 'xauth'], () => [findWebKit(), findDisplay()]);
}

/** Old libraries of pages that npm does not have; without them their tests say that they are skipped. */
async function libraries() {
  const missing = Object.entries(DEBIAN_LIBRARIES).filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length > 0) await aptInstall('Installing Prototype and MooTools', missing);
}

/** PHP, for the plugin for Matomo. */
async function php() {
  const { findPhp } = await import('../tests/matomo-plugin/support/php.mjs');
  await fromDebian('Installing PHP', ['php-cli'], findPhp);
}

/** One of the static-site generators. */
async function mdbook() {
  await cargoInstall('mdbook', MDBOOK_VERSION);
}

/** @param {() => unknown} find throws a sentence that says what is missing */
async function fromDebian(title, names, find) {
  try {
    find();
  } catch {
    const failures = await aptInstall(title, names);
    try {
      find();
    } catch (error) {
      throw new Error([error.message, ...failures].join('\n'), { cause: error });
    }
  }
}

/** Tries a way to get something; what went wrong is kept for the sentence at the end. */
async function attempt(failures, title, program, args) {
  try {
    await step(title, (note) => run(program, args, { onLine: note }));
  } catch (error) {
    failures.push(error.message);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    await ready(...process.argv.slice(2));
    say('The tools are ready.');
  });
}
