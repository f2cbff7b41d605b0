// Entry of dist/module/testing.js: a tracker that sends nothing and records its commands, for the tests of an application.

import { names } from 'crumbless:commands';
import { mapped } from '../page/lists.js';

const known = names.split(' ');

/** What was asked for, in order: rows of a command and its arguments. */
export const commands = [];

/** The options that trackers were made of, in order. */
export const created = [];

/** Forgets both. */
export function reset() {
  commands.length = created.length = 0;
}

const tracker = {};
mapped(known, (name) => {
  tracker[name] = (...given) => {
    commands[commands.length] = [name, ...given];
    return name === 'addTracker' ? tracker : undefined;
  };
});

function apply(row) {
  const [command, ...given] = row;
  if (typeof command == 'function') command.apply(tracker, given);
  else if (tracker[command]) tracker[command](...given);
  else if (/[.:]/.test(command)) commands[commands.length] = row;
  // What only logs on a page is what a test is to find.
  else throw new TypeError(`Crumbless: there is no command ${command}: see the types for those that there are.`);
}

export const paq = { push: (...rows) => void mapped(rows, apply) };

export async function createTracker(options) {
  created[created.length] = options;
  mapped(options?.commands || [], apply);
  return tracker;
}

export const version = CRUMBLESS_VERSION;

export const Matomo = {
  crumbless: version,
  initialized: true,
  getTracker: () => tracker,
  addTracker: () => tracker,
  getAsyncTracker: () => tracker,
  getAsyncTrackers: () => [tracker],
  addPlugin() {},
  retryMissedPluginCalls() {},
  on() {},
  off() {},
  trigger() {},
};
export { Matomo as default };
