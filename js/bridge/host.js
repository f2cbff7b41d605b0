// The functions the core imports (src/browser/host.rs): values of the page by number, and effects. Only numbers cross the
// FFI boundary; a text is the address of four bytes of length and UTF-8 in the module's memory.
//
// Nothing here decides anything, and nothing throws: what fails is absent. Effects wait in a list until the core has
// returned, since carrying one out may call the page, and the page may call the core again.

import { logError } from '../page/console.js';
import { attempt, invoke, member, resolved } from '../page/dom.js';
import { findIn, isIn, keysOf, mapped, trimmed } from '../page/lists.js';
import {
  ABSENT, CONCEALED, CORE_EFFECTS, EFFECT_SEND, FULL_EFFECTS, KIND_FUNCTION, KIND_NUMBER, KIND_OBJECT, KIND_SHIFT, KIND_TEXT, LIST_SEPARATOR, SEARCH_ABOVE, SEARCH_BELOW,
} from './protocol.js';

// Undefined where no build defines it: in tests.
const IS_FULL = typeof CRUMBLESS_FULL == 'undefined' || CRUMBLESS_FULL;

// What a getter that throws gives: neither a text nor a list, and not nothing either.
const UNREADABLE = { __proto__: null };
const CONSTANTS = [undefined, null, false, true];
const KINDS = { number: KIND_NUMBER, string: KIND_TEXT, function: KIND_FUNCTION };
const HEX = '0123456789ABCDEF';
// By code. Requests have no control characters.
const ASCII = '                                 !"#$%&\'()*+,-./' + HEX.slice(0, 10) + ':;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ ';
// Arguments that nobody gave: where a list has none, what a page put on `Object.prototype` shows. What the core finds on the way
// stands behind them.
const NOTHING = [...Array(64)];

let encoder;
let decoder;
let memory;
let isHooked = 0;
let values = [];
let effects = [];
const hooks = [undefined]; // Number 0 is no hook.
const literals = {};
const sets = [undefined]; // Number 0 is no set.
let store;
let overlaySession;

/** Gives the host the memory of the module it serves. */
export function attach(theMemory) {
  memory = theMemory;
  // With methods of their own: what a page does to the prototypes later is not for them.
  encoder = own(new TextEncoder(), 'encodeInto');
  decoder = own(new TextDecoder(), 'decode');
}

function own(object, name) {
  const { [name]: method } = object;
  object[name] = method;
  return object;
}

/** From now on plugins or the site's own processing want to see every request. */
export function expectHooks() {
  isHooked = 1;
}

/** The site's consent store (`setConsentStore`), one for the page as the cookies of matomo.js were. */
export function useStore(theStore) {
  store = theStore;
}

/** @param {(site: string, matomo: string) => unknown} session whether the page is in the overlay that a Matomo shows of a site */
export function useOverlay(session) {
  overlaySession = session;
}

/** @returns the site's consent store, if there is one */
export const consentStore = () => store;

/** Sets the values the core may ask for in its next turn: `window`, then these. */
export function offer(given) {
  values = [globalThis, ...given, ...NOTHING];
}

/** Takes the effects since the last call: rows of a name and its arguments. */
export function takeEffects() {
  const taken = effects;
  effects = [];
  return taken;
}

/** Takes the functions behind a list of hook numbers, `undefined` where there is none. */
export function takeHooks(list) {
  return mapped(list.split(LIST_SEPARATOR), (number) => {
    const hook = hooks[number];
    delete hooks[number];
    return hook;
  });
}

// Made anew each time: in a build with an allocator the memory grows, and old views are empty then.
const view = (from, length) => new Uint8Array(memory.buffer, from, length);

function length(address) {
  const [a, b, c] = view(address, 4);
  return a | b << 8 | c << 16;
}

/**
 * A text by what no page can replace: letters by their place in one of ours. What is no ASCII is escaped, as it may be anywhere in
 * an address (https://url.spec.whatwg.org/#host-parsing); requests have none of it but in the address that the site gave.
 */
function plain(address) {
  const bytes = view(address + 4, length(address));
  let plain = '';
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    plain += byte < 128 ? ASCII[byte] : '%' + HEX[byte >> 4] + HEX[byte & 15];
  }
  return plain;
}

const text = (address) => decoder.decode(view(address + 4, length(address)));

function write(at, capacity, work) {
  return attempt(() => {
    const value = work();
    return value == null ? ABSENT : encoder.encodeInto(`${value}`, view(at, capacity)).written;
  }) ?? ABSENT;
}

/** A literal of the module, which is decoded once. */
function literal(address, length) {
  return (literals[address] ||= decoder.decode(view(address, length)));
}

