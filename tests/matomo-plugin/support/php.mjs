import process from 'node:process';
import { findProgram } from '../../../cli/lib/programs.mjs';

/**
 * Path of PHP's command line.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @throws with a sentence if it cannot be found
 */
export function findPhp(env = process.env) {
  const php = findProgram(['php'], [], env);
  if (!php) throw new Error('php cannot be found on the PATH: run `apt-get install php-cli`.');
  return php;
}
