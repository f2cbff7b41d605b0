/**
 * Console messages that say the same in each engine: an error among their arguments is a text, its name and its message. Drivers give
 * of one no more than that it is an object.
 *
 * @module
 */

/** Runs in the page, before anything of its own. */
export function speakPlainly() {
  const plain = (value) => (value instanceof Error || value instanceof DOMException ? `${value.name}: ${value.message}` : value);
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    const say = console[level];
    console[level] = (...given) => Reflect.apply(say, console, given.map(plain));
  }
}
