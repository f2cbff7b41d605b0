// The functions the core imports (src/browser/host.rs): values of the page by number, and effects. Only numbers cross the
// border; a text is the address of four bytes of length and UTF-8 in the module's memory.
//
// Nothing here decides anything, and nothing throws: what fails is absent. Effects wait in a list until the core has
// returned, since carrying one out may call the page, and the page may call the core again.


// Undefined where no build defines it: in tests.
const IS_FULL = typeof CRUMBLESS_FULL == 'undefined' || CRUMBLESS_FULL;

// What a getter that throws gives: neither a text nor a list, and not nothing either.
const UNREADABLE = { __proto__: null };
const SEPARATOR = '\x1f';
const CONSTANTS = [undefined, null, false, true];
const KINDS = { number: 4, string: 5, function: 6 };
const FAILED = -1;
const HEX = '0123456789ABCDEF';
// By code. Requests have no control characters.
const ASCII = '                                 !"#$%&\'()*+,-./' + HEX.slice(0, 10) + ':;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ ';
// Arguments that nobody gave: where a list has none, what a page put on `Object.prototype` shows. What the core finds on the way
// stands behind them.
const NOTHING = [...Array(64)];
const KIND_SHIFT = 24, BELOW = 0, ABOVE = 1; // src/port.rs

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
  return mapped(list.split(SEPARATOR), (number) => {
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
    return value == null ? FAILED : encoder.encodeInto(`${value}`, view(at, capacity)).written;
  }) ?? FAILED;
}

/** A literal of the module, which is decoded once. */
function literal(address, length) {
  return (literals[address] ||= decoder.decode(view(address, length)));
}

function look(value, path, length) {
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
  return KINDS[typeof value] || 7;
}

const known = (value) => values.push(value) - 1;

/** A list as the core has it, without the page's `join`: what is declared is not to be a replaced built-in's word. */
function joined(items) {
  let list = '';
  for (let index = 0; index < items.length; index += 1) list += (index ? SEPARATOR : '') + (items[index] ?? '');
  return list;
}

/**
 * A function that puts a text where the core has room for it, and returns its length; `FAILED` where there is none. A build
 * leaves out those it does not import.
 */
/* @__NO_SIDE_EFFECTS__ */
const textual = (work) => (...given) => {
  const capacity = given.pop();
  return write(given.pop(), capacity, () => work(...given));
};

