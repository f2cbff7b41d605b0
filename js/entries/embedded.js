// Entry of the one-file trackers: the core as bytes in the file itself, started before the script's load event.

import { first, names, protecting } from 'crumbless:commands';
import { env } from 'crumbless:imports';
import { readAttributes } from '../page/attributes.js';
import { invoke, member, resolved } from '../page/dom.js';
import { createMatomo } from '../page/facade.js';
import { attach } from '../bridge/host.js';
import { forEachSafely } from '../page/queue.js';
import { configuringScript, currentScript, findTrackerUrl } from '../page/script-element.js';
import { start } from '../page/start.js';

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  const commands = names.split(' ');
  const own = currentScript();
  const script = configuringScript(own);
  const protectingNames = protecting.split(' ');
  const unreadable = readAttributes(script, commands, protectingNames);
  try {
    // By base64 and back the browser's own code does it, where it can: in a function it takes ten times as long.
    const bytes = Uint8Array.fromBase64?.(btoa(wasm)) ?? new Uint8Array(wasm.length).map((zero, index) => wasm.charCodeAt(index));
    if (new Uint16Array(bytes.buffer).reduce((sum, pair) => sum * 31 + pair & 0xffffff, 0) !== CRUMBLESS_SUM) throw Error('checksum mismatch');
    const module = new WebAssembly.Module(bytes);
    const begin = () => {
      const { exports } = new WebAssembly.Instance(module, { env });
      attach(exports.memory);
      return exports;
    };
    start(() => createMatomo(begin, commands, first, protectingNames, unreadable));
  } catch (refused) {
    // Missing, forbidden by the page's policy, damaged on the way, or too much at once for an old browser.
    askForFallback(own, script, refused);
  }
}

/** Asks for the fallback where the site says, beside the script or beside its Matomo, and nowhere else: what lies beside the page may be a stranger's. */
function askForFallback(own, script, refused) {
  forEachSafely([0], () => {
    const from = own ?? script; // A module has no element of its own.
    const url = addressOfFallback(from, script);
    if (!url) {
      console.error(`Crumbless: nothing is sent, because the core cannot run (${refused}) and nothing says where matomo.fallback.js is: give the script data-fallback-url, or load that file instead.`);
      return;
    }
    console.error('Crumbless:', refused);
    const fallback = invoke(document, 'createElement', 'script');
    fallback.nonce = from?.nonce ?? '';
    fallback.referrerPolicy = 'no-referrer'; // The file is the same for every page.
    fallback.onerror = () => console.error(`Crumbless: nothing is sent, because ${url} cannot be loaded: put matomo.fallback.js there, or say where it is by data-fallback-url.`);
    try {
      fallback.src = url;
    } catch {
      // Whoever else uses the policy can make nothing but this address of it.
      fallback.src = trustedTypes.createPolicy('crumbless', { createScriptURL: () => url }).createScriptURL('');
    }
    invoke(member(document, 'head'), 'appendChild', fallback);
  });
}

function addressOfFallback(from, script) {
  const { fallbackUrl, trackerUrl = findTrackerUrl() } = script?.dataset ?? {};
  // By the sum no cache mixes builds.
  const file = 'matomo.fallback.js?' + CRUMBLESS_SUM;
  for (const url of [fallbackUrl, from?.src, trackerUrl]) {
    try {
      const { href } = resolved(url);
      // Nothing lies beside a script that a page made of text (`blob:`, `data:`), nor beside one without an address.
      const folder = /^[^:]+:\/\/[^?#]*\//.exec(href)?.[0];
      if (url && url === fallbackUrl) return href;
      if (url && folder) return folder + file;
    } catch {
      continue;
    }
  }
  return undefined;
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
