/**
 * The types of the package, from the command table: a row and a method for each command, with its summary as documentation.
 *
 * @module
 */

/**
 * @typedef {object} Command as the example `commands` prints it
 * @property {string} name
 * @property {string} parameters in TypeScript's notation, as `returns`
 * @property {string} returns
 * @property {string} summary
 */

/**
 * dist/module/crumbless.d.ts.
 *
 * @param {string} written src/options/types.d.ts, which has all that is no command
 * @param {Command[]} commands
 * @returns {string}
 */
export function moduleTypes(written, commands) {
  return [
    written.trimEnd(),
    '',
    '/** The rows of `_paq` by their command. */',
    `export interface Rows {\n${commands.map(rowOf).join('\n')}\n}`,
    '',
    '/** A tracker: each command is for all of its receivers, the first one returns what is asked. */',
    `export interface Tracker {\n${commands.map(methodOf).join('\n')}\n}`,
    '',
  ].join('\n');
}

/**
 * dist/module/globals.d.ts, for pages with the snippet, whose names are global.
 *
 * @returns {string}
 */
export function globalTypes() {
  const names = [
    ['_paq', 'Paq', 'Commands for the tracker, before it has loaded and afterwards.'],
    ['Matomo', 'MatomoObject', 'What the tracker gives a page; `undefined` until it has loaded.'],
    ['Piwik', 'MatomoObject', 'The old name of `Matomo`.'],
  ];
  const callbacks = ['matomoAsyncInit', 'piwikAsyncInit', 'matomoPluginAsyncInit'];
  const global = names.map(([name, type, about]) => `  /** ${about} */\n  var ${name}: ${type};`);
  const members = names.map(([name, type, about]) => `    /** ${about} */\n    ${name}: ${type};`);
  const called = callbacks.map((name) => `    /** Called when the tracker starts${name.includes('Plugin') ? ', one function or several' : ''}. */\n    ${name}?: ${name.includes('Plugin') ? '(() => void) | (() => void)[]' : '() => void'};`);
  return [
    '/** The names that `matomo.js` gives a page: `import type {} from \'crumbless/globals\'` makes them known. */',
    "import type { MatomoObject, Paq } from './crumbless.js';",
    '',
    'declare global {',
    ...global,
    '  interface Window {',
    ...members,
    ...called,
    '  }',
    '}',
    '',
    'export {};',
    '',
  ].join('\n');
}

/**
 * dist/module/testing.d.ts and its twin for `require`: the types of the module, with what a test looks at.
 *
 * @param {string} types of the module
 * @returns {Record<string, string>} by the files' names
 */
export function testingTypes(types) {
  const own = [
    '',
    '/** What was asked for, in order: rows of a command and its arguments. */',
    'export const commands: PaqRow[];',
    '',
    '/** The options that trackers were made of, in order. */',
    'export const created: Options[];',
    '',
    '/** Forgets `commands` and `created`. */',
    'export function reset(): void;',
    '',
  ].join('\n');
  const reexported = "export * from './crumbless.js';\nexport { default } from './crumbless.js';\nimport type { Options, PaqRow } from './crumbless.js';\n";
  return { 'testing.d.ts': reexported + own, 'testing.d.cts': types + own };
}

/**
 * dist/module/load.d.ts.
 *
 * @returns {string}
 */
export function loadTypes() {
  return [
    "import type { Paq } from './crumbless.js';",
    '',
    '/** Where hits go, and the attributes of the script. */',
    'export interface LoadOptions {',
    '  /** Where hits are sent: the URL of `matomo.php`. */',
    '  url: string;',
    '  /** The id of the site in Matomo. */',
    '  siteId: number | string;',
    "  /** For the page's policy. */",
    '  nonce?: string;',
    '  /** Where `matomo.full.js` is, if it is not beside `matomo.js` under that name. */',
    '  fullUrl?: string;',
    '  /** The same for `matomo.fallback.js`. */',
    '  fallbackUrl?: string;',
    '  /** The same for `matomo.engagement.js`, if this file is `matomo.full.js`: it is looked for beside that. */',
    '  engagementUrl?: string;',
    '  /** Commands by name, as attributes: `disableCookies: true`, `setUserId: \'ann\'`, `trackPageView: false`. */',
    '  [command: string]: unknown;',
    '}',
    '',
    '/**',
    ' * Puts `matomo.js` on the page, once for each address, and returns its queue. Without a `document` it does nothing.',
    ' *',
    ' * @example',
    " * import matomo from 'crumbless/dist/matomo.js?url';",
    " * import matomoFull from 'crumbless/dist/matomo.full.js?url';",
    " * const paq = load(matomo, { url: 'https://stats.example/matomo.php', siteId: 7, fullUrl: matomoFull });",
    " * paq.push(['trackEvent', 'Editor', 'save']);",
    ' */',
    'export function load(src: string, options: LoadOptions): Paq;',
    '',
    '/** `_paq`, before and after the file is there. */',
    'export const paq: Paq;',
    '',
  ].join('\n');
}

/**
 * The parameters of a list, each `name: type` or `name?: type`. Commas inside of brackets part nothing.
 *
 * @param {string} list
 * @returns {string[]}
 */
export function parametersOf(list) {
  let depth = 0;
  const parts = [''];
  for (const sign of list) {
    if ('([{<'.includes(sign)) depth += 1;
    if (')]}'.includes(sign) || (sign === '>' && !parts.at(-1).endsWith('='))) depth -= 1;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** What may be left out may be `undefined` as well, where something follows it. */
function rowOf({ name, parameters, summary }) {
  const labelled = parametersOf(frozen(parameters)).map((parameter) => (/^\w+\?:/.test(parameter) ? `${parameter} | undefined` : parameter));
  return `  /** ${summary} */\n  ${name}: readonly [command: '${name}'${labelled.map((parameter) => `, ${parameter}`).join('')}];`;
}

function methodOf({ name, parameters, returns, summary }) {
  return `  /** ${summary} */\n  ${name}(${frozen(parameters)}): ${returns};`;
}

/** Lists are read, never changed: constant ones are welcome. */
function frozen(parameters) {
  return parameters.replace(/\b\w+\[\]/g, 'readonly $&');
}
