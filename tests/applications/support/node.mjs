/**
 * The Node.js that runs a framework: ours, or where the framework needs a newer one, that from npm. It is in .tools/node.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { toolsDir } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';

const VERSION = '24.22.3';

/**
 * @param {string} [engines] as `engines.node` of a package.json has it
 * @returns {Promise<string[]>} what to put in front of the PATH
 */
export async function nodeFor(engines) {
  return satisfies(process.versions.node, engines) ? [] : [await newerNode()];
}

/**
 * @param {string} version
 * @param {string} [range] `^1.2.3` or `>=1.2.3`, or several with `||`; without one every version will do
 */
export function satisfies(version, range = '>=0') {
  const have = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const [, mark, wanted] = /^\s*(\^|>=)([\d.]+)\s*$/.exec(part) ?? [];
    if (!wanted) throw new Error(`The range ${range} has a part that is not read yet: ${part}.`);
    const [major, minor = 0, patch = 0] = wanted.split('.').map(Number);
    const isEnough = have[0] - major || have[1] - minor || have[2] - patch;
    return isEnough >= 0 && (mark === '>=' || have[0] === major);
  });
}

async function newerNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(toolsDir, 'node', VERSION);
  const bin = path.join(folder, 'node_modules', name, 'bin');
  await withLock('node', async () => {
    if (existsSync(bin)) return;
    await run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${VERSION}`]);
  });
  return bin;
}
