/**
 * What a person sees while a long step runs: one line when it starts, one now and then while it goes on, one when it ends.
 *
 * @module
 */
import process from 'node:process';

/** Scripts that answer with JSON on standard output keep it clean: progress goes to standard error. */
const out = process.stderr;

const HEARTBEAT_MS = 10_000;

/**
 * @param {string} text
 */
export function say(text) {
  out.write(`${text}\n`);
}

/**
 * Runs a step that may take long, and says so.
 *
 * @template T
 * @param {string} title
 * @param {(note: (line: string) => void) => Promise<T>} work is handed a function that takes what it is doing just now
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  let latest = '';
  say(`• ${title}`);
  const heartbeat = setInterval(() => {
    say(`  … ${seconds(started)}${latest ? `: ${latest}` : ''}`);
  }, HEARTBEAT_MS);
  try {
    const result = await work((line) => {
      latest = line.trim().slice(0, 100) || latest;
    });
    if (Date.now() - started > 2_000) say(`  done after ${seconds(started)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * Ends a script with a sentence, not with a stack trace, unless the error is a fault of the script itself.
 *
 * @param {() => Promise<number | void>} main gives the exit status
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) || 0;
  } catch (error) {
    const programming = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
    say(`\n✖ ${programming ? error.stack : error.message}`);
    process.exitCode = 1;
  }
}

function seconds(started) {
  return `${Math.round((Date.now() - started) / 1000)} s`;
}
