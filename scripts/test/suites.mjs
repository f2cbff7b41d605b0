/**
 * Every suite of `npm test` and `npm run test:all`: what it needs and how it runs.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from '../build.mjs';
import { filesIn } from '../build/inputs.mjs';
import { VARIANTS } from '../build/variants.mjs';
import { fromRoot, npmBin, root, toolsBin, toolsDir } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { WASM_TARGET, cargo, requireToolchain } from '../lib/toolchain.mjs';
import { TEST_OPTIONS, cargoCounts, nodeCounts, scriptCounts, sum, withStatus } from './counts.mjs';

const TEST_ENDING = '.test.mjs';
const LIVE = { live: true, mayFail: true };

/** The one that is installed soonest, as what the others share with it is most of the package's part in them; and what installs nothing. */
const QUICK_GENERATORS = ['docs', 'eleventy'];

/** One that has little to install, and what needs nothing installed. */
const QUICK_APPLICATIONS = ['htmx', 'recipes', 'node'];

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {string[]} needs names of scripts/tools.mjs
 * @property {boolean} [long] takes minutes, for what a change seldom breaks: only by its name and in `npm run test:all`
 * @property {() => Promise<import('./counts.mjs').Counts>} run
 */

/** In the order in which they run: what fails soonest first. @type {Record<string, Suite>} */
export const suites = {
  format: { title: 'Rust is formatted (cargo fmt)', needs: ['rust', 'lints'], run: format },
  lint: { title: 'Lints (clippy, eslint)', needs: ['packages', 'rust', 'lints'], run: lint },
  docs: { title: 'Documentation builds without a warning (cargo doc)', needs: ['rust'], run: docs },
  host: { title: 'The core on this machine (cargo test)', needs: ['rust'], run: host },
  tools: { title: "The project's own tools (node --test)", needs: ['packages'], run: () => nodeTests('tests/tools') },
  build: { title: 'The shipped files (npm run build)', needs: ['packages', 'rust', 'bindgen'], run: shipped },
  unit: { title: 'The shim and the types (node --test)', needs: ['packages'], run: () => nodeTests('tests/unit') },
  checks: { title: 'Layers, storage, size (node --test)', needs: ['packages', 'rust', 'bindgen'], run: () => afterBuild('tests/checks', { without: ['dist', 'reproducible'] }) },
  wasm: { title: 'The core in Chromium and Firefox (wasm-pack test)', needs: ['rust', 'bindgen', 'wasmPack', 'chromium', 'firefox', 'geckodriver'], run: wasm },
  vectors: { title: 'The vectors in a browser (npm run vectors)', needs: ['packages', 'chromium'], run: () => script('tests/vectors/run.mjs') },
  cli: { title: 'The program crumbless (node --test)', needs: ['packages', 'chromium'], run: () => nodeTests('tests/cli') },
  site: { title: 'The site and its server (node --test)', needs: ['packages', 'chromium'], run: () => nodeTests('tests/site') },
  'matomo-plugin': { title: 'The plugin for Matomo, in a stand-in for one (node --test)', needs: ['packages', 'chromium', 'php'], run: () => nodeTests('tests/matomo-plugin') },
  generators: { title: 'A static-site generator, and the page about all of them (node --test)', needs: ['packages', 'chromium'], run: () => nodeTests('tests/generators', { only: QUICK_GENERATORS }) },
  applications: { title: 'The recipes, and the application of one of them (node --test)', needs: ['packages', 'chromium'], run: () => nodeTests('tests/applications', { only: QUICK_APPLICATIONS }) },
  e2e: { title: 'The tracker in a browser (node --test)', needs: ['packages', 'chromium', 'libraries'], run: () => nodeTests('tests/e2e') },
  engines: { title: 'A part of both in Firefox and WebKit (npm run engines -- --smoke)', needs: ['packages', 'rust', 'bindgen', 'firefox', 'webkit'], run: () => script('tests/engines/run.mjs', '--smoke') },
  reproducible: { title: 'Two builds are the same to the byte (npm run check:reproducible)', needs: ['packages', 'rust', 'bindgen'], long: true, run: () => nodeTests('tests/checks', { only: ['reproducible'], options: [] }) },
  fuzz: { title: 'Fuzzing: kept inputs and some thousand new ones (npm run fuzz)', needs: ['rust', 'lints'], long: true, run: () => nodeTests('fuzz', { options: [] }) },
  promise: { title: 'The promise of anonymous measurement in 200,000 cases', needs: ['rust'], long: true, run: promise },
  rules: { title: 'That promise without each of its rules (npm run check:anonymous-rules)', needs: ['rust'], long: true, run: () => nodeTests('tests/anonymous_property', { options: [] }) },
  lives: { title: 'A thousand page lives (npm run lives)', needs: ['packages', 'rust', 'bindgen', 'chromium'], long: true, run: () => afterBuild('tests/e2e', { only: ['lives'], options: [], env: { CRUMBLESS_LIVES: '1000', ...process.env } }) },
  long: { title: 'More end to end, which takes minutes (node --test)', needs: ['packages', 'chromium'], long: true, run: () => nodeTests('tests/long') },
  'more-generators': { title: 'The other static-site generators (npm run test:generators)', needs: ['packages', 'chromium'], long: true, run: () => nodeTests('tests/generators', { without: QUICK_GENERATORS }) },
  'more-applications': { title: 'Applications with the other frameworks (npm run test:applications)', needs: ['packages', 'chromium'], long: true, run: () => nodeTests('tests/applications', { without: QUICK_APPLICATIONS }) },
};

