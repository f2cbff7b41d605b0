/**
 * Runs a generator's commands in an example's copy: the build, and the server for development, which has to be ended.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { freePort } from '../../support/free-port.mjs';
import { run } from '../../../scripts/lib/run.mjs';

/** No colours in what is read, no questions, and nobody told what is built here. */
const QUIET = { NO_COLOR: '1', FORCE_COLOR: '0', CI: '1', ASTRO_TELEMETRY_DISABLED: '1', NO_UPDATE_NOTIFIER: '1', BROWSER: 'none' };
const POLL_MS = 100;
const ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+\S*/;

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
  const [program, ...args] = fill(example.dev, { out: place.out, port: String(await freePort()) });
  // A group of its own, as some start further programs.
  const child = spawn(program, args, { cwd: place.folder, env: environment(place), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => process.kill(-child.pid, 'SIGKILL');
  const ended = once(child, 'close');
  process.once('exit', stop);
  t.after(async () => {
    process.removeListener('exit', stop);
    if (child.exitCode === null && child.signalCode === null) stop();
    await ended;
  });
  let said = '';
  const address = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      said += chunk;
      const [address] = ADDRESS.exec(stripVTControlCharacters(said)) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (status) => reject(new Error(`\`${program} ${args.join(' ')}\` ended (${status}):\n${said}`)));
  });
  while (!(await hasPage(address))) await delay(POLL_MS); // some say it before they listen, or before they have built anything
  return address;
}

async function hasPage(address) {
  try {
    return (await fetch(address, { headers: { accept: 'text/html' } })).ok;
  } catch {
    return false;
  }
}

function environment({ bin }, more = {}) {
  return { ...process.env, ...QUIET, ...more, PATH: [...bin, process.env.PATH].join(path.delimiter) };
}

function fill(words, values) {
  return words.map((word) => word.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark));
}
