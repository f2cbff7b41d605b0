/**
 * What drivers need inside a page, before anything of its own. Each function runs there and takes nothing from this module.
 *
 * @module
 */

/** Firefox tells of an error that was given to the console no more than its kind: it is given as text, as Chromium shows it. */
export function spellErrors() {
  const { console, Error, String } = window;
  for (const name of ['log', 'info', 'debug', 'warn', 'error']) {
    const own = console[name];
    console[name] = (...given) => {
      // Without methods of arrays, which the page may replace: what throws here would throw into what said it.
      for (let index = 0; index < given.length; index += 1) if (given[index] instanceof Error || given[index] instanceof DOMException) given[index] = String(given[index]);
      own.apply(console, given);
    };
  }
}

/**
 * WebKitWebDriver tells nothing of the console: the page keeps what was said and what was thrown until `__said()`
 * hands it over. Without methods of arrays, which the page may replace: what throws here would throw into what said it.
 */
export function keepConsole() {
  const { console, JSON, String } = window;
  const said = [];
  const textOf = (given) => {
    let text = '';
    for (let index = 0; index < given.length; index += 1) text += `${index > 0 ? ' ' : ''}${asText(given[index])}`;
    return text;
  };
  const asText = (value) => {
    if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof DOMException) return String(value);
    try {
      return JSON.stringify(value);
    } catch {
      return String(value);
    }
  };
  for (const [name, type] of Object.entries({ log: 'log', info: 'info', debug: 'debug', warn: 'warning', error: 'error' })) {
    const own = console[name];
    console[name] = (...given) => {
      said[said.length] = { type, text: textOf(given) };
      own.apply(console, given);
    };
  }
  const keepError = (error, message) => { said[said.length] = { type: 'pageerror', name: error?.name ?? 'Error', text: String(error?.message ?? message) }; };
  addEventListener('error', ({ target, error, message }) => target === window && keepError(error, message));
  addEventListener('unhandledrejection', ({ reason }) => keepError(reason, String(reason)));
  Object.defineProperty(window, '__said', { value: () => said.splice(0) });
}
