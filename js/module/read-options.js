// Reads options strictly where the reader of src/options cannot run, because WebAssembly is missing or refused. It has to refuse what
// that refuses: tests/unit/read-options.test.mjs compares both.

import { findIn, isIn, keysOf, mapped } from '../page/lists.js';

const TEXT = 'a string that is not empty';
const SITE = 'a site id: a whole number above 0, or a string that is not empty';
const MOST = 2 ** 53 - 1;

function wrong(path, expected) {
  throw new Error(`${path && path + ': '}expected ${expected}`);
}

const isFilled = (value) => typeof value == 'string' && /\S/.test(value);
const checked = (isGood, expected) => (value, path) => (isGood(value) ? value : wrong(path, expected));
const filled = checked(isFilled, TEXT);
const oneOf = (...all) => checked((value) => isIn(all, value), all.join(', '));
const isAddress = (value) => isFilled(value) && /^[^]*\S[^]*:\/\/[^]*\S/.test(value) && !/[?#]|\/$/.test(value);
const isGroup = (value) => isFilled(value) && value.split('/').length <= 2 && findIn(value.split('/'), (name) => !isFilled(name)) === undefined;

function siteId(value, path) {
  const isNumber = typeof value == 'bigint' || typeof value == 'number' && value <= MOST && value % 1 === 0;
  return isFilled(value) || isNumber && value > 0 ? String(value) : wrong(path, SITE);
}

const listOf = (read) => (value, path) => (Array.isArray(value) ? mapped(value, (item, index) => read(item, `${path}[${index}]`)) : wrong(path, 'an array'));

/** An object with some fields and no other; those whose names are in `needed` have to be there. */
const objectOf = (fields, needed, expected) => (value, path) => {
  if (Object(value) !== value || Array.isArray(value) || !isIn([Object.prototype, null], Object.getPrototypeOf(value))) wrong(path, expected);
  const at = (name) => (path ? `${path}.${name}` : name);
  const read = {};
  for (const name of keysOf(value)) {
    if (!isIn(keysOf(fields), name)) throw new Error(`${at(name)}: unknown field \`${name}\`, expected one of ${mapped(keysOf(fields), (field) => `\`${field}\``).join(', ')}`);
    if (value[name] != null || isIn(needed, name)) read[name] = fields[name](value[name], at(name));
  }
  for (const name of needed) if (!(name in read)) throw new Error(`${path && path + ': '}missing field \`${name}\``);
  return read;
};

const anonymous = objectOf({
  preset: oneOf('matomo'),
  url: checked(isAddress, 'a URL such as https://app.invalid, without a trailing slash, `?` or `#`'),
  title: filled,
  allowedParameters: listOf(filled),
  numericIds: listOf(filled),
  pathParameters: listOf(checked(isGroup, 'one or two parameter names, such as `module/action`')),
  categories: listOf(filled),
  eventNames: (value, path) => (value === 'all' ? value : listOf(filled)(value, path)),
}, [], 'an object with options for anonymous measurement');

const target = objectOf({
  url: filled, siteId, anonymous: (value, path) => (typeof value == 'boolean' ? value : anonymous(value, path)),
}, ['url', 'siteId'], 'an object with `url` and `siteId`');

const interaction = objectOf({
  selector: filled, on: filled, category: filled, action: filled, name: filled,
}, ['selector', 'category', 'action'], 'an object with `selector`, `category` and `action`');

const options = objectOf({
  url: filled,
  siteId,
  anonymous,
  deviceDetail: oneOf('none', 'needed', 'all'),
  targets: listOf(target),
  interactions: listOf(interaction),
  commands: listOf(checked((row) => Array.isArray(row) && row.length, 'an array of a command and its arguments, such as ["trackPageView"]')),
}, ['url', 'siteId'], 'an object with `url` and `siteId`');

/**
 * @param {unknown} given
 * @returns {{url: string, siteId: string, rows: unknown[][]}} as that of src/options, in its order
 */
export function readOptions(given) {
  const read = options(given, '');
  const rows = [];
  for (const [name, command] of [
    ['anonymous', 'enableAnonymousMeasurement'], ['targets', 'addTargets'], ['deviceDetail', 'setDeviceDetail'], ['interactions', 'measureInteractions'],
  ]) if (name in read) rows[rows.length] = [command, read[name]];
  return { url: read.url, siteId: read.siteId, rows };
}
