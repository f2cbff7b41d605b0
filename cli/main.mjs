#!/usr/bin/env node
/**
 * `crumbless`: finds the command, and ends with its status. 0 is good, 1 is a check that failed or work that could not be done,
 * 2 is a command that was written wrongly. What goes wrong is said in a sentence on standard error; standard output is the answer.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Failure, UsageError } from './lib/errors.mjs';
import { helpFor, readArguments } from './lib/options.mjs';
import { clean, escaped } from './lib/text.mjs';

/** What each does, in a line. The modules are loaded when they are asked for: most of them need a browser. */
const COMMANDS = {
  copy: 'puts the tracker files into a folder, and prints their integrity hashes',
  snippet: 'prints the code for your pages',
  check: 'opens a page in Chromium and says what it tracks, and what is wrong',
  verify: 'sends one hit of each kind to your Matomo and reads them back',
  bundle: "makes one file of the tracker and your Matomo's plugin trackers",
};

const status = await main(process.argv.slice(2));
// A page may have left promises and connections that never end; what was said goes out first.
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
      throw new UsageError(`There is no command "${clean(name)}": \`npx crumbless --help\` lists them.`);
    }
    const { command } = await import(`./commands/${name}.mjs`);
    if (rest.includes('--help') || rest.includes('-h')) {
      console.log(helpFor(name, COMMANDS[name], command));
      return 0;
    }
    return (await command.run(readArguments(name, command, rest))) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, 2);
    if (error instanceof Failure) return complain(error.message, 1);
    return complain(`This is a fault of crumbless itself, please report it.\n${error.stack}`, 1);
  }
}

function complain(message, status) {
  console.error(escaped(message));
  return status;
}

function overview() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, does]) => `  ${name.padEnd(width)}  ${does}`);
  return ['npx crumbless <command>', '', ...lines, '', '`npx crumbless <command> --help` lists its options, `npx crumbless --version` says which version this is.'].join('\n');
}
