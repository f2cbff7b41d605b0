/** The examples of examples/bundlers, each copied to a folder of its own with the packed package in it, and built there. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { fromRoot, toolsDir } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { install } from '../../support/package.mjs';

const EXAMPLES = fromRoot('examples/bundlers');
const COPIES = path.join(toolsDir, 'bundlers');

/** What each example serves, below its folder. */
const SERVED = { vite: 'dist', webpack: '.', rollup: '.', esbuild: '.' };
export const BUNDLERS = Object.freeze(Object.keys(SERVED));

/**
 * A copy that is ready to be built. Packages that were installed once are not installed again.
 *
 * @param {string} name
 * @param {string} tarball
 * @param {string} [as] the copy's name, where one is not enough
 */
export async function copyOf(name, tarball, as = name) {
  const folder = path.join(COPIES, as);
  await withLock(`bundler-${as}`, async () => {
    mkdirSync(folder, { recursive: true });
    for (const entry of readdirSync(folder)) if (entry !== 'node_modules') rmSync(path.join(folder, entry), { recursive: true });
    cpSync(path.join(EXAMPLES, name), folder, { recursive: true, filter: (file) => !['node_modules', 'dist'].includes(path.basename(file)) });
    await install(folder, tarball);
  });
  return { folder, served: path.join(folder, SERVED[name]), output: path.join(folder, 'dist') };
}

/** The bundler's own command, as a person types it. */
export async function build({ folder, output }) {
  rmSync(output, { recursive: true, force: true });
  await run('npm', ['run', '--silent', 'build'], { cwd: folder, env: { ...process.env, NODE_ENV: 'production' } });
}

/**
 * The example's `npm run dev`, which ends with the test.
 *
 * @param {Pick<import('node:test').TestContext, 'after'>} t
 * @param {string} folder
 * @returns {Promise<string>} its address
 */
export function serveByVite(t, folder) {
  rmSync(path.join(folder, 'node_modules/.vite'), { recursive: true, force: true });
  const server = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0'], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  t.after(() => server.kill());
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) resolve(`${address[0]}/`);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('close', () => reject(new Error(`Vite's development server has ended: ${said}`)));
  });
}

/** A folder with the package and nothing else, as `npm install crumbless` makes it. */
export async function emptyProject(tarball) {
  const folder = path.join(COPIES, 'empty');
  await withLock('bundler-empty', async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await install(folder, tarball);
  });
  return folder;
}
