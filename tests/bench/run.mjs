/**
 * Compares the built tracker with any matomo.js, in one Chromium, taking turns: what it weighs, how long it keeps the main
 * thread, and how soon the first hit is out.
 *
 *   npm run bench -- --reference path/to/matomo.js [--runs 15] [--json file] [--strict] [--ours dist/matomo.js]
 *   xvfb-run -a npm run bench -- --reference path/to/matomo.js --reference-name "matomo.js of Matomo 5.2" --engines firefox,webkit --record
 *
 * What only the full file does is measured with that; `--ours dist/matomo.full.js` judges it in everything. Without `--reference`
 * only ours is measured. `--engines` says in which other browsers the start is measured too; WebKit needs a display. `--record` writes the result to `www/benchmark.json`, which the site shows, and its first numbers to README.md; `--json` writes it with its samples.
 * `--timeout` says how many seconds a hit may take; the exit code is 1 when a measurement failed, or with `--strict` when an aim was missed.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CORE, FILES, FULL } from '../../scripts/build/variants.mjs';
import { measure, measureControl, measureRest, measureShop, measureStart, NETWORK_4G, patience } from './measure.mjs';
import { withNumbers } from '../../www/server/measurements.mjs';
import { makeRecord } from './record.mjs';
import { compare, summary, table } from './report.mjs';
import { FULL_VARIANT, sizesOf, startBenchSite } from './site.mjs';
import { launchWhole } from '../engines/chromium.mjs';
import * as firefox from '../engines/firefox.mjs';
import * as webkit from '../engines/webkit.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';

const RECORD_FILE = fromRoot('www/benchmark.json');
const README = fromRoot('README.md');
const OTHERS = { firefox: { launch: firefox.launch, row: 'startFirefox' }, webkit: { launch: webkit.launch, row: 'startWebkit' } };
/** As the developer tools have it for phones of the lower middle. */
const SLOWDOWN = 6;

/**
 * @param {object} options
 * @param {string} options.ours file of the tracker to judge
 * @param {string} [options.reference] file of the tracker to judge it by
 * @param {number} options.runs of each
 * @param {string[]} [options.engines] in which the start is measured beside Chromium
 * @param {(line: string) => void} [options.log]
 */
