// Entry of dist/matomo.js: the core as bytes in the file itself, started before the script's load event.

import { first, names } from 'crumbless:commands';
import { env } from 'crumbless:imports';
import { createMatomo } from './facade.js';
import { attach } from './host.js';
import { start } from './start.js';

function begin({ exports }) {
  start(() => {
    attach(exports.memory);
    return createMatomo(exports, names.split(' '), first);
  });
}

// Where WebAssembly is missing or forbidden the page goes on without a tracker.
const complain = (error) => console.error('Crumbless:', error);

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  try {
    const bytes = new Uint8Array(wasm.length);
    for (let index = bytes.length; index--;) bytes[index] = wasm.charCodeAt(index);
    try {
      begin(new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }));
    } catch (error) {
      // Some browsers compile only small modules synchronously (Chrome before 115: 4 KB).
      if (!(error instanceof RangeError)) throw error;
      WebAssembly.instantiate(bytes, { env }).then(({ instance }) => begin(instance)).catch(complain);
    }
  } catch (error) {
    complain(error);
  }
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
