/** Globals of a page for tests without one. */

/**
 * Sets globals, and puts back what was there when the test ends. A value `undefined` takes the global away.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, unknown>} values
 */
export function setGlobals(t, values) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    if (value === undefined) delete globalThis[name];
    else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else delete globalThis[name];
    });
  }
}

/**
 * A window with a document, as far as the shim needs them, as globals. Its events are sent by hand.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, unknown>} [properties] of the window
 */
export function setPage(t, properties = {}) {
  const window = target({ JSON, ...properties });
  const document = target({ readyState: 'complete', visibilityState: 'visible', baseURI: 'http://site.example/folder/page' });
  window.document = document;
  setGlobals(t, { window, document, addEventListener: window.addEventListener });
  return { window, document };
}

/** What the console was told as an error. @param {import('node:test').TestContext} t @returns {unknown[][]} */
export function errorsOf(t) {
  const { mock } = t.mock.method(console, 'error', () => {});
  return { get length() { return mock.callCount(); }, text: (index = 0) => mock.calls[index].arguments.map(String).join(' ') };
}

/** A value whose every property throws, as do its conversions. */
export function hostile(target = function () {}) {
  const traps = { get() { throw new Error('by the page'); } };
  return new Proxy(target, new Proxy({}, traps));
}

function target(properties) {
  const listeners = [];
  return {
    ...properties,
    addEventListener(type, listener, options) {
      listeners.push({ type, listener, options });
    },
    /** Calls the listeners of a type, with an event of these properties. */
    happens(type, event = {}) {
      for (const entry of listeners.filter((one) => one.type === type)) {
        if (entry.options?.once) listeners.splice(listeners.indexOf(entry), 1);
        entry.listener({ type, ...event });
      }
    },
    listens: (type) => listeners.filter((one) => one.type === type),
  };
}
