// Entry of the one-file trackers: the core as bytes in the file itself, started before the script's load event.

import { first, names } from 'crumbless:commands';
import { env } from 'crumbless:imports';
import { createMatomo } from './facade.js';
import { attach } from './host.js';
import { attemptEach } from './queue.js';
import { start } from './start.js';

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  const refused = attemptEach([wasm], () => {
    const bytes = new Uint8Array(wasm.length).map((zero, index) => wasm.charCodeAt(index));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
    start(() => {
      attach(exports.memory);
      return createMatomo(exports, names.split(' '), first);
    });
  });
  // Missing, forbidden by the page's policy, damaged on the way, or too much at once for an old browser.
  if (refused) attemptEach([document.currentScript || {}], ({ src, nonce }) => {
    const script = document.createElement('script');
    script.nonce = nonce;
    script.src = new URL('matomo.fallback.js', src || location);
    document.head.append(script);
  });
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