export async function bench({ ours, reference, runs, engines = [], log = () => {} }) {
  const scripts = { ours: await read(ours) };
  if (reference) scripts.reference = await read(reference);
  const variants = Object.keys(scripts);
  const samples = Object.fromEntries(variants.map((variant) => [variant, sizeSamples(scripts[variant])]));
  // The core file asks for the full one, as on a page that names it alone.
  const isCore = path.resolve(ours) === fromRoot(CORE);
  if (isCore) scripts[FULL_VARIANT] = await read(fromRoot(FULL));
  const site = await startBenchSite(scripts);
  try {
    const browser = await launchWhole();
    try {
      // Not counted: the first page in a browser pays for starting it.
      await measureControl(browser, site, 'control-warm');
      const controls = [];
      for (let run = 0; run < runs; run += 1) {
        log(`run ${run + 1} of ${runs}`);
        controls.push(await measureControl(browser, site, `control-${run}`));
        // Who goes first changes, so that nothing favours one side.
        for (const variant of run % 2 === 0 ? variants : variants.toReversed()) {
          const name = `${variant}-${run}`;
          const whole = isCore && variant === 'ours' ? FULL_VARIANT : variant;
          const shop = await measureShop(browser, site, whole, `${name}-whole`);
          const measured = {
            ...(await measure(browser, site, variant, name)),
            ...(await measureRest(browser, site, whole, name)),
            startSlowed: await measureStart(browser, site, scripts[variant], `${name}-slowed`, SLOWDOWN),
            firstHitOfShop: shop,
            ...(isCore && { firstHitOfShopInTwo: variant === 'ours' ? await measureShop(browser, site, variant, name) : shop }),
          };
          for (const [key, value] of Object.entries(measured)) (samples[variant][key] ??= []).push(value);
        }
      }
      for (const variant of variants) takeOff(samples[variant], controls);
      const others = {};
      for (const name of engines) others[name] = await measureElsewhere(name, { site, scripts, samples, variants, runs, log });
      return { chromium: browser.version(), others, rows: compare(samples.ours, samples.reference), samples, scripts };
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

/** @returns {Promise<string>} the browser's version */
async function measureElsewhere(name, { site, scripts, samples, variants, runs, log }) {
  const { launch, row } = OTHERS[name];
  const browser = await launch();
  try {
    await measureStart(browser, site, scripts[variants[0]], `${name}-warm`);
    for (let run = 0; run < runs; run += 1) {
      log(`${name}, run ${run + 1} of ${runs}`);
      for (const variant of run % 2 === 0 ? variants : variants.toReversed()) {
        (samples[variant][row] ??= []).push(await measureStart(browser, site, scripts[variant], `${name}-${variant}-${run}`));
      }
    }
    return browser.version();
  } finally {
    await browser.close();
  }
}

function sizeSamples(script) {
  return Object.fromEntries(Object.entries(sizesOf(script)).map(([key, size]) => [key, [size]]));
}

/** What loading a script, ticking and clicking cost in themselves is nobody's merit or fault. */
function takeOff(samples, controls) {
  for (const key of Object.keys(controls[0])) {
    const { median } = summary(controls.map((control) => control[key]));
    samples[key] = samples[key].map((sample) => Math.max(0, sample - median));
  }
}

async function read(file) {
  try {
    return await readFile(file);
  } catch (error) {
    const hint = FILES.some((name) => fromRoot(name) === path.resolve(file)) ? ': run `npm run build`' : '';
    throw new Error(`${file} cannot be read (${error.code})${hint}.`, { cause: error });
  }
}

function writeJson(file, value) {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      reference: { type: 'string' },
      'reference-name': { type: 'string' },
      ours: { type: 'string', default: fromRoot(CORE) },
      runs: { type: 'string', default: '15' },
      engines: { type: 'string', default: '' },
      json: { type: 'string' },
      record: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      timeout: { type: 'string', default: String(patience.seconds) },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a positive number, not "${values.runs}".`);
  patience.seconds = Number(values.timeout);
  if (!(patience.seconds > 0)) throw new Error(`--timeout takes a number of seconds, not "${values.timeout}".`);
  const { ours, reference, record: isRecorded, 'reference-name': referenceName } = values;
  for (const [option, given] of Object.entries({ '--record': isRecorded, '--reference-name': referenceName })) {
    if (given && !reference) throw new Error(`${option} needs a file to compare with: add \`--reference path/to/matomo.js\`.`);
  }
  const engines = values.engines.split(',').filter(Boolean);
  const unknown = engines.find((name) => !Object.hasOwn(OTHERS, name));
  if (unknown) throw new Error(`--engines takes ${Object.keys(OTHERS).join(',')} or one of them, not "${unknown}".`);
  const progress = (line) => process.stderr.isTTY && process.stderr.write(`\r${line} `);
  const { chromium, others, rows, samples, scripts } = await bench({ ours, reference, runs, engines, log: progress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

  const browsers = [`Chromium ${chromium}`, ...Object.entries(others).map(([name, version]) => `${name} ${version}`)];
  console.log(`${browsers.join(', ')}, ${runs} runs of each, medians, spread from the first to the third quartile\n`);
  console.log(table(rows));
  const missed = rows.filter((row) => row.met === false);
  if (reference) console.log(`\n${missed.length === 0 ? 'All aims are met.' : `${missed.length} aims are not met.`}`);
  const record = makeRecord({
    date: new Date(),
    chromium,
    others,
    cpus: os.cpus(),
    runs,
    network: NETWORK_4G,
    ours: { file: ours, script: scripts.ours },
    reference: reference && { file: reference, name: referenceName, script: scripts.reference },
    rows,
  });
  if (values.json) await writeJson(values.json, { ...record, samples });
  if (isRecorded) {
    await writeJson(RECORD_FILE, record);
    await writeFile(README, withNumbers(await readFile(README, 'utf8'), record, JSON.parse(await readFile(fromRoot('size-budget.json'), 'utf8'))));
  }
  return values.strict && missed.length > 0 ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
