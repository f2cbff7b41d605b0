/** Effects as the core emits them, by the names they have in src/effect.rs. */
import { readFileSync } from 'node:fs';
import * as host from '../../../js/host.js';

const source = readFileSync(new URL('../../../src/effect.rs', import.meta.url), 'utf8');

/** The variants of an enum, by name. @param {string} name @returns {Record<string, number>} */
function variantsOf(name) {
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source);
  const variants = [...body.matchAll(/^ {4}(\w+)(?: = (\d+))?,$/gm)];
  return Object.fromEntries(variants.map(([, variant, number], index) => [variant, number === undefined ? index : Number(number)]));
}

const EFFECTS = variantsOf('Effect');
export const EVENTS = variantsOf('Event');
export const LISTEN = variantsOf('Listen');
export const ROUTES = variantsOf('Route');
export const SCANS = variantsOf('Scan');
export const WAYS = variantsOf('Transport');

/** How many effects the core has. */
export const COUNT = Object.keys(EFFECTS).length;

/** @param {string} name of the variant @param {...number} given handles of values, addresses of texts, numbers */
export function emit(name, ...given) {
  host.emit(EFFECTS[name], ...given, ...Array(7 - given.length).fill(0));
}
