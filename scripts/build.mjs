/**
 * `npm run build`: makes dist/matomo.js (the tracker, one file) and dist/inspect (the hit decoder), verifies them and says
 * what they weigh. `--record` writes the sizes down as the ones to compare with; `--force` builds even what is up to date.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { bundleEmbedded } from './build/bundle.mjs';
import { buildEmbeddedWasm, buildInspect, readCommandTable } from './build/crate.mjs';
import { extract } from './build/embed.mjs';
import { INPUTS, hashOf, isUpToDate, remember } from './build/inputs.mjs';
import { measureFiles, oversized, readBudget, record, sizeTable } from './build/sizes.mjs';
import { runChecks } from './lib/checks.mjs';
import { withLock } from './lib/lock.mjs';
import { distDir, fromRoot, root } from './lib/paths.mjs';
import { runMain, say, step } from './lib/progress.mjs';
import { requireToolchain } from './lib/toolchain.mjs';
import { ready } from './tools.mjs';

const TRACKER = 'dist/matomo.js';
/** Which function of js/host.js stands behind each import of the tracker's WebAssembly. */
export const IMPORTS = 'dist/imports.json';
const INSPECT = ['dist/inspect/inspect.js', 'dist/inspect/inspect_bg.wasm'];

/**
 * Makes dist/ unless it is up to date.
 *
 * @param {{force?: boolean}} [options]
 */
export async function build({ force = false } = {}) {
  const hasInspect = existsSync(fromRoot('src/inspect'));
  await ready('packages', 'rust', ...(hasInspect ? ['bindgen'] : []));
  await withLock('build', async () => {
    const { kind, version } = await requireToolchain();
    const inputs = hashOf(root, INPUTS, `${kind} ${version}`);
    if (!force && isUpToDate(inputs, root)) {
      say('dist/ is up to date.');
      return;
    }
    await step(`Building ${TRACKER}`, async (note) => {
      const { text, wasm, imports } = await buildTracker({ root, note });
      writeWhole(fromRoot(TRACKER), text);
      writeWhole(fromRoot(IMPORTS), JSON.stringify(imports, null, 2));
      const written = extract(readFileSync(fromRoot(TRACKER), 'utf8')).wasm;
      if (!wasm.equals(written)) throw new Error(`The bytes in ${TRACKER} are not the bytes that were embedded.`);
    });
    if (hasInspect) await step('Building dist/inspect', (note) => buildInspect({ root, note }, path.join(distDir, 'inspect')));
    remember(inputs, root, hasInspect ? [TRACKER, IMPORTS, ...INSPECT] : [TRACKER, IMPORTS]);
  });
}

/**
 * The tracker's text, from the sources in a folder; writes nothing outside of cargo's folder.
 *
 * @param {import('./build/crate.mjs').Place} place
 * @returns {Promise<{text: string, wasm: Buffer, imports: Record<string, string>}>} and the WebAssembly in it
 */
export async function buildTracker(place) {
  const commands = await readCommandTable(place);
  const { file, imports } = await buildEmbeddedWasm(place);
  const wasm = readFileSync(file);
  return { text: await bundleEmbedded({ root: place.root, wasm, imports, commands }), wasm, imports };
}

/**
 * What must hold of the files in dist/ whoever made them.
 *
 * @returns {import('./lib/checks.mjs').Check[]}
 */
function verifications() {
  const text = () => readFileSync(fromRoot(TRACKER), 'utf8');
  return [
    { name: `${TRACKER} begins with a byte order mark`, run: () => (text().startsWith('\uFEFF') ? [] : ['it does not']) },
    { name: `${TRACKER} is a script that parses`, run: () => void new vm.Script(text(), { filename: TRACKER }) },
    { name: 'the WebAssembly in it compiles', run: async () => void (await WebAssembly.compile(extract(text()).wasm)) },
    ...(existsSync(fromRoot('src/inspect'))
      ? [{ name: 'dist/inspect compiles', run: async () => void (await WebAssembly.compile(readFileSync(fromRoot(INSPECT[1])))) }]
      : []),
    { name: 'the sizes are within size-budget.json', run: () => oversized(readBudget(), measureFiles(readBudget())) },
  ];
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
