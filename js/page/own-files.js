// The other files of ours: where they are, and how one comes onto the page.

import { findTrackerUrl } from './script-element.js';
import { invoke, member, resolved } from './dom.js';

let policy, address;

/**
 * Puts a script of ours on the page.
 *
 * @param {string} url
 * @param {HTMLScriptElement | undefined} like the element that asks for it
 * @param {() => void} onerror
 * @param {unknown} [asking] what the script is given as `crumbless` of its element: it has to take `onload` off
 */
export function addScript(url, like, onerror, asking) {
  const script = invoke(document, 'createElement', 'script');
  script.nonce = like?.nonce ?? ''; // A module has no element of its own.
  script.referrerPolicy = 'no-referrer'; // The file is the same for every page.
  script.onerror = onerror;
  if (asking) {
    script.crumbless = asking;
    script.onload = onerror; // Without effect where the file has come; else there was something else.
  }
  try {
    script.src = url;
  } catch {
    // Whoever else uses the policy can make nothing but this address of it, and there is one for both files.
    address = url;
    // The full file has another than the core file, which is there already: a name can be taken once.
    policy ||= trustedTypes.createPolicy(CRUMBLESS_FULL && asking ? 'crumbless-engagement' : 'crumbless', { createScriptURL: () => address });
    script.src = policy.createScriptURL('');
  }
  invoke(member(document, 'head'), 'appendChild', script);
}

/** Where a file of ours is: where the site says, beside the script or beside its Matomo, and nowhere else: what lies beside the page may be a stranger's. */
export function addressBeside(name, attribute, own, script) {
  const { trackerUrl = findTrackerUrl(), [attribute]: given } = script?.dataset ?? {};
  // By the number of the build no cache mixes two.
  const file = name + '?' + CRUMBLESS_BUILD;
  for (const url of [given, (own ?? script)?.src, trackerUrl]) {
    try {
      const { href } = resolved(url);
      // Nothing lies beside a script that a page made of text (`blob:`, `data:`), nor beside one without an address.
      const folder = /^[^:]+:\/\/[^?#]*\//.exec(href)?.[0];
      if (url && url === given) return href;
      if (url && folder) return folder + file;
    } catch {
      continue;
    }
  }
  return undefined;
}
