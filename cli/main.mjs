#!/usr/bin/env node
/**
 * `crumbless`: finds the command and exits with its status. 0 is success, 1 is a check that failed or work that could not be done,
 * 2 is a usage error. Errors are sentences on standard error; results go to standard output.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Failure, UsageError } from './lib/errors.mjs';
import { helpFor, readArguments } from './lib/options.mjs';
import { clean, escaped } from './lib/text.mjs';

/** One line for each. A module is loaded only when its command is used: most of them need a browser. */
const COMMANDS = {
  copy: 'copies the tracker files into a folder and prints their integrity hashes',
  snippet: 'prints the code for your pages',
  check: 'opens a page in Chromium and reports what it tracks and what is wrong',
  verify: 'sends one hit of each kind to your Matomo and reads them back through its API',
  outdated: 'says which version files or pages have, and whether that is the one of this package',
  bundle: "merges the tracker and your Matomo's plugin trackers into one file",
};

const status = await main(process.argv.slice(2));
// A page may have left promises and connections that never end. Flush the output, then exit.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(status);

async function main([name, ...rest]) {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      console.log(overview());
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
      return 0;
    }
    if (!Object.hasOwn(COMMANDS, name)) {
      throw new UsageError(`Unknown command "${clean(name)}": \`npx crumbless --help\` lists the commands.`);
    }
    const { command } = await import(`./commands/${name}.mjs`);
    if (rest.includes('--help') || rest.includes('-h')) {
      console.log(helpFor(name, COMMANDS[name], command));
      return 0;
    }
    return (await command.run(readArguments(name, command, rest))) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) return warn(error.message, 2);
    if (error instanceof Failure) return warn(error.message, 1);
    return warn(`This is a bug in crumbless, please report it.\n${error.stack}`, 1);
  }
}

function warn(message, status) {
  console.error(escaped(message));
  return status;
}

function overview() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, does]) => `  ${name.padEnd(width)}  ${does}`);
  return ['npx crumbless <command>', '', ...lines, '', '`npx crumbless <command> --help` lists its options, `npx crumbless --version` prints the version.'].join('\n');
}
