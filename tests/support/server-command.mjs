/**
 * A program that serves until it is ended, such as a framework's server for development.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

const POLL_MS = 100;
const ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+\S*/;

/**
 * Starts it; it ends with the test.
 *
 * @param {Pick<import('node:test').TestContext, 'after'>} t
 * @param {string[]} command
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} options
 * @returns {Promise<string>} the address it says it has, once it responds
 */
export async function startServer(t, [program, ...args], { cwd, env }) {
  // A group of its own, as some start further programs.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
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
