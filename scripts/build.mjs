/**
 * `npm run build`: makes the trackers that are one file each (build/variants.mjs), the fallback behind them, dist/module (the
 * tracker as an ES module) and dist/inspect (the hit decoder), verifies them and says what they weigh. `--record` writes the sizes down as the
 * ones to compare with; `--force` builds even what is up to date.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { readMark } from '../cli/lib/mark.mjs';
import { buildInspect } from './build/crate.mjs';
import { extract } from './build/embed.mjs';
import { INPUTS, hashOf, isUpToDate, remember } from './build/inputs.mjs';
import { FALLBACK, buildFallback } from './build/fallback.mjs';
import { MODULE_FILES, buildModule } from './build/module.mjs';
import { measureFiles, oversized, readBudget, record, sizeTable } from './build/sizes.mjs';
import { COMMANDS, FILES, IMPORTS, buildVariants } from './build/variants.mjs';
import { runChecks } from './lib/checks.mjs';
import { withLock } from './lib/lock.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain, say, step } from './lib/progress.mjs';
import { requireToolchain } from './lib/toolchain.mjs';
import { ready } from './tools.mjs';

const INSPECT = ['dist/inspect/inspect.js', 'dist/inspect/inspect_bg.wasm'];

/**
 * Makes dist/ unless it is up to date.
 *
 * @param {{force?: boolean}} [options]
 */
export async function build({ force = false } = {}) {
  const hasInspect = existsSync(fromRoot('src/inspect'));
  await ready('packages', 'rust', 'bindgen');
  await withLock('build', async () => {
    const { kind, version } = await requireToolchain();
    const inputs = hashOf(root, INPUTS, `${kind} ${version}`);
    if (!force && isUpToDate(inputs, root)) {
      say('dist/ is up to date.');
      return;
    }
    await step(`Building ${FILES.join(' and ')}`, async (note) => {
      const built = await buildVariants({ root, note });
      for (const [file, { text, wasm }] of Object.entries(built)) {
        writeWhole(fromRoot(file), text);
        const written = extract(readFileSync(fromRoot(file), 'utf8')).wasm;
        if (!wasm.equals(written)) throw new Error(`The bytes in ${file} are not the bytes that were embedded.`);
      }
      writeOfEach(IMPORTS, built, ({ imports }) => imports);
      writeOfEach(COMMANDS, built, ({ commands }) => commands);
    });
    await step(`Building ${FALLBACK}`, async (note) => writeWhole(fromRoot(FALLBACK), await buildFallback({ root, note })));
    await step('Building dist/module', (note) => buildModule({ root, note }));
    if (hasInspect) await step('Building dist/inspect', (note) => buildInspect({ root, note }, path.join(distDir, 'inspect')));
    remember(inputs, root, [...FILES, FALLBACK, IMPORTS, COMMANDS, ...MODULE_FILES, ...(hasInspect ? INSPECT : [])]);
  });
}

/**
 * What must hold of the files in dist/ whoever made them.
 *
 * @returns {import('./lib/checks.mjs').Check[]}
 */
function verifications() {
  return [
    ...[...FILES, FALLBACK].flatMap(ofScript),
    ...FILES.map(ofWasm),
    ...ofModule(MODULE_FILES),
    ...(existsSync(fromRoot('src/inspect'))
      ? [{ name: 'dist/inspect compiles', run: async () => void (await WebAssembly.compile(readFileSync(fromRoot(INSPECT[1])))) }]
      : []),
    { name: 'the sizes are within size-budget.json', run: () => oversized(readBudget(), measureFiles(readBudget())) },
  ];
}

/** @returns {import('./lib/checks.mjs').Check[]} */
function ofScript(file) {
  const text = () => readFileSync(fromRoot(file), 'utf8');
  return [
    { name: `${file} begins with a byte order mark`, run: () => (text().startsWith('\uFEFF') ? [] : ['it does not']) },
    { name: `${file} says in its first line whose it is`, run: () => (readMark(readFileSync(fromRoot(file))) ? [] : ['it does not']) },
    { name: `${file} is a script that parses`, run: () => void new vm.Script(text(), { filename: file }) },
  ];
}

/** @returns {import('./lib/checks.mjs').Check} */
function ofWasm(file) {
  const { wasm } = extract(readFileSync(fromRoot(file), 'utf8'));
  return { name: `the WebAssembly in ${file} compiles`, run: async () => void (await WebAssembly.compile(wasm)) };
}

/** @returns {import('./lib/checks.mjs').Check[]} */
function ofModule([script, wasm]) {
  const exported = async () => (typeof (await import(pathToFileURL(fromRoot(script)).href)).createTracker === 'function' ? [] : ['it does not']);
  return [
    { name: `${script} can be imported outside of a browser and exports createTracker`, run: exported },
    { name: `${wasm} compiles`, run: async () => void (await WebAssembly.compile(readFileSync(fromRoot(wasm)))) },
  ];
}

function writeOfEach(file, built, part) {
  const parts = Object.entries(built).map(([name, variant]) => [name, part(variant)]);
  writeWhole(fromRoot(file), JSON.stringify(Object.fromEntries(parts), null, 2));
}

/** A reader sees the old file or the new one, never half of one. */
function writeWhole(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const unknown = process.argv.slice(2).filter((option) => !['--record', '--force'].includes(option));
    if (unknown.length > 0) throw new Error(`\`npm run build\` does not know ${unknown.join(' ')}: it takes --record and --force.`);
    await build({ force: process.argv.includes('--force') });
    const budget = readBudget();
    const measured = measureFiles(budget);
    if (process.argv.includes('--record')) record(budget, measured);
    console.log(`\n${sizeTable(budget, measured)}\n`);
    return runChecks(verifications());
  });
}
