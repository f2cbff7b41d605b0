// The functions the core imports (src/browser/host.rs): values of the page by number, and effects. Only numbers cross the
// border; a text is the address of four bytes of length and UTF-8 in the module's memory.
//
// Nothing here decides anything, and nothing throws: what fails is absent. Effects wait in a list until the core has
// returned, since carrying one out may call the page, and the page may call the core again.

const SEPARATOR = '\x1f';
const CONSTANTS = [undefined, null, false, true];
const KINDS = { number: 4, string: 5, function: 6 };
const FAILED = -1;
const NULL = -2, KIND_SHIFT = 24; // src/port.rs

let encoder;
let decoder;
let memory;
let isHooked = 0;
let values = [];
let effects = [];
const hooks = [undefined]; // Number 0 is no hook.
const paths = {};

/** Gives the host the memory of the module it serves. */
export function attach(theMemory) {
  memory = theMemory;
  encoder = new TextEncoder();
  decoder = new TextDecoder();
}

/** From now on plugins or the site's own processing want to see every request. */
export function expectHooks() {
  isHooked = 1;
}

/** Sets the values the core may ask for in its next turn: `window`, then these. */
export function offer(given) {
  values = [globalThis, ...given];
}

/** Takes the effects since the last call: rows of a name and its arguments. */
export function takeEffects() {
  const taken = effects;
  effects = [];
  return taken;
}

/** Takes the functions behind a list of hook numbers, `undefined` where there is none. */
export function takeHooks(list) {
  return list.split(SEPARATOR).map((number) => {
    const hook = hooks[number];
    delete hooks[number];
    return hook;
  });
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

// Made anew each time: in a build with an allocator the memory grows, and old views are empty then.
const view = (from, length) => new Uint8Array(memory.buffer, from, length);

function text(address) {
  const [a, b, c] = view(address, 4);
  return decoder.decode(view(address + 4, a | b << 8 | c << 16));
}

function write(at, capacity, work) {
  return attempt(() => {
    const value = work();
    return value == null ? FAILED : encoder.encodeInto(`${value}`, view(at, capacity)).written;
  }) ?? FAILED;
}

// Paths are literals of the module, so each is decoded once.
function pathAt(address, length) {
  return (paths[address] ||= decoder.decode(view(address, length)).split('.'));
}

function look(value, path, length) {
  try {
    let found = values[value];
    if (length) for (const name of pathAt(path, length)) found = found[name];
    return found;
  } catch {
    return undefined;
  }
}

function kindOf(value) {
  const constant = CONSTANTS.indexOf(value);
  return constant < 0 ? KINDS[typeof value] || 7 : constant;
}

const known = (value) => values.push(value) - 1;
const later = (...effect) => void effects.push(effect);

export const read = (value, path, length, at, capacity) => {
  const found = look(value, path, length);
  if (found === null) return NULL;
  const written = write(at, capacity, () => found);
  return written < 0 ? written : written | kindOf(found) << KIND_SHIFT;
};
export const number = (value, path, length) => attempt(() => +look(value, path, length)) ?? NaN;
export const property = (value, name) => known(attempt(() => look(value)[text(name)]));
export const kind = (value, path, length) => kindOf(look(value, path, length));
export const list = (value, at, capacity) => write(at, capacity, () => {
  const found = look(value);
  return Array.isArray(found) ? found.join(SEPARATOR) : typeof found == 'string' ? found : undefined;
});
export const keys = (value, at, capacity) => write(at, capacity, () => Object.keys(look(value)).join(SEPARATOR));
export const json = (value, without, at, capacity) => write(at, capacity, () => {
  const left = { ...look(value) };
  for (const key of text(without).split(SEPARATOR)) delete left[key];
  return Object.keys(left).length ? JSON.stringify(left) : undefined;
});
export const link = (event) => {
  const found = attempt(() => look(event).composedPath().find((node) => /^(a|area)$/i.test(node.nodeName)));
  return found ? known(found) : FAILED;
};
export const hook = (value) => {
  const found = look(value);
  return typeof found == 'function' ? hooks.push(found) - 1 : 0;
};
export const navigation = () => known(attempt(() => performance.getEntriesByType('navigation')[0]));
export const decoded = (address, at, capacity) => write(at, capacity, () => {
  const encoded = text(address);
  return attempt(() => decodeURIComponent(encoded)) ?? unescape(encoded);
});
export const absolute = (url, at, capacity) => write(at, capacity, () => new URL(text(url), document.baseURI).href);
export const matches = (pattern, flags, string) =>
  attempt(() => new RegExp(text(pattern), text(flags)).test(text(string))) ? 1 : 0;
export const is_hooked = () => isHooked;
export const now = Date.now;
export const local_seconds = () => {
  const time = new Date();
  return (time - time.getTimezoneOffset() * 60000) / 1000 % 86400;
};
export const random = Math.random;

export const draft = (route, plugin, head, tail, callback) =>
  later('draft', route, text(plugin), text(head), text(tail), look(callback));
export const send = (how, url, body, type, list) => later('send', how, text(url), text(body), text(type), text(list));
export const after = (milliseconds, event) => later('after', milliseconds, event);
export const listen = (what, element) => later('listen', what, look(element));
export const ask_hints = () => {
  const isKnown = typeof attempt(() => navigator.userAgentData.getHighEntropyValues) == 'function';
  if (isKnown) later('hints');
  return isKnown ? 1 : 0;
};
export const log = (message) => later('log', text(message));
export const answer = (string) => later('answer', text(string));
export const answer_number = (string) => later('answer', Number(text(string)));
export const answer_constant = (kind) => later('answer', CONSTANTS[kind]);
export const expire_cookies = () => later('cookies');
