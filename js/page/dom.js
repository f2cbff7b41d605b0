// How the shim reads the page: never what markup put in a member's place. The document and forms show elements under their names
// and ids before their own members (https://webidl.spec.whatwg.org/#LegacyOverrideBuiltIns), and the window shows them under every
// name that it does not have itself (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object).
// So a comment with `<img name=title>` would be the page's title. Markup can only put objects there, elements, collections and the
// windows of frames: of such a value the interface is asked, or, in a window, whether it is the window's own.

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

/** @returns {unknown} what the work returns, undefined where it throws */
export function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
