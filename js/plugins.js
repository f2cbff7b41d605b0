// Hooks of plugins, and the events of `window.Matomo`.

import { expectHooks } from './host.js';

/** @returns plugins by name and what is done with them */
export function createPlugins() {
  const plugins = {};
  return {
    add(name, plugin) {
      expectHooks();
      plugins[name] = plugin;
    },

    /** Calls a hook of every plugin; what they return, joined, is appended to the request. */
    run(hook, parameters = {}, callback) {
      let result = '';
      if (hook) {
        for (const plugin of Object.values(plugins)) {
          const method = plugin && plugin[hook];
          if (typeof method == 'function') result += method(parameters, callback) || '';
        }
      }
      return result;
    },
  };
}

/** @returns `on`, `off` and `trigger` of `window.Matomo` */
export function createEvents() {
  const handlers = {};
  return {
    on(event, handler) {
      (handlers[event] ||= []).push(handler);
    },
    off(event, handler) {
      handlers[event] = (handlers[event] || []).filter((other) => other !== handler);
    },
    trigger(event, parameters, context) {
      for (const handler of handlers[event] || []) handler.apply(context || window, parameters || []);
    },
  };
}
