// Entry of the one-file trackers: the core as bytes in the file itself, started before the script's load event.

import { first, names, protecting } from 'crumbless:commands';
import { env } from 'crumbless:imports';
import { readAttributes } from './attributes.js';
import { currentScript, invoke, member } from './dom.js';
import { createMatomo } from './facade.js';
import { attach } from './host.js';
import { attemptEach } from './queue.js';
import { start } from './start.js';

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  const commands = names.split(' ');
  const script = currentScript();
  const protectingNames = protecting.split(' ');
  const unreadable = readAttributes(script, commands, protectingNames);
  try {
    // By base64 and back the browser's own code does it, where it can: in a function it takes ten times as long.
    const bytes = Uint8Array.fromBase64?.(btoa(wasm)) ?? new Uint8Array(wasm.length).map((zero, index) => wasm.charCodeAt(index));
    if (new Uint16Array(bytes.buffer).reduce((sum, pair) => sum * 31 + pair & 0xffffff, 0) !== CRUMBLESS_SUM) throw Error('changed on the way');
    const module = new WebAssembly.Module(bytes);
    const begin = () => {
      const { exports } = new WebAssembly.Instance(module, { env });
      attach(exports.memory);
      return exports;
    };
    start(() => createMatomo(begin, commands, first, protectingNames, unreadable).matomo);
  } catch (refused) {
    // Missing, forbidden by the page's policy, damaged on the way, or too much at once for an old browser.
    askForFallback(script, refused);
  }
}

/** Asks for the fallback beside the script, and nowhere else: what lies beside the page may be a stranger's. */
function askForFallback(script, refused) {
  attemptEach([0], () => {
    const url = addressOfFallback(script);
    if (!url) {
      console.error(`Crumbless: nothing is sent, because the core cannot run (${refused}) and a script without src has no fallback beside it: load matomo.fallback.js instead.`);
      return;
    }
    console.error('Crumbless:', refused);
    const fallback = invoke(document, 'createElement', 'script');
    fallback.nonce = script.nonce;
    fallback.referrerPolicy = 'no-referrer'; // The file is the same for every page.
    try {
      fallback.src = url;
    } catch {
      // Whoever else uses the policy can make nothing but this address of it.
      fallback.src = trustedTypes.createPolicy('crumbless', { createScriptURL: () => url }).createScriptURL('');
    }
    member(document, 'head').append(fallback);
  });
}

function addressOfFallback(script) {
  try {
    // By the sum no cache mixes builds.
    return new URL('matomo.fallback.js?' + CRUMBLESS_SUM, script.src).href;
  } catch {
    return undefined; // No script element of ours, an inline one, or one that a page made of text (`blob:`, `data:`).
  }
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
