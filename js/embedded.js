// Entry of the one-file trackers: the core as bytes in the file itself, started before the script's load event.

import { first, names, protecting } from 'crumbless:commands';
import { env } from 'crumbless:imports';
import { readAttributes } from './attributes.js';
import { createMatomo } from './facade.js';
import { attach } from './host.js';
import { attemptEach } from './queue.js';
import { start } from './start.js';

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  const commands = names.split(' ');
  const { currentScript } = document;
  const unreadable = readAttributes(currentScript, commands, protecting.split(' '));
  const refused = attemptEach([wasm], () => {
    // By base64 and back the browser's own code does it, where it can: in a function it takes ten times as long.
    const bytes = Uint8Array.fromBase64?.(btoa(wasm)) ?? new Uint8Array(wasm.length).map((zero, index) => wasm.charCodeAt(index));
    if (new Uint16Array(bytes.buffer).reduce((sum, pair) => sum * 31 + pair & 0xffffff, 0) !== CRUMBLESS_SUM) throw Error('changed on the way');
    const module = new WebAssembly.Module(bytes);
    const begin = () => {
      const { exports } = new WebAssembly.Instance(module, { env });
      attach(exports.memory);
      return exports;
    };
    start(() => createMatomo(begin, commands, first, unreadable).matomo);
  });
  // Missing, forbidden by the page's policy, damaged on the way, or too much at once for an old browser.
  if (refused) attemptEach([currentScript || {}], ({ src, nonce }) => {
    const script = document.createElement('script');
    // By the sum no cache mixes builds.
    const url = new URL('matomo.fallback.js?' + CRUMBLESS_SUM, src || location);
    script.nonce = nonce;
    try {
      script.src = url;
    } catch {
      script.src = trustedTypes.createPolicy('crumbless', { createScriptURL: String }).createScriptURL(url);
    }
    document.head.append(script);
  });
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
