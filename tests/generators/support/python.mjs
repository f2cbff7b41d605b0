/**
 * Python for the examples that need it: an environment of its own for each, the versions of its requirements.txt, and our package as
 * the wheel that people get. Where there is no Python, root on Debian has it installed.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layPythonPackage } from '../../../scripts/build/packages.mjs';
import { filesIn } from '../../../scripts/build/inputs.mjs';
import { aptInstall } from '../../../scripts/lib/apt.mjs';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { ask, run } from '../../../scripts/lib/run.mjs';

const QUIET = ['--quiet', '--disable-pip-version-check'];

/** @param {string} folder of an example, with its requirements.txt */
export async function installRequirements(folder) {
  // An environment that was moved is of no use: its programs name the Python in it by where it was.
  await once(folder, 'requirements', `${folder} ${hashOf([path.join(folder, 'requirements.txt')])}`, async () => {
    rmSync(path.join(folder, '.venv'), { recursive: true, force: true });
    await run(await findPython(), ['-m', 'venv', '.venv'], { cwd: folder });
    await pip(folder, 'install', '--requirement', 'requirements.txt');
  });
}

/**
 * @param {string} folder of an example that has its environment
 * @param {string} wheels where wheels are kept, in folders named for what they are made from
 */
export async function installWheel(folder, wheels) {
  await once(folder, 'wheel', await buildWheel(folder, wheels), (wheel) => pip(folder, 'install', '--force-reinstall', '--no-deps', wheel));
}

function buildWheel(folder, wheels) {
  return withLock('python-package', async () => {
    const source = layPythonPackage();
    const made = path.join(wheels, `wheel-${hashOf(filesIn(source))}`);
    if (!existsSync(made)) {
      await pip(folder, 'wheel', '--no-deps', '--wheel-dir', `${made}.new`, source);
      renameSync(`${made}.new`, made);
    }
    return path.join(made, readdirSync(made)[0]);
  });
}

/**
 * @param {string} folder that has its environment
 * @param {string[]} args of pip
 * @param {object} [options] of `run`
 */
export function runPip(folder, args, options) {
  return run(path.join(folder, '.venv/bin/python'), ['-m', 'pip', ...args], { cwd: folder, ...options });
}

function pip(folder, command, ...args) {
  return runPip(folder, [command, ...QUIET, ...args]);
}

async function findPython() {
  const works = async (program) => (await ask(program, ['-c', 'import venv, ensurepip'])) !== undefined;
  if (await works('python3')) return 'python3';
  const failures = await aptInstall('Installing Python', ['python3', 'python3-venv']);
  if (await works('/usr/bin/python3')) return '/usr/bin/python3';
  throw new Error(['Python with its module venv is missing: on Debian run `apt-get install python3 python3-venv`.', ...failures].join('\n'));
}

/** Work that was done in this environment with the same input is not done again; a new environment has none of it. */
async function once(folder, name, input, work) {
  const note = path.join(folder, '.venv', `crumbless-${name}`);
  if (existsSync(note) && readFileSync(note, 'utf8') === input) return;
  rmSync(note, { force: true });
  await work(input);
  writeFileSync(note, input);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
