/**
 * Which commands a page's own HTML names that the small file lacks. HTML is not parsed: a name too many or too few only makes
 * a sentence longer or shorter.
 *
 * @module
 */
import { CORE_COMMANDS } from '../../js/snippet.js';

/** What `_paq` gets in one statement or line, the first name of each row there, and what names of commands look like. */
const STATEMENT = /_paq\b[^\n;]*/g;
const ROW = /\[\s*["']([\w:]+)["']/g;
const COMMAND = /^(?:[a-z]+[A-Z]\w*|ping|\w+::\w+)$/;
/** The attribute form. Neither expression looks at a character twice, whatever the page is. */
const ELEMENT = /<script\b[^<>]*/gi;
const ATTRIBUTE = /\bdata-([a-z-]+)(?:=["']?(false\b)?|(?=[\s/]|$))/gi;
/** They say where files are. */
const PLACES = ['fullurl', 'fallbackurl', 'engagementurl'];

const small = (name) => name.toLowerCase().replace(/-/g, '');
const KNOWN = new Set([...CORE_COMMANDS.flatMap((name) => [small(name), small(name).replace(/^set/, '')]), ...PLACES]);

/**
 * @param {string} html
 * @returns {string[]} without repetition, as the page writes them
 */
export function lackingIn(html) {
  const rows = [...html.matchAll(STATEMENT)].flatMap(([statement]) => [...statement.matchAll(ROW)].map(([, name]) => name));
  const elements = [...html.matchAll(ELEMENT)].map(([element]) => element).filter((element) => /\bdata-tracker-url\b/i.test(element));
  const attributes = elements.flatMap((element) => [...element.matchAll(ATTRIBUTE)]).filter(([, name, off]) => !off && !KNOWN.has(small(name)));
  const unknown = rows.filter((name) => COMMAND.test(name) && !CORE_COMMANDS.includes(name));
  return [...new Set([...unknown, ...attributes.map(([, name]) => `data-${name}`)])];
}