export const read = (value, path, length, at, capacity) => {
  const found = look(value, path, length);
  const written = write(at, capacity, () => found === null ? 'null' : found);
  return written < 0 ? written : written | kindOf(found) << KIND_SHIFT;
};
export const number = (value, path, length) => attempt(() => +look(value, path, length)) ?? NaN;
export const property = (value, name) => {
  const found = look(value);
  try {
    return known(member(found, text(name)));
  } catch {
    return known(UNREADABLE);
  }
};
export const is_truthy = (value) => look(value) ? 1 : 0;
export const kind = (value, path, length) => kindOf(look(value, path, length));
export const list = textual((value) => {
  const found = look(value);
  return Array.isArray(found) ? joined(found) : typeof found == 'string' ? found : undefined;
});
export const keys = textual((value) => {
  const found = look(value);
  return found == null ? undefined : joined(keysOf(found));
});
export const json = textual((value, without) => {
  let left = look(value);
  const names = text(without);
  if (names) {
    left = { ...left };
    for (const key of names.split(SEPARATOR)) delete left[key];
  }
  return stringify(left);
});
export const put = textual((object, key, json) => {
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
export const part = textual((object, key) => stringify(JSON.parse(text(object))[text(key)]));
export const rows = textual((object, defaults) => {
  const otherwise = JSON.parse(text(defaults));
  const all = JSON.parse(text(object));
  return stringify(mapped(keysOf(all), (name) => mapped(all[name], (value, index) => (value === null || value === '' ? otherwise[index] : value))));
});
export const item = textual(() => stringify([String(values[1]), ...values.slice(2, 6)]));
export const string_of = (address) => known(text(address));
export const link = (event) => {
  const found = attempt(() => findIn(look(event).composedPath(), (node) => /^(a|area)$/i.test(member(node, 'nodeName'))));
  return found ? known(found) : FAILED;
};
export const find = (node, selectors, length, way) => {
  const found = attempt(() => {
    const element = look(node);
    for (const selector of literal(selectors, length).split(SEPARATOR)) {
      const match = way === ABOVE ? invoke(element, 'closest', selector)
        : invoke(element, 'matches', selector) ? element : way === BELOW && invoke(element, 'querySelector', selector);
      if (match) return match;
    }
  });
  return found ? known(found) : FAILED;
};
export const marked = textual((node, attribute, length) => {
  const [element, name] = [look(node), literal(attribute, length)];
  const own = (marked) => marked && invoke(marked, 'getAttribute', name);
  return trimmed(own(element) || own(invoke(element, 'querySelector', `[${name}]:not([${name}=""])`)));
});
export const contains = (node, other) => attempt(() => invoke(look(node), 'contains', look(other))) ? 1 : 0;
export const remembered = (name) => {
  try {
    const found = store?.load(text(name));
    if (found?.then) throw TypeError('setConsentStore: load needs to return at once, no promise');
    return known(found);
  } catch (error) {
    // A refusal may stand there: what cannot be read is one (src/tracker/consent.rs).
    effects.push(['log', error]);
    return known(UNREADABLE);
  }
};
export const overlay = (site, matomo) => attempt(() => overlaySession(text(site), text(matomo))) ? 1 : 0;
export const hook = (value) => {
  const found = look(value);
  return typeof found == 'function' ? hooks.push(found) - 1 : 0;
};
// `timing` first, as matomo.js: it has `domLoading`, and no time in it is 0 by rounding.
export const navigation = () => known(attempt(() => performance.timing) || attempt(() => performance.getEntriesByType('navigation')[0]));
export const decoded = textual((address) => {
  const encoded = text(address);
  return attempt(() => decodeURIComponent(encoded)) ?? unescape(encoded);
});
export const absolute = textual((url) => resolved(text(url)).href);
export const capture = textual((pattern, flags, string) => {
  const found = new RegExp(text(pattern).split(SEPARATOR).join('|'), text(flags)).exec(text(string));
  return found && (found[1] ?? '');
});
// A pattern that cannot be read may have meant any name.
function every(exclusion) {
  if (!unreadable[exclusion]) console.error('Crumbless: setExcludedQueryParams:', exclusion, 'is no pattern: all parameters are left out');
  unreadable[exclusion] = true;
  return /^/;
}
const unreadable = { __proto__: null };
export const verdicts = textual((names, exclusions, longest) => {
  const exact = { __proto__: null };
  const patterns = [];
  for (const exclusion of text(exclusions).split(SEPARATOR)) {
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
export const is_new = (set, address) => attempt(() => {
  const name = text(address);
  if (sets[set][name]) return 0;
  sets[set][name] = true;
}) ?? 1;
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

// What src/effect.rs adds to the transport of an anonymous request.
const SEND = 0, CONCEALED = 8;
// `Effect` of src/effect.rs, in its order: what carries it out, and what it carries, a letter each.
const EFFECTS = mapped([
  'send nnttbtt', 'after nn', 'listen nv', 'log t', 'answer t', 'answer m', 'answer c', 'soon n',
  ...(IS_FULL ? ['draft ntttv', 'cookies ', 'answer j', 'answer l', 'scan nv', 'href vt', 'remember tv', 'forget t', 'overlay tt', 'close '] : []),
], (row) => row.split(' '));
// A number, a text, how many bytes a text has, a value, a text that says a number, a constant, JSON, a list.
const READ = {
  n: (number) => number,
  t: text,
  b: length,
  v: look,
  m: (address) => +text(address),
  c: (kind) => CONSTANTS[kind],
  ...(IS_FULL && { j: (address) => JSON.parse(text(address)), l: (address) => text(address).split(SEPARATOR) }),
};
export const emit = (effect, ...given) => {
  const [name, letters] = EFFECTS[effect];
  // The texts of an anonymous request are those that were checked.
  const isChecked = (typeof CRUMBLESS_ANONYMOUS == 'undefined' || CRUMBLESS_ANONYMOUS) && effect === SEND && given[0] >= CONCEALED;
  const row = [name];
  for (let index = 0; index < letters.length; index += 1) row[index + 1] = (isChecked && letters[index] === 't' ? plain : READ[letters[index]])(given[index]);
  effects.push(row);
};

// Lists by loops alone: libraries older than a method of the language have given arrays one of their own under its name, which answers
// another thing (Prototype's `entries`), or is not there at all. What ECMAScript 3 had nobody replaced by anything else.

/** As `map`, `find`, `includes` and `filter` do. */
export function mapped(list, work) {
  const all = [];
  for (let index = 0; index < list.length; index += 1) all[index] = work(list[index], index);
  return all;
}
export function findIn(list, isWanted) {
  for (let index = 0; index < list.length; index += 1) if (isWanted(list[index])) return list[index];
  return undefined;
}
export const isIn = (list, wanted) => findIn(list, (one) => one === wanted) !== undefined;
export function those(list, areWanted) {
  const all = [];
  for (let index = 0; index < list.length; index += 1) if (areWanted(list[index])) all[all.length] = list[index];
  return all;
}

/** The names of what an object has itself: of what a page put on the prototypes there is nothing. */
export function keysOf(object) {
  const names = [];
  for (const name in object) if (hasOwnProperty.call(object, name)) names[names.length] = name;
  return names;
}

export const trimmed = (text) => text?.replace(/^\s+|\s+$/g, '');

/** JSON as it is where no library has taught lists and plain objects another (`toJSON`): their own members are asked for themselves. */
const stringify = (value) => JSON.stringify(value, [].toJSON || {}.toJSON ? function (name, made) {
  const own = this[name], { toJSON } = Object(own);
  return toJSON === [].toJSON || toJSON === {}.toJSON ? own : made;
} : undefined);

// How the page is read: js/dom.js says why. It stands here, since wasm-bindgen carries this file alone into tests.

const { toString, hasOwnProperty } = Object.prototype;
const SHADOWED = /^\[object (\w*Document|HTMLFormElement)\]$/;

/** The name of an interface, which no markup changes: `[object HTMLFormElement]`. */
const tagOf = (value) => toString.call(value);

/**
 * @param {unknown} holder
 * @param {string} name
 * @returns {unknown} a property, as the page or the browser has it
 */
export function member(holder, name) {
  const value = holder?.[name];
  // Of what can be called, embedded objects are markup's too.
  if (Object(value) !== value || typeof value == 'function' && tagOf(value) === '[object Function]') return value;
  if (holder === globalThis) return hasOwnProperty.call(holder, name) ? value : undefined;
  return SHADOWED.test(tagOf(holder)) ? Reflect.get(Object.getPrototypeOf(holder), name, holder) : value;
}

/** Calls a method, as the page or the browser has it. */
export const invoke = (holder, name, ...given) => member(holder, name).apply(holder, given);

/**
 * @param {string} url
 * @returns {{href: string, origin: string}} the address against the page's, by a link where the page has a `URL` of its own
 * @throws where it is none
 */
export function resolved(url) {
  const made = attempt(() => new URL(url, member(document, 'baseURI')));
  if (made?.href) return made;
  const link = invoke(document, 'createElement', 'a');
  link.href = url;
  if (link.protocol === ':') throw TypeError(url);
  return link;
}

/** Sets a member of the document: setting what is shadowed would be lost. */
export const assign = (holder, name, value) => Reflect.set(Object.getPrototypeOf(holder), name, value, holder);

const asScript = (element) => (element instanceof HTMLScriptElement ? element : undefined);

/** @returns {HTMLScriptElement | undefined} the element of the script that is running; modules and text that is run have none */
export const currentScript = () => asScript(member(document, 'currentScript'));

/**
 * @param {HTMLScriptElement | undefined} own
 * @returns {HTMLScriptElement | undefined} the element that says what to do: our own, or, where neither that nor the queue says where
 *   hits go, one that was put there for it
 */
export function configuringScript(own) {
  const queue = member(window, '_paq');
  // What is no list is the queue of a tracker that runs already, and is told nothing.
  if (own?.dataset.trackerUrl || queue && !Array.isArray(queue) || findTrackerUrl()) return own;
  return asScript(invoke(document, 'querySelector', 'script[data-tracker-url]:not([data-tracker-url=""])')) ?? own;
}

/** @returns {string | undefined} where the queue says that hits go, before a core has read it */
export const findTrackerUrl = () => attempt(() => {
  const row = findIn(member(window, '_paq') || [], (given) => attempt(() => isIn(['setTrackerUrl', 'addTracker'], given[0]) && typeof given[1] == 'string'));
  return row?.[1];
});