function resolvePath(value, path, length) {
  try {
    // Behind its end an array has what a page put on `Object.prototype`.
    let found = value < values.length ? values[value] : undefined;
    if (length) for (const name of literal(path, length).split('.')) found = member(found, name);
    return found;
  } catch {
    return undefined;
  }
}

function kindOf(value) {
  for (let constant = 0; constant < CONSTANTS.length; constant += 1) if (CONSTANTS[constant] === value) return constant;
  return KINDS[typeof value] || KIND_OBJECT;
}

const retain = (value) => values.push(value) - 1;

/** A list as the core has it, without the page's `join`: what is declared is not to be a replaced built-in's word. */
function joined(items) {
  let list = '';
  for (let index = 0; index < items.length; index += 1) list += (index ? LIST_SEPARATOR : '') + (items[index] ?? '');
  return list;
}

/**
 * A function that puts a text where the core has room for it, and returns its length; `ABSENT` where there is none. A build
 * leaves out those it does not import.
 */
/* @__NO_SIDE_EFFECTS__ */
const textual = (work) => (...given) => {
  const capacity = given.pop();
  return write(given.pop(), capacity, () => work(...given));
};

export const read = (value, path, length, at, capacity) => {
  const found = resolvePath(value, path, length);
  const written = write(at, capacity, () => found === null ? 'null' : found);
  return written < 0 ? written : written | kindOf(found) << KIND_SHIFT;
};
export const number = (value, path, length) => attempt(() => +resolvePath(value, path, length)) ?? NaN;
export const property = (value, name) => {
  const found = resolvePath(value);
  try {
    return retain(member(found, text(name)));
  } catch {
    return retain(UNREADABLE);
  }
};
export const is_truthy = (value) => resolvePath(value) ? 1 : 0;
export const kind = (value, path, length) => kindOf(resolvePath(value, path, length));
export const list = textual((value) => {
  const found = resolvePath(value);
  return Array.isArray(found) ? joined(found) : typeof found == 'string' ? found : undefined;
});
export const keys = textual((value) => {
  const found = resolvePath(value);
  return found == null ? undefined : joined(keysOf(found));
});
export const json = textual((value, without) => {
  let left = resolvePath(value);
  const names = text(without);
  if (names) {
    left = { ...left };
    for (const key of names.split(LIST_SEPARATOR)) delete left[key];
  }
  return stringify(left);
});
export const json_set = textual((object, key, json) => {
  const all = JSON.parse(text(object) || '{}');
  const [name, value] = [text(key), text(json)];
  if (!name) {
    for (const other of keysOf(all)) if (isIn(all[other], '')) delete all[other];
  } else if (value) {
    all[name] = JSON.parse(value);
  } else {
    delete all[name];
  }
  return stringify(all);
});
export const json_get = textual((object, key) => stringify(JSON.parse(text(object))[text(key)]));
export const json_rows = textual((object, defaults) => {
  const otherwise = JSON.parse(text(defaults));
  const all = JSON.parse(text(object));
  return stringify(mapped(keysOf(all), (name) => mapped(all[name], (value, index) => (value === null || value === '' ? otherwise[index] : value))));
});
export const item = textual(() => stringify([String(values[1]), ...values.slice(2, 6)]));
export const string_of = (address) => retain(text(address));
export const link = (event) => {
  const found = attempt(() => findIn(resolvePath(event).composedPath(), (node) => /^(a|area)$/i.test(member(node, 'nodeName'))));
  return found ? retain(found) : ABSENT;
};
export const find = (node, selectors, length, way) => {
  const found = attempt(() => {
    const element = resolvePath(node);
    for (const selector of literal(selectors, length).split(LIST_SEPARATOR)) {
      const match = way === SEARCH_ABOVE ? invoke(element, 'closest', selector)
        : invoke(element, 'matches', selector) ? element : way === SEARCH_BELOW && invoke(element, 'querySelector', selector);
      if (match) return match;
    }
  });
  return found ? retain(found) : ABSENT;
};
export const find_attribute = textual((node, attribute, length) => {
  const [element, name] = [resolvePath(node), literal(attribute, length)];
  const own = (marked) => marked && invoke(marked, 'getAttribute', name);
  return trimmed(own(element) || own(invoke(element, 'querySelector', `[${name}]:not([${name}=""])`)));
});
export const contains = (node, other) => attempt(() => invoke(resolvePath(node), 'contains', resolvePath(other))) ? 1 : 0;
export const load_consent = (name) => {
  try {
    const found = store?.load(text(name));
    if (found?.then) throw TypeError('setConsentStore: load needs to return at once, no promise');
    return retain(found);
  } catch (error) {
    // A refusal may stand there: what cannot be read is one (src/tracker/consent.rs).
    effects.push(['log', error]);
    return retain(UNREADABLE);
  }
};
export const overlay = (site, matomo) => attempt(() => overlaySession(text(site), text(matomo))) ? 1 : 0;
export const hook = (value) => {
  const found = resolvePath(value);
  return typeof found == 'function' ? hooks.push(found) - 1 : 0;
};
// `timing` first, as matomo.js: it has `domLoading`, and no time in it is 0 by rounding.
export const navigation = () => retain(attempt(() => performance.timing) || attempt(() => performance.getEntriesByType('navigation')[0]));
export const decoded = textual((address) => {
  const encoded = text(address);
  return attempt(() => decodeURIComponent(encoded)) ?? unescape(encoded);
});
export const absolute = textual((url) => resolved(text(url)).href);
export const capture = textual((pattern, flags, string) => {
  const found = new RegExp(text(pattern).split(LIST_SEPARATOR).join('|'), text(flags)).exec(text(string));
  return found && (found[1] ?? '');
});
// A pattern that cannot be read may have meant any name.
function every(exclusion) {
  if (!unreadable[exclusion]) logError('Crumbless: setExcludedQueryParams:', exclusion, 'is no pattern: all parameters are left out');
  unreadable[exclusion] = true;
  return /^/;
}
const unreadable = { __proto__: null };
export const verdicts = textual((names, exclusions, longest) => {
  const exact = { __proto__: null };
  const patterns = [];
  for (const exclusion of text(exclusions).split(LIST_SEPARATOR)) {
    const [, pattern, flags] = /^\/([^]*)\/([^/]*)$/.exec(exclusion) || [];
    if (exclusion[0] !== '/') exact[exclusion] = true;
    else patterns.push(attempt(() => pattern !== undefined && new RegExp(pattern, flags)) || every(exclusion));
  }
  // Each name from its start, also for the flags `g` and `y`.
  const matches = (name) => findIn(patterns, (pattern) => {
    pattern.lastIndex = 0;
    return pattern.exec(name);
  });
  let verdicts = '';
  for (const name of text(names).split('&')) {
    verdicts += name && (exact[name] || patterns.length && (name.length > longest || matches(name))) ? 1 : 0;
  }
  return verdicts;
});
// What cannot be looked up is new: counted twice is better than not at all.
export const are_new = textual((set, list) => {
  const known = sets[set];
  let verdicts = '';
  for (const name of text(list).split(LIST_SEPARATOR)) {
    verdicts += known[name] ? 0 : 1;
    known[name] = true;
  }
  return verdicts;
});
export const fresh_set = (old) => {
  delete sets[old];
  return sets.push({ __proto__: null }) - 1;
};
export const is_hooked = () => isHooked;
export const now = () => new Date().getTime();
// Since the page began; where the page has taken that away, by the clock that the visitor may set.
export const elapsed = () => {
  const time = attempt(() => +performance.now());
  return time >= 0 ? time : now();
};
export const local_seconds = () => {
  const time = new Date();
  return (time - time.getTimezoneOffset() * 60000) / 1000 % 86400;
};
export const random = Math.random;
export const ask_hints = () => {
  const isKnown = typeof attempt(() => navigator.userAgentData.getHighEntropyValues) == 'function';
  if (isKnown) effects.push(['hints']);
  return isKnown ? 1 : 0;
};

