/**
 * Runs a generator's commands in an example's copy: the build, and the server for development, which has to be ended.
 *
 * @module
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { freePort } from '../../support/free-port.mjs';
import { startServer } from '../../support/server-command.mjs';
import { run } from '../../../scripts/lib/run.mjs';

/** No colours in what is read, no questions, and nobody told what is built here. */
const QUIET = { NO_COLOR: '1', FORCE_COLOR: '0', CI: '1', ASTRO_TELEMETRY_DISABLED: '1', NO_UPDATE_NOTIFIER: '1', BROWSER: 'none' };

/**
 * Builds the example into `place.out`, which is served as the host; a site in a folder of it is built into that folder.
 *
 * @param {import('./examples.mjs').Example} example
 * @param {import('./install.mjs').Place} place
 * @param {string} [base] where the site lies on its host
 */
export async function buildExample(example, place, base = '/') {
  rmSync(place.out, { recursive: true, force: true });
  const options = { cwd: place.folder, env: environment(place, example.env) };
  if (example.before) await run(example.before[0], example.before.slice(1), options);
  const inFolder = base === '/' ? [] : example.inFolder ?? [];
  const [program, ...args] = fill([...example.build, ...inFolder], { out: path.join(place.out, base), base });
  await run(program, args, options);
}

/**
 * Starts the generator's own server, which ends with the test.
 *
 * @param {Pick<import('node:test').TestContext, 'after'>} t
 * @param {import('./examples.mjs').Example} example
 * @param {import('./install.mjs').Place} place
 * @returns {Promise<string>} the address it says it has
 */
export async function startDev(t, example, place) {
  rmSync(place.out, { recursive: true, force: true });
  const command = fill(example.dev, { out: place.out, port: String(await freePort()) });
  return startServer(t, command, { cwd: place.folder, env: environment(place) });
}

function environment({ bin }, more = {}) {
  return { ...process.env, ...QUIET, ...more, PATH: [...bin, process.env.PATH].join(path.delimiter) };
}

function fill(words, values) {
  return words.map((word) => word.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark));
}
