/**
 * Debian's packages, for those who may install them.
 *
 * @module
 */
import process from 'node:process';
import { withLock } from './lock.mjs';
import { step } from './progress.mjs';
import { run } from './run.mjs';

let areListsRead = false;

/**
 * Installs packages where we are root on a Debian, one installation at a time.
 *
 * @param {string} title for the person who waits
 * @param {string[]} names
 * @returns {Promise<string[]>} what went wrong, a sentence each; whether it was enough, the caller has to see
 */
export async function aptInstall(title, names) {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [`only root can run \`apt-get install ${names.join(' ')}\``];
  const failures = [];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const attempt = async (what, args) => {
    try {
      await step(what, (note) => run('apt-get', args, { env, onLine: note }));
    } catch (error) {
      failures.push(error.message);
    }
  };
  await withLock('apt', async () => {
    if (!areListsRead) await attempt('Reading the package lists (apt-get update)', ['update']);
    areListsRead = true;
    await attempt(`${title} (apt-get install)`, ['install', '-y', '--no-install-recommends', ...names]);
  });
  return failures;
}
