/**
 * The npm package as its users get it: packed, and installed into a folder from the tarball.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../../scripts/lib/lock.mjs';
import { toolsDir } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/**
 * @typedef {object} Packed
 * @property {string} tarball its path; named for its content, since npm takes a file that it knows by name for installed
 * @property {string[]} files what is in it
 * @property {string} integrity as a package lock has it
 */

/**
 * Packs what is in dist/ now.
 *
 * @param {string} [folder] where the tarball goes
 * @returns {Promise<Packed>}
 */
export function pack(folder = path.join(toolsDir, 'package')) {
  return withLock('pack', async () => {
    mkdirSync(folder, { recursive: true });
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]);
    const [{ filename, integrity, files }] = JSON.parse(stdout);
    const tarball = path.join(folder, `crumbless-${createHash('sha256').update(integrity).digest('hex').slice(0, 16)}.tgz`);
    renameSync(path.join(folder, filename), tarball);
    return { tarball, integrity, files: files.map((file) => file.path).sort() };
  });
}

/**
 * Makes a project's packages ready: those of its lock file, once, then the tarball. What was installed before stays.
 *
 * @param {string} project a folder; where it has no package.json, npm would take the one above for the project
 * @param {string} tarball
 */
export async function install(project, tarball) {
  const lock = path.join(project, 'package-lock.json');
  if (existsSync(lock)) {
    await once(project, 'locked', createHash('sha256').update(readFileSync(lock)).digest('hex'), () => run('npm', ['ci', '--prefer-offline', ...QUIET], { cwd: project }));
  }
  await once(project, 'tarball', path.basename(tarball), () => run('npm', ['install', '--prefix', project, '--no-save', '--prefer-offline', ...QUIET, tarball], { cwd: project }));
}

/** Work that has been done in node_modules with the same input is not done again; `npm ci` takes the notes away with it. */
async function once(project, name, input, work) {
  const note = path.join(project, 'node_modules', `.crumbless-${name}`);
  if (existsSync(note) && readFileSync(note, 'utf8') === input) return;
  rmSync(note, { force: true });
  await work();
  mkdirSync(path.dirname(note), { recursive: true });
  writeFileSync(note, input);
}
