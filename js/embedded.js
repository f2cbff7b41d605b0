// Entry of dist/matomo.js: the core as bytes in the file itself, started before the script's load event.

import { first, names } from 'crumbless:commands';
import wasm from 'crumbless:wasm';
import { createMatomo } from './facade.js';
import * as host from './host.js';
import { start } from './start.js';

const bytes = new Uint8Array(wasm.length);
for (let index = bytes.length; index--;) bytes[index] = wasm.charCodeAt(index);

function begin({ exports }) {
  start(() => {
    host.attach(exports.memory);
    return createMatomo(exports, names.split(' '), first);
  });
}

try {
  begin(new WebAssembly.Instance(new WebAssembly.Module(bytes), { h: host }));
} catch (error) {
  // Some browsers compile only small modules synchronously (Chrome before 115: 4 KB).
  if (!(error instanceof RangeError)) throw error;
  WebAssembly.instantiate(bytes, { h: host }).then(({ instance }) => begin(instance));
}
