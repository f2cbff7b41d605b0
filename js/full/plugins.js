// Hooks of plugins, and the events of `window.Matomo`.

import { expectHooks } from '../bridge/host.js';
import { findIn, those } from '../page/lists.js';

/**
 * @param {(error: unknown) => void} logError
 * @returns plugins by name and what is done with them
 */
export function createPlugins(logError) {
  const plugins = [];
  return {
    add(name, plugin) {
      expectHooks();
      const known = findIn(plugins, (other) => other.name === name); // A page may name a plugin by anything.
      if (known) known.plugin = plugin;
      else plugins.push({ name, plugin });
    },

    /** Calls a hook of every plugin; what they return, joined, is appended to the request. */
    run(hook, parameters = {}) {
      let result = '';
      for (const { plugin } of plugins) {
        try {
          const method = hook && plugin[hook];
          if (typeof method == 'function') result += method(parameters) || '';
        } catch (error) {
          logError(error);
        }
      }
      return result;
    },
  };
}

/** @returns `on`, `off` and `trigger` of `window.Matomo` */
export function createEvents() {
  const handlers = { __proto__: null }; // An event may have any name.
  return {
    on(event, handler) {
      (handlers[event] ||= []).push(handler);
    },
    off(event, handler) {
      handlers[event] = those(handlers[event] || [], (other) => other !== handler);
    },
    trigger(event, parameters, context) {
      for (const handler of handlers[event] || []) handler.apply(context || window, parameters || []);
    },
  };
}