function format() {
  return eachPasses([['cargo fmt', () => cargo(['fmt', '--all', '--check'], LIVE)]]);
}

function lint() {
  const forWeb = ['--lib', '--target', WASM_TARGET];
  return eachPasses([
    ['the core with everything, and its tests', () => clippy(['--all-targets', '--features', 'inspect,options'])],
    ['the core where there is no page, and what prints its commands', () => clippy(['--workspace', '--lib', '--bins'])],
    ['the core without `full`, and its tests', () => clippy(['--all-targets', '--no-default-features'])],
    ...VARIANTS.map(({ file, features }) => [file, () => clippy([...forWeb, '--no-default-features', '--features', features.join()], true)]),
    ['the ES module and the hit decoder for the browser', () => clippy([...forWeb, '--features', 'inspect,options'], true)],
    ['all JavaScript', () => run(process.execPath, [npmBin('eslint'), '--max-warnings=0', '.'], LIVE)],
  ]);
}

function clippy(args, forWasm = false) {
  return cargo(['clippy', ...args, '--', '-D', 'warnings'], { ...LIVE, wasm: forWasm });
}

function docs() {
  const doc = ['doc', '--no-deps', '--document-private-items'];
  const env = { RUSTDOCFLAGS: '-D warnings' };
  return eachPasses([
    ['the crate', () => cargo([...doc, '--features', 'fake,inspect,options'], { ...LIVE, env })],
    ['the crate for the browser', () => cargo([...doc, '--lib', '--target', WASM_TARGET, '--features', 'inspect,options'], { ...LIVE, env, wasm: true })],
  ]);
}

/** Tests of what only `full` has leave themselves out of the second run, by `cfg`. */
async function host() {
  const everything = await cargoTest(['--features', 'inspect,options']);
  return sum(everything, await cargoTest(['--no-default-features', '--lib', '--tests', '--', '--skip', SAME_WITHOUT_FULL]));
}

function promise() {
  return cargoTest(['--profile', 'properties', '--test', 'anonymous_property']);
}

/** The module that takes longest is about texts and addresses, which are the same with `full` and without. */
const SAME_WITHOUT_FULL = 'properties::';

async function cargoTest(args) {
  const { status, output } = await cargo(['test', '--no-fail-fast', ...args], LIVE);
  return withStatus(cargoCounts(output), status);
}

async function wasm() {
  const [{ CHROMIUM_FLAGS, findChromium }, { PREFERENCES, findFirefox }] = await Promise.all([import('../../tests/engines/chromium.mjs'), import('../../tests/engines/firefox.mjs')]);
  const { chromium, chromedriver } = findChromium();
  const inChromium = await wasmPackTest(['--chrome', '--chromedriver', chromedriver], { 'goog:chromeOptions': { binary: chromium, args: CHROMIUM_FLAGS } });
  const geckodriver = path.join(toolsBin, 'geckodriver');
  return sum(inChromium, await wasmPackTest(['--firefox', '--geckodriver', geckodriver], { 'moz:firefoxOptions': { binary: findFirefox(), prefs: PREFERENCES } }));
}

/** With a driver that is there: one that wasm-pack does not know it would download. */
async function wasmPackTest(browser, capabilities) {
  mkdirSync(toolsDir, { recursive: true });
  const file = path.join(toolsDir, 'webdriver.json');
  writeFileSync(file, JSON.stringify(capabilities));
  const { wasmEnv } = await requireToolchain();
  const { status, output } = await run(path.join(toolsBin, 'wasm-pack'), ['test', '--headless', ...browser, '--mode', 'no-install', root, '--test', 'web'], {
    ...LIVE,
    // The driver of the other browser would be taken before it.
    env: { ...wasmEnv, CHROMEDRIVER: undefined, GECKODRIVER: undefined, WASM_BINDGEN_TEST_WEBDRIVER_JSON: file, WASM_BINDGEN_TEST_TIMEOUT: '300' },
  });
  return withStatus(cargoCounts(output), status);
}

/** Built, and as it must be. */
async function shipped() {
  const built = await eachPasses([['npm run build', () => run(process.execPath, [fromRoot('scripts/build.mjs')], LIVE)]]);
  return sum(built, await nodeTests('tests/checks', { only: ['dist'] }));
}

async function afterBuild(folder, options) {
  await build();
  return nodeTests(folder, options);
}

async function script(name, ...args) {
  const { status, output } = await run(process.execPath, [fromRoot(name), ...args], LIVE);
  return withStatus(scriptCounts(output), status);
}

/** The files are named one by one: Node's versions differ in what a folder's name means. */
async function nodeTests(folder, { only, without = [], options = TEST_OPTIONS, env = process.env } = {}) {
  const isWanted = (name) => only?.includes(name) ?? !without.includes(name);
  const files = filesIn(fromRoot(folder)).filter((file) => file.endsWith(TEST_ENDING) && isWanted(path.basename(file, TEST_ENDING)));
  if (files.length === 0) throw new Error(`${folder} has no *.test.mjs: its tests stand there.`);
  const { status, output } = await run(process.execPath, ['--test', '--test-reporter=spec', ...options, ...files], { ...LIVE, env });
  return withStatus(nodeCounts(output), status);
}

/** Commands that are each one test. */
async function eachPasses(commands) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, command] of commands) {
    const { status } = await command();
    counts[status === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${status === 0 ? '✔' : '✖'} ${name}`);
  }
  return counts;
}
