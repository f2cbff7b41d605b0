/** A terminal: runs the program of this package as a person would, and gives what it said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { findShell } from '../../engines/chromium.mjs';

/** The quickest there is: the program starts one for each test. */
const BROWSER = findShell() ? { CHROMIUM: findShell() } : {};

export const MAIN = path.join(import.meta.dirname, '../../../cli/main.mjs');

/**
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, main?: string}} [options] `env` is added to the present one
 * @returns {Promise<{status: number, out: string, err: string}>}
 */
export async function crumbless(args, { cwd, env = {}, main = MAIN } = {}) {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...BROWSER, ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const [status] = await once(child, 'close');
  return { status, ...said };
}

/**
 * @param {Pick<import('node:test').TestContext, 'after'>} t
 * @returns {string} an empty folder that goes when the test ends
 */
export function folder(t) {
  const made = mkdtempSync(path.join(tmpdir(), 'crumbless-'));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}
