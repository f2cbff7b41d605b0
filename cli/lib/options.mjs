/**
 * Reads a command's options and writes its help, both from one description. What is wrong is said with the option's name.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { UsageError } from './errors.mjs';
import { clean, table } from './text.mjs';

/**
 * @typedef {object} Option
 * @property {string} help
 * @property {string} [value] what it takes, such as `<address>`; without it the option is a switch
 * @property {boolean} [multiple] may be given more than once
 * @property {boolean} [required]
 */

/**
 * @typedef {object} Command
 * @property {string} usage what follows its name
 * @property {string[]} positionals their names; all are needed
 * @property {Record<string, Option>} options
 * @property {string[]} [notes] lines under the help
 * @property {(given: {values: Record<string, any>, positionals: string[]}) => Promise<number | void> | number | void} run
 *   gives the exit status
 */

/**
 * @param {string} name of the command
 * @param {Command} command
 * @param {string[]} args
 * @returns {{values: Record<string, any>, positionals: string[]}}
 */
export function readArguments(name, command, args) {
  const help = `\`npx crumbless ${name} --help\` lists what it takes.`;
  const options = Object.fromEntries(
    Object.entries(command.options).map(([option, { value, multiple = false }]) => [option, { type: value ? 'string' : 'boolean', multiple }]),
  );
  // Not strict: its own messages would speak of Node's rules.
  const { values, positionals, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens.filter(({ kind }) => kind === 'option')) {
    const option = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined;
    const shown = clean(token.rawName);
    if (!option) throw new UsageError(unknownOption(name, token.name) ?? `\`crumbless ${name}\` has no option ${shown}: ${help}`);
    if (!option.value && token.value !== undefined) throw new UsageError(`${shown} is a switch and takes no value.`);
    // An empty value is mostly a variable of a script that is not set.
    const isMissing = !token.value || (token.inlineValue === false && token.value.startsWith('--'));
    if (option.value && isMissing) throw new UsageError(`${shown} needs a value: ${shown} ${option.value}, ${option.help}.`);
    const times = tokens.filter((other) => other.kind === 'option' && other.name === token.name).length;
    if (times > 1 && !option.multiple) throw new UsageError(`${shown} is given ${times} times: give it once.`);
  }
  const missing = Object.entries(command.options).find(([option, { required }]) => required && values[option] === undefined);
  if (missing) throw new UsageError(`--${missing[0]} is missing: add --${missing[0]} ${missing[1].value}, ${missing[1].help}.`);
  if (positionals.length < command.positionals.length || positionals.includes('')) {
    throw new UsageError(`\`crumbless ${name}\` needs ${command.positionals[positionals.indexOf('') < 0 ? positionals.length : positionals.indexOf('')]}: npx crumbless ${name} ${command.usage}`);
  }
  if (positionals.length > command.positionals.length) {
    throw new UsageError(`"${clean(positionals[command.positionals.length])}" is one word too many: ${help}`);
  }
  return { values, positionals };
}

/**
 * @param {string} name
 * @param {string} does
 * @param {Command} command
 * @returns {string}
 */
export function helpFor(name, does, command) {
  const rows = Object.entries(command.options).map(([option, { value, help, multiple }]) => [
    `--${option}${value ? ` ${value}` : ''}`,
    multiple ? `${help}; may be given again` : help,
  ]);
  const options = rows.length > 0 ? ['', ...table(rows)] : [];
  const notes = command.notes ? ['', ...command.notes] : [];
  return [`npx crumbless ${name} ${command.usage}`, '', `It ${does}.`, ...options, ...notes].join('\n');
}

/**
 * @param {Record<string, any>} values
 * @param {string} name
 * @param {number} otherwise
 * @returns {number} above 0
 */
export function seconds(values, name, otherwise) {
  if (values[name] === undefined) return otherwise;
  const number = Number(values[name]);
  if (!(number > 0 && number <= 3600)) throw new UsageError(`--${name} takes a number of seconds from 1 to 3600, not "${clean(values[name])}".`);
  return number;
}

/**
 * @param {string} address
 * @param {string} what is said of it when it is wrong
 * @returns {URL}
 */
export function webAddress(address, what) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(`${what} takes an address such as https://www.example.org/, not "${clean(address)}".`);
  }
  return new URL(address);
}

/** A secret on the command line stands in the list of processes and in the shell's history. */
function unknownOption(name, option) {
  if (name !== 'verify' || !/^token(-?auth)?$/.test(option)) return undefined;
  return 'A token on the command line can be read by others: write it into a file and give --token-file, or set MATOMO_TOKEN.';
}
