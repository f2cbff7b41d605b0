// Entry of dist/matomo.js: the core as bytes in the file itself, started before the script's load event.

import { first, names } from 'crumbless:commands';
import wasm from 'crumbless:wasm';
import { createMatomo } from './facade.js';
import {
  absolute, after, answer, answer_json, ask_hints, attach, decoded, draft, expire_cookies, hook, is_hooked, json, keys, kind, link, list,
  listen, local_seconds, log, matches, navigation, now, number, property, random, read, send,
} from './host.js';
import { start } from './start.js';

// All that the core can ask for or do: it has no other way to the page.
const h = {
  read, kind, number, property, list, keys, json, link, hook, navigation, decoded, absolute, matches, is_hooked, now, local_seconds, random,
  draft, send, after, listen, ask_hints, log, answer, answer_json, expire_cookies,
};

const bytes = new Uint8Array(wasm.length);
for (let index = bytes.length; index--;) bytes[index] = wasm.charCodeAt(index);

function begin({ exports }) {
  start(() => {
    attach(exports.memory);
    return createMatomo(exports, names.split(' '), first);
  });
}

try {
  begin(new WebAssembly.Instance(new WebAssembly.Module(bytes), { h }));
} catch (error) {
  // Some browsers compile only small modules synchronously (Chrome before 115: 4 KB).
  if (!(error instanceof RangeError)) throw error;
  WebAssembly.instantiate(bytes, { h }).then(({ instance }) => begin(instance));
}
