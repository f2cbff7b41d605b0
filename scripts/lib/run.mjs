/**
 * Starting other programs. Every failure is a sentence that names the program and shows the end of what it said.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { StringDecoder } from 'node:string_decoder';
import { root } from './paths.mjs';

const TAIL_LINES = 60;

/** A program that ended with an error, or could not be started. */
export class CommandError extends Error {
  /**
   * @param {string} message
   * @param {{status: number | null, output: string, missing?: boolean}} details
   */
  constructor(message, { status, output, missing = false }) {
    super(message);
    this.name = 'CommandError';
    this.status = status;
    this.output = output;
    this.missing = missing;
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd] the project's folder unless given
 * @param {NodeJS.ProcessEnv} [options.env] complete, not added to the present one
 * @param {(line: string) => void} [options.onLine] is given every line of both outputs as it comes
 * @param {boolean} [options.live] shows both outputs to the person as they come
 * @param {boolean} [options.mayFail] resolves with the status instead of throwing
 * @returns {Promise<{status: number, stdout: string, output: string}>} `output` is both outputs as they came
 */
export async function run(program, args, { cwd = root, env = process.env, onLine, live = false, mayFail = false } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stopWithUs = () => child.kill();
  process.once('exit', stopWithUs);
  let stdout = '';
  let output = '';
  const listen = (stream, isStdout, mirror) => {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stream.on('data', (chunk) => {
      const text = decoder.write(chunk);
      output += text;
      if (isStdout) stdout += text;
      if (live) mirror.write(text);
      if (!onLine) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
    stream.on('end', () => {
      if (onLine && rest) onLine(rest);
    });
  };
  listen(child.stdout, true, process.stdout);
  listen(child.stderr, false, process.stderr);

  let status;
  try {
    const [code, signal] = await once(child, 'close');
    status = code ?? `signal ${signal}`;
  } catch (error) {
    const missing = error.code === 'ENOENT';
    const why = missing ? 'it is not installed, or not on the PATH' : error.message;
    throw new CommandError(`\`${program}\` cannot be started: ${why}.`, { status: null, output, missing });
  } finally {
    process.removeListener('exit', stopWithUs);
  }
  if (status !== 0 && !mayFail) {
    const said = live ? '' : `:\n${tail(output)}`;
    throw new CommandError(`\`${commandLine(program, args)}\` failed (${status})${said}`, { status, output });
  }
  return { status: typeof status === 'number' ? status : 1, stdout, output };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options] as for `run`
 * @returns {Promise<string | undefined>} what it said on standard output, trimmed; nothing when it failed or is missing
 */
export async function ask(program, args, options = {}) {
  try {
    return (await run(program, args, options)).stdout.trim();
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function commandLine(program, args) {
  return [program, ...args].map((word) => (/^[\w./=:@,+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function tail(output) {
  return output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
