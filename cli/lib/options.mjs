/**
 * Parses a command's options and prints its help, both from one description. Errors name the option.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { UsageError } from './errors.mjs';
import { clean, table } from './text.mjs';

/**
 * @typedef {object} Option
 * @property {string} help
 * @property {string} [value] placeholder for its value, such as `<address>`; without it the option is a boolean flag
 * @property {boolean} [multiple] can be repeated
 * @property {boolean} [required]
 */

/**
 * @typedef {object} Command
 * @property {string} usage what follows its name
 * @property {string[]} positionals their names; all are required
 * @property {boolean} [rest] whether any number of others may follow
 * @property {Record<string, Option>} options
 * @property {string[]} [notes] lines under the help
 * @property {(given: {values: Record<string, any>, positionals: string[]}) => Promise<number | void> | number | void} run
 *   returns the exit status
 */

/**
 * @param {string} name of the command
 * @param {Command} command
 * @param {string[]} args
 * @returns {{values: Record<string, any>, positionals: string[]}}
 */
export function readArguments(name, command, args) {
  const help = `\`npx crumbless ${name} --help\` lists the options.`;
  const options = Object.fromEntries(
    Object.entries(command.options).map(([option, { value, multiple = false }]) => [option, { type: value ? 'string' : 'boolean', multiple }]),
  );
  // Not strict: its own messages would be about Node's rules.
  const { values, positionals, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens.filter(({ kind }) => kind === 'option')) {
    const option = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined;
    const shown = clean(token.rawName);
    if (!option) throw new UsageError(unknownOption(name, token.name) ?? `\`crumbless ${name}\` has no option ${shown}: ${help}`);
    if (!option.value && token.value !== undefined) throw new UsageError(`${shown} takes no value.`);
    // An empty value is usually an unset variable in a script.
    const isMissing = !token.value || (token.inlineValue === false && token.value.startsWith('--'));
    if (option.value && isMissing) throw new UsageError(`${shown} needs a value: ${shown} ${option.value}, ${option.help}.`);
    const times = tokens.filter((other) => other.kind === 'option' && other.name === token.name).length;
    if (times > 1 && !option.multiple) throw new UsageError(`${shown} is given ${times} times: use it once.`);
  }
  const missing = Object.entries(command.options).find(([option, { required }]) => required && values[option] === undefined);
  if (missing) throw new UsageError(`--${missing[0]} is missing: add --${missing[0]} ${missing[1].value}, ${missing[1].help}.`);
  if (positionals.length < command.positionals.length || positionals.includes('')) {
    throw new UsageError(`\`crumbless ${name}\` needs ${command.positionals[positionals.indexOf('') < 0 ? positionals.length : positionals.indexOf('')] ?? 'arguments that are not empty'}: npx crumbless ${name} ${command.usage}`);
  }
  if (positionals.length > command.positionals.length && !command.rest) {
    throw new UsageError(`Unexpected argument "${clean(positionals[command.positionals.length])}": ${help}`);
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
    multiple ? `${help}; can be repeated` : help,
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
 * @param {string} the subject of the error message
 * @returns {URL}
 */
export function webAddress(address, what) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(`${what} takes an address like https://www.example.org/, not "${clean(address)}".`);
  }
  return new URL(address);
}

/** A secret on the command line appears in the process list and in the shell's history. */
function unknownOption(name, option) {
  if (name !== 'verify' || !/^token(-?auth)?$/.test(option)) return undefined;
  return 'A token on the command line can be read by others: put it into a file and pass --token-file, or set MATOMO_TOKEN.';
}
