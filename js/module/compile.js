// Loads the core of the ES module: compiled while it arrives, and refused where it is of another build than this script.

import { stamp } from 'crumbless:stamp';

// Browsers compile what still arrives only of this type.
const STREAMED = /^\s*application\/wasm\s*$/i;

/**
 * @param {unknown} wasm an address, a request, a response, bytes or a compiled module, or a promise of one
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(wasm) {
  const given = await wasm;
  const isLoaded = given instanceof WebAssembly.Module;
  const module = isLoaded ? given : isBytes(given) ? await WebAssembly.compile(given) : await fromResponse(given instanceof Response ? given : await fetch(given));
  const [section] = WebAssembly.Module.customSections(module, 'crumbless');
  const found = section ? new TextDecoder().decode(section) : 'an unknown version';
  // A cache or a bundler may mix two installations, and their numbers mean different things.
  if (found !== stamp) throw new Error(`the WebAssembly is of ${found} and the script of ${stamp}: both have to come from one installation.`);
  return module;
}

const isBytes = (given) => given instanceof ArrayBuffer || ArrayBuffer.isView(given);

async function fromResponse(response) {
  if (!response.ok) throw new Error(`${response.url} returned status ${response.status}: serve the WebAssembly there.`);
  try {
    const isStreamed = STREAMED.test(response.headers.get('Content-Type')) && WebAssembly.compileStreaming;
    return await (isStreamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    // The message of a `DOMException`, as of a response that is broken off, cannot be set.
    const named = new Error(`${response.url}: ${error.message}`, { cause: error });
    named.name = error.name;
    throw named;
  }
}
