/**
 * What the shipped files weigh, and whether that is allowed: a limit, and a limit on growth since the recorded size, so that
 * a larger file is always somebody's decision (`npm run build -- --record`). `npm run size` prints it.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { fromRoot } from '../lib/paths.mjs';
import { table } from '../lib/table.mjs';
import { extract } from './embed.mjs';
import { FILES } from './variants.mjs';

const BUDGET_FILE = fromRoot('size-budget.json');

/** The compressions that a budget may limit; `brotli` is what visitors pay. */
const COMPRESSIONS = {
  raw: (bytes) => bytes.length,
  gzip: (bytes) => zlib.gzipSync(bytes, { level: 9 }).length,
  brotli: (bytes) =>
    zlib.brotliCompressSync(bytes, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 },
    }).length,
};

/** @typedef {Record<'raw' | 'gzip' | 'brotli', number>} Sizes */
/** @typedef {{growth: number, files: Record<string, Partial<Record<keyof Sizes, {limit: number, recorded: number | null}>>>}} Budget */

/**
 * @param {Uint8Array} bytes
 * @returns {Sizes}
 */
export function measure(bytes) {
  return /** @type {Sizes} */ (Object.fromEntries(Object.entries(COMPRESSIONS).map(([name, size]) => [name, size(bytes)])));
}

/** @returns {Budget} */
export function readBudget() {
  return JSON.parse(readFileSync(BUDGET_FILE, 'utf8'));
}

/**
 * The sizes of every file that the budget names; one that is not there has none.
 *
 * @param {Budget} budget
 * @returns {Record<string, Sizes>}
 */
export function measureFiles(budget) {
  const present = Object.keys(budget.files).filter((name) => existsSync(fromRoot(name)));
  return Object.fromEntries(present.map((name) => [name, measure(readFileSync(fromRoot(name)))]));
}

/**
 * @param {Budget} budget
 * @param {Record<string, Sizes>} measured
 * @returns {string[]} a sentence for every size that is too large, not recorded or not there
 */
export function oversized(budget, measured) {
  const judge = (file, kind, { limit, recorded }) => {
    const size = measured[file]?.[kind];
    if (size === undefined) return [`${file} is not there: run \`npm run build\`.`];
    const over = size > limit ? [`${file}: ${size} bytes ${kind} are ${size - limit} over the limit of ${limit}.`] : [];
    if (!Number.isInteger(recorded)) return [...over, `${file}: no ${kind} size is recorded: run \`npm run build -- --record\`.`];
    const growth = size - recorded;
    if (growth <= budget.growth) return over;
    return [...over, `${file}: ${kind} grew by ${growth} bytes, more than ${budget.growth}: make it smaller or run \`npm run build -- --record\`.`];
  };
  return Object.entries(budget.files).flatMap(([file, kinds]) =>
    Object.entries(kinds).flatMap(([kind, bounds]) => judge(file, kind, bounds)),
  );
}

/**
 * Writes the present sizes down as the recorded ones.
 *
 * @param {Budget} budget
 * @param {Record<string, Sizes>} measured
 */
export function record(budget, measured) {
  for (const [file, kinds] of Object.entries(budget.files)) {
    for (const [kind, bounds] of Object.entries(kinds)) bounds.recorded = measured[file]?.[kind] ?? bounds.recorded;
  }
  writeFileSync(BUDGET_FILE, `${JSON.stringify(budget, null, 2)}\n`);
}

/**
 * @param {Budget} budget
 * @param {Record<string, Sizes>} measured
 * @returns {string} a table for people; a tracker's two parts stand under it
 */
export function sizeTable(budget, measured) {
  const rows = Object.entries(measured).flatMap(([file, sizes]) => [
    row(file, sizes, budget.files[file]),
    ...(FILES.includes(file) ? partsOf(file).map(([part, bytes]) => row(`  ${part}`, measure(bytes))) : []),
  ]);
  return table([['', 'raw', 'gzip -9', 'brotli 11', 'growth', 'limit'], ...rows]);
}

function partsOf(file) {
  const { wasm, shim } = extract(readFileSync(fromRoot(file), 'utf8'));
  return [
    ['the WebAssembly in it', wasm],
    ['the script around it', Buffer.from(shim)],
  ];
}

function row(name, { raw, gzip, brotli }, { brotli: bounds } = {}) {
  const growth = Number.isInteger(bounds?.recorded) ? brotli - bounds.recorded : undefined;
  const signed = growth === undefined ? '' : growth > 0 ? `+${growth}` : String(growth);
  return [name, raw, gzip, brotli, signed, bounds?.limit ?? ''];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(sizeTable(readBudget(), measureFiles(readBudget())));