const EFFECTS = mapped([...CORE_EFFECTS, ...(IS_FULL ? FULL_EFFECTS : [])], (row) => row.split(' '));
// A number, a text, how many bytes a text has, a value, a text that says a number, a constant, JSON, a list.
const READ = {
  n: (number) => number,
  t: text,
  b: length,
  v: resolvePath,
  m: (address) => +text(address),
  c: (kind) => CONSTANTS[kind],
  ...(IS_FULL && { j: (address) => JSON.parse(text(address)), l: (address) => text(address).split(LIST_SEPARATOR) }),
};
export const emit = (effect, ...given) => {
  const [name, letters = ''] = EFFECTS[effect];
  // The texts of an anonymous request are those that were checked.
  const isChecked = (typeof CRUMBLESS_ANONYMOUS == 'undefined' || CRUMBLESS_ANONYMOUS) && effect === EFFECT_SEND && given[0] >= CONCEALED;
  const row = [name];
  for (let index = 0; index < letters.length; index += 1) row[index + 1] = (isChecked && letters[index] === 't' ? plain : READ[letters[index]])(given[index]);
  effects.push(row);
};

/** JSON as it is where no library has taught lists and plain objects another (`toJSON`): their own members are asked for themselves. */
const stringify = (value) => JSON.stringify(value, [].toJSON || {}.toJSON ? function (name, made) {
  const own = this[name], { toJSON } = Object(own);
  return toJSON === [].toJSON || toJSON === {}.toJSON ? own : made;
} : undefined);
