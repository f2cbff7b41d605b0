// Loads a WebAssembly of the ES module: compiled while it arrives, and refused where it is of another build than the script.

import { attempt } from '../page/dom.js';

// Browsers compile what still arrives only of this type.
const STREAMED = /^\s*application\/wasm\s*$/i;
const PAGE = /^\s*text\/html/i;

// A module that does nothing, with each instruction of the core that the first browsers with WebAssembly did not have:
// `memory.fill`, `i32.extend8_s` and `i32.trunc_sat_f32_s`.
const PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 0, 10, 25, 1, 23, 0,
  65, 0, 65, 0, 65, 0, 252, 11, 0, 65, 0, 192, 26, 67, 0, 0, 0, 0, 252, 0, 26, 11,
];

// Asked once: a policy that refuses reports each time.
let verdict;

/** @returns {boolean} whether the browser and the page's policy let our WebAssembly run */
export const canRun = () => (verdict ??= attempt(() => new WebAssembly.Module(new Uint8Array(PROBE))) !== undefined);

/**
 * @param {unknown} wasm an address, a request, a response, bytes or a compiled module, or a promise of one
 * @param {string} stamp which build it has to be of
 * @param {string} name of the file, for messages
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(wasm, stamp, name) {
  const given = await wasm;
  const isLoaded = given instanceof WebAssembly.Module;
  const module = isLoaded ? given : isBytes(given) ? await WebAssembly.compile(given) : await fromResponse(given instanceof Response ? given : await fetch(given), name);
  const [section] = WebAssembly.Module.customSections(module, 'crumbless');
  const found = section ? new TextDecoder().decode(section) : 'an unknown version';
  // A cache or a bundler may mix two installations, and their numbers mean different things.
  if (found !== stamp) throw new Error(`the WebAssembly is of ${found} and the script of ${stamp}: both have to come from one installation.`);
  return module;
}

const isBytes = (given) => given instanceof ArrayBuffer || ArrayBuffer.isView(given);

async function fromResponse(response, name) {
  const { headers, url } = response;
  if (!response.ok) throw new Error(`${url} returned status ${response.status}: serve the WebAssembly there.`);
  const type = headers.get('Content-Type');
  // What a server gives for any address that it does not know, where an application has addresses of its own.
  if (PAGE.test(type)) {
    throw new Error(`${url}: HTML came instead of the WebAssembly: let the build copy node_modules/crumbless/dist/module/${name} there, or give its address in the option \`wasm\`.`);
  }
  try {
    const isStreamed = STREAMED.test(type) && WebAssembly.compileStreaming;
    return await (isStreamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    // The message of a `DOMException`, as of a response that is broken off, cannot be set.
    const named = new Error(`${url}: ${error.message}`, { cause: error });
    named.name = error.name;
    throw named;
  }
}
