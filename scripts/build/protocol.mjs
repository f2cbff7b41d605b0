/**
 * `js/bridge/protocol.js`: what src/protocol.rs says, as constants for js/, the tests and the checks.
 *
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';

/** Where it is written, below the project's folder; ignored by git. */
export const PROTOCOL = 'js/bridge/protocol.js';

const HEAD = '// Written by `npm run build` from src/protocol.rs, which says what each means.\n\n';

/**
 * @typedef {object} Protocol as the program `commands` prints it
 * @property {[string, string[]][]} enums name, and those of the variants by number
 * @property {[string, string, string, boolean][]} effects by number: name, that of what carries it out, what it carries, and whether only the
 *   full build has it
 * @property {[string, string[]][]} imports name, and those of the parameters
 * @property {[string, number][]} numbers
 * @property {[string, string][]} texts
 */

/**
 * One constant for each number: the bundler puts it where it is used, so a name costs nothing on the wire.
 *
 * @param {Protocol} protocol
 * @returns {string} the module's text
 */
export function protocolModule({ enums, effects, imports, numbers, texts }) {
  const constants = [
    ...enums.flatMap(([name, variants]) => variants.map((variant, number) => [`${screaming(name)}_${screaming(variant)}`, number])),
    ...effects.map(([name], number) => [`EFFECT_${screaming(name)}`, number]),
    ...numbers,
    ...texts,
    ['CORE_EFFECTS', signatures(effects, false)],
    ['FULL_EFFECTS', signatures(effects, true)],
    ['IMPORTS', Object.fromEntries(imports)],
  ];
  return HEAD + constants.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join('');
}

/**
 * Writes the module, unless it is there as it should be.
 *
 * @param {string} root the project's folder
 * @param {Protocol} protocol
 */
export function writeProtocol(root, protocol) {
  const file = path.join(root, PROTOCOL);
  const text = protocolModule(protocol);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The core's stand before the full build's: their numbers are their places. */
function signatures(effects, ofFull) {
  const order = effects.map(([, , , isFull]) => isFull);
  if (order.indexOf(true) < order.lastIndexOf(false)) throw new Error('src/protocol.rs: the effects of the core have to stand before the others.');
  return effects.filter(([, , , isFull]) => isFull === ofFull).map(([, name, carries]) => [name, carries].join(' ').trimEnd());
}

const screaming = (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
