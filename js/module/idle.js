// A tracker that does nothing: where nobody is to be counted, and where there is no page.

import { mapped } from '../page/lists.js';

const COMMAND = /^(?!to[A-Z])[a-z]+[A-Z]|^ping$/;

/** @returns {object} a tracker of which each command is there, does nothing and returns nothing */
export function createIdle() {
  const idle = new Proxy({ addTracker: () => idle }, { get: (own, name) => own[name] ?? (COMMAND.test(String(name)) ? nothing : undefined) });
  return idle;
}

const nothing = () => {};

/** The same as a module, for servers and tests. */
export async function createTracker() {
  return createIdle();
}

export const paq = { push: (...rows) => void mapped(rows, nothing) };

export const version = CRUMBLESS_VERSION;

/** There is none where there is no page. */
export const Matomo = undefined;
export { Matomo as default };
