/** Effects as the core emits them, by the names they have in src/protocol.rs. */
import * as host from '../../../js/bridge/host.js';
import * as protocol from '../../../js/bridge/protocol.js';

/** How many effects the core has. */
export const COUNT = protocol.CORE_EFFECTS.length + protocol.FULL_EFFECTS.length;

/** @param {string} name of the variant @param {...number} given handles of values, addresses of texts, numbers */
export function emit(name, ...given) {
  const number = protocol[`EFFECT_${name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`];
  if (number === undefined) throw new Error(`src/protocol.rs has no effect ${name}.`);
  host.emit(number, ...given, ...Array(7 - given.length).fill(0));
}
