/** `crumbless snippet`: js/snippet.js with its options as flags. */
import { FULL_FILE, OPTIONS, snippet, TRACKER_FILE } from '../../js/snippet.js';
import { UsageError } from '../lib/errors.mjs';
import { clean } from '../lib/text.mjs';

/** How an option's value is written on the command line, by its kind. */
const FROM_FLAG = {
  text: { value: '<text>', read: (text) => text },
  id: { value: '<id>', read: (text) => text },
  form: { value: '<form>', read: (text) => text },
  flag: { read: () => true },
  words: { value: '<a,b>', multiple: true, read: (texts) => texts.flatMap((text) => text.split(',').map((word) => word.trim())) },
  seconds: { value: '<seconds>', read: Number },
  dimensions: { value: '<number=value>', multiple: true, read: (pairs) => pairs.map(readPair) },
  rows: { value: '<json>', multiple: true, read: (rows, flag) => rows.map((row) => readJson(row, flag)) },
};
const NAMES = { siteId: 'site', customDimensions: 'custom-dimension', commands: 'command' };

// What every snippet includes can only be switched off.
const FLAGS = OPTIONS.map(({ name, kind, help, isOn }) => {
  const flag = (isOn ? 'no-' : '') + (NAMES[name] ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const { read, ...rest } = isOn ? { read: () => false } : FROM_FLAG[kind];
  return { name, flag, read, option: { ...rest, help: isOn ? `leaves out ${name}, which ${help}` : help, required: ['url', 'siteId'].includes(name) } };
});

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '--url <address> --site <id> [options]',
  positionals: [],
  options: Object.fromEntries(FLAGS.map(({ flag, option }) => [flag, option])),
  notes: [
    '--form attribute prints one script element with data- attributes, for pages whose policy forbids inline scripts.',
    `If a command needs it, the snippet names ${FULL_FILE} instead of ${TRACKER_FILE}, which would load that file first. A preload does not help:`,
    "the address has the build's number.",
    'A nonce protects only if every response has a new one: pass --nonce the placeholder that your template replaces.',
    'A command is JSON, for example --command \'["setDownloadExtensions", "epub|mobi"]\'.',
  ],
  run({ values }) {
    const given = FLAGS.filter(({ flag }) => values[flag] !== undefined);
    const options = Object.fromEntries(given.map(({ name, flag, read }) => [name, read(values[flag], flag)]));
    try {
      console.log(snippet(options));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new UsageError(inFlags(error.message));
    }
  },
};

/** The generator names its options; here they are flags. */
function inFlags(message) {
  const flagOf = (name) => FLAGS.find((flag) => flag.name === name)?.flag;
  return message
    .replace(/give the option (\w+) as false/, (all, name) => `add --${flagOf(name)}`)
    .replace(/use the form inline/, 'leave --form out')
    .replace(/the options? "/gi, '"')
    .replace(/"(\w+)"/g, (quoted, name) => (flagOf(name) ? `--${flagOf(name)}` : quoted));
}

function readPair(pair) {
  const [, number, value] = /^(\d+)=(.+)$/s.exec(pair) ?? [];
  if (value === undefined) throw new UsageError(`--custom-dimension takes a number and a value, for example 1=member, not "${clean(pair)}".`);
  return [Number(number), value];
}

function readJson(text, flag) {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--${flag} takes a JSON array, for example '["setUserId", "5"]', not ${clean(text)}.`);
  }
}
